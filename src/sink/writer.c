#include "sink/writer.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#define LARGE 16384u

int
wl_writer_init(struct wl_writer *writer, int fd, const char *name, struct wl_error *err)
{
    *writer = (struct wl_writer){.fd = fd, .name = name, .buf = malloc(WL_WRITER_BUFFER)};
    return writer->buf ? 0 : wl_error_set(err, WL_ENOMEM, "out of memory");
}

void
wl_writer_done(struct wl_writer *writer)
{
    free(writer->buf);
    writer->buf = NULL;
}

static int
fail(struct wl_writer *writer, int error, struct wl_error *err)
{
    int status = error == EPIPE ? WL_EPIPE : WL_EIO;

    if (writer->status == 0)
        writer->status = status;
    if (status == WL_EPIPE)
        return wl_error_set(err, status, "the reader of %s has gone", writer->name);
    return wl_error_set(err, status, "cannot write %s: %s", writer->name, strerror(error));
}

static int
write_all(struct wl_writer *writer, const char *ptr, size_t len, struct wl_error *err)
{
    while (len > 0 && writer->status == 0) {
        ssize_t n = write(writer->fd, ptr, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN) {
            (void)poll(&(struct pollfd){writer->fd, POLLOUT, 0}, 1, -1);
            continue;
        }
        if (n < 0)
            return fail(writer, errno, err);
        ptr += n;
        len -= (size_t)n;
    }
    return 0;
}

int
wl_writer_flush(struct wl_writer *writer, struct wl_error *err)
{
    size_t len = writer->len;

    writer->len = 0;
    return write_all(writer, writer->buf, len, err);
}

int
wl_writer_put(struct wl_writer *writer, struct wl_span bytes, struct wl_error *err)
{
    int rc;

    if (bytes.len < LARGE && writer->len + bytes.len <= WL_WRITER_BUFFER) {
        if (bytes.len > 0)
            memcpy(writer->buf + writer->len, bytes.ptr, bytes.len);
        writer->len += bytes.len;
        return 0;
    }
    rc = wl_writer_flush(writer, err);
    return rc < 0 ? rc : write_all(writer, bytes.ptr, bytes.len, err);
}
