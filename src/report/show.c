#include "report/show.h"

#include "base/count.h"
#include "base/utf8.h"
#include "report/phrase.h"
#include "report/reports.h"
#include "scan/codes.h"
#include "scan/hit.h"
#include "scan/stamp.h"

#include <stdlib.h>

#define LABEL 11 /* columns */
#define ID_DIGITS_MIN 4

static void
read_row(struct wl_show_row *row, struct wl_stmt *s)
{
    *row = (struct wl_show_row){
        .id = wl_stmt_text(s, 0),
        .code = (unsigned)wl_stmt_int(s, 1),
        .time_us = wl_stmt_int(s, 2),
        .time_text = wl_stmt_text(s, 3),
        .time_from = (unsigned)wl_stmt_int(s, 4),
        .assumed = (unsigned)wl_stmt_int(s, 5),
        .locator = wl_stmt_text(s, 6),
        .line = (uint64_t)wl_stmt_int(s, 7),
        .offset = (uint64_t)wl_stmt_int(s, 8),
        .column = (size_t)wl_stmt_int(s, 9),
        .length = (size_t)wl_stmt_int(s, 10),
        .form = (unsigned)wl_stmt_int(s, 11),
        .pattern = wl_stmt_text(s, 12),
        .confidence = (unsigned)wl_stmt_int(s, 13),
        .call = wl_stmt_text(s, 14),
        .peer_address = wl_stmt_text(s, 15),
        .peer_port = (unsigned)wl_stmt_int(s, 16),
        .process = wl_stmt_text(s, 17),
        .level = wl_stmt_text(s, 18),
        .host = wl_stmt_text(s, 19),
        .case_name = wl_stmt_text(s, 20),
        .text = wl_stmt_text(s, 21),
        .provisional = (uint64_t)wl_stmt_int(s, 22),
        .folded = wl_stmt_int(s, 23) != 0,
    };
}

static int
hex_value(char c)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    const char *at = c ? strchr(digits, c) : NULL;

    if (!at)
        return -1;
    return (int)(at - digits) - (at - digits > 15 ? 6 : 0);
}

/* The ids that begin with these digits lie from low to high. @return false: no such digits */
static bool
read_id(const char *word, unsigned char low[WL_ID_SIZE], unsigned char high[WL_ID_SIZE])
{
    size_t len = strlen(word);

    if (len < ID_DIGITS_MIN || len > 2 * (size_t)WL_ID_SIZE)
        return false;
    for (size_t i = 0; i < 2 * (size_t)WL_ID_SIZE; i++) {
        int digit = i < len ? hex_value(word[i]) : 0, shift = i % 2 ? 0 : 4;

        if (digit < 0)
            return false;
        if (shift) {
            low[i / 2] = 0;
            high[i / 2] = 0;
        }
        low[i / 2] |= (unsigned char)(digit << shift);
        high[i / 2] |= (unsigned char)((i < len ? digit : 15) << shift);
    }
    return true;
}

static int
prepare(struct wl_stmt **out, struct wl_store *store, const char *where, struct wl_error *err)
{
    struct wl_buf sql;
    int rc;

    wl_buf_init(&sql);
    wl_buf_add_text(&sql, wl_report_show);
    wl_buf_add_char(&sql, '\n');
    wl_buf_add_text(&sql, where);
    rc = sql.failed ? wl_error_set(err, WL_ENOMEM, "out of memory")
                    : wl_stmt_prepare(out, store, wl_buf_text(&sql), err);
    wl_buf_done(&sql);
    return rc;
}

static int
prepare_place(struct wl_stmt **out, struct wl_store *store, const char *word, struct wl_error *err)
{
    const char *colon = strrchr(word, ':');
    char *end = NULL, *source;
    long long line = colon ? strtoll(colon + 1, &end, 10) : 0;
    int rc;

    if (!colon || colon == word || end == colon + 1 || *end || line < 1)
        return wl_error_set(err, WL_EPARSE,
                            "'%s' is neither an id (the field 'id' of --format=jsonl, %d digits or "
                            "more) nor SOURCE:LINE",
                            word, ID_DIGITS_MIN);
    source = strndup(word, (size_t)(colon - word));
    if (!source)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    rc = prepare(out, store, wl_report_show_place, err);
    if (rc == 0) {
        wl_stmt_bind_text(*out, ":source", source);
        wl_stmt_bind_int(*out, ":line", line);
    }
    free(source);
    return rc;
}

static int
prepare_word(struct wl_stmt **out, struct wl_store *store, const char *word, struct wl_error *err)
{
    unsigned char low[WL_ID_SIZE], high[WL_ID_SIZE];
    int rc;

    if (!read_id(word, low, high))
        return prepare_place(out, store, word, err);
    rc = prepare(out, store, wl_report_show_id, err);
    if (rc == 0) {
        wl_stmt_bind_blob(*out, ":low", (struct wl_span){(char *)low, sizeof low});
        wl_stmt_bind_blob(*out, ":high", (struct wl_span){(char *)high, sizeof high});
    }
    return rc;
}

int
wl_show_each(struct wl_store *store, const char *word, wl_show_fn *each, void *arg, size_t *count,
             struct wl_error *err)
{
    struct wl_stmt *stmt = NULL;
    struct wl_show_row row;
    int rc = prepare_word(&stmt, store, word, err);

    *count = 0;
    if (rc < 0)
        return rc;
    while ((rc = wl_stmt_step(stmt, err)) == 1) {
        ++*count;
        read_row(&row, stmt);
        rc = each(arg, &row, err);
        if (rc < 0)
            break;
    }
    wl_stmt_free(stmt);
    return rc;
}

static void
label(struct wl_layout *layout, const char *name)
{
    wl_layout_text(layout, name, LABEL, WL_FIT_LEFT, WL_TONE_DIM);
    wl_layout_space(layout, 1);
}

/* A label and its value, wrapped; nothing when there is none. */
static void
fact(struct wl_layout *layout, const char *name, struct wl_span value)
{
    struct wl_buf text;

    if (value.len == 0)
        return;
    wl_buf_init(&text);
    wl_buf_add_span(&text, value);
    label(layout, name);
    wl_layout_wrap(layout, wl_buf_text(&text), LABEL + 1, WL_TONE_PLAIN);
    wl_layout_end(layout);
    wl_buf_done(&text);
}

static void
add_time(struct wl_layout *layout, const struct wl_show_row *row, struct wl_buf *text)
{
    static const char *const from[] = {[WL_TIME_LINE] = "as the line says",
                                       [WL_TIME_INHERITED] =
                                           "as the record says to which the line belongs",
                                       [WL_TIME_FILE] = "as the file says"};

    wl_buf_clear(text);
    if (row->time_from == WL_TIME_ABSENT) {
        wl_buf_add_text(text, "unknown: neither line, record nor file tells");
    } else {
        wl_phrase_moment(text, row->time_us);
        wl_buf_addf(text, ", %s", from[row->time_from]);
        if (row->time_text.len > 0) {
            wl_buf_add_text(text, ": ");
            wl_buf_add_span(text, row->time_text);
        }
        if (row->assumed & WL_STAMP_BITS)
            wl_buf_addf(text, "; assumed: %s", wl_stamp_assumed_text(row->assumed));
    }
    fact(layout, "time", wl_buf_span(text));
}

static void
add_facts(struct wl_layout *layout, const struct wl_show_row *row)
{
    struct wl_buf text;

    wl_buf_init(&text);
    add_time(layout, row, &text);
    wl_buf_clear(&text);
    wl_buf_add_span(&text, row->locator);
    wl_buf_addf(&text, ":%llu", (unsigned long long)row->line);
    if (row->provisional)
        wl_buf_add_text(&text, " (the last line, not finished yet)");
    if (row->folded)
        wl_buf_add_text(&text, " (the same line is in another source; reports count that one)");
    fact(layout, "source", wl_buf_span(&text));
    fact(layout, "host", row->host);
    fact(layout, "case", row->case_name);
    fact(layout, "process", row->process);
    fact(layout, "level", row->level);
    fact(layout, "call", row->call);
    wl_buf_clear(&text);
    wl_buf_add_span(&text, row->peer_address);
    if (row->peer_port)
        wl_buf_addf(&text, "%s%u", row->peer_address.len > 0 ? " port " : "port ", row->peer_port);
    fact(layout, "peer", wl_buf_span(&text));
    wl_buf_clear(&text);
    wl_buf_addf(&text, "%s in column %zu, by pattern ", wl_form_name(row->form), row->column);
    wl_buf_add_span(&text, row->pattern);
    wl_buf_addf(&text, ", confidence %u", row->confidence);
    fact(layout, "evidence", wl_buf_span(&text));
    fact(layout, "id", row->id);
    wl_buf_done(&text);
}

/* The line itself is shown whole, its neighbours as far as they fit. */
static void
add_line(struct wl_layout *layout, uint64_t number, struct wl_span text, bool itself)
{
    struct wl_buf safe;
    size_t room = layout->width > 20 ? layout->width - 10 : 10;

    wl_layout_put(layout, itself ? ">" : " ", WL_TONE_BOLD);
    wl_buf_init(&safe);
    wl_buf_addf(&safe, "%7llu", (unsigned long long)number);
    wl_layout_put(layout, wl_buf_text(&safe), WL_TONE_DIM);
    wl_layout_space(layout, 2);
    wl_buf_clear(&safe);
    wl_buf_add_span(&safe, text);
    if (itself)
        wl_layout_wrap(layout, wl_buf_text(&safe), 10, WL_TONE_BOLD);
    else if (text.len > 0)
        wl_layout_cell(layout, text, room, WL_FIT_LEFT, WL_TONE_PLAIN);
    wl_layout_end(layout);
    wl_buf_done(&safe);
}

static struct wl_span
without_ending(struct wl_span line)
{
    while (line.len > 0 && (line.ptr[line.len - 1] == '\n' || line.ptr[line.len - 1] == '\r'))
        line.len--;
    return line;
}

static void
add_around(struct wl_layout *layout, const struct wl_show_row *row,
           const struct wl_show_around *around)
{
    struct wl_span rest = around->text;
    uint64_t before = wl_count_newlines(rest.ptr, around->at);
    uint64_t number = row->line > before ? row->line - before : 1;

    for (; rest.len > 0; number++) {
        const char *lf = memchr(rest.ptr, '\n', rest.len);
        size_t len = lf ? (size_t)(lf + 1 - rest.ptr) : rest.len;

        add_line(layout, number, without_ending((struct wl_span){rest.ptr, len}),
                 number == row->line);
        rest = (struct wl_span){rest.ptr + len, rest.len - len};
    }
}

void
wl_show_write(struct wl_layout *layout, const struct wl_show_row *row,
              const struct wl_show_around *around)
{
    const struct wl_code *code = wl_code_by_number(row->code);
    struct wl_buf title;

    wl_buf_init(&title);
    wl_buf_addf(&title, "%s %u", code ? code->name : "code", row->code);
    wl_layout_put(layout, wl_buf_text(&title), WL_TONE_BOLD);
    if (code) {
        wl_layout_put(layout, ": ", WL_TONE_PLAIN);
        wl_layout_put(layout, code->summary, WL_TONE_PLAIN);
    }
    wl_layout_end(layout);
    add_facts(layout, row);
    wl_layout_end(layout);
    if (around->text.len > 0)
        add_around(layout, row, around);
    else
        add_line(layout, row->line, row->text, true);
    if (around->missing) {
        wl_buf_clear(&title);
        wl_buf_addf(&title, "the lines around it can't be shown: %s", around->missing);
        wl_layout_end(layout);
        wl_layout_wrap(layout, wl_buf_text(&title), 0, WL_TONE_PLAIN);
        wl_layout_end(layout);
    }
    wl_buf_done(&title);
}
