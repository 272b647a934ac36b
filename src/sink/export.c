#include "sink/export.h"

#include "base/civil.h"
#include "base/csv.h"
#include "scan/codes.h"
#include "scan/hit.h"
#include "scan/stamp.h"
#include "sink/jsonl.h"
#include "store/queries.h"

#include <string.h>

#define PIECE 65536u /* bytes that are handed out at a time */

/* A row as it is shown; spans are borrowed from the statement. */
struct exported {
    struct wl_occurrence row;
    struct wl_origin origin;
    struct wl_buf names; /* locator, host, case, pattern, each with a NUL */
    bool folded;
};

static const char *
keep(struct wl_buf *names, struct wl_span text)
{
    size_t at = names->len;

    wl_buf_add_span(names, text);
    wl_buf_add_char(names, '\0');
    return names->failed ? "" : names->ptr + at;
}

/* What was matched, unless bad bytes that were replaced have moved it. */
static struct wl_span
matched_in(const struct wl_occurrence *row)
{
    struct wl_span text = row->text;

    if (row->column == 0 || (uint64_t)row->column - 1 + row->length > text.len ||
        memmem(text.ptr, text.len, "\xEF\xBF\xBD", 3))
        return wl_span_of("");
    return (struct wl_span){text.ptr + row->column - 1, row->length};
}

static void
read_row(struct exported *e, struct wl_stmt *s)
{
    struct wl_occurrence *row = &e->row;
    struct wl_span id = wl_stmt_text(s, 0);

    wl_buf_clear(&e->names);
    (void)wl_buf_reserve(&e->names, wl_stmt_text(s, 20).len + wl_stmt_text(s, 21).len +
                                        wl_stmt_text(s, 22).len + wl_stmt_text(s, 12).len + 4);
    *row = (struct wl_occurrence){
        .code = (uint16_t)wl_stmt_int(s, 1),
        .time_us = wl_stmt_int(s, 2),
        .time_from = (uint8_t)wl_stmt_int(s, 3),
        .assumed = (uint8_t)wl_stmt_int(s, 4),
        .line = (uint64_t)wl_stmt_int(s, 5),
        .offset = (uint64_t)wl_stmt_int(s, 6),
        .column = (uint32_t)wl_stmt_int(s, 7),
        .length = (uint32_t)wl_stmt_int(s, 8),
        .form = (uint8_t)wl_stmt_int(s, 9),
        .confidence = (uint8_t)wl_stmt_int(s, 10),
        .provisional = (uint64_t)wl_stmt_int(s, 11),
        .pattern = keep(&e->names, wl_stmt_text(s, 12)),
        .call = wl_stmt_text(s, 13),
        .peer_address = wl_stmt_text(s, 14),
        .peer_port = (uint32_t)wl_stmt_int(s, 15),
        .process = wl_stmt_text(s, 16),
        .level = wl_stmt_text(s, 17),
        .host = wl_stmt_text(s, 18),
        .text = wl_stmt_text(s, 19),
    };
    if (id.len == WL_ID_SIZE)
        memcpy(row->id, id.ptr, WL_ID_SIZE);
    row->matched = matched_in(row);
    e->origin = (struct wl_origin){.locator = keep(&e->names, wl_stmt_text(s, 20)),
                                   .host = keep(&e->names, wl_stmt_text(s, 21)),
                                   .case_name = keep(&e->names, wl_stmt_text(s, 22))};
    e->folded = wl_stmt_int(s, 23) != 0;
}

static void
add_json(struct wl_buf *out, const struct exported *e)
{
    wl_jsonl_add(out, &e->row, &e->origin);
    if (out->failed || (!e->folded && !e->row.provisional))
        return;
    out->len -= 2; /* "}\n" */
    wl_buf_add_text(out, e->folded ? ",\"folded\":true" : "");
    wl_buf_add_text(out, e->row.provisional ? ",\"provisional\":true" : "");
    wl_buf_add_text(out, "}\n");
}

static const char csv_head[] = "id,time,time_from,time_assumed,source,line,offset,column,length,"
                               "code,name,summary,form,matched,"
                               "confidence,pattern,call,peer_address,peer_port,process,level,host,"
                               "case,text,folded,provisional\n";

static void
add_cell(struct wl_buf *out, struct wl_span text)
{
    wl_buf_add_char(out, ',');
    wl_csv_add_cell(out, text);
}

static void
add_csv_time(struct wl_buf *out, const struct wl_occurrence *row)
{
    static const char *const from[] = {"", "line", "inherited", "file"};

    wl_buf_add_char(out, ',');
    if (row->time_from != WL_TIME_ABSENT)
        wl_civil_add_rfc3339(out, row->time_us);
    add_cell(out, wl_span_of(from[row->time_from & 3]));
    add_cell(out, wl_span_of(row->time_from ? wl_stamp_assumed_text(row->assumed) : ""));
}

static void
add_csv(struct wl_buf *out, const struct exported *e)
{
    const struct wl_occurrence *row = &e->row;
    const struct wl_code *code = wl_code_by_number(row->code);

    for (size_t i = 0; i < WL_ID_SIZE; i++)
        wl_buf_addf(out, "%02x", row->id[i]);
    add_csv_time(out, row);
    add_cell(out, wl_span_of(e->origin.locator));
    wl_buf_addf(out, ",%llu,%llu,%u,%u,%u", (unsigned long long)row->line,
                (unsigned long long)row->offset, (unsigned)row->column, (unsigned)row->length,
                (unsigned)row->code);
    add_cell(out, wl_span_of(code ? code->name : ""));
    add_cell(out, wl_span_of(code ? code->summary : ""));
    add_cell(out, wl_span_of(wl_form_name(row->form)));
    add_cell(out, row->matched);
    wl_buf_addf(out, ",%u", (unsigned)row->confidence);
    add_cell(out, wl_span_of(row->pattern));
    add_cell(out, row->call);
    add_cell(out, row->peer_address);
    wl_buf_add_char(out, ',');
    if (row->peer_port)
        wl_buf_addf(out, "%u", (unsigned)row->peer_port);
    add_cell(out, row->process);
    add_cell(out, row->level);
    add_cell(out, row->host.len ? row->host : wl_span_of(e->origin.host));
    add_cell(out, wl_span_of(e->origin.case_name));
    add_cell(out, row->text);
    wl_buf_addf(out, ",%d,%d\n", e->folded, row->provisional != 0);
}

static int
each_row(struct wl_stmt *stmt, enum wl_export_format format, wl_export_fn *each, void *arg,
         struct wl_buf *out, struct wl_error *err)
{
    struct exported e = {.folded = false};
    int rc;

    wl_buf_init(&e.names);
    while ((rc = wl_stmt_step(stmt, err)) == 1) {
        read_row(&e, stmt);
        if (format == WL_EXPORT_CSV)
            add_csv(out, &e);
        else if (wl_code_by_number(e.row.code))
            add_json(out, &e);
        if (out->failed || e.names.failed) {
            rc = wl_error_set(err, WL_ENOMEM, "out of memory");
        } else if (out->len >= PIECE) {
            rc = each(arg, wl_buf_span(out), err);
            wl_buf_clear(out);
        } else {
            rc = 0;
        }
        if (rc < 0)
            break;
    }
    wl_buf_done(&e.names);
    return rc;
}

int
wl_export(struct wl_store *store, enum wl_export_format format, wl_export_fn *each, void *arg,
          struct wl_error *err)
{
    struct wl_stmt *stmt;
    struct wl_buf out;
    int rc = wl_stmt_prepare(&stmt, store, wl_query_export, err);

    if (rc < 0)
        return rc;
    wl_buf_init(&out);
    if (format == WL_EXPORT_CSV)
        wl_buf_add_text(&out, csv_head);
    rc = each_row(stmt, format, each, arg, &out, err);
    if (rc == 0)
        rc = each(arg, wl_buf_span(&out), err);
    wl_stmt_free(stmt);
    wl_buf_done(&out);
    return rc;
}
