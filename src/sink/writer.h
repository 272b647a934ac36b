/*
 * Buffered writing to a file descriptor. Large pieces are not copied.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"

#define WL_WRITER_BUFFER 65536u

struct wl_writer {
    int fd;
    size_t len;
    char *buf;        /* owned; WL_WRITER_BUFFER bytes */
    const char *name; /* for messages */
    int status;       /* of the first write that failed, 0 when none did */
};

/** Write to fd, which stays the caller's. @return 0, WL_ENOMEM */
int wl_writer_init(struct wl_writer *writer, int fd, const char *name, struct wl_error *err);

/** Free; what is buffered is dropped, so flush first. */
void wl_writer_done(struct wl_writer *writer);

/**
 * Also through a descriptor that does not block: then this waits. After a failure nothing is
 * written any more, so that it is reported once.
 * @return 0, WL_EPIPE (the reader has gone), WL_EIO
 */
int wl_writer_put(struct wl_writer *writer, struct wl_span bytes, struct wl_error *err);
int wl_writer_flush(struct wl_writer *writer, struct wl_error *err);
