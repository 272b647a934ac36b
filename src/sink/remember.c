#include "sink/remember.h"

#define RELEASE (4u << 20) /* bytes that a shared transaction may see */

static int
keep(struct wl_remember_sink *s, int rc)
{
    if (rc < 0 && s->error.status == 0)
        s->error.status = rc;
    return 0;
}

static bool
is_off(const struct wl_remember_sink *s)
{
    return !s->store || s->error.status != 0;
}

static int
begin(struct wl_sink *base, const struct wl_origin *origin, struct wl_error *err)
{
    struct wl_remember_sink *s = (struct wl_remember_sink *)base;
    struct wl_seen seen = {origin->locator, origin->host, origin->mtime_us, origin->read_us,
                           origin->head};

    (void)err;
    s->known = false;
    if (is_off(s))
        return 0;
    return keep(s, wl_store_begin_source(s->store, &seen, origin->identity, &s->error));
}

static int
take_line(struct wl_sink *base, const struct wl_found *found, struct wl_error *err)
{
    struct wl_remember_sink *s = (struct wl_remember_sink *)base;

    (void)err;
    for (size_t i = 0; i < found->count && !is_off(s); i++)
        (void)keep(s, wl_store_add(s->store, found->occurrences + i, &s->error));
    return 0;
}

/* A source that takes long is not read while others are kept out of the database. */
static int
take_bytes(struct wl_sink *base, struct wl_span bytes, struct wl_error *err)
{
    struct wl_remember_sink *s = (struct wl_remember_sink *)base;

    (void)err;
    s->unreleased += bytes.len;
    if (s->unreleased < RELEASE || is_off(s))
        return 0;
    s->unreleased = 0;
    return keep(s, wl_store_release(s->store, &s->error));
}

/* Who waits for lines is not kept waiting for a database that another program uses: what is queued
 * is written later, at the latest when the queue is full or the source ends. */
static int
flush(struct wl_sink *base, struct wl_error *err)
{
    struct wl_remember_sink *s = (struct wl_remember_sink *)base;

    (void)err;
    return is_off(s) ? 0 : keep(s, wl_store_try_flush(s->store, &s->error));
}

static int
end(struct wl_sink *base, const struct wl_ending *ending, struct wl_error *err)
{
    struct wl_remember_sink *s = (struct wl_remember_sink *)base;
    struct wl_source_result result = {0};

    (void)err;
    if (is_off(s))
        return 0;
    if (ending->dated)
        wl_store_date_source(s->store, ending->first_us, ending->last_us);
    wl_store_redate(s->store, ending->timeline);
    (void)keep(s,
               wl_store_end_source(s->store, ending->lines, ending->complete, &result, &s->error));
    s->added += result.added;
    s->already += result.already;
    s->removed += result.removed;
    s->known = result.known;
    return 0;
}

static const struct wl_sink_ops ops = {
    .begin = begin, .bytes = take_bytes, .line = take_line, .flush = flush, .end = end};

void
wl_remember_init(struct wl_remember_sink *sink, struct wl_store *store)
{
    *sink = (struct wl_remember_sink){.base = {&ops, WL_WANT_ALL}, .store = store};
}

void
wl_remember_gap(struct wl_remember_sink *sink, const struct wl_gap *gap)
{
    if (sink->store && sink->error.status == 0)
        (void)wl_store_add_gap(sink->store, gap, &sink->error);
}
