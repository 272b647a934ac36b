/*
 * CSV as RFC 4180 has it, but lines end with LF: one table, a header row first. No cell can become
 * a formula: those that begin like one get an apostrophe. Controls other than TAB, CR and LF are
 * escaped.
 */
#include "report/formats.h"

#include "base/civil.h"
#include "base/utf8.h"
#include "report/pairs.h"

#include <string.h>

static bool
starts_formula(struct wl_span text)
{
    return text.len > 0 && text.ptr[0] && strchr("=+-@\t\r", text.ptr[0]);
}

static void
add_visible(struct wl_buf *out, struct wl_span text)
{
    unsigned size;

    for (size_t i = 0; i < text.len; i += size) {
        (void)wl_utf8_decode(text.ptr + i, text.len - i, &size);
        if (text.ptr[i] == '\n' || text.ptr[i] == '\r')
            wl_buf_add_char(out, text.ptr[i]);
        else
            wl_utf8_add_escaped(out, (struct wl_span){text.ptr + i, size});
    }
}

static void
cell(struct wl_buf *out, struct wl_span text)
{
    struct wl_buf visible;
    bool quoted;

    wl_buf_init(&visible);
    if (starts_formula(text))
        wl_buf_add_char(&visible, '\'');
    add_visible(&visible, text);
    quoted = strpbrk(wl_buf_text(&visible), ",\"\r\n") != NULL;
    if (quoted)
        wl_buf_add_char(out, '"');
    for (size_t i = 0; i < visible.len; i++) {
        if (visible.ptr[i] == '"')
            wl_buf_add_char(out, '"');
        wl_buf_add_char(out, visible.ptr[i]);
    }
    if (quoted)
        wl_buf_add_char(out, '"');
    out->failed = out->failed || visible.failed;
    wl_buf_done(&visible);
}

/* Hours and minutes are instants, days are dates. */
static bool
is_clock(enum wl_by_id by)
{
    return by == WL_BY_HOUR || by == WL_BY_MINUTE;
}

static void
key_cells(struct wl_buf *out, enum wl_by_id by, const struct wl_report_table *table,
          const struct wl_report_row *row)
{
    if (is_clock(by))
        wl_civil_add_rfc3339(out, row->start_us);
    else
        cell(out, wl_table_key(table, row));
    wl_buf_add_char(out, ',');
    if (by == WL_BY_CODE) {
        cell(out, wl_span_of(row->code ? row->code->name : ""));
        wl_buf_add_char(out, ',');
        cell(out, wl_span_of(row->code ? row->code->summary : ""));
        wl_buf_add_char(out, ',');
    } else if (by == WL_BY_SOURCE) {
        cell(out, wl_table_host(table, row));
        wl_buf_add_char(out, ',');
    } else if (by == WL_BY_PEER) {
        if (row->port)
            wl_buf_addf(out, "%u", (unsigned)row->port);
        wl_buf_addf(out, ",%lld,", (long long)row->parts);
    }
}

/* A time as an instant, but a day as a date; a code by its number. */
static void
pair_cell(struct wl_buf *out, const struct wl_pairs *pairs, const struct wl_pair *row, size_t which)
{
    if (is_clock(pairs->by[which]))
        wl_civil_add_rfc3339(out, row->order[which]);
    else
        cell(out, wl_pair_key(pairs, row, which));
    wl_buf_add_char(out, ',');
}

static void
write_pairs(struct wl_buf *out, const struct wl_pairs *pairs, size_t limit)
{
    wl_buf_addf(out, "%s,%s,count,first,last\n", wl_bys[pairs->by[0]].name,
                wl_bys[pairs->by[1]].name);
    for (size_t i = 0; i < pairs->count && i < limit; i++) {
        const struct wl_pair *row = &pairs->rows[i];

        pair_cell(out, pairs, row, 0);
        pair_cell(out, pairs, row, 1);
        wl_buf_addf(out, "%lld,", (long long)row->count);
        wl_civil_add_rfc3339(out, row->first_us);
        wl_buf_add_char(out, ',');
        wl_civil_add_rfc3339(out, row->last_us);
        wl_buf_add_char(out, '\n');
    }
}

void
wl_report_csv(struct wl_buf *out, const struct wl_summary *summary,
              const struct wl_report_request *request)
{
    static const char *const heads[WL_BYS] = {[WL_BY_CODE] = "code,name,summary",
                                              [WL_BY_SOURCE] = "source,host",
                                              [WL_BY_PEER] = "peer_address,peer_port,ports"};
    enum wl_by_id by = request->by ? wl_report_by(request) : WL_BY_CODE;
    const struct wl_report_table *table;
    size_t limit = wl_report_limit(request, WL_REPORT_ALL);

    if (summary->pairs) {
        write_pairs(out, summary->pairs, limit);
        return;
    }
    table = &summary->tables[by];
    wl_buf_addf(out, "%s,count,first,last%s\n", heads[by] ? heads[by] : wl_bys[by].name,
                by == WL_BY_CODE ? ",noise" : "");
    for (size_t i = 0; i < table->count && i < limit; i++) {
        const struct wl_report_row *row = &table->rows[i];
        key_cells(out, by, table, row);
        wl_buf_addf(out, "%lld,", (long long)row->count);
        wl_civil_add_rfc3339(out, row->first_us);
        wl_buf_add_char(out, ',');
        wl_civil_add_rfc3339(out, row->last_us);
        if (by == WL_BY_CODE)
            wl_buf_add_text(out, row->code && row->code->noise ? ",1" : ",0");
        wl_buf_add_char(out, '\n');
    }
}
