/*
 * Identity by decoded content. P(n) is the XXH3-128 chain over leaves of 4 KiB of the first n
 * bytes: chain(0) = 0, chain(k+1) = XXH3-128(chain(k) . leaf k), P(n) = XXH3-128(chain(n / 4096) .
 * rest . n). It guards against accident, not malice. Names, times, machines and block sizes play no
 * part.
 */
#pragma once

#include "base/error.h"
#include "store/occurrence.h"

#include <stddef.h>
#include <stdint.h>

#define WL_LEAF 4096
#define WL_ID_HEAD 16 /* first bytes of a content that ids begin with, hashed */
#define WL_ID_PLACE 8 /* first bytes of an id, which say where in a content it stands */

/* A length at which somebody wants to know P, see wl_identity_mark(). */
struct wl_mark {
    uint64_t length;
    bool passed;
    unsigned char digest[WL_ID_SIZE]; /* P(length), valid once passed */
};

struct wl_identity {
    uint64_t length;       /* bytes fed so far */
    size_t leaf_len;       /* of these, in the last leaf, which is not full */
    void *leaf;            /* chain and last leaf, hashed so far; owned */
    void *scratch;         /* owned */
    char head[WL_ID_HEAD]; /* the first bytes of what was fed */
    struct wl_mark *marks; /* sorted by length; owned */
    size_t mark_count, mark_next;
};

/** @return 0, WL_ENOMEM; wl_identity_done() is right in any case */
int wl_identity_init(struct wl_identity *identity);
void wl_identity_done(struct wl_identity *identity);

/** Begin a new source: no bytes, no marks. Keeps storage. */
void wl_identity_reset(struct wl_identity *identity);

/** The next len bytes of the decoded source, in order. Digests of marks that are passed are taken.
 */
void wl_identity_feed(struct wl_identity *identity, const char *ptr, size_t len);

/** P(length) for all that has been fed so far. */
void wl_identity_digest(const struct wl_identity *identity, unsigned char out[WL_ID_SIZE]);

/**
 * Ask for P at these lengths (any order; duplicates and 0 are ignored, a length below what has been
 * fed is an assertion failure). Replaces earlier marks. @return 0, WL_ENOMEM
 */
int wl_identity_mark(struct wl_identity *identity, const uint64_t *lengths, size_t count);

/** P at a marked length that has been passed, or NULL. Borrowed. */
const unsigned char *wl_identity_at(const struct wl_identity *identity, uint64_t length);

/**
 * Set row->id from its offset, column and code: its place, then the first 8 bytes of
 * XXH3-128(prefix . column . code), numbers as little endian u32, u16. So ids of one content rise
 * with the offset, and a table of them grows at its end.
 * @param prefix  P(end of the row's line)
 */
void wl_occurrence_id(const struct wl_identity *identity, const unsigned char prefix[WL_ID_SIZE],
                      struct wl_occurrence *row);

/**
 * The place of a line: 3 bytes of XXH3-128 of what stands before it, of that the first WL_ID_HEAD
 * bytes at most; 5 bytes of its offset, big endian.
 * @param head  as many first bytes of the content
 */
void wl_occurrence_place(const char *head, uint64_t offset, unsigned char out[WL_ID_PLACE]);
