/*
 * Eight bytes of text at once, in one word whose lowest byte is the first of them.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define WL_EIGHT_ONES UINT64_C(0x0101010101010101)
#define WL_EIGHT_TOPS (0x80 * WL_EIGHT_ONES)

/** The eight bytes at p. */
static inline uint64_t
wl_eight_load(const char *p)
{
    uint64_t word;

    memcpy(&word, p, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/** The eight bytes before p, the nearest one first. */
static inline uint64_t
wl_eight_load_back(const char *p)
{
    return __builtin_bswap64(wl_eight_load(p - sizeof(uint64_t)));
}

/** ASCII letters as small ones. */
static inline uint64_t
wl_eight_lower(uint64_t word)
{
    uint64_t low = word & ~WL_EIGHT_TOPS, from_a = low + (0x80 - 'A') * WL_EIGHT_ONES,
             behind_z = low + (0x7F - 'Z') * WL_EIGHT_ONES;

    return word | (~word & (from_a ^ behind_z) & WL_EIGHT_TOPS) >> 2;
}

/** The top bits of the bytes that are zero. */
static inline uint64_t
wl_eight_zeros(uint64_t word)
{
    return ~(((word & ~WL_EIGHT_TOPS) + ~WL_EIGHT_TOPS) | word) & WL_EIGHT_TOPS;
}
