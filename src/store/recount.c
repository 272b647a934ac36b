/*
 * The counts of a source, made anew from its rows: what the writer would have counted, had it stored
 * them in the order of the content.
 */
#include "store/internal.h"

int
wl_recount_source(struct wl_store *store, int64_t source, struct wl_error *err)
{
    sqlite3_stmt *rows = NULL;
    int rc = wl_counts_write(store, err); /* of rows of this transaction: they are read again below */

    if (rc == 0)
        rc = wl_statement_run(store, WL_Q_DROP_SUMMARY, err, "i", source);
    if (rc == 0)
        rc = wl_statement_run(store, WL_Q_DROP_TALLY, err, "i", source);
    if (rc == 0)
        rc = wl_statement_bind(&rows, store, WL_Q_LIST_COUNTED, err, "i", source);
    wl_counts_new_source(&store->counts);
    while (rc >= 0 && (rc = wl_statement_step(store, rows, err)) == 1)
        rc = wl_batch_count_row(store, rows, err);
    if (rc < 0 && rows)
        (void)sqlite3_reset(rows);
    return rc < 0 ? rc : wl_counts_write(store, err);
}
