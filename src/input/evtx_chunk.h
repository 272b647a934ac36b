/*
 * A chunk of an event log: its header, and the records one after another. What is damaged is passed
 * over to the next record that can be one; how many were lost, the numbers of records tell.
 */
#pragma once

#include "input/evtx_sum.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WL_EVTX_CHUNK ((size_t)65536)
#define WL_EVTX_FRAME ((size_t)28) /* of a record: signature, size, number, time; size again */
#define WL_EVTX_RECORDS (WL_EVTX_CHUNK / WL_EVTX_FRAME) /* that a chunk can have */

struct wl_evtx_record {
    size_t from, to; /* its document, in the chunk */
    uint64_t id;
    uint64_t time; /* FILETIME of writing, 0 unknown */
};

struct wl_evtx_chunk {
    const unsigned char *ptr; /* WL_EVTX_CHUNK bytes, borrowed */
    size_t len;               /* that the file has; zeros behind */
    size_t pos, end;          /* end: of the records, as the header says */
    uint64_t next;            /* number that the next record should have, 0 unknown */
    uint64_t first, last;     /* numbers of records, as the header says; last 0: unknown */
    uint64_t lost;            /* records that could not be found */
    bool known;               /* the header can be believed: it has its signature */
    bool begun;               /* a record has been found */
    bool damaged;
    size_t damaged_at; /* the first place */
    bool done;
};

/**
 * Begin with ptr[0 .. WL_EVTX_CHUNK), of which the file has the first len bytes.
 * @param next  number that follows that of the last record before, 0 for none
 */
void wl_evtx_chunk_begin(struct wl_evtx_chunk *chunk, const unsigned char *ptr, size_t len,
                         uint64_t next);

/** The next record. @return false at the end: lost and damaged are then complete */
bool wl_evtx_chunk_next(struct wl_evtx_chunk *chunk, struct wl_evtx_record *record);

/** A chunk begins at ptr, of which at least 128 bytes can be read. */
bool wl_evtx_chunk_is(const unsigned char *ptr);

/** Where another chunk begins in ptr[1 .. len), or 0. */
size_t wl_evtx_chunk_find(const unsigned char *ptr, size_t len);

/** The header or the records have other checksums than the header says. */
bool wl_evtx_chunk_is_stale(const unsigned char *ptr, const struct wl_evtx_sums *sums);
