/*
 * Chunks one after the other, in a window of one chunk; the lines of some records wait until they
 * are asked for. A chunk is whole in itself, so damage ends with it: where one is not where it
 * should be, the next is looked for in what was read.
 */
#include "input/evtx.h"

#include "input/evtx_binxml.h"
#include "input/evtx_bytes.h"

#include <stdlib.h>

#define FILE_HEADER ((size_t)4096)
#define ENOUGH ((size_t)32 * 1024) /* bytes of text that are made at once, or one line */

struct evtx {
    struct wl_stream stream;
    struct wl_stream *inner;
    struct wl_evtx_damage damage;
    struct wl_evtx_sums sums;

    unsigned char window[WL_EVTX_CHUNK];
    uint64_t offset; /* of the window in the event log */
    size_t have;     /* bytes in the window */

    bool in_chunk; /* records of the window remain to be read */
    bool hurt;     /* the chunk has been counted as damaged */
    int failed;    /* what reading inner returned at last, 0 not yet */
    bool ended;    /* inner has no more */
    struct wl_error failure;

    struct wl_evtx_chunk chunk;
    uint64_t next;      /* number of the record that follows */
    uint64_t chunks;    /* met so far */
    uint64_t expected;  /* that there are at least, as the file header says */
    bool head_hurt;     /* the file header has not the sum that it says */
    uint64_t unused;    /* of those met, at the end */
    uint64_t unused_at; /* offset of the first of them */
    struct wl_evtx_line line;
    struct wl_binxml binxml;
    struct wl_buf out;
    size_t given; /* bytes of out */
};

/* Fill the window behind what it has. @return 0, also when there is no more; WL_ENOMEM */
static int
fill(struct evtx *e)
{
    while (e->have < WL_EVTX_CHUNK && !e->ended) {
        ptrdiff_t n = e->inner->ops->read(e->inner, (char *)e->window + e->have,
                                          WL_EVTX_CHUNK - e->have, &e->failure);
        if (n == WL_ENOMEM)
            return WL_ENOMEM;
        e->ended = n <= 0;
        if (n < 0)
            e->failed = (int)n;
        if (n > 0)
            e->have += (size_t)n;
    }
    memset(e->window + e->have, 0, WL_EVTX_CHUNK - e->have);
    return 0;
}

static void
count_damage(struct evtx *e, uint64_t chunks, uint64_t records, uint64_t offset)
{
    if (e->damage.offset == UINT64_MAX)
        e->damage.offset = offset;
    e->damage.chunks += chunks;
    e->damage.records += records;
}

/* In the chunk at hand, which counts once. */
static void
count_damage_here(struct evtx *e, uint64_t records, size_t at)
{
    count_damage(e, e->hurt ? 0 : 1, records, e->offset + at);
    e->hurt = true;
}

/* Chunks that were never used are zeros. */
static bool
is_unused(const struct evtx *e)
{
    return e->window[0] == 0 && memcmp(e->window, e->window + 1, WL_EVTX_CHUNK - 1) == 0;
}

/* The window moves on behind the chunk, or to another that begins inside of it. */
static void
leave_chunk(struct evtx *e, size_t to)
{
    e->offset += to;
    memmove(e->window, e->window + to, e->have - to);
    e->have -= to;
    e->in_chunk = false;
}

/* @return 1 a chunk is there, 0 the end, WL_ENOMEM */
static int
enter_chunk(struct evtx *e)
{
    for (;;) {
        if (fill(e) < 0)
            return WL_ENOMEM;
        if (e->have == 0)
            break;
        e->chunks++;
        if (!is_unused(e))
            break;
        if (e->unused++ == 0)
            e->unused_at = e->offset;
        leave_chunk(e, e->have);
    }
    if (e->have == 0) { /* a log that is too old to know all its chunks knows fewer, not more */
        if (e->chunks < e->expected)
            count_damage(e, e->expected - e->chunks, 0, e->offset);
        else if (e->head_hurt &&
                 e->chunks == e->unused) /* it cannot be believed that none is used */
            count_damage(e, 1, 0, 0);
        e->expected = 0;
        e->head_hurt = false;
        return 0;
    }
    e->in_chunk = true;
    e->hurt = false;
    wl_evtx_chunk_begin(&e->chunk, e->window, e->have, e->next);
    e->binxml.work = WL_EVTX_WORK;
    if (e->chunk.known && wl_evtx_chunk_is_stale(e->window, &e->sums))
        e->damage.stale++;
    return 1;
}

/* All records of the chunk have been met. */
static void
end_chunk(struct evtx *e)
{
    size_t to = 0;

    e->damage.records += e->chunk.lost;
    if (e->chunk.begun)
        e->next = e->chunk.next;
    if (e->hurt)
        to = wl_evtx_chunk_find(e->window, e->have);
    leave_chunk(e, to > 0 ? to : e->have);
}

/* @return 0, WL_ENOMEM */
static int
read_record(struct evtx *e, const struct wl_evtx_record *record)
{
    int rc;

    wl_evtx_line_begin(&e->line, record->id, record->time);
    rc = wl_binxml_read(&e->binxml, record->from, record->to);
    if (rc == 0)
        return wl_evtx_line_end(&e->line);
    wl_evtx_line_drop(&e->line);
    count_damage_here(e, 1, record->from - 24);
    return 0;
}

/* Zeros in the middle of a log were chunks once, when the numbers of records go on behind a gap. */
static void
check_unused(struct evtx *e, const struct wl_evtx_record *record)
{
    uint64_t gap = record->id - e->next;

    if (e->unused > 0 && e->next > 0 && gap > 0 && gap <= e->unused * WL_EVTX_RECORDS)
        count_damage(e, e->unused, gap, e->unused_at);
    e->unused = 0;
}

/* Make some lines. @return 1, 0 there are no more, WL_ENOMEM */
static int
work(struct evtx *e)
{
    struct wl_evtx_record record;

    wl_buf_clear(&e->out);
    e->given = 0;
    while (e->out.len < ENOUGH) {
        bool more;
        if (!e->in_chunk) {
            int rc = enter_chunk(e);
            if (rc < 0 || (rc == 0 && e->out.len == 0))
                return rc;
            if (rc == 0)
                break;
        }
        more = wl_evtx_chunk_next(&e->chunk, &record);
        if (e->chunk.damaged)
            count_damage_here(e, 0, e->chunk.damaged_at);
        if (!more) {
            end_chunk(e);
            continue;
        }
        check_unused(e, &record);
        if (read_record(e, &record) < 0)
            return WL_ENOMEM;
    }
    return 1;
}

static ptrdiff_t
evtx_read(struct wl_stream *stream, char *ptr, size_t cap, struct wl_error *err)
{
    struct evtx *e = (struct evtx *)stream;
    size_t len;

    if (e->given == e->out.len) {
        int rc = work(e);
        if (rc < 0)
            return wl_error_set(err, WL_ENOMEM, "out of memory");
        if (rc == 0) {
            if (e->failed < 0 && err)
                *err = e->failure;
            return e->failed;
        }
    }
    len = e->out.len - e->given < cap ? e->out.len - e->given : cap;
    memcpy(ptr, e->out.ptr + e->given, len);
    e->given += len;
    return (ptrdiff_t)len;
}

static void
evtx_close(struct wl_stream *stream)
{
    struct evtx *e = (struct evtx *)stream;

    wl_stream_close(e->inner);
    wl_evtx_line_done(&e->line);
    wl_buf_done(&e->out);
    free(e);
}

static const struct wl_stream_ops evtx_ops = {.read = evtx_read, .close = evtx_close};

/* @return 0, WL_EIO, WL_ELIMIT, WL_ENOMEM */
static int
read_header(struct evtx *e, struct wl_error *err)
{
    size_t have = 0;

    while (have < FILE_HEADER) {
        ptrdiff_t n =
            e->inner->ops->read(e->inner, (char *)e->window + have, FILE_HEADER - have, err);
        if (n < 0)
            return (int)n;
        if (n == 0)
            break;
        have += (size_t)n;
    }
    if (have < 8 || memcmp(e->window, "ElfFile", 8) != 0)
        return wl_error_set(err, WL_EIO, "no event log");
    if (have < FILE_HEADER) {
        e->ended = true;
        count_damage(e, 0, 0, have);
    }
    e->expected = wl_evtx_u16(e->window + 42);
    e->head_hurt = wl_evtx_sum(&e->sums, 0, e->window, 120) != wl_evtx_u32(e->window + 124);
    e->offset = FILE_HEADER;
    return 0;
}

int
wl_evtx_open(struct wl_stream **out, struct wl_stream *inner, struct wl_error *err)
{
    struct evtx *e = calloc(1, sizeof *e);
    int rc;

    if (!e) {
        wl_stream_close(inner);
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    e->stream = (struct wl_stream){.ops = &evtx_ops, .size = UINT64_MAX};
    e->inner = inner;
    e->damage.offset = UINT64_MAX;
    wl_evtx_sums_init(&e->sums);
    wl_buf_init(&e->out);
    wl_evtx_line_init(&e->line, &e->out);
    e->binxml.chunk = e->window;
    e->binxml.line = &e->line;
    rc = read_header(e, err);
    if (rc < 0) {
        evtx_close(&e->stream);
        return rc;
    }
    *out = &e->stream;
    return 0;
}

const struct wl_evtx_damage *
wl_evtx_damage(const struct wl_stream *stream)
{
    return stream->ops == &evtx_ops ? &((const struct evtx *)stream)->damage : NULL;
}
