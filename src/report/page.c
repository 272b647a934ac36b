/*
 * The timeline is exact: a bar is made of whole quarters of an hour, as the store counts them, or
 * of single occurrences where these are few.
 */
#include "report/page.h"

#include "report/page_sql.h"
#include "report/reports.h"

#include <stdlib.h>

/* So many rows are read one by one for bars finer than a quarter. */
#define FINE_ROWS 100000
/* A lone burst stands between empty bars rather than filling the width. */
#define LEAST_BARS 12

struct wl_span
wl_page_text(const struct wl_page *page, size_t at, size_t len)
{
    return len ? (struct wl_span){page->text.ptr + at, len} : wl_span_of("");
}

size_t
wl_page_code(const struct wl_summary *summary, int64_t number)
{
    const struct wl_report_table *table = &summary->tables[WL_BY_CODE];
    size_t row = 0;

    while (row < table->count && table->rows[row].number != number)
        row++;
    return row;
}

/* Bars for what the summary shows; open ends may be moved. */
static int
cut_bars(struct wl_axis *axis, const struct wl_summary *summary,
         const struct wl_report_request *request, bool fine, struct wl_error *err)
{
    int64_t least_us = fine ? 1 : WL_AXIS_QUARTER, lo_us = summary->lo_us, hi_us = summary->hi_us;
    size_t lacking;
    int rc = wl_axis_init(axis, lo_us, hi_us, least_us, WL_PAGE_BARS, err);

    if (rc < 0 || axis->count >= LEAST_BARS)
        return rc;
    lacking = LEAST_BARS - axis->count;
    least_us = axis->step_us;
    if (!request->has_since)
        lo_us -= (int64_t)(lacking / 2) * axis->step_us;
    if (!request->has_until)
        hi_us += (int64_t)(lacking - lacking / 2) * axis->step_us;
    wl_axis_done(axis);
    return wl_axis_init(axis, lo_us, hi_us, least_us, WL_PAGE_BARS, err);
}

/* The cells of the summary, or the occurrences: code, n, first, last of what lies in one quarter.
 */
static int
count_bars(struct wl_timeline *timeline, struct wl_stmt *stmt, const struct wl_summary *summary,
           struct wl_error *err)
{
    size_t row = 0, codes = summary->tables[WL_BY_CODE].count;
    int rc;

    while ((rc = wl_stmt_step(stmt, err)) == 1) {
        int64_t number = wl_stmt_int(stmt, 0);
        if (row == codes || summary->tables[WL_BY_CODE].rows[row].number != number)
            row = wl_page_code(summary, number);
        if (row < codes)
            timeline->counts[row * timeline->axis.count +
                             wl_axis_find(&timeline->axis, wl_stmt_int(stmt, 2))] +=
                wl_stmt_int(stmt, 1);
    }
    return rc;
}

static int
load_timeline(struct wl_timeline *timeline, const struct wl_scope *scope,
              const struct wl_summary *summary, const struct wl_report_request *request,
              struct wl_error *err)
{
    bool fine = scope->rows || summary->total <= FINE_ROWS;
    struct wl_stmt *stmt;
    int rc = cut_bars(&timeline->axis, summary, request, fine, err);

    if (rc < 0)
        return rc;
    fine = fine && timeline->axis.step_us < WL_AXIS_QUARTER;
    timeline->counts = calloc(summary->tables[WL_BY_CODE].count * timeline->axis.count + 1,
                              sizeof *timeline->counts);
    if (!timeline->counts)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    if (!fine && wl_scope_has_values(scope))
        rc = wl_scope_prepare_values(&stmt, scope, wl_report_timeline_whole, NULL, err);
    else
        rc = wl_scope_prepare(&stmt, scope, wl_report_timeline, fine, err);
    if (rc < 0)
        return rc;
    rc = count_bars(timeline, stmt, summary, err);
    wl_stmt_free(stmt);
    return rc;
}

static int
compare_hours(const void *a, const void *b)
{
    const struct wl_page_hour *one = a, *other = b;

    return (one->start_us > other->start_us) - (one->start_us < other->start_us);
}

static int
copy_hours(struct wl_page *page, const struct wl_summary *summary, struct wl_error *err)
{
    const struct wl_report_table *table = &summary->tables[WL_BY_HOUR];

    page->hours = calloc(table->count + 1, sizeof *page->hours);
    if (!page->hours)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    for (size_t i = 0; i < table->count; i++) {
        const struct wl_report_row *row = &table->rows[i];
        page->hours[i] =
            (struct wl_page_hour){row->start_us, row->count, row->first_us, row->last_us};
    }
    page->hour_count = table->count;
    qsort(page->hours, page->hour_count, sizeof *page->hours, compare_hours);
    return 0;
}

static int
load_reading(struct wl_page *page, const struct wl_scope *scope, struct wl_error *err)
{
    struct wl_stmt *stmt;
    int rc = wl_scope_prepare_values(&stmt, scope, wl_report_read_sources, NULL, err);

    if (rc < 0)
        return rc;
    rc = wl_stmt_step(stmt, err);
    if (rc == 1) {
        page->read = wl_stmt_int(stmt, 0);
        page->unfinished = wl_stmt_int(stmt, 1);
    }
    wl_stmt_free(stmt);
    return rc < 0 ? rc : 0;
}

int
wl_page_load(struct wl_page *page, struct wl_store *store, const struct wl_summary *summary,
             const struct wl_report_request *request, struct wl_error *err)
{
    struct wl_scope scope;
    int rc;

    *page = (struct wl_page){0};
    rc = wl_scope_init(&scope, store, request, err);
    if (summary->folded > 0 && (request->source || request->case_name))
        scope.rows = true; /* as the summary did */
    if (rc == 0)
        rc = load_reading(page, &scope, err);
    if (rc == 0)
        rc = copy_hours(page, summary, err);
    if (rc == 0 && summary->total > 0)
        rc = load_timeline(&page->timeline, &scope, summary, request, err);
    if (rc == 0 && summary->total > 0)
        rc = wl_page_load_samples(page, &scope, summary, request, err);
    if (rc == 0 && page->text.failed)
        rc = wl_error_set(err, WL_ENOMEM, "out of memory");
    wl_scope_done(&scope);
    return rc;
}

void
wl_page_done(struct wl_page *page)
{
    wl_axis_done(&page->timeline.axis);
    free(page->timeline.counts);
    free(page->lines);
    free(page->hours);
    wl_buf_done(&page->text);
    *page = (struct wl_page){0};
}
