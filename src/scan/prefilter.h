/*
 * The first look at every byte of a log: where might evidence begin? A position is a candidate when
 * its next four bytes pass four tables of 256 bytes, each holding one bit a class; classes are the
 * shapes of tokens, the anchors of message texts and the keywords of patterns for small numbers.
 * What passes is looked at once more, exactly or by a hash of the four bytes. It may stop too
 * often, never too seldom: all is filled from the pattern set alone.
 */
#pragma once

#include "base/span.h"

#include <stdint.h>

enum {
    WL_CLASS_NUMBER = 1,   /* 10004 to 11033 */
    WL_CLASS_NAME = 2,     /* WSA... */
    WL_CLASS_HEX = 4,      /* 0x..., 8007...., 27.., 2a.., 2b.., 2147......, 4294...... */
    WL_CLASS_SHORT = 8,    /* keywords of three bytes */
    WL_CLASS_KEYWORD = 16, /* longer ones */
    WL_CLASS_WORD = 32, /* anchors that begin a word; and the bit above it, so that they mix less */
    WL_CLASS_WORD2 = 64,
    WL_CLASS_ANCHOR = 128, /* other anchors */
};
#define WL_CLASS_TOKENS (WL_CLASS_NUMBER | WL_CLASS_NAME | WL_CLASS_HEX)
#define WL_CLASS_KEYWORDS (WL_CLASS_SHORT | WL_CLASS_KEYWORD)
#define WL_CLASS_WORDS (WL_CLASS_WORD | WL_CLASS_WORD2)
#define WL_CLASS_TEXTS (WL_CLASS_WORDS | WL_CLASS_ANCHOR)

#define WL_GRAM_BITS 15

struct wl_prefilter {
    uint8_t table[4][256];
    uint8_t low[4][16], high[4][16]; /* the same by half bytes, for SIMD: passes at least as much */
    uint64_t grams[(1u << WL_GRAM_BITS) / 64]; /* hashes of the literals' first four bytes */
};

/** Only the shapes of tokens. */
void wl_prefilter_init(struct wl_prefilter *filter);

/**
 * Also stop at the first four bytes of a literal, in any ASCII case; one of three bytes belongs to
 * WL_CLASS_SHORT whatever class says.
 */
void wl_prefilter_add(struct wl_prefilter *filter, struct wl_span literal, uint8_t class);

/**
 * The next candidate in [p, end), or end. Where p is not low, p[-1] is readable: words begin behind
 * what is no ASCII letter. The fastest way that the processor knows is taken; all
 * ways stop at the same places.
 * @param classes set to the WL_CLASS_* bits of what it may be
 */
const char *wl_prefilter_next(const struct wl_prefilter *filter, const char *low, const char *p,
                              const char *end, unsigned *classes);

/** The portable way, the oracle of the others. */
const char *wl_prefilter_next_portable(const struct wl_prefilter *filter, const char *low,
                                       const char *p, const char *end, unsigned *classes);

/** What stands at p, of which four bytes are readable: WL_CLASS_* bits, 0 for no candidate. */
unsigned wl_prefilter_classes(const struct wl_prefilter *filter, const char *low, const char *p);

#if defined(__x86_64__)
/** With AVX2, which the caller has made sure of. */
const char *wl_prefilter_next_avx2(const struct wl_prefilter *filter, const char *low,
                                   const char *p, const char *end, unsigned *classes);
#endif
