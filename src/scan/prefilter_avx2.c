/*
 * The prefilter with AVX2: 64 positions at once. Shapes of five bytes are looked up by the halves
 * of each byte in tables of 16 entries (Teddy, after the shuffle-based literal search of that
 * name), which lets through at least what has the shape; what comes of the marks is up to
 * prefilter_marked.c.
 */
#include "scan/prefilter_shape.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi")))

struct tables {
    __m256i low[WL_SHAPE], high[WL_SHAPE];
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
low_half(__m256i bytes)
{
    return _mm256_and_si256(bytes, _mm256_set1_epi8(15));
}

/* The halves of a byte in the tables; 0 for a low half with the highest bit set. */
AVX2 static inline __m256i
look_up(__m256i low_halves, __m256i bytes, __m256i low, __m256i high)
{
    return _mm256_and_si256(_mm256_shuffle_epi8(low, low_halves),
                            _mm256_shuffle_epi8(high, low_half(_mm256_srli_epi16(bytes, 4))));
}

AVX2 static inline uint64_t
bits(__m256i bytes)
{
    return (uint32_t)_mm256_movemask_epi8(bytes);
}

AVX2 static inline __m256i
between(__m256i bytes, char first, char last)
{
    /* moved so that last is the largest number with a sign */
    __m256i moved = _mm256_add_epi8(bytes, _mm256_set1_epi8((char)(127 - last)));

    return _mm256_cmpgt_epi8(moved, _mm256_set1_epi8((char)(127 - last + first - 1)));
}

/* None of the first four bytes of a shape is outside of ASCII: so halves need no cutting out. */
AVX2 static inline void
mark_32(const struct tables *t, const char *p, int shift, uint64_t *shapes, uint64_t *letters,
        uint64_t *beyond)
{
    const __m256i tokens = _mm256_set1_epi8(WL_BUCKETS_TOKEN);
    __m256i last = load(p + 4), digit_before = between(load(p - 1), '0', '9');
    __m256i buckets = look_up(low_half(last), last, t->low[4], t->high[4]);

    for (int i = 0; i < 4; i++) {
        __m256i x = load(p + i);
        buckets = _mm256_and_si256(buckets, look_up(x, x, t->low[i], t->high[i]));
    }
    buckets = _mm256_andnot_si256(_mm256_and_si256(digit_before, tokens), buckets);
    buckets = _mm256_cmpeq_epi8(buckets, _mm256_setzero_si256());
    *shapes |= (bits(buckets) ^ UINT32_MAX) << shift;
    *letters |= bits(between(_mm256_or_si256(last, _mm256_set1_epi8(0x20)), 'a', 'z')) << shift;
    *beyond |= bits(last) << shift;
}

AVX2 static void
mark(const void *tables, const char *p, size_t blocks, struct wl_marks *marks)
{
    const struct tables t = *(const struct tables *)tables;

    for (size_t i = 0; i < blocks; i++, p += 64) {
        uint64_t shapes = 0, letters = 0, beyond = 0;
        mark_32(&t, p, 0, &shapes, &letters, &beyond);
        mark_32(&t, p + 32, 32, &shapes, &letters, &beyond);
        marks->shapes[i] = shapes;
        marks->letters[i + 1] = letters;
        marks->beyond[i + 1] = beyond;
    }
}

AVX2 size_t
wl_prefilter_run_avx2(const struct wl_prefilter *filter, const char *low, const char *p,
                      const char *end, struct wl_candidate *out, size_t max, const char **stop)
{
    struct tables t;

    for (int i = 0; i < WL_SHAPE; i++) {
        t.low[i] = both_lanes(filter->shapes.low[i]);
        t.high[i] = both_lanes(filter->shapes.high[i]);
    }
    return wl_prefilter_run_marked(mark, &t, filter, low, p, end, out, max, stop);
}

#endif
