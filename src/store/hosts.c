/*
 * Hosts that are known only when a run has read everything. The places of the run get them; lines
 * keep the line_key that they were stored with, so that no occurrence is looked at again.
 */
#include "store/internal.h"

#include <string.h>

struct asking {
    wl_store_host_fn *host_of;
    void *arg;
};

static void
machine_of(sqlite3_context *context, int count, sqlite3_value **values)
{
    const struct asking *asking = sqlite3_user_data(context);
    const char *locator = (const char *)sqlite3_value_text(values[0]);
    const char *host = locator ? asking->host_of(asking->arg, locator) : NULL;

    (void)count;
    sqlite3_result_text(context, host ? host : "", -1, SQLITE_TRANSIENT);
}

static int
write_hosts(struct wl_store *store, struct wl_error *err)
{
    int rc = wl_batch_run(store, err);

    if (rc == 0)
        rc = wl_statement_run(store, WL_Q_NAME_HOSTS, err, "i", store->now.run_id);
    return rc < 0 ? rc : wl_statement_run(store, WL_Q_DROP_NAMELESS, err, "i", store->now.run_id);
}

int
wl_store_name_hosts(struct wl_store *store, wl_store_host_fn *host_of, void *arg,
                    struct wl_error *err)
{
    struct asking asking = {host_of, arg};
    int rc = wl_store_flush(store, err);

    if (rc == 0 && sqlite3_create_function(store->db, "machine_of", 1, SQLITE_UTF8, &asking,
                                           machine_of, NULL, NULL) != SQLITE_OK)
        rc = wl_db_error(store, err, "write to");
    if (rc == 0)
        rc = wl_batch_begin(store, err);
    if (rc < 0)
        return rc;
    return wl_batch_finish(store, write_hosts(store, err), err);
}
