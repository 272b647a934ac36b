#include "scan/stamp_signs.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static bool
is_sign(char c)
{
    bool found = false;

    for (size_t i = 0; i < wl_stamp_sign_count; i++)
        found |= wl_stamp_signs[i] == c;
    return found;
}

#ifdef __SSE2__
static __m128i
equal_to(__m128i bytes, size_t sign)
{
    return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(wl_stamp_signs[sign]));
}

/* A bit for each of the 16 bytes that is one of the signs. */
static unsigned
signs_among(const char *p)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i found = _mm_or_si128(_mm_or_si128(equal_to(bytes, 0), equal_to(bytes, 1)),
                                 _mm_or_si128(equal_to(bytes, 2), equal_to(bytes, 3)));

    for (size_t i = 4; i < wl_stamp_sign_count; i++)
        found = _mm_or_si128(found, equal_to(bytes, i));
    return (unsigned)_mm_movemask_epi8(found);
}

static size_t
skip_blocks(struct wl_span line, size_t at)
{
    for (; line.len - at >= 16; at += 16) {
        unsigned found = signs_among(line.ptr + at);
        if (found)
            return at + (unsigned)__builtin_ctz(found);
    }
    return at;
}
#else
static size_t
skip_blocks(struct wl_span line, size_t at)
{
    (void)line;
    return at;
}
#endif

size_t
wl_stamp_next_sign(struct wl_span line, size_t at)
{
    at = skip_blocks(line, at);
    while (at < line.len && !is_sign(line.ptr[at]))
        at++;
    return at;
}
