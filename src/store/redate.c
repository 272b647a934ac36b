/*
 * The times of a source's rows once the whole of it is known. Rows are stored with what was known
 * when their line was read; here those whose stamp leaves the year, the date or the order of day
 * and month open are read again, by the timeline of the content that has just ended. It happens in
 * the transaction that gives the content its place among the sources, so a run that was killed
 * leaves an unfinished source with the first guesses, and the next reading puts them right.
 */
#include "store/internal.h"

#include "scan/timeline.h"

#define OPEN (WL_STAMP_YEAR | WL_STAMP_DAY_ORDER | WL_STAMP_DATE)

void
wl_store_redate(struct wl_store *store, const struct wl_timeline *timeline)
{
    store->timeline = timeline;
}

static struct wl_span
text_of(sqlite3_stmt *stmt, int column)
{
    const char *text = (const char *)sqlite3_column_text(stmt, column);

    return (struct wl_span){text ? text : "",
                            text ? (size_t)sqlite3_column_bytes(stmt, column) : 0};
}

struct dating {
    int64_t time_us;
    unsigned assumed;
    int from;
};

/* How many of the three had to be assumed: fewer are better, then the earlier time is. */
static int
doubts(unsigned assumed)
{
    return __builtin_popcount(assumed & OPEN);
}

static bool
is_better(const struct dating *now, const struct dating *before)
{
    if (doubts(now->assumed) != doubts(before->assumed))
        return doubts(now->assumed) < doubts(before->assumed);
    return now->time_us < before->time_us;
}

/* Columns as query list_open_times has them. @return whether it becomes another */
static bool
date_again(const struct wl_timeline *timeline, sqlite3_stmt *stmt, bool grown, struct dating *now)
{
    const struct dating before = {.time_us = sqlite3_column_int64(stmt, 2),
                                  .assumed = (unsigned)sqlite3_column_int(stmt, 5),
                                  .from = sqlite3_column_int(stmt, 4)};
    struct wl_stamp stamp;

    *now = before;
    if (!wl_stamp_read_again(text_of(stmt, 3),
                             (before.assumed | before.assumed >> 4) & WL_STAMP_BITS, &stamp) ||
        !wl_timeline_settle(timeline, &stamp, (uint64_t)sqlite3_column_int64(stmt, 1),
                            &now->time_us, &now->assumed))
        return false;
    if (now->from != WL_TIME_INHERITED)
        now->from = now->assumed & WL_STAMP_TOLD(WL_STAMP_DATE) ? WL_TIME_FILE : WL_TIME_LINE;
    if (!grown && !is_better(now, &before))
        return false;
    return now->time_us != before.time_us || now->assumed != before.assumed ||
           now->from != before.from;
}

static int
date_rows(struct wl_store *store, int64_t source, bool grown, bool *counted, struct wl_error *err)
{
    sqlite3_stmt *rows = NULL;
    int rc = wl_statement_bind(&rows, store, WL_Q_LIST_OPEN_TIMES, err, "i", source);

    *counted = false;
    while (rc >= 0 && (rc = wl_statement_step(store, rows, err)) == 1) {
        struct dating now;
        if (!date_again(store->timeline, rows, grown, &now))
            continue;
        rc = wl_statement_run(store, WL_Q_SET_TIME, err, "iiii", sqlite3_column_int64(rows, 0),
                              now.time_us, (int64_t)now.from, (int64_t)now.assumed);
        *counted |=
            now.time_us != sqlite3_column_int64(rows, 2) || now.from != sqlite3_column_int(rows, 4);
    }
    if (rc < 0 && rows)
        (void)sqlite3_reset(rows);
    return rc;
}

int
wl_redate_source(struct wl_store *store, int64_t source, bool known, bool grown,
                 struct wl_error *err)
{
    const struct wl_timeline *timeline = store->timeline;
    bool counted;
    int rc;

    if (!timeline || (!known && !wl_timeline_has_changed(timeline)))
        return 0;
    rc = date_rows(store, source, grown, &counted, err);
    /* Times have moved, and with them the first and the last of each count. */
    return rc == 0 && counted ? wl_recount_source(store, source, err) : rc;
}
