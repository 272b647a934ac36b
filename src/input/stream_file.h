/*
 * A file, a pipe or standard input as a stream; one that can be sought in where the file can.
 */
#pragma once

#include "base/buf.h"
#include "input/stream.h"

/**
 * Read fd, which is owned from now on, also on failure. A regular file is read from its start.
 * @param path  for messages, borrowed
 * @return 0 and *out (wl_stream_close()); WL_EIO for what can't be read; WL_ENOMEM
 * Reading gives WL_EIO with an empty err->text when a signal interrupts the wait for a pipe.
 */
int wl_stream_fd(struct wl_stream **out, int fd, const char *path, struct wl_error *err);

/**
 * Go on with fd (owned likewise), of which head (taken over on success) has been read already.
 * @return 0 and *out; WL_ENOMEM
 */
int wl_stream_begun(struct wl_stream **out, int fd, const char *path, struct wl_buf *head,
                    struct wl_error *err);

/** Open path and read it. "-" is standard input. As above. */
int wl_stream_open(struct wl_stream **out, const char *path, struct wl_error *err);
