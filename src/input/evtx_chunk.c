/*
 * The header of a chunk is written after its records: in a log that was copied while it was open it
 * may know less than there is. So the records themselves are believed first, and the header says
 * only where to stop, and what is missing. Source: working document of libevtx.
 */
#include "input/evtx_chunk.h"

#include "input/evtx_bytes.h"

#include <string.h>

#define HEADER ((size_t)512)
#define RECORD_SIGNATURE 0x00002A2Au

static const unsigned char chunk_signature[8] = "ElfChnk";

bool
wl_evtx_chunk_is(const unsigned char *ptr)
{
    return memcmp(ptr, chunk_signature, sizeof chunk_signature) == 0;
}

size_t
wl_evtx_chunk_find(const unsigned char *ptr, size_t len)
{
    const unsigned char *p = ptr, *end = ptr + len;

    while (p < end && (p = memchr(p + 1, 'E', (size_t)(end - p - 1))) != NULL) {
        if ((size_t)(end - p) < 128)
            break;
        if (wl_evtx_chunk_is(p) && wl_evtx_u32(p + 40) == 128) /* size of the fixed part */
            return (size_t)(p - ptr);
    }
    return 0;
}

bool
wl_evtx_chunk_is_stale(const unsigned char *ptr, const struct wl_evtx_sums *sums)
{
    size_t end = wl_evtx_u32(ptr + 48);
    uint32_t sum;

    if (end < HEADER || end > WL_EVTX_CHUNK)
        return true;
    sum = wl_evtx_sum(sums, 0, ptr, 120);
    sum = wl_evtx_sum(sums, sum, ptr + 128, HEADER - 128);
    return sum != wl_evtx_u32(ptr + 124) ||
           wl_evtx_sum(sums, 0, ptr + HEADER, end - HEADER) != wl_evtx_u32(ptr + 52);
}

void
wl_evtx_chunk_begin(struct wl_evtx_chunk *chunk, const unsigned char *ptr, size_t len,
                    uint64_t next)
{
    size_t end = wl_evtx_u32(ptr + 48);
    uint64_t first = wl_evtx_u64(ptr + 24), last = wl_evtx_u64(ptr + 32);

    *chunk = (struct wl_evtx_chunk){
        .ptr = ptr, .len = len, .pos = HEADER, .end = WL_EVTX_CHUNK, .next = next};
    chunk->known = wl_evtx_chunk_is(ptr);
    if (!chunk->known)
        return;
    if (end >= HEADER && end <= WL_EVTX_CHUNK)
        chunk->end = end;
    if (first <= last && last - first < WL_EVTX_RECORDS && last < UINT64_MAX) {
        chunk->first = first;
        chunk->last = last;
    }
}

static uint64_t
id_at(const struct wl_evtx_chunk *chunk, size_t at)
{
    return wl_evtx_u64(chunk->ptr + at + 8);
}

/* Bytes of the record at a place, 0 if there can be none. */
static size_t
frame_at(const struct wl_evtx_chunk *chunk, size_t at)
{
    const unsigned char *p = chunk->ptr + at;
    size_t left = chunk->len - at, size;

    if (chunk->len < at || left < WL_EVTX_FRAME || wl_evtx_u32(p) != RECORD_SIGNATURE)
        return 0;
    size = wl_evtx_u32(p + 4);
    return size >= WL_EVTX_FRAME && size <= left ? size : 0;
}

/* Its size stands at its end, too. */
static bool
is_closed(const struct wl_evtx_chunk *chunk, size_t at, size_t size)
{
    return wl_evtx_u32(chunk->ptr + at + size - 4) == size;
}

/* A record that nothing speaks against: where one of its sizes is damaged, what follows tells. */
static size_t
record_at(const struct wl_evtx_chunk *chunk, size_t at)
{
    size_t size = frame_at(chunk, at);

    if (size == 0 || is_closed(chunk, at, size) || at + size == chunk->end ||
        frame_at(chunk, at + size) > 0)
        return size;
    return 0;
}

/* Behind the end that the header knows: what the log had got since, or a rest of earlier use. */
static bool
is_fresh(const struct wl_evtx_chunk *chunk, size_t at, size_t size)
{
    if (!is_closed(chunk, at, size))
        return false;
    return chunk->next > 0 ? id_at(chunk, at) == chunk->next : !chunk->begun;
}

/* The next record behind damage, or 0. Numbers go up; what was left by earlier use is older. */
static size_t
search(const struct wl_evtx_chunk *chunk)
{
    const unsigned char *p = chunk->ptr + chunk->pos, *end = chunk->ptr + chunk->len;

    while (p < end && (p = memchr(p + 1, '*', (size_t)(end - p - 1))) != NULL) {
        size_t at = (size_t)(p - chunk->ptr), size = frame_at(chunk, at);
        if (size > 0 && is_closed(chunk, at, size) &&
            (!chunk->begun || id_at(chunk, at) - chunk->next < WL_EVTX_RECORDS))
            return at;
    }
    return 0;
}

static bool
rest_is_empty(const struct wl_evtx_chunk *chunk)
{
    size_t len = chunk->end - chunk->pos;
    const unsigned char *p = chunk->ptr + chunk->pos;

    if (chunk->end > chunk->len)
        return false;
    return len < WL_EVTX_FRAME || (p[0] == 0 && memcmp(p, p + 1, len - 1) == 0);
}

static void
note_damage(struct wl_evtx_chunk *chunk)
{
    if (!chunk->damaged)
        chunk->damaged_at = chunk->begun ? chunk->pos : 0;
    chunk->damaged = true;
}

/* The end. The header may know of records that were not met. */
static void
settle(struct wl_evtx_chunk *chunk, bool lost_some)
{
    uint64_t next = chunk->begun ? chunk->next : chunk->first;

    chunk->done = true;
    if (chunk->last > 0 && chunk->last >= next && chunk->last - next < WL_EVTX_RECORDS)
        chunk->lost += chunk->last - next + 1;
    else if (lost_some)
        chunk->lost++;
    else
        return;
    note_damage(chunk);
}

static void
pass_damage(struct wl_evtx_chunk *chunk)
{
    size_t at = search(chunk);
    uint64_t id;

    if (at == 0) {
        settle(chunk, true);
        return;
    }
    id = id_at(chunk, at);
    if (chunk->begun)
        chunk->lost += id - chunk->next;
    else if (chunk->last > 0 && id - chunk->first < WL_EVTX_RECORDS)
        chunk->lost += id - chunk->first;
    else
        chunk->lost++;
    note_damage(chunk);
    chunk->pos = at;
}

bool
wl_evtx_chunk_next(struct wl_evtx_chunk *chunk, struct wl_evtx_record *record)
{
    while (!chunk->done) {
        size_t size = record_at(chunk, chunk->pos);
        if (size > 0 && (chunk->pos < chunk->end || is_fresh(chunk, chunk->pos, size))) {
            record->from = chunk->pos + 24;
            record->to = chunk->pos + size - 4;
            record->id = id_at(chunk, chunk->pos);
            record->time = wl_evtx_u64(chunk->ptr + chunk->pos + 16);
            chunk->pos += size;
            chunk->next = record->id + 1;
            chunk->begun = true;
            return true;
        }
        if (chunk->pos >= chunk->end || rest_is_empty(chunk))
            settle(chunk, false);
        else
            pass_damage(chunk);
    }
    return false;
}
