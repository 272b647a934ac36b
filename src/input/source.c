#include "input/source.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK 65536u

struct wl_source {
    int fd;
    const char *path; /* borrowed for messages */
    bool regular, ended, decided;
    int64_t mtime_us;
    size_t bom;
    enum wl_encoding encoding;
    struct wl_buf raw;     /* bytes read while the encoding is not decided */
    struct wl_buf decoded; /* UTF-16 converted and not yet handed out; or raw, once decided */
    size_t handed;         /* bytes of decoded that are gone */
    struct wl_utf16 utf16;
    wl_source_wait_fn *wait;
    void *wait_arg;
    const volatile sig_atomic_t *stop;
    struct wl_follow *follow; /* borrowed; NULL for what is not followed */
};

int
wl_source_open(struct wl_source **out, const char *path, enum wl_encoding encoding,
               struct wl_error *err)
{
    struct wl_source *source = calloc(1, sizeof *source);
    struct stat st = {0};
    int rc = 0;

    if (!source)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    source->path = strcmp(path, "-") == 0 ? "standard input" : path;
    source->encoding = encoding;
    source->fd =
        strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (source->fd < 0)
        rc = wl_error_set(err, WL_EIO, "cannot open '%s': %s", path, strerror(errno));
    else if (fstat(source->fd, &st) < 0)
        rc = wl_error_set(err, WL_EIO, "cannot read '%s': %s", path, strerror(errno));
    else if (S_ISDIR(st.st_mode))
        rc = wl_error_set(err, WL_EIO, "'%s' is a directory; read it with: wsalog scan", path);
    if (rc < 0) {
        wl_source_free(source);
        return rc;
    }
    source->regular = S_ISREG(st.st_mode);
    if (source->regular) {
        source->mtime_us = (int64_t)st.st_mtim.tv_sec * 1000000 + st.st_mtim.tv_nsec / 1000;
        (void)posix_fadvise(source->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    }
    *out = source;
    return 0;
}

void
wl_source_free(struct wl_source *source)
{
    if (!source)
        return;
    if (source->fd >= 0)
        (void)close(source->fd);
    wl_buf_done(&source->raw);
    wl_buf_done(&source->decoded);
    free(source);
}

void
wl_source_on_wait(struct wl_source *source, wl_source_wait_fn *fn, void *arg,
                  const volatile sig_atomic_t *stop)
{
    source->wait = fn;
    source->wait_arg = arg;
    source->stop = stop;
}

void
wl_source_follow(struct wl_source *source, struct wl_follow *follow)
{
    source->follow = follow;
    source->regular = false; /* a read may wait */
    wl_follow_begin(follow, source->fd);
}

static int
interrupted(struct wl_error *err)
{
    return wl_error_set(err, WL_EIO, "%s", "");
}

/* Signals are let in only while it waits: none is lost between a look at *stop and the wait. */
static int
wait_for_input(struct wl_source *source, struct wl_error *err)
{
    struct pollfd fd = {source->fd, POLLIN, 0};
    sigset_t all, before;
    bool stopped;
    int rc;

    if (source->regular || (source->follow && wl_follow_ready(source->follow)))
        return 0;
    if (source->follow) {
        rc = source->wait ? source->wait(source->wait_arg, err) : 0;
        return rc < 0 ? rc : wl_follow_wait(source->follow, err);
    }
    if (poll(&fd, 1, 0) == 0 && source->wait && (rc = source->wait(source->wait_arg, err)) < 0)
        return rc;
    (void)sigfillset(&all);
    (void)sigprocmask(SIG_SETMASK, &all, &before);
    stopped = source->stop && *source->stop;
    if (!stopped)
        stopped = ppoll(&fd, 1, NULL, &before) < 0 && errno == EINTR;
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    return stopped ? interrupted(err) : 0;
}

static ptrdiff_t
read_raw(struct wl_source *source, char *ptr, size_t cap, struct wl_error *err)
{
    ssize_t n;
    int rc;

    do {
        rc = wait_for_input(source, err);
        if (rc < 0)
            return rc;
        n = source->follow && wl_follow_over(source->follow) ? 0 : read(source->fd, ptr, cap);
    } while ((n < 0 && errno == EAGAIN) ||
             (n == 0 && source->follow && !wl_follow_over(source->follow)));
    if (n < 0 && errno == EINTR)
        return interrupted(err);
    if (n < 0)
        return wl_error_set(err, WL_EIO, "cannot read '%s': %s", source->path, strerror(errno));
    if (n == 0)
        source->ended = true;
    else if (source->follow)
        wl_follow_seen(source->follow, ptr, (size_t)n);
    return n;
}

static int
read_into(struct wl_source *source, struct wl_buf *buf, struct wl_error *err)
{
    ptrdiff_t n;

    if (wl_buf_reserve(buf, CHUNK) < 0)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    n = read_raw(source, buf->ptr + buf->len, CHUNK, err);
    if (n > 0)
        buf->len += (size_t)n;
    return n < 0 ? (int)n : 0;
}

static int
convert(struct wl_source *source, const char *ptr, size_t len, struct wl_error *err)
{
    int rc = wl_utf16_convert(&source->utf16, ptr, len, &source->decoded);

    if (rc == 0 && source->ended)
        rc = wl_utf16_finish(&source->utf16, &source->decoded);
    return rc < 0 ? wl_error_set(err, WL_ENOMEM, "out of memory") : 0;
}

/* Read until the encoding is certain; what was read goes to decoded. */
static int
decide(struct wl_source *source, struct wl_error *err)
{
    enum wl_encoding seen = WL_ENCODING_AUTO;
    struct wl_buf *raw = &source->raw;
    int rc = 0;

    while (rc == 0) {
        seen = wl_encoding_detect(raw->len ? raw->ptr : "", raw->len, source->ended, &source->bom);
        if (seen != WL_ENCODING_AUTO)
            break;
        rc = read_into(source, raw, err);
    }
    if (rc < 0)
        return rc;
    /* a UTF-16 mark says the byte order, whichever was named */
    if (source->encoding == WL_ENCODING_AUTO ||
        (source->encoding != WL_ENCODING_BYTES && source->bom == 2))
        source->encoding = seen;
    else if (source->encoding != seen)
        source->bom = 0; /* a mark of another encoding is content */
    source->decided = true;
    source->utf16.big = source->encoding == WL_ENCODING_UTF16BE;
    if (source->encoding == WL_ENCODING_BYTES) {
        source->decoded = *raw;
        wl_buf_init(raw);
        source->handed = source->bom;
        return 0;
    }
    return convert(source, raw->ptr + source->bom, raw->len - source->bom, err);
}

static size_t
hand_out(struct wl_source *source, char *ptr, size_t cap)
{
    size_t n = source->decoded.len - source->handed;

    if (n > cap)
        n = cap;
    if (n > 0)
        memcpy(ptr, source->decoded.ptr + source->handed, n);
    source->handed += n;
    if (source->handed == source->decoded.len) {
        wl_buf_clear(&source->decoded);
        source->handed = 0;
    }
    return n;
}

/* Straight to where it is wanted, as long as there is room for whatever a read may bring. What is
 * left of the old bytes may be half a unit, which decodes to nothing. */
static ptrdiff_t
read_utf16(struct wl_source *source, char *ptr, size_t cap, struct wl_error *err)
{
    size_t len = 0;

    do {
        int rc;
        wl_buf_clear(&source->raw);
        rc = read_into(source, &source->raw, err);
        if (rc < 0)
            return len > 0 ? (ptrdiff_t)len : rc;
        if (!source->ended && cap - len >= WL_UTF16_ROOM(source->raw.len)) {
            len += wl_utf16_decode(&source->utf16, source->raw.ptr, source->raw.len, ptr + len);
            continue;
        }
        rc = convert(source, source->raw.ptr, source->raw.len, err);
        if (rc < 0)
            return rc;
        len += hand_out(source, ptr + len, cap - len);
    } while (!source->ended &&
             (len == 0 || (source->regular && cap - len >= WL_UTF16_ROOM(CHUNK))));
    return (ptrdiff_t)len;
}

ptrdiff_t
wl_source_read(struct wl_source *source, char *ptr, size_t cap, struct wl_error *err)
{
    int rc = source->decided ? 0 : decide(source, err);
    size_t n;

    if (rc < 0)
        return rc;
    n = hand_out(source, ptr, cap);
    if (n > 0 || (source->ended && source->decided && source->encoding == WL_ENCODING_BYTES))
        return (ptrdiff_t)n;
    if (source->encoding == WL_ENCODING_BYTES)
        return read_raw(source, ptr, cap, err);
    return source->ended ? 0 : read_utf16(source, ptr, cap, err);
}

bool
wl_source_ready(const struct wl_source *source)
{
    struct pollfd fd = {source->fd, POLLIN, 0};

    if (source->regular || source->ended || source->decoded.len > source->handed)
        return true;
    return source->follow ? wl_follow_ready(source->follow) : poll(&fd, 1, 0) > 0;
}

size_t
wl_source_bom(const struct wl_source *source)
{
    return source->encoding == WL_ENCODING_BYTES ? source->bom : 0;
}

bool
wl_source_is_utf16(const struct wl_source *source)
{
    return source->decided && source->encoding != WL_ENCODING_BYTES;
}

uint64_t
wl_source_broken(const struct wl_source *source)
{
    return source->utf16.broken;
}

int64_t
wl_source_mtime(const struct wl_source *source)
{
    return source->mtime_us;
}
