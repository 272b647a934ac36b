#include "input/event_log.h"

#include "input/evtx.h"

#include <inttypes.h>
#include <stdlib.h>

struct event_log {
    struct wl_stream base;
    struct wl_stream *lines; /* owned */
};

static ptrdiff_t
read_log(struct wl_stream *stream, char *ptr, size_t cap, struct wl_error *err)
{
    struct wl_stream *lines = ((struct event_log *)stream)->lines;
    const struct wl_evtx_damage *damage;
    ptrdiff_t n = lines->ops->read(lines, ptr, cap, err);

    if (n != 0)
        return n;
    damage = wl_evtx_damage(lines);
    if (damage->offset == UINT64_MAX)
        return 0;
    if (damage->records == 0)
        return wl_error_set(err, WL_EIO, "event log damaged at byte %" PRIu64, damage->offset);
    return wl_error_set(err, WL_EIO,
                        "event log damaged from byte %" PRIu64 " on, at least %" PRIu64
                        " records lost",
                        damage->offset, damage->records);
}

static void
close_log(struct wl_stream *stream)
{
    wl_stream_close(((struct event_log *)stream)->lines);
    free(stream);
}

int
wl_event_log_open(struct wl_stream **out, struct wl_stream *inner, struct wl_error *err)
{
    static const struct wl_stream_ops ops = {.read = read_log, .close = close_log};
    struct event_log *log = calloc(1, sizeof *log);
    int rc;

    if (!log) {
        wl_stream_close(inner);
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    log->base = (struct wl_stream){&ops, UINT64_MAX};
    rc = wl_evtx_open(&log->lines, inner, err);
    if (rc < 0) {
        free(log);
        return rc;
    }
    *out = &log->base;
    return 0;
}

struct borrowed {
    struct wl_stream base;
    struct wl_stream *inner;
};

static ptrdiff_t
read_borrowed(struct wl_stream *stream, char *ptr, size_t cap, struct wl_error *err)
{
    struct wl_stream *inner = ((struct borrowed *)stream)->inner;

    return inner->ops->read(inner, ptr, cap, err);
}

static void
close_borrowed(struct wl_stream *stream)
{
    free(stream);
}

int
wl_stream_borrow(struct wl_stream **out, struct wl_stream *inner, struct wl_error *err)
{
    static const struct wl_stream_ops ops = {.read = read_borrowed, .close = close_borrowed};
    struct borrowed *borrowed = calloc(1, sizeof *borrowed);

    if (!borrowed)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    borrowed->base = (struct wl_stream){&ops, inner->size};
    borrowed->inner = inner;
    *out = &borrowed->base;
    return 0;
}
