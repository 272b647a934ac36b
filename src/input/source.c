#include "input/source.h"

#include "input/magic.h"
#include "input/stream_file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK 65536u
#define PIPE_SIZE (1 << 20) /* asked for, so that who writes and who reads rarely wait */

struct wl_source {
    int fd;
    const char *path; /* borrowed for messages */
    bool regular, decided;
    bool peeked;   /* raw holds what has not been judged by yet */
    bool ended;    /* read to its end, if not yet handed out */
    uint64_t left; /* bytes of a file that were not read yet, as it was when opened; 0: unknown */
    int64_t mtime_us;
    size_t bom;
    enum wl_encoding encoding;
    struct wl_buf raw;     /* bytes read while the encoding is not decided */
    struct wl_buf decoded; /* UTF-16 converted and not yet handed out; or raw, once decided */
    size_t handed;         /* bytes of decoded that are gone */
    size_t guessed;        /* bytes that the end has added */
    struct wl_utf16 utf16;
    struct wl_follow *follow; /* borrowed; NULL for what is not followed */
    struct wl_stream *stream; /* borrowed; instead of fd */
};

static struct wl_source *
make(int fd, const char *path, enum wl_encoding encoding)
{
    struct wl_source *source = calloc(1, sizeof *source);

    if (!source)
        return NULL;
    source->fd = fd;
    source->path = path;
    source->encoding = encoding;
    return source;
}

/* What the system knows of the descriptor. */
static int
look(struct wl_source *source, struct wl_error *err)
{
    struct stat st;

    if (fstat(source->fd, &st) < 0)
        return wl_error_set(err, WL_EIO, "cannot read '%s': %s", source->path, strerror(errno));
    if (S_ISDIR(st.st_mode))
        return wl_error_set(err, WL_EIO, "'%s' is a directory; read it with: wsalog scan",
                            source->path);
    source->regular = S_ISREG(st.st_mode);
    if (source->regular) {
        source->left = (uint64_t)st.st_size;
        source->mtime_us = (int64_t)st.st_mtim.tv_sec * 1000000 + st.st_mtim.tv_nsec / 1000;
    }
    if (source->left > CHUNK)
        (void)posix_fadvise(source->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    if (S_ISFIFO(st.st_mode))
        (void)fcntl(source->fd, F_SETPIPE_SZ, PIPE_SIZE);
    return 0;
}

int
wl_source_open(struct wl_source **out, const char *path, enum wl_encoding encoding,
               struct wl_error *err)
{
    bool standard = strcmp(path, "-") == 0;
    int fd = standard ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY), rc;
    struct wl_source *source;

    if (standard)
        path = "standard input";
    if (fd < 0)
        return wl_error_set(err, WL_EIO, "cannot open '%s': %s", path, strerror(errno));
    source = make(fd, path, encoding);
    if (!source) {
        (void)close(fd);
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    rc = look(source, err);
    if (rc < 0) {
        wl_source_free(source);
        return rc;
    }
    if (standard) /* it may have been read from before */
        source->left = 0;
    *out = source;
    return 0;
}

int
wl_source_adopt(struct wl_source **out, int fd, const char *path, struct wl_span head,
                enum wl_encoding encoding, struct wl_error *err)
{
    struct wl_source *source = make(fd, path, encoding);
    int rc;

    if (!source) {
        (void)close(fd);
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    wl_buf_add_span(&source->raw, head);
    rc = source->raw.failed ? wl_error_set(err, WL_ENOMEM, "out of memory") : look(source, err);
    if (rc < 0) {
        wl_source_free(source);
        return rc;
    }
    source->peeked = true;
    source->ended = source->regular && source->left == head.len;
    source->left -= head.len < source->left ? head.len : source->left;
    *out = source;
    return 0;
}

int
wl_source_of_stream(struct wl_source **out, struct wl_stream *stream, enum wl_encoding encoding,
                    struct wl_error *err)
{
    struct wl_source *source = make(-1, "", encoding);

    if (!source)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    source->regular = true;
    source->stream = stream;
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
wl_source_follow(struct wl_source *source, struct wl_follow *follow)
{
    source->follow = follow;
    source->regular = false; /* its end can be waited at */
    wl_follow_begin(follow, source->fd);
}

static int
interrupted(struct wl_error *err)
{
    return wl_error_set(err, WL_EIO, "%s", "");
}

static ptrdiff_t
read_fd(struct wl_source *source, char *ptr, size_t cap, struct wl_error *err)
{
    bool over = !source->follow || wl_follow_over(source->follow);
    ssize_t n = source->follow && over ? 0 : read(source->fd, ptr, cap);

    if (n < 0 && errno == EAGAIN)
        return 0;
    if (n < 0 && errno == EINTR)
        return interrupted(err);
    if (n < 0)
        return wl_error_set(err, WL_EIO, "cannot read '%s': %s", source->path, strerror(errno));
    /* no further read to be told that there is no more */
    if (n == 0 || (!source->follow && source->left == (uint64_t)n && (size_t)n < cap))
        source->ended = over;
    source->left -= (uint64_t)n < source->left ? (uint64_t)n : source->left;
    if (n == 0)
        return 0;
    if (source->follow)
        wl_follow_seen(source->follow, ptr, (size_t)n);
    return n;
}

static ptrdiff_t
read_raw(struct wl_source *source, char *ptr, size_t cap, struct wl_error *err)
{
    ptrdiff_t n;

    if (!source->stream)
        return read_fd(source, ptr, cap, err);
    n = source->stream->ops->read(source->stream, ptr, cap, err);
    source->ended = n == 0;
    return n;
}

static int
read_more(struct wl_source *source, struct wl_error *err)
{
    struct wl_buf *raw = &source->raw;
    ptrdiff_t n;

    if (wl_buf_reserve(raw, CHUNK) < 0)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    n = read_raw(source, raw->ptr + raw->len, CHUNK, err);
    if (n > 0)
        raw->len += (size_t)n;
    return n < 0 ? (int)n : 0;
}

static int
convert(struct wl_source *source, struct wl_span bytes, struct wl_error *err)
{
    int rc = wl_utf16_convert(&source->utf16, bytes.ptr, bytes.len, &source->decoded);
    size_t whole = source->decoded.len;

    if (rc == 0 && source->ended) {
        rc = wl_utf16_finish(&source->utf16, &source->decoded);
        source->guessed = source->decoded.len - whole;
    }
    return rc < 0 ? wl_error_set(err, WL_ENOMEM, "out of memory") : 0;
}

/* The encoding, once the first bytes tell. */
static bool
decide(struct wl_source *source, struct wl_span first)
{
    enum wl_encoding seen =
        wl_encoding_detect(first.len ? first.ptr : "", first.len, source->ended, &source->bom);

    if (seen == WL_ENCODING_AUTO)
        return false;
    /* a UTF-16 mark says the byte order, whichever was named */
    if (source->encoding == WL_ENCODING_AUTO ||
        (source->encoding != WL_ENCODING_BYTES && source->bom == 2))
        source->encoding = seen;
    else if (source->encoding != seen)
        source->bom = 0; /* a mark of another encoding is content */
    source->utf16.big = source->encoding == WL_ENCODING_UTF16BE;
    source->decided = true;
    return true;
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

/* Nearly always the first read decides and is what is handed out. What it leaves open is kept. */
static ptrdiff_t
read_first(struct wl_source *source, char *ptr, size_t cap, struct wl_error *err)
{
    struct wl_buf *raw = &source->raw;
    bool direct = raw->len == 0 && !source->peeked;
    struct wl_span first;
    int rc = 0;

    if (direct) {
        ptrdiff_t n = read_raw(source, ptr, cap, err);
        if (n < 0)
            return n;
        first = (struct wl_span){ptr, (size_t)n};
    } else {
        rc = source->peeked ? 0 : read_more(source, err);
        if (rc < 0)
            return rc;
        source->peeked = false;
        first = wl_buf_span(raw);
    }
    if (!decide(source, first)) {
        if (direct)
            wl_buf_add_span(raw, first);
        return raw->failed ? wl_error_set(err, WL_ENOMEM, "out of memory") : 0;
    }
    first.ptr += source->bom;
    first.len -= source->bom;
    if (source->encoding != WL_ENCODING_BYTES) {
        rc = convert(source, first, err);
    } else if (direct) {
        if (source->bom)
            memmove(ptr, first.ptr, first.len);
        return (ptrdiff_t)first.len;
    } else {
        source->decoded = *raw;
        source->handed = source->bom;
        wl_buf_init(raw);
    }
    return rc < 0 ? rc : (ptrdiff_t)hand_out(source, ptr, cap);
}

int
wl_source_peek(struct wl_source *source, bool (*enough)(struct wl_span head), struct wl_span *head,
               struct wl_error *err)
{
    while (!source->ended && source->raw.len < WL_MAGIC_HEAD) {
        size_t before = source->raw.len;
        int rc;

        if (before > 0 && !source->regular && enough(wl_buf_span(&source->raw)))
            break;
        if (!wl_source_ready(source))
            return 0;
        rc = read_more(source, err);
        if (rc < 0)
            return rc;
    }
    source->peeked = true;
    *head = wl_buf_span(&source->raw);
    return 1;
}

int
wl_source_release(struct wl_source *source, struct wl_stream **out, struct wl_error *err)
{
    off_t at = source->regular ? lseek(source->fd, 0, SEEK_CUR) : -1;
    int fd = source->fd;

    source->fd = -1;
    source->ended = true;
    if (at >= 0 && (size_t)at == source->raw.len)
        return wl_stream_fd(out, fd, source->path, err);
    return wl_stream_begun(out, fd, source->path, &source->raw, err);
}

/* Straight to where it is wanted, if there is room for whatever a read may bring. What is left of
 * the old bytes may be half a unit, which decodes to nothing. */
static ptrdiff_t
read_utf16(struct wl_source *source, char *ptr, size_t cap, struct wl_error *err)
{
    struct wl_buf *raw = &source->raw;
    int rc;

    wl_buf_clear(raw);
    rc = read_more(source, err);
    if (rc < 0)
        return rc;
    if (!source->ended && cap >= WL_UTF16_ROOM(raw->len))
        return (ptrdiff_t)wl_utf16_decode(&source->utf16, raw->ptr, raw->len, ptr);
    rc = convert(source, wl_buf_span(raw), err);
    return rc < 0 ? rc : (ptrdiff_t)hand_out(source, ptr, cap);
}

ptrdiff_t
wl_source_read(struct wl_source *source, char *ptr, size_t cap, struct wl_error *err)
{
    size_t n = hand_out(source, ptr, cap);

    if (n > 0 || (source->ended && !source->peeked))
        return (ptrdiff_t)n;
    if (!source->decided)
        return read_first(source, ptr, cap, err);
    if (source->encoding == WL_ENCODING_BYTES)
        return read_raw(source, ptr, cap, err);
    return read_utf16(source, ptr, cap, err);
}

bool
wl_source_ended(const struct wl_source *source)
{
    return source->ended && !source->peeked && source->decoded.len == source->handed;
}

bool
wl_source_ready(const struct wl_source *source)
{
    struct pollfd fd = {source->fd, POLLIN, 0};

    if (source->regular || source->ended || source->decoded.len > source->handed)
        return true;
    if (source->peeked && source->raw.len > 0)
        return true;
    return source->follow ? wl_follow_ready(source->follow) : poll(&fd, 1, 0) > 0;
}

/* Signals are let in only while it waits: none is lost between a look at *stop and the wait. */
int
wl_source_wait(const struct wl_source *source, const volatile sig_atomic_t *stop,
               struct wl_error *err)
{
    struct pollfd fd = {source->fd, POLLIN, 0};
    sigset_t all, before;
    bool stopped, again;

    if (wl_source_ready(source))
        return 0;
    if (source->follow)
        return wl_follow_wait(source->follow, err);
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    do {
        stopped = stop && *stop;
        again = !stopped && ppoll(&fd, 1, NULL, &before) < 0 && errno == EINTR;
        stopped = stopped || (again && !stop);
    } while (again && !stopped);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    return stopped ? interrupted(err) : 0;
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

size_t
wl_source_guessed(const struct wl_source *source)
{
    return source->guessed;
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
