/*
 * A store as a whole: open and close.
 */
#include "store/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
wl_store_open(struct wl_store **out, const char *path, enum wl_store_mode mode,
              struct wl_error *err)
{
    struct wl_store *store = calloc(1, sizeof *store);
    size_t size = strlen(path) + 3;
    int rc;

    if (store)
        store->path = malloc(size);
    if (!store || !store->path) {
        rc = wl_error_set(err, WL_ENOMEM, "out of memory");
        goto out;
    }
    /* SQLite takes a name like ":memory:" for no file at all. */
    (void)snprintf(store->path, size, "%s%s", path[0] == ':' ? "./" : "", path);
    store->mode = mode;
    rc = wl_db_open(store, err);
    if (rc < 0)
        goto out;
    *out = store;
    store = NULL;
out:
    wl_store_free(store);
    return rc;
}

void
wl_store_free(struct wl_store *store)
{
    if (!store)
        return;
    (void)sqlite3_close_v2(store->db);
    free(store->path);
    free(store);
}
