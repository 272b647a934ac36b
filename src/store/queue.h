/*
 * Rows that wait to be written. A batch is filled by the caller's thread and written by whoever
 * holds it; nothing in it points to memory of the caller's.
 */
#pragma once

#include "base/buf.h"
#include "base/error.h"
#include "store/identity.h"
#include "store/occurrence.h"

#include <stdbool.h>

#define WL_BATCH_ROWS 10000
#define WL_BATCH_BYTES (2u << 20) /* two batches are under way at most: 4 MiB */

/* How far the content had been read when a batch was complete. */
struct wl_reach {
    uint64_t length;
    unsigned char digest[WL_ID_SIZE]; /* P(length) */
};

struct wl_batch {
    struct wl_buf records, strings; /* as queue.c lays them out */
    struct wl_buf order;            /* what wl_batch_sort() makes */
    struct wl_reach reach;
    struct wl_buf passed; /* of struct wl_reach: marks that were passed since the last batch */
};

/* A row that waits, as read back. */
struct wl_pending {
    struct wl_occurrence row; /* spans are borrowed from the batch */
    bool has_key;
    unsigned char key[WL_ID_SIZE];
};

/** Free the storage; the batch is empty and usable again. */
void wl_batch_done(struct wl_batch *batch);

/** Forget the rows, keep the storage. */
void wl_batch_clear(struct wl_batch *batch);

/**
 * Copy a row; key may be NULL. Bad bytes and NULs of its texts become U+FFFD.
 * @return 0, WL_ENOMEM: the batch is as before
 */
int wl_batch_add(struct wl_batch *batch, const struct wl_occurrence *row, const unsigned char *key,
                 struct wl_error *err);

size_t wl_batch_count(const struct wl_batch *batch);
size_t wl_batch_bytes(const struct wl_batch *batch);
bool wl_batch_is_full(const struct wl_batch *batch);

/**
 * Order the rows by id, in which those of one source come nearly always: then the big index grows
 * at its end, or is walked once a batch.
 * @return 0, WL_ENOMEM
 */
int wl_batch_sort(struct wl_batch *batch, struct wl_error *err);

/** Row number i, from 0 and in the order of ids, of a sorted batch; borrowed until it changes. */
void wl_batch_get(const struct wl_batch *batch, size_t i, struct wl_pending *out);
