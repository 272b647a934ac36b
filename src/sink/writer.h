/*
 * Buffered writing to a file descriptor. Large pieces are not copied: they go out behind what is
 * buffered, in one call. A piece is not needed any more when putting it has returned.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"
#include "sink/turns.h"

#define WL_WRITER_BUFFER 65536u
#define WL_WRITER_LARGE 16384u

struct wl_writer {
    int fd;
    size_t len;
    char *buf;            /* owned; WL_WRITER_BUFFER bytes */
    const char *name;     /* for messages */
    int status;           /* of the first write that failed, 0 when none did */
    struct wl_turn *turn; /* borrowed; NULL where nobody else writes there */
};

/** Write to fd, which stays the caller's. @return 0, WL_ENOMEM */
int wl_writer_init(struct wl_writer *writer, int fd, const char *name, struct wl_error *err);

/** Free; what is buffered is dropped, so flush first. */
void wl_writer_done(struct wl_writer *writer);

/** Write what is buffered, and bytes behind it. @return as wl_writer_put() */
int wl_writer_send(struct wl_writer *writer, struct wl_span bytes, struct wl_error *err);

/**
 * Also through a descriptor that does not block: then this waits. After a failure nothing is
 * written any more, so that it is reported once.
 * @return 0, WL_EPIPE (the reader has gone), WL_EIO
 */
static inline int
wl_writer_put(struct wl_writer *writer, struct wl_span bytes, struct wl_error *err)
{
    if (bytes.len >= WL_WRITER_LARGE || writer->len + bytes.len > WL_WRITER_BUFFER)
        return wl_writer_send(writer, bytes, err);
    if (bytes.len > 0)
        memcpy(writer->buf + writer->len, bytes.ptr, bytes.len);
    writer->len += bytes.len;
    return 0;
}

static inline int
wl_writer_flush(struct wl_writer *writer, struct wl_error *err)
{
    return wl_writer_send(writer, (struct wl_span){NULL, 0}, err);
}
