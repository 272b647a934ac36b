/*
 * One row for all, then one a code, then one a peer. Cells of what is unknown or infinite are
 * empty.
 */
#include "base/civil.h"
#include "base/csv.h"
#include "report/compare_model.h"

#include <math.h>

static void
number(struct wl_buf *out, double value)
{
    if (isfinite(value))
        wl_buf_addf(out, "%.6g", value);
    wl_buf_add_char(out, ',');
}

static void
row(struct wl_buf *out, const struct wl_comparison *c, const struct wl_change *change,
    const char *kind, struct wl_span key)
{
    wl_buf_addf(out, "%s,", kind);
    wl_csv_add_cell(out, key);
    wl_buf_add_char(out, ',');
    wl_csv_add_cell(out, wl_span_of(change->code ? change->code->name : ""));
    wl_buf_addf(out, ",%lld,%lld,", (long long)change->count[0], (long long)change->count[1]);
    number(out, wl_change_rate(c, change, 0));
    number(out, wl_change_rate(c, change, 1));
    number(out, change->ratio.ratio);
    number(out, change->ratio.low);
    number(out, change->ratio.high);
    number(out, change->p);
    wl_buf_addf(out, "%s,", wl_change_word(change));
    if (change->moment.found)
        wl_civil_add_rfc3339(out, change->moment.at_us);
    wl_buf_add_char(out, '\n');
}

void
wl_compare_csv(struct wl_buf *out, const struct wl_comparison *comparison,
               const struct wl_compare_request *request)
{
    size_t limit = request->limit ? request->limit : WL_REPORT_ALL;
    struct wl_buf key;

    wl_buf_init(&key);
    wl_buf_add_text(out, "kind,key,name,a_count,b_count,a_per_hour,b_per_hour,ratio,ratio_low,"
                         "ratio_high,p,change,moment\n");
    row(out, comparison, &comparison->all, "all", wl_span_of(""));
    for (uint32_t i = 0; i < comparison->codes.count && i < limit; i++) {
        wl_buf_clear(&key);
        wl_buf_addf(&key, "%u", (unsigned)comparison->codes.rows[i].number);
        row(out, comparison, &comparison->codes.rows[i], "code", wl_buf_span(&key));
    }
    for (uint32_t i = 0; i < comparison->peers.count && i < limit; i++) {
        wl_buf_clear(&key);
        wl_change_peer(&key, &comparison->peers.rows[i]);
        row(out, comparison, &comparison->peers.rows[i], "peer", wl_buf_span(&key));
    }
    out->failed = out->failed || key.failed;
    wl_buf_done(&key);
}
