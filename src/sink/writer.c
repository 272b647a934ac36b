#include "sink/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

#define PIPE_BYTES (1 << 20) /* so that both ends of a pipe work at once, and change seldom */

int
wl_writer_init(struct wl_writer *writer, int fd, const char *name, struct wl_error *err)
{
    *writer = (struct wl_writer){.fd = fd, .name = name, .buf = malloc(WL_WRITER_BUFFER)};
#ifdef F_SETPIPE_SZ
    /* no pipe, or one too large for this user: then it stays as it is */
    if (fcntl(fd, F_GETPIPE_SZ) < PIPE_BYTES)
        (void)fcntl(fd, F_SETPIPE_SZ, PIPE_BYTES);
#endif
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

/* @return the first part of which something is left when n bytes have been written */
static struct iovec *
drop_written(struct iovec *part, const struct iovec *end, size_t n)
{
    for (; part < end; part++) {
        size_t done = n < part->iov_len ? n : part->iov_len;
        part->iov_base = (char *)part->iov_base + done;
        part->iov_len -= done;
        n -= done;
        if (part->iov_len > 0)
            break;
    }
    return part;
}

static int
write_parts(struct wl_writer *writer, struct iovec *part, const struct iovec *end,
            struct wl_error *err)
{
    part = drop_written(part, end, 0);
    while (part < end && writer->status == 0) {
        ssize_t n = writev(writer->fd, part, (int)(end - part));
        if (n < 0 && errno == EAGAIN)
            (void)poll(&(struct pollfd){writer->fd, POLLOUT, 0}, 1, -1);
        else if (n < 0 && errno != EINTR)
            return fail(writer, errno, err);
        part = drop_written(part, end, n > 0 ? (size_t)n : 0);
    }
    return 0;
}

int
wl_writer_send(struct wl_writer *writer, struct wl_span bytes, struct wl_error *err)
{
    struct iovec parts[] = {{NULL, 0}, {writer->buf, writer->len}, {(void *)bytes.ptr, bytes.len}};
    struct wl_span all = bytes.len > 0 ? bytes : (struct wl_span){writer->buf, writer->len};
    bool taken = writer->turn && all.len > 0 && writer->status == 0;
    int rc;

    if (taken) {
        struct wl_span header = wl_turn_take(writer->turn);
        parts[0] = (struct iovec){(void *)header.ptr, header.len};
    }
    writer->len = 0;
    rc = write_parts(writer, parts, parts + 3, err);
    if (taken)
        wl_turn_give(writer->turn, all.ptr[all.len - 1], bytes.len == 0 || rc < 0);
    else if (writer->turn)
        wl_turn_pause(writer->turn);
    return rc;
}
