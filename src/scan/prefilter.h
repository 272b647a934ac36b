/*
 * The first look at every byte of a log: where might evidence begin? Three questions, each answered
 * for many positions at once: do four bytes have the shape of a token (10..., 0x..., WSA...) or of
 * a keyword; does a word begin whose first four letters begin a word of a message text, by a bitmap
 * of hashes; is a byte outside of ASCII near, and are the four bytes in that bitmap? It may stop
 * too often, never too seldom: all is filled from the pattern set alone.
 */
#pragma once

#include "base/span.h"

#include <stdint.h>

enum {
    WL_CLASS_NUMBER = 1, /* 10004 to 11033 */
    WL_CLASS_NAME = 2,   /* WSA... */
    WL_CLASS_HEX = 4,    /* 0x..., 8007...., 27.., 2a.., 2b.., 2147......, 4294...... */
    WL_CLASS_KEYWORD = 8,
    WL_CLASS_TEXT = 16, /* an anchor of a message text */
};
#define WL_CLASS_TOKENS (WL_CLASS_NUMBER | WL_CLASS_NAME | WL_CLASS_HEX)

#define WL_GRAM_BITS 16

struct wl_prefilter {
    uint8_t low[4][16], high[4][16];              /* of four bytes, by halves: one bit a bucket */
    uint64_t texts[(1u << WL_GRAM_BITS) / 64];    /* hashes of anchors */
    uint64_t anywhere[(1u << WL_GRAM_BITS) / 64]; /* of keywords, and of odd anchors */
};

/* Where evidence may begin: WL_CLASS_* bits, and how far behind the place where the run began. */
struct wl_candidate {
    uint32_t offset;
    uint32_t classes;
};

/** Only the shapes of tokens. */
void wl_prefilter_init(struct wl_prefilter *filter);

/** Also stop at a literal of three bytes or more, in any ASCII case. */
void wl_prefilter_add_keyword(struct wl_prefilter *filter, struct wl_span literal);

/**
 * Also stop at the four bytes of an anchor, in any ASCII case: where a word begins, or anywhere
 * when one of them is not ASCII.
 * @param inside  it is ASCII and may stand inside a word, too
 */
void wl_prefilter_add_anchor(struct wl_prefilter *filter, const char anchor[4], bool inside);

/**
 * List the candidates in [p, end), of which each has four bytes before end. Where p is not low,
 * p[-1] is readable: tokens and words begin behind what is none. The fastest way that the processor
 * knows is taken; all ways find the same.
 * @param stop  set to where the list ends: end, or where the next run goes on if there was no room
 * @return      number of candidates in out, at most max, which is 64 or more
 */
size_t wl_prefilter_run(const struct wl_prefilter *filter, const char *low, const char *p,
                        const char *end, struct wl_candidate *out, size_t max, const char **stop);

/** The portable way, the oracle of the others. */
size_t wl_prefilter_run_portable(const struct wl_prefilter *filter, const char *low, const char *p,
                                 const char *end, struct wl_candidate *out, size_t max,
                                 const char **stop);

/** The first candidate in [p, end), or end: for short texts. */
const char *wl_prefilter_next(const struct wl_prefilter *filter, const char *low, const char *p,
                              const char *end, unsigned *classes);

/** What stands at p, of which four bytes are readable before end: WL_CLASS_* bits, 0 for nothing.
 */
unsigned wl_prefilter_classes(const struct wl_prefilter *filter, const char *low, const char *p,
                              const char *end);

/** The hash of four bytes in any ASCII case. */
static inline unsigned
wl_gram(const char *p)
{
    uint32_t gram;

    memcpy(&gram, p, sizeof gram);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    gram = __builtin_bswap32(gram); /* tables are made on other machines */
#endif
    /* Setting bit 5 folds letters; that it folds more does no harm. */
    return ((gram | 0x20202020u) * 2654435761u) >> (32 - WL_GRAM_BITS);
}

#if defined(__x86_64__)
/** With AVX2, which the caller has made sure of. */
size_t wl_prefilter_run_avx2(const struct wl_prefilter *filter, const char *low, const char *p,
                             const char *end, struct wl_candidate *out, size_t max,
                             const char **stop);
#endif
