#include "scan/small.h"

#include "base/ascii.h"

#define DIGITS 3 /* of the longest small number */

static unsigned
two_letters(const char *p)
{
    return ((unsigned)p[0] & 31) << 5 | ((unsigned)p[1] & 31);
}

static void
add(uint64_t *keys, unsigned key)
{
    keys[key / 64] |= UINT64_C(1) << key % 64;
}

static bool
has(const uint64_t *keys, unsigned key)
{
    return keys[key / 64] >> key % 64 & 1;
}

void
wl_small_init(struct wl_small *small)
{
    size_t count;
    const struct wl_code *codes = wl_codes(&count);

    *small = (struct wl_small){0};
    for (size_t i = 0; i < count; i++) {
        unsigned first = codes[i].number;
        while (first >= 10)
            first /= 10;
        if (codes[i].number < 1000) {
            add(small->keys[WL_SMALL_NUMBER], codes[i].number);
            small->firsts |= 1u << first;
        }
        if (codes[i].dotnet)
            add(small->keys[WL_SMALL_NAME], two_letters(codes[i].dotnet));
    }
}

static bool
is_token(enum wl_small_kind kind, const char *p, const char *start, const char *end,
         struct wl_token *token)
{
    return wl_token_at(p, start, end, true, token) &&
           token->kind == (kind == WL_SMALL_NAME ? WL_TOKEN_DOTNET : WL_TOKEN_SMALL);
}

const char *
wl_small_next_plain(enum wl_small_kind kind, const char *p, const char *to, const char *start,
                    const char *end, struct wl_token *token)
{
    while (p < to && !is_token(kind, p, start, end, token))
        p++;
    return p;
}

#if defined(__SSE2__)

#include <emmintrin.h>

#define BLOCK 64

/* Bytes from low on, that many. */
static uint64_t
in_range(const __m128i *block, char low, char count)
{
    uint64_t mask = 0;

    for (int i = 0; i < 4; i++) {
        __m128i above = _mm_sub_epi8(block[i], _mm_set1_epi8(low));
        __m128i inside =
            _mm_cmpeq_epi8(above, _mm_min_epu8(above, _mm_set1_epi8((char)(count - 1))));
        mask |= (uint64_t)(unsigned)_mm_movemask_epi8(inside) << 16 * i;
    }
    return mask;
}

/* The block at p; what is not there looks like NUL. */
static void
load(__m128i *block, const char *p, size_t left)
{
    char copy[BLOCK] = {0};

    if (left < BLOCK)
        p = memcpy(copy, p, left);
    for (int i = 0; i < 4; i++)
        block[i] = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i));
}

/* Where a run of up to three digits begins, unless it may go on behind the block. */
static uint64_t
number_starts(const __m128i *block, const char *p, const char *start)
{
    uint64_t digits = in_range(block, '0', 10);
    uint64_t before = digits << 1 | (p > start && wl_ascii_digit((unsigned char)p[-1]));

    return digits & ~before & ~(digits >> 1 & digits >> 2 & digits >> DIGITS);
}

/* Capital letters with no letter before, or behind an escaped one: \nTimedOut. */
static uint64_t
name_starts(const __m128i *block, const char *p, const char *start)
{
    uint64_t capitals = in_range(block, 'A', 26), letters = capitals | in_range(block, 'a', 26);
    uint64_t escapes = in_range(block, '\\', 1);
    uint64_t before = letters << 1 | (p > start && wl_ascii_letter((unsigned char)p[-1]));
    uint64_t escaped = escapes << 2;

    for (int i = 0; i < 2; i++)
        escaped |= (uint64_t)(p - start >= 2 - i && p[i - 2] == '\\') << i;
    return capitals & (~before | escaped);
}

/* First looks at what begins at p. */
static bool
may_be_name(const struct wl_small *small, const char *p, const char *end)
{
    return end - p > 1 && has(small->keys[WL_SMALL_NAME], two_letters(p));
}

static bool
may_be_number(const struct wl_small *small, const char *p, const char *end)
{
    unsigned number = 0;

    if (!(small->firsts >> (*p & 15) & 1))
        return false;
    for (; p < end && wl_ascii_digit((unsigned char)*p); p++)
        number = number * 10 + (unsigned)(*p - '0');
    return has(small->keys[WL_SMALL_NUMBER], number);
}

const char *
wl_small_next(const struct wl_small *small, enum wl_small_kind kind, const char *p, const char *to,
              const char *start, const char *end, struct wl_token *token)
{
    while (p < to) {
        size_t left = (size_t)(end - p), wanted = (size_t)(to - p);
        /* of a number, as many bytes behind it as it may have more digits must be in sight */
        size_t seen = left <= BLOCK ? left : kind == WL_SMALL_NUMBER ? BLOCK - DIGITS : BLOCK;
        __m128i block[4];
        uint64_t starts;
        if (wanted > seen)
            wanted = seen;
        load(block, p, left);
        starts =
            kind == WL_SMALL_NUMBER ? number_starts(block, p, start) : name_starts(block, p, start);
        if (wanted < BLOCK)
            starts &= (UINT64_C(1) << wanted) - 1;
        for (; starts; starts &= starts - 1) {
            const char *q = p + __builtin_ctzll(starts);
            if ((kind == WL_SMALL_NUMBER ? may_be_number(small, q, end)
                                         : may_be_name(small, q, end)) &&
                is_token(kind, q, start, end, token))
                return q;
        }
        p += wanted;
    }
    return to;
}

#else

const char *
wl_small_next(const struct wl_small *small, enum wl_small_kind kind, const char *p, const char *to,
              const char *start, const char *end, struct wl_token *token)
{
    (void)small;
    return wl_small_next_plain(kind, p, to, start, end, token);
}

#endif
