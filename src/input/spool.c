/* Chunks, not one growing block: nothing is copied, and never is more held than what was read and a
 * chunk. */
#include "input/spool.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK ((size_t)256 << 10)

struct spool {
    struct wl_stream stream; /* its size is what is in the chunks */
    char **chunks;
    size_t count, cap;
    uint64_t at;
    uint64_t *used;
};

static ptrdiff_t
spool_read(struct wl_stream *stream, char *ptr, size_t cap, struct wl_error *err)
{
    struct spool *spool = (struct spool *)stream;
    uint64_t left = stream->size - spool->at;
    size_t within = (size_t)(spool->at % CHUNK), n = CHUNK - within;

    (void)err;
    if (n > left)
        n = (size_t)left;
    if (n > cap)
        n = cap;
    if (n > 0)
        memcpy(ptr, spool->chunks[spool->at / CHUNK] + within, n);
    spool->at += n;
    return (ptrdiff_t)n;
}

static int
spool_seek(struct wl_stream *stream, uint64_t offset, struct wl_error *err)
{
    struct spool *spool = (struct spool *)stream;

    if (offset > stream->size)
        return wl_error_set(err, WL_EIO, "sought behind the end");
    spool->at = offset;
    return 0;
}

static void
spool_close(struct wl_stream *stream)
{
    struct spool *spool = (struct spool *)stream;

    for (size_t i = 0; i < spool->count; i++)
        free(spool->chunks[i]);
    free(spool->chunks);
    *spool->used -= stream->size;
    free(spool);
}

static const struct wl_stream_ops spool_ops = {spool_read, spool_seek, spool_close};

static bool
add_chunk(struct spool *spool)
{
    if (spool->count == spool->cap) {
        size_t cap = spool->cap ? spool->cap * 2 : 16;
        char **grown = realloc(spool->chunks, cap * sizeof *grown);
        if (!grown)
            return false;
        spool->chunks = grown;
        spool->cap = cap;
    }
    spool->chunks[spool->count] = malloc(CHUNK);
    if (!spool->chunks[spool->count])
        return false;
    spool->count++;
    return true;
}

static int
fill(struct spool *spool, struct wl_stream *from, uint64_t limit, struct wl_error *err)
{
    for (;;) {
        size_t within = (size_t)(spool->stream.size % CHUNK);
        ptrdiff_t n;

        if (spool->stream.size == (uint64_t)spool->count * CHUNK && !add_chunk(spool))
            return wl_error_set(err, WL_ENOMEM, "out of memory");
        n = from->ops->read(from, spool->chunks[spool->count - 1] + within, CHUNK - within, err);
        if (n <= 0)
            return (int)n;
        spool->stream.size += (uint64_t)n;
        *spool->used += (uint64_t)n;
        if (*spool->used > limit)
            return wl_error_set(err, WL_ELIMIT, "takes more than %llu MiB to hold",
                                (unsigned long long)(limit >> 20));
    }
}

int
wl_spool_open(struct wl_stream **out, struct wl_stream *from, uint64_t *used, uint64_t limit,
              struct wl_error *err)
{
    struct spool *spool = calloc(1, sizeof *spool);
    int rc;

    if (!spool)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    spool->stream.ops = &spool_ops;
    spool->used = used;
    rc = fill(spool, from, limit, err);
    if (rc < 0) {
        spool_close(&spool->stream);
        return rc;
    }
    *out = &spool->stream;
    return 0;
}
