/*
 * CSV: one table, a header row first. What a cell may hold is base/csv.h.
 */
#include "report/formats.h"

#include "base/civil.h"
#include "base/csv.h"
#include "base/utf8.h"
#include "report/pairs.h"

#include <string.h>

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
        wl_csv_add_cell(out, wl_table_key(table, row));
    wl_buf_add_char(out, ',');
    if (by == WL_BY_CODE) {
        wl_csv_add_cell(out, wl_span_of(row->code ? row->code->name : ""));
        wl_buf_add_char(out, ',');
        wl_csv_add_cell(out, wl_span_of(row->code ? row->code->summary : ""));
        wl_buf_add_char(out, ',');
    } else if (by == WL_BY_SOURCE) {
        wl_csv_add_cell(out, wl_table_host(table, row));
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
        wl_csv_add_cell(out, wl_pair_key(pairs, row, which));
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
