/*
 * The prefilter with AVX2: 32 positions at once. A byte is looked up by its two halves in tables of
 * 16 entries (Teddy, after the shuffle-based literal search of that name), which lets through at
 * least what the portable tables do; what passes is held against those, so that both stop at the
 * same places.
 */
#include "scan/prefilter.h"

#if defined(__x86_64__)

#include <immintrin.h>

__attribute__((target("avx2"))) static inline __m256i
both_lanes(const uint8_t table[16])
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)table));
}

__attribute__((target("avx2"))) static inline __m256i
look_up(__m256i bytes, __m256i low, __m256i high)
{
    const __m256i half = _mm256_set1_epi8(15);
    __m256i l = _mm256_shuffle_epi8(low, _mm256_and_si256(bytes, half));
    __m256i h = _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half));

    return _mm256_and_si256(l, h);
}

/* Of 32 bytes: 0xFF where a word may begin behind the byte, else all classes but those of words. */
__attribute__((target("avx2"))) static inline __m256i
behind(__m256i before)
{
    const __m256i a = _mm256_set1_epi8('a' - 1), z = _mm256_set1_epi8('z' + 1);
    __m256i lower = _mm256_or_si256(before, _mm256_set1_epi8(0x20));
    __m256i letter = _mm256_and_si256(_mm256_cmpgt_epi8(lower, a), _mm256_cmpgt_epi8(z, lower));

    return _mm256_andnot_si256(_mm256_and_si256(letter, _mm256_set1_epi8((char)WL_CLASS_WORDS)),
                               _mm256_set1_epi8(-1));
}

__attribute__((target("avx2"))) const char *
wl_prefilter_next_avx2(const struct wl_prefilter *filter, const char *low, const char *p,
                       const char *end, unsigned *classes)
{
    const __m256i l0 = both_lanes(filter->low[0]), h0 = both_lanes(filter->high[0]);
    const __m256i l1 = both_lanes(filter->low[1]), h1 = both_lanes(filter->high[1]);
    const __m256i l2 = both_lanes(filter->low[2]), h2 = both_lanes(filter->high[2]);
    const __m256i l3 = both_lanes(filter->low[3]), h3 = both_lanes(filter->high[3]);

    if (p == low && p < end) { /* from here on the byte before is readable */
        unsigned found = end - p >= 4 ? wl_prefilter_classes(filter, low, p) : 0;
        if (found) {
            *classes = found;
            return p;
        }
        p++;
    }
    /* five loads, the last one three bytes on */
    for (; end - p >= 32 + 3; p += 32) {
        __m256i words = behind(_mm256_loadu_si256((const __m256i *)(const void *)(p - 1)));
        __m256i r0 = look_up(_mm256_loadu_si256((const __m256i *)(const void *)p), l0, h0);
        __m256i r1 = look_up(_mm256_loadu_si256((const __m256i *)(const void *)(p + 1)), l1, h1);
        __m256i r2 = look_up(_mm256_loadu_si256((const __m256i *)(const void *)(p + 2)), l2, h2);
        __m256i r3 = look_up(_mm256_loadu_si256((const __m256i *)(const void *)(p + 3)), l3, h3);
        __m256i all = _mm256_and_si256(_mm256_and_si256(_mm256_and_si256(r0, r1), words),
                                       _mm256_and_si256(r2, r3));
        uint32_t hits =
            ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(all, _mm256_setzero_si256()));
        for (; hits; hits &= hits - 1) {
            const char *at = p + __builtin_ctz(hits);
            unsigned found = wl_prefilter_classes(filter, low, at);
            if (found) {
                *classes = found;
                return at;
            }
        }
    }
    return wl_prefilter_next_portable(filter, low, p, end, classes);
}

#endif
