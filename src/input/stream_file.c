#include "input/stream_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct file_stream {
    struct wl_stream stream;
    int fd;
    const char *path;
    struct wl_buf head; /* read before: comes first */
    size_t handed;      /* bytes of it that are gone */
};

static int
cannot_read(const struct file_stream *file, struct wl_error *err)
{
    return wl_error_set(err, WL_EIO, "cannot read '%s': %s", file->path, strerror(errno));
}

static ptrdiff_t
file_read(struct wl_stream *stream, char *ptr, size_t cap, struct wl_error *err)
{
    struct file_stream *file = (struct file_stream *)stream;
    struct pollfd wait = {file->fd, POLLIN, 0};
    size_t left = file->head.len - file->handed;
    ssize_t n;

    if (left > 0) {
        n = (ssize_t)(left < cap ? left : cap);
        memcpy(ptr, file->head.ptr + file->handed, (size_t)n);
        file->handed += (size_t)n;
        return n;
    }
    for (;;) {
        n = read(file->fd, ptr, cap);
        if (n >= 0)
            return n;
        if (errno == EAGAIN && poll(&wait, 1, -1) >= 0)
            continue;
        if (errno == EINTR)
            return wl_error_set(err, WL_EIO, "%s", "");
        return cannot_read(file, err);
    }
}

static int
file_seek(struct wl_stream *stream, uint64_t offset, struct wl_error *err)
{
    struct file_stream *file = (struct file_stream *)stream;

    return lseek(file->fd, (off_t)offset, SEEK_SET) < 0 ? cannot_read(file, err) : 0;
}

static void
file_close(struct wl_stream *stream)
{
    struct file_stream *file = (struct file_stream *)stream;

    if (file->fd >= 0)
        (void)close(file->fd);
    wl_buf_done(&file->head);
    free(file);
}

static const struct wl_stream_ops regular_ops = {file_read, file_seek, file_close};
static const struct wl_stream_ops other_ops = {file_read, NULL, file_close};

int
wl_stream_fd(struct wl_stream **out, int fd, const char *path, struct wl_error *err)
{
    struct file_stream *file = calloc(1, sizeof *file);
    struct stat st;
    int rc = 0;

    if (!file) {
        (void)close(fd);
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    file->fd = fd;
    file->path = path;
    file->stream = (struct wl_stream){&other_ops, UINT64_MAX};
    if (fstat(fd, &st) < 0) {
        rc = cannot_read(file, err);
    } else if (S_ISDIR(st.st_mode)) {
        rc = wl_error_set(err, WL_EIO, "'%s' is a directory", path);
    } else if (S_ISREG(st.st_mode)) {
        file->stream = (struct wl_stream){&regular_ops, (uint64_t)st.st_size};
        (void)posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
        rc = file_seek(&file->stream, 0, err);
    }
    if (rc < 0) {
        file_close(&file->stream);
        return rc;
    }
    *out = &file->stream;
    return 0;
}

int
wl_stream_begun(struct wl_stream **out, int fd, const char *path, struct wl_buf *head,
                struct wl_error *err)
{
    struct file_stream *file = calloc(1, sizeof *file);

    if (!file) {
        (void)close(fd);
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    *file = (struct file_stream){{&other_ops, UINT64_MAX}, fd, path, *head, 0};
    wl_buf_init(head);
    *out = &file->stream;
    return 0;
}

int
wl_stream_open(struct wl_stream **out, const char *path, struct wl_error *err)
{
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

    if (standard)
        path = "standard input";
    if (fd < 0)
        return wl_error_set(err, WL_EIO, "cannot open '%s': %s", path, strerror(errno));
    return wl_stream_fd(out, fd, path, err);
}
