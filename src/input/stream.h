/*
 * Bytes in order, from somewhere: a file, a member of an archive, what a filter makes of another
 * stream. Each kind is one file; it begins its own struct with this one.
 */
#pragma once

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct wl_stream;

struct wl_stream_ops {
    /**
     * Read up to cap bytes, cap > 0.
     * @return bytes; 0 at the end; WL_EIO: what was read before stands, the rest can't be had (a
     * damaged or truncated archive; err says what); WL_ELIMIT: a limit forbids more; WL_ENOMEM
     */
    ptrdiff_t (*read)(struct wl_stream *stream, char *ptr, size_t cap, struct wl_error *err);
    /** Go to offset, from the start. NULL where that can't be done. @return 0, WL_EIO */
    int (*seek)(struct wl_stream *stream, uint64_t offset, struct wl_error *err);
    void (*close)(struct wl_stream *stream);
};

struct wl_stream {
    const struct wl_stream_ops *ops;
    uint64_t size; /* bytes in all, if known before the end; else UINT64_MAX */
};

/** Close and free. NULL is fine. */
static inline void
wl_stream_close(struct wl_stream *stream)
{
    if (stream)
        stream->ops->close(stream);
}
