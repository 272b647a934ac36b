/*
 * The questions of the prefilter about one position, which all its ways share. Internal to it.
 */
#pragma once

#include "base/ascii.h"
#include "scan/prefilter.h"

/* Buckets of four-byte shapes. No digit stands before the first four; the last three are for
 * keywords, but for those that begin like a name. */
enum {
    WL_BUCKET_NUMBER = 1,
    WL_BUCKET_PREFIXED = 2,
    WL_BUCKET_BARE = 4,
    WL_BUCKET_LONG = 8,
    WL_BUCKET_NAME = 16,
    WL_BUCKET_KEYWORD = 32,
};
#define WL_BUCKETS_TOKEN 15u
#define WL_BUCKETS_KEYWORD 0xF0u

static inline bool
wl_has_gram(const uint64_t *bitmap, const char *p)
{
    unsigned gram = wl_gram(p);

    return bitmap[gram / 64] >> (gram % 64) & 1;
}

static inline bool
wl_is_word(int c)
{
    return wl_ascii_digit(c) || wl_ascii_letter(c) || c == '_';
}

/* A token begins behind what is no letter, digit or _, or behind an escaped \n, \r, \t. */
static inline bool
wl_begins_token(int before)
{
    return !wl_is_word(before) || before == 'n' || before == 'r' || before == 't';
}

static inline bool
wl_is_hex_digit(int c)
{
    return wl_ascii_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static inline unsigned
wl_token_shape(const char *p, const char *end)
{
    int second = p[1] | 0x20, third = p[2] | 0x20;

    switch (p[0]) {
    case '1':
        return (p[1] == '0' || p[1] == '1') && wl_ascii_digit(p[2]) && wl_ascii_digit(p[3])
                   ? WL_CLASS_NUMBER
                   : 0;
    case '2':
        if (memcmp(p, "2147", 4) == 0)
            return WL_CLASS_HEX;
        return (p[1] == '7' || second == 'a' || second == 'b') && wl_is_hex_digit(p[2]) &&
                       wl_is_hex_digit(p[3])
                   ? WL_CLASS_HEX
                   : 0;
    case '0':
        if (second == 'x')
            return wl_is_hex_digit(p[2]) && wl_is_hex_digit(p[3]) ? WL_CLASS_HEX : 0;
        return memcmp(p, "0000", 4) == 0 && (end - p < 5 || p[4] == '2') ? WL_CLASS_HEX : 0;
    case '4':
        return memcmp(p, "4294", 4) == 0 ? WL_CLASS_HEX : 0;
    case '8':
        return memcmp(p, "8007", 4) == 0 ? WL_CLASS_HEX : 0;
    case 'w':
    case 'W':
        return second == 's' && (third == 'a' || third == 'e') ? WL_CLASS_NAME : 0;
    case 'f':
    case 'F':
        return second == 'f' && third == 'f' && (p[3] | 0x20) == 'f' ? WL_CLASS_HEX : 0;
    default:
        return 0;
    }
}

/* The hash alone would let through what the faster ways do not look at. */
static inline bool
wl_has_shape(const uint8_t low[4][16], const uint8_t high[4][16], unsigned buckets, const char *p)
{
    for (int i = 0; i < 4; i++) {
        unsigned char c = (unsigned char)p[i];
        buckets &= (unsigned)low[i][c & 15] & high[i][c >> 4];
    }
    return buckets != 0;
}

/* The answers by way of the tables. A word or token begins here only behind what is none. */
static inline unsigned
wl_classes_of_tokens(const char *low, const char *p, const char *end)
{
    int before = p == low ? ' ' : (unsigned char)p[-1];

    return wl_begins_token(before) ? wl_token_shape(p, end) : 0;
}

static inline unsigned
wl_classes_of_keywords(const struct wl_prefilter *filter, const char *p)
{
    if (!wl_has_gram(filter->anywhere, p) ||
        !wl_has_shape(filter->low, filter->high, WL_BUCKETS_KEYWORD, p))
        return 0;
    return WL_CLASS_KEYWORD | (wl_has_gram(filter->texts, p) ? WL_CLASS_TEXT : 0);
}

static inline unsigned
wl_classes_of_texts(const struct wl_prefilter *filter, const char *low, const char *p)
{
    int before = p == low ? ' ' : (unsigned char)p[-1];
    bool word = wl_ascii_letter((unsigned char)p[0]) && !wl_ascii_letter(before) &&
                wl_has_shape(filter->word_low, filter->word_high, 0xFF, p);
    bool beyond = (p[0] | p[1] | p[2] | p[3]) & 0x80;

    return (word || beyond) && wl_has_gram(filter->texts, p) ? WL_CLASS_TEXT : 0;
}

/* What the faster ways know of 64 positions, a bit each. */
struct wl_masks {
    uint64_t tokens, keywords; /* four bytes have the shape */
    uint64_t words;            /* or may begin a word of a text */
    uint64_t letters, digits;
    uint64_t beyond; /* one of the four bytes is not ASCII */
};

/* A run over blocks of 64 positions: what it has found, and what stands before the next block. */
struct wl_prefilter_taking {
    const struct wl_prefilter *filter;
    const char *low, *start, *end;
    struct wl_candidate *out;
    size_t count;
    uint64_t letter_before, digit_before; /* 0 or 1 */
};

static inline struct wl_prefilter_taking
wl_prefilter_taking(const struct wl_prefilter *filter, const char *low, const char *p,
                    const char *end, struct wl_candidate *out)
{
    int before = p > low ? (unsigned char)p[-1] : ' ';

    return (struct wl_prefilter_taking){
        filter, low, p, end, out, 0, wl_ascii_letter(before), wl_ascii_digit(before)};
}

/* Of the positions in wanted: those whose four bytes are in the bitmap. */
static inline __attribute__((always_inline)) uint64_t
wl_in_bitmap(const uint64_t *bitmap, const char *p, uint64_t wanted)
{
    uint64_t found = 0;

    for (; wanted; wanted &= wanted - 1) {
        int at = __builtin_ctzll(wanted);
        unsigned gram = wl_gram(p + at);
        found |= (bitmap[gram / 64] >> (gram % 64) & 1) << at;
    }
    return found;
}

/* Take the candidates of the block at p; there is room for 64. */
static inline __attribute__((always_inline)) void
wl_prefilter_take(struct wl_prefilter_taking *t, const char *p, const struct wl_masks *m)
{
    uint64_t begin = m->letters & ~(m->letters << 1 | t->letter_before);
    uint64_t texts = wl_in_bitmap(t->filter->texts, p, (m->words & begin) | m->beyond);
    uint64_t tokens = m->tokens & ~(m->digits << 1 | t->digit_before);

    t->letter_before = m->letters >> 63;
    t->digit_before = m->digits >> 63;
    for (uint64_t found = texts | tokens | m->keywords; found; found &= found - 1) {
        uint64_t bit = found & -found;
        const char *at = p + __builtin_ctzll(found);
        unsigned classes = 0;
        /* names begin in the bucket of keywords */
        if ((tokens | m->keywords) & bit)
            classes = wl_classes_of_tokens(t->low, at, t->end);
        if (m->keywords & bit)
            classes |= wl_classes_of_keywords(t->filter, at);
        if (texts & bit)
            classes |= wl_classes_of_texts(t->filter, t->low, at);
        t->out[t->count] = (struct wl_candidate){(uint32_t)(at - t->start), classes};
        t->count += classes != 0;
    }
}

/* The rest of the run, from p on, the portable way. @return the number of all candidates */
static inline size_t
wl_prefilter_finish(const struct wl_prefilter_taking *t, const char *p, size_t max,
                    const char **stop)
{
    size_t rest = wl_prefilter_run_portable(t->filter, t->low, p, t->end, t->out + t->count,
                                            max - t->count, stop);

    for (size_t i = 0; i < rest; i++)
        t->out[t->count + i].offset += (uint32_t)(p - t->start);
    return t->count + rest;
}
