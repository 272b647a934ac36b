/*
 * The prefilter with AVX2: 64 positions at once. Shapes of four bytes are looked up by the halves
 * of each byte in tables of 16 entries (Teddy, after the shuffle-based literal search of that
 * name), which lets through at least what has the shape; beginnings of words are looked up in the
 * bitmap one by one. Whatever passes goes through the portable question, so that both ways find the
 * same.
 */
#include "scan/prefilter_shape.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi")))

struct tables {
    __m256i low[4], high[4];
};

AVX2 static inline __m256i
both_lanes(const uint8_t table[16])
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)table));
}

AVX2 static inline __m256i
load(const char *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

AVX2 static inline __m256i
look_up(__m256i bytes, __m256i low, __m256i high)
{
    const __m256i half = _mm256_set1_epi8(15);
    __m256i l = _mm256_shuffle_epi8(low, _mm256_and_si256(bytes, half));
    __m256i h = _mm256_shuffle_epi8(high, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half));

    return _mm256_and_si256(l, h);
}

AVX2 static inline uint64_t
bits(__m256i bytes)
{
    return (uint32_t)_mm256_movemask_epi8(bytes);
}

/* A bit for each byte that is not 0. */
AVX2 static inline uint64_t
set_bytes(__m256i bytes)
{
    return (uint32_t)~_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, _mm256_setzero_si256()));
}

AVX2 static inline __m256i
between(__m256i bytes, char first, char last)
{
    return _mm256_and_si256(_mm256_cmpgt_epi8(bytes, _mm256_set1_epi8((char)(first - 1))),
                            _mm256_cmpgt_epi8(_mm256_set1_epi8((char)(last + 1)), bytes));
}

AVX2 static inline void
look_at_32(const struct tables *t, const char *p, int shift, struct wl_masks *m)
{
    __m256i x0 = load(p), x1 = load(p + 1), x2 = load(p + 2), x3 = load(p + 3);
    __m256i a =
        _mm256_and_si256(look_up(x0, t->low[0], t->high[0]), look_up(x1, t->low[1], t->high[1]));
    __m256i b =
        _mm256_and_si256(look_up(x2, t->low[2], t->high[2]), look_up(x3, t->low[3], t->high[3]));
    __m256i shapes = _mm256_and_si256(a, b);
    __m256i tokens = _mm256_and_si256(shapes, _mm256_set1_epi8((char)WL_BUCKETS_TOKEN));

    m->tokens |= set_bytes(tokens) << shift;
    m->keywords |= set_bytes(_mm256_xor_si256(shapes, tokens)) << shift;
    m->letters |= bits(between(_mm256_or_si256(x0, _mm256_set1_epi8(0x20)), 'a', 'z')) << shift;
    m->digits |= bits(between(x0, '0', '9')) << shift;
    m->beyond |= bits(_mm256_or_si256(_mm256_or_si256(x0, x1), _mm256_or_si256(x2, x3))) << shift;
}

AVX2 size_t
wl_prefilter_run_avx2(const struct wl_prefilter *filter, const char *low, const char *p,
                      const char *end, struct wl_candidate *out, size_t max, const char **stop)
{
    struct wl_prefilter_taking taking = wl_prefilter_taking(filter, low, p, end, out);
    struct tables t;

    for (int i = 0; i < 4; i++) {
        t.low[i] = both_lanes(filter->low[i]);
        t.high[i] = both_lanes(filter->high[i]);
    }
    /* the last load reaches three bytes further */
    for (; end - p >= 64 + 3; p += 64) {
        struct wl_masks m = {.words = ~UINT64_C(0)};
        if (max - taking.count < 64) {
            *stop = p;
            return taking.count;
        }
        look_at_32(&t, p, 0, &m);
        look_at_32(&t, p + 32, 32, &m);
        wl_prefilter_take(&taking, p, &m);
    }
    return wl_prefilter_finish(&taking, p, max, stop);
}

#endif
