/*
 * A store as a whole: open, runs, occurrences, close. The run's row is written with the first thing
 * that belongs to it, so that a busy database holds nobody up before there is something to store.
 */
#include "store/internal.h"

#include <assert.h>
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
    wl_statement_done(store);
    (void)sqlite3_close_v2(store->db);
    wl_buf_done(&store->records);
    wl_buf_done(&store->strings);
    wl_buf_done(&store->matches);
    free(store->path);
    free(store);
}

int
wl_store_begin_run(struct wl_store *store, const struct wl_run *run, struct wl_error *err)
{
    assert(store->mode == WL_STORE_WRITE && !store->running);
    (void)err;
    store->run = *run;
    store->now = (struct wl_progress){0};
    store->running = true;
    return 0;
}

int
wl_store_add(struct wl_store *store, const struct wl_occurrence *occurrence, struct wl_error *err)
{
    unsigned char key[WL_ID_SIZE];
    int rc;

    assert(store->in_source);
    if (occurrence->full_time)
        wl_line_key(&store->ordinals,
                    occurrence->host.len ? occurrence->host : wl_span_of(store->seen.host),
                    occurrence->text, occurrence->code, key);
    rc = wl_queue_push(store, occurrence, occurrence->full_time ? key : NULL, err);
    if (rc < 0)
        return rc;
    if (wl_queue_count(store) >= WL_QUEUE_ROWS || wl_store_queued(store) >= WL_QUEUE_BYTES)
        rc = wl_store_flush(store, err);
    return rc;
}

int
wl_store_flush(struct wl_store *store, struct wl_error *err)
{
    int rc;

    if (!store->in_source || wl_queue_count(store) == 0)
        return 0;
    rc = wl_batch_begin(store, err);
    if (rc == 0)
        rc = wl_batch_finish(store, wl_batch_write(store, err), err);
    return rc;
}

int
wl_store_try_flush(struct wl_store *store, struct wl_error *err)
{
    struct wl_error own;
    int rc;

    (void)sqlite3_busy_timeout(store->db, 0);
    rc = wl_store_flush(store, &own);
    (void)sqlite3_busy_timeout(store->db, wl_db_busy_ms);
    if (rc == WL_EBUSY)
        return 0;
    if (rc < 0 && err)
        *err = own;
    return rc;
}

int
wl_store_end_run(struct wl_store *store, int status, int64_t ended_us, struct wl_error *err)
{
    int rc;

    assert(store->running);
    rc = wl_store_flush(store, err);
    if (rc == 0)
        rc = wl_batch_begin(store, err);
    if (rc < 0)
        return rc;
    rc = wl_batch_run(store, err);
    if (rc == 0)
        rc = wl_statement_run(store, WL_Q_END_RUN, err, "iii", store->now.run_id, ended_us,
                              (int64_t)status);
    rc = wl_batch_finish(store, rc, err);
    if (rc == 0)
        store->running = store->in_source = false;
    return rc;
}
