/*
 * The first look at every byte of a log: where might evidence begin? Three questions, each answered
 * for many positions at once: do five bytes have the shape of a token (10..., 0x..., WSA...) or of
 * a keyword; does a word begin whose first four letters begin a word of a message text, by a table
 * of hashes; is a byte outside of ASCII near, and are the four bytes in a bitmap of hashes? Where
 * the answer is yes, tokens are read, and literals looked up with up to eight of their bytes. It
 * may stop too often, never too seldom: all is filled from the pattern set alone.
 */
#pragma once

#include "base/span.h"

#include <stdint.h>

enum {
    WL_CLASS_NUMBER = 1, /* 10004 to 11033, and what stands for them in ten digits */
    WL_CLASS_NAME = 2,   /* WSA... */
    WL_CLASS_HEX = 4,    /* 0x..., 8007...., 27.., 2a.., 2b.., ffffffff8007.... */
    WL_CLASS_KEYWORD = 8,
    WL_CLASS_TEXT = 16, /* an anchor of a message text */
};
/* Where one of these is said, wl_token_at() finds a token. */
#define WL_CLASS_TOKENS (WL_CLASS_NUMBER | WL_CLASS_NAME | WL_CLASS_HEX)

#define WL_SHAPE 5 /* bytes of a shape */
#define WL_GRAM_BITS 16
#define WL_WORD_BITS 14
#define WL_LITERAL_BITS 16

/* Of each byte of a shape, by its halves: a bit for each bucket that it is in. */
struct wl_shapes {
    uint8_t low[WL_SHAPE][16], high[WL_SHAPE][16];
};

struct wl_prefilter {
    struct wl_shapes shapes; /* of tokens, and of what may begin anywhere */
    /* By the hash of four letters that begin a word: 1 if they begin an anchor, and a bit for each
     * length that it may have, from 4 on. */
    uint8_t words[1u << WL_WORD_BITS];
    uint64_t beyond[(1u << WL_GRAM_BITS) / 64];      /* of four bytes that are not all ASCII */
    uint64_t anywhere[(1u << WL_GRAM_BITS) / 64];    /* of keywords, and of odd anchors */
    uint64_t literals[(1u << WL_LITERAL_BITS) / 64]; /* of all, with up to eight of their bytes */
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
 * Also stop at an anchor of 4 to 8 bytes, in any ASCII case: where a word begins, or anywhere when
 * one of its first four bytes is not ASCII.
 * @param inside  it is ASCII and may stand inside a word, too
 */
void wl_prefilter_add_anchor(struct wl_prefilter *filter, struct wl_span anchor, bool inside);

/**
 * List the candidates in [p, end), of which each has four bytes before end. Where p is not low,
 * p[-1] is readable: tokens and words begin behind what is none. The fastest way that the processor
 * knows is taken; all ways find the same.
 * @param stop  set to where the list ends: end, or where the next run goes on if there was no room
 * @return      number of candidates in out, at most max
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

/** The hash of four bytes in any ASCII case; of the letters that a word begins with. */
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

static inline unsigned
wl_word_hash(const char *p)
{
    return wl_gram(p) >> (WL_GRAM_BITS - WL_WORD_BITS);
}

#if defined(__x86_64__)
/** With AVX-512BW, or AVX2, which the caller has made sure of. */
size_t wl_prefilter_run_avx512(const struct wl_prefilter *filter, const char *low, const char *p,
                               const char *end, struct wl_candidate *out, size_t max,
                               const char **stop);
size_t wl_prefilter_run_avx2(const struct wl_prefilter *filter, const char *low, const char *p,
                             const char *end, struct wl_candidate *out, size_t max,
                             const char **stop);
#endif
