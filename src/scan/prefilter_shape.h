/*
 * What the ways of the prefilter share: the questions about one position, and the marks by which
 * the faster ways say where to ask them. Internal to it.
 */
#pragma once

#include "base/ascii.h"
#include "scan/prefilter.h"

/* Buckets of five-byte shapes: tokens by what they begin with; keywords share the last four. */
enum {
    WL_BUCKET_NUMBER = 1,
    WL_BUCKET_PREFIXED = 2,
    WL_BUCKET_BARE = 4,
    WL_BUCKET_ZERO = 8,
    WL_BUCKET_ALL_ONES = 16,
    WL_BUCKET_NAME = 32,
};
#define WL_BUCKETS_TOKEN 15u /* no digit stands before them */
#define WL_BUCKETS_ANYWHERE 0xF0u

#define WL_LITERAL_MAX 8          /* bytes of a literal that are looked at */
#define WL_ANCHOR_LENGTHS 0x1F0u  /* a bit each, from 4 on */
#define WL_KEYWORD_LENGTHS 0x1F8u /* from 3 on */

static inline bool
wl_in_bitmap(const uint64_t *bitmap, unsigned bit)
{
    return bitmap[bit / 64] >> (bit % 64) & 1;
}

/* The first len bytes of a literal, of 8 that are readable, in any ASCII case; texts and keywords
 * don't share. */
static inline unsigned
wl_literal_hash(const char bytes[WL_LITERAL_MAX], unsigned len, bool text)
{
    uint64_t key;

    memcpy(&key, bytes, sizeof key);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    key = __builtin_bswap64(key); /* tables are made on other machines */
#endif
    key = (key | UINT64_C(0x2020202020202020)) & ~UINT64_C(0) >> (64 - 8 * len);
    key += len + (text ? WL_LITERAL_MAX : 0);
    return (unsigned)((key * UINT64_C(0x9E3779B97F4A7C15)) >> (64 - WL_LITERAL_BITS));
}

/* May a literal of one of the lengths, a bit each, begin with these bytes? Most are long. */
static inline bool
wl_is_literal(const struct wl_prefilter *filter, const char bytes[WL_LITERAL_MAX], unsigned lengths,
              bool text)
{
    while (lengths) {
        unsigned len = 31 - (unsigned)__builtin_clz(lengths);
        if (wl_in_bitmap(filter->literals, wl_literal_hash(bytes, len, text)))
            return true;
        lengths &= ~(1u << len);
    }
    return false;
}

/* The lengths of the anchors that four letters, with which a word begins, may begin. */
static inline unsigned
wl_word_lengths(const struct wl_prefilter *filter, const char *p)
{
    return (unsigned)filter->words[wl_word_hash(p)] >> 1 << 4;
}

/* A run, and what it has found. */
struct wl_prefilter_run {
    const struct wl_prefilter *filter;
    const char *low, *start, *end;
    struct wl_candidate *out;
    size_t max, count;
};

/* The part of a run in [p, end), position by position; *stop as for wl_prefilter_run(). */
void wl_prefilter_walk(struct wl_prefilter_run *run, const char *p, const char *end,
                       const char **stop);

/* What stands where one of the shapes is. */
unsigned wl_prefilter_classes_of_shape(const struct wl_prefilter *filter, const char *low,
                                       const char *p, const char *end);

#define WL_BLOCKS 64 /* so many blocks of 64 positions are marked at once */
#define WL_BEHIND 8  /* bytes behind them that are readable */

/* What the faster ways say of blocks of 64 positions, a bit each. */
struct wl_marks {
    uint64_t shapes[WL_BLOCKS]; /* a shape of the tables, of which the first four are ASCII */
    /* of the bytes four further on, and before that of the block before: */
    uint64_t letters[1 + WL_BLOCKS];
    uint64_t beyond[1 + WL_BLOCKS]; /* it is not ASCII */
};

/* A way that marks blocks fast; a byte before them and WL_BEHIND behind them are readable. */
typedef void wl_prefilter_mark_fn(const void *tables, const char *p, size_t blocks,
                                  struct wl_marks *marks);

/* A run by way of marks; as wl_prefilter_run(). */
size_t wl_prefilter_run_marked(wl_prefilter_mark_fn *mark, const void *tables,
                               const struct wl_prefilter *filter, const char *low, const char *p,
                               const char *end, struct wl_candidate *out, size_t max,
                               const char **stop);
