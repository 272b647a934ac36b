/*
 * What scans could not read: kept, so that a report can say what it does not know.
 */
#include "store/internal.h"

#include <assert.h>

int
wl_store_add_gap(struct wl_store *store, const struct wl_gap *gap, struct wl_error *err)
{
    int rc;

    assert(store->running && !store->in_source);
    rc = wl_writer_wait(store, err);
    if (rc == 0)
        rc = wl_batch_begin(store, err);
    if (rc < 0)
        return rc;
    rc = wl_batch_run(store, err);
    if (rc == 0)
        rc = wl_statement_run(store, WL_Q_ADD_GAP, err, "sssssi", gap->locator, gap->host,
                              store->run.case_name, gap->verdict, gap->reason, gap->met_us);
    rc = wl_batch_finish(store, rc, err);
    store->any_gap = store->any_gap || rc == 0;
    return rc;
}

int
wl_gap_close(struct wl_store *store, struct wl_error *err)
{
    if (!store->any_gap)
        return 0;
    return wl_statement_run(store, WL_Q_CLOSE_GAP, err, "sss", store->seen.locator,
                            store->run.case_name, store->seen.host);
}
