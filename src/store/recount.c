/*
 * The counts of a source, made anew from its rows: what the writer would have counted, had it
 * stored them in the order of the content.
 */
#include "store/internal.h"

int
wl_recount_source(struct wl_store *store, int64_t source, struct wl_error *err)
{
    sqlite3_stmt *rows = NULL;
    int rc =
        wl_counts_write(store, err); /* of rows of this transaction: they are read again below */

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

int
wl_recount_all(struct wl_store *store, struct wl_error *err)
{
    sqlite3_stmt *stmt = NULL;
    struct wl_buf ids;
    int rc = 0;

    wl_buf_init(&ids);
    if (sqlite3_prepare_v2(store->db, "SELECT id FROM source", -1, &stmt, NULL) != SQLITE_OK)
        rc = wl_db_error(store, err, "read");
    while (rc == 0 && sqlite3_step(stmt) == SQLITE_ROW) {
        int64_t id = sqlite3_column_int64(stmt, 0);

        wl_buf_add(&ids, (const char *)&id, sizeof id);
    }
    (void)sqlite3_finalize(stmt);
    if (rc == 0 && ids.failed)
        rc = wl_error_set(err, WL_ENOMEM, "out of memory");
    for (size_t i = 0; rc == 0 && i < ids.len / sizeof(int64_t); i++)
        rc = wl_recount_source(store, ((const int64_t *)(const void *)ids.ptr)[i], err);
    wl_buf_done(&ids);
    return rc;
}
