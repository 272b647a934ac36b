/*
 * The thread that writes full batches while the next one is being filled. It is made for the first
 * full batch, so a small input never pays for it. Batches are written in order; a transaction takes
 * in what is ready meanwhile, up to WL_GROUP_ROWS, because indices are cheaper to write the more
 * rows come at once, and ends as soon as nothing waits.
 */
#include "store/internal.h"

#include <assert.h>
#include <signal.h>

#define WL_GROUP_ROWS 60000

static bool
has_work(const struct wl_writer *writer)
{
    return writer->waiting > 0 && writer->error.status == 0;
}

/* One batch, without the lock. @return what has gone wrong, in *err, too */
static int
write_one(struct wl_store *store, struct wl_batch *batch, size_t *rows, struct wl_error *err)
{
    int rc = 0;

    if (!store->writer.open) {
        rc = wl_batch_begin(store, err);
        if (rc < 0)
            return rc;
        store->writer.open = true;
        *rows = 0;
    }
    rc = wl_batch_write(store, batch, err);
    *rows += wl_batch_count(batch);
    wl_batch_clear(batch);
    if (rc < 0) {
        store->writer.open = false;
        rc = wl_batch_finish(store, rc, err);
    }
    return rc;
}

static int
commit(struct wl_store *store, int rc, struct wl_error *err)
{
    store->writer.open = false;
    return wl_batch_finish(store, rc, err);
}

/* The lock is held, except while the database is used. */
static void
work(struct wl_store *store)
{
    struct wl_writer *writer = &store->writer;
    struct wl_error err = {0};
    size_t rows = 0;
    int rc;

    while (has_work(writer) && !writer->stop) {
        struct wl_batch *batch = &store->batches[writer->next];
        bool done;

        (void)pthread_mutex_unlock(&writer->lock);
        rc = write_one(store, batch, &rows, &err);
        (void)pthread_mutex_lock(&writer->lock);
        /* The last batch is given back when it is committed: who waits, waits for that. */
        done = rc < 0 || writer->waiting == 1 || rows >= WL_GROUP_ROWS;
        if (rc == 0 && done) {
            (void)pthread_mutex_unlock(&writer->lock);
            rc = commit(store, 0, &err);
            (void)pthread_mutex_lock(&writer->lock);
        }
        if (rc < 0)
            writer->error = err;
        writer->next = (writer->next + 1) % WL_BATCHES;
        writer->waiting--;
        (void)pthread_cond_broadcast(&writer->changed);
    }
}

static void *
run(void *arg)
{
    struct wl_store *store = arg;
    struct wl_writer *writer = &store->writer;

    (void)pthread_mutex_lock(&writer->lock);
    while (!writer->stop) {
        if (has_work(writer))
            work(store);
        else
            (void)pthread_cond_wait(&writer->changed, &writer->lock);
    }
    (void)pthread_mutex_unlock(&writer->lock);
    if (writer->open) /* what was not committed is lost */
        (void)commit(store, WL_EIO, NULL);
    return NULL;
}

/* Signals are for the caller's thread: they end its reads. */
static bool
start(struct wl_store *store)
{
    struct wl_writer *writer = &store->writer;
    sigset_t all, old;

    if (writer->running)
        return true;
    writer->next = store->filling;
    writer->waiting = 0;
    writer->open = writer->stop = false;
    (void)pthread_mutex_init(&writer->lock, NULL);
    (void)pthread_cond_init(&writer->changed, NULL);
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &old);
    writer->running = pthread_create(&writer->thread, NULL, run, store) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &old, NULL);
    if (writer->running)
        return true;
    (void)pthread_cond_destroy(&writer->changed);
    (void)pthread_mutex_destroy(&writer->lock);
    return false;
}

void
wl_writer_stop(struct wl_store *store)
{
    struct wl_writer *writer = &store->writer;

    if (!writer->running)
        return;
    (void)pthread_mutex_lock(&writer->lock);
    writer->stop = true;
    (void)pthread_cond_broadcast(&writer->changed);
    (void)pthread_mutex_unlock(&writer->lock);
    (void)pthread_join(writer->thread, NULL);
    (void)pthread_cond_destroy(&writer->changed);
    (void)pthread_mutex_destroy(&writer->lock);
    writer->running = false;
}

/* Wait until at most so many batches are under way. */
static int
wait_for(struct wl_store *store, size_t at_most, struct wl_error *err)
{
    struct wl_writer *writer = &store->writer;
    int rc;

    if (!writer->running)
        return 0;
    (void)pthread_mutex_lock(&writer->lock);
    while (writer->waiting > at_most && writer->error.status == 0)
        (void)pthread_cond_wait(&writer->changed, &writer->lock);
    rc = writer->error.status;
    if (rc < 0 && err)
        *err = writer->error;
    (void)pthread_mutex_unlock(&writer->lock);
    return rc;
}

int
wl_writer_room(struct wl_store *store, struct wl_error *err)
{
    return wait_for(store, WL_BATCHES - 1, err);
}

int
wl_writer_wait(struct wl_store *store, struct wl_error *err)
{
    return wait_for(store, 0, err);
}

size_t
wl_writer_under_way(struct wl_store *store)
{
    struct wl_writer *writer = &store->writer;
    size_t count;

    if (!writer->running)
        return 0;
    (void)pthread_mutex_lock(&writer->lock);
    count = writer->waiting;
    (void)pthread_mutex_unlock(&writer->lock);
    return count;
}

int
wl_writer_hand_over(struct wl_store *store, struct wl_error *err)
{
    struct wl_writer *writer = &store->writer;
    int rc = wl_writer_room(store, err);

    if (rc == 0)
        rc = wl_batch_end_group(store, err);
    if (rc < 0 || wl_batch_count(&store->batches[store->filling]) == 0)
        return rc;
    if (store->rescan || !start(store)) /* a source that is replaced is one transaction */
        return wl_batch_commit(store, &store->batches[store->filling], err);
    rc = wl_batch_seal(store, &store->batches[store->filling], err);
    if (rc < 0)
        return rc;
    (void)pthread_mutex_lock(&writer->lock);
    writer->waiting++;
    (void)pthread_cond_broadcast(&writer->changed);
    (void)pthread_mutex_unlock(&writer->lock);
    store->filling = (store->filling + 1) % WL_BATCHES;
    return 0;
}
