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
    wl_writer_stop(store);
    wl_statement_done(store);
    (void)sqlite3_close_v2(store->db);
    for (size_t i = 0; i < WL_BATCHES; i++)
        wl_batch_done(&store->batches[i]);
    wl_buf_done(&store->passed);
    wl_buf_done(&store->matches);
    wl_buf_done(&store->touched);
    wl_counts_done(&store->counts);
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

void
wl_store_rescan(struct wl_store *store)
{
    assert(store->running && !store->in_source);
    store->rescan = true;
}

int
wl_store_add(struct wl_store *store, const struct wl_occurrence *occurrence, struct wl_error *err)
{
    unsigned char key[WL_ID_SIZE];
    int rc = wl_writer_room(store, err);

    assert(store->in_source);
    if (rc < 0)
        return rc;
    if (occurrence->full_time)
        wl_line_key(&store->ordinals,
                    occurrence->host.len ? occurrence->host : wl_span_of(store->seen.host),
                    occurrence->bytes.len ? occurrence->bytes : occurrence->text,
                    occurrence->time_text, occurrence->code, key);
    rc = wl_batch_add(&store->batches[store->filling], occurrence,
                      occurrence->full_time ? key : NULL, err);
    if (rc == 0 && wl_batch_is_full(&store->batches[store->filling]))
        rc = wl_writer_hand_over(store, err);
    return rc;
}

int
wl_store_flush(struct wl_store *store, struct wl_error *err)
{
    struct wl_batch *batch;
    int rc = wl_batch_end_group(store, err);

    if (rc < 0 || !store->in_source || store->rescan)
        return rc;
    rc = wl_writer_wait(store, err);
    batch = &store->batches[store->filling];
    if (rc < 0 || wl_batch_count(batch) == 0)
        return rc;
    return wl_batch_commit(store, batch, err);
}

int
wl_store_try_flush(struct wl_store *store, struct wl_error *err)
{
    struct wl_error own;
    size_t under_way;
    int rc = wl_batch_end_group(store, err);

    if (rc < 0 || !store->in_source || store->rescan)
        return rc;
    under_way = wl_writer_under_way(store);
    if (under_way == WL_BATCHES)
        return 0;
    if (under_way > 0) /* it may wait for the database, the caller does not */
        return wl_writer_hand_over(store, err);
    (void)sqlite3_busy_timeout(store->db, 0);
    rc = wl_store_flush(store, &own);
    (void)sqlite3_busy_timeout(store->db, wl_db_busy_ms);
    if (rc == WL_EBUSY)
        return 0;
    if (rc < 0 && err)
        *err = own;
    return rc;
}

size_t
wl_store_queued(struct wl_store *store)
{
    if (wl_writer_under_way(store) == WL_BATCHES)
        return 0;
    return wl_batch_bytes(&store->batches[store->filling]);
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

void
wl_store_group(struct wl_store *store)
{
    store->grouping = true;
}

int
wl_store_release(struct wl_store *store, struct wl_error *err)
{
    return wl_batch_end_group(store, err);
}
