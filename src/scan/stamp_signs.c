#include "scan/stamp_signs.h"

#ifdef __SSE2__

#include <emmintrin.h>
#include <string.h>

static __m128i
equal_to(__m128i bytes, size_t sign)
{
    return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(wl_stamp_signs[sign]));
}

static uint64_t
among_sixteen(const char *p)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i found = _mm_or_si128(_mm_or_si128(equal_to(bytes, 0), equal_to(bytes, 1)),
                                 _mm_or_si128(equal_to(bytes, 2), equal_to(bytes, 3)));

    for (size_t i = 4; i < wl_stamp_sign_count; i++)
        found = _mm_or_si128(found, equal_to(bytes, i));
    return (unsigned)_mm_movemask_epi8(found);
}

uint64_t
wl_stamp_signs_among(const char *p, size_t len)
{
    uint64_t found = 0;
    char last[16] = {0}; /* no sign is a NUL */
    size_t at;

    for (at = 0; at + 16 <= len; at += 16)
        found |= among_sixteen(p + at) << at;
    if (at == len)
        return found;
    memcpy(last, p + at, len - at);
    return found | among_sixteen(last) << at;
}

#else

uint64_t
wl_stamp_signs_among(const char *p, size_t len)
{
    uint64_t found = 0;

    for (size_t at = 0; at < len; at++) {
        for (size_t i = 0; i < wl_stamp_sign_count; i++)
            found |= (uint64_t)(p[at] == wl_stamp_signs[i]) << at;
    }
    return found;
}

#endif
