/*
 * How archive.c reads what lies under it: in blocks, remembering what stood right before a block
 * and how the data ended, which libarchive forgets.
 */
#pragma once

#include "input/stream.h"

#include <stdbool.h>

#define WL_FEED_BLOCK ((size_t)128 << 10) /* read at a time */

struct wl_feed {
    struct wl_stream *under; /* borrowed */
    char *block;             /* what was read last, len bytes; kept ones stand before it */
    size_t len, kept;
    uint64_t at;  /* in under, behind block */
    size_t zeros; /* that end what was read so far; counted up to a few hundred */
    bool ended;   /* under has ended */
    int rc;       /* its failure, which stays, or 0 */
    struct wl_error error;
    char *room; /* the memory of it all */
    size_t most;
};

/** Begin where under stands, called byte 0. @param most  bytes to keep @return 0, WL_ENOMEM */
int wl_feed_init(struct wl_feed *feed, struct wl_stream *under, size_t most);
void wl_feed_done(struct wl_feed *feed);

/** Read the next block. @return its bytes, 0 the end, or feed->rc */
ptrdiff_t wl_feed_pull(struct wl_feed *feed);

/** Go to offset, in an under that can be sought in; nothing is kept. @return 0 or feed->rc */
int wl_feed_seek(struct wl_feed *feed, uint64_t offset);

/**
 * Find the four bytes of signature from an offset on, in an under that can be sought in.
 * @return 1 and *found, there the feed stands; 0 not there; feed->rc
 */
int wl_feed_find(struct wl_feed *feed, uint64_t from, const char signature[4], uint64_t *found);

/**
 * Read on to the end, so that the last bytes of all (feed->most, or what there is since the last
 * seek) stand before feed->block.
 * @return 0 or feed->rc
 */
int wl_feed_end(struct wl_feed *feed);

/** Say that under ends too early. @return WL_EIO */
int wl_feed_cut_off(const struct wl_feed *feed, struct wl_error *err);

/**
 * Say why it can't be read on: a failure of under, its end, or else damage.
 * @param place  up to there it was good
 * @param words  a reader's own about the damage, or NULL
 * @return WL_EIO, or feed->rc
 */
int wl_feed_blame(const struct wl_feed *feed, uint64_t place, const char *words,
                  struct wl_error *err);

/**
 * All that was to be read ends at byte used: is there more in under? Zeros do not count.
 * @return 0; WL_EIO with the place; feed->rc
 */
int wl_feed_rest(struct wl_feed *feed, uint64_t used, struct wl_error *err);
