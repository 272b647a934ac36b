/*
 * The prefilter with AVX-512: as with AVX2 (see prefilter_avx2.c), 64 positions in one register.
 */
#include "scan/prefilter_shape.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,bmi")))

struct tables {
    __m512i low[WL_SHAPE], high[WL_SHAPE];
};

AVX512 static inline __m512i
all_lanes(const uint8_t table[16])
{
    return _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(const void *)table));
}

AVX512 static inline __m512i
load(const char *p)
{
    return _mm512_loadu_si512((const void *)p);
}

AVX512 static inline uint64_t
between(__m512i bytes, char first, char last)
{
    return _mm512_cmple_epu8_mask(_mm512_sub_epi8(bytes, _mm512_set1_epi8(first)),
                                  _mm512_set1_epi8((char)(last - first)));
}

AVX512 static inline __m512i
look_up(__m512i bytes, __m512i low, __m512i high)
{
    __m512i h = _mm512_and_si512(_mm512_srli_epi16(bytes, 4), _mm512_set1_epi8(15));

    return _mm512_and_si512(_mm512_shuffle_epi8(low, bytes), _mm512_shuffle_epi8(high, h));
}

/* The shuffle gives 0 for a byte outside of ASCII: none of the first four may be one. */
AVX512 static void
mark(const void *tables, const char *p, size_t blocks, struct wl_marks *marks)
{
    const struct tables t = *(const struct tables *)tables;
    const __m512i half = _mm512_set1_epi8(15);

    for (size_t i = 0; i < blocks; i++, p += 64) {
        __m512i last = load(p + 4), shapes = look_up(load(p), t.low[0], t.high[0]);
        __m512i h = _mm512_and_si512(_mm512_srli_epi16(last, 4), half);
        for (int k = 1; k < 4; k++)
            shapes = _mm512_and_si512(shapes, look_up(load(p + k), t.low[k], t.high[k]));
        shapes = _mm512_and_si512(shapes, _mm512_shuffle_epi8(t.high[4], h));
        shapes =
            _mm512_and_si512(shapes, _mm512_shuffle_epi8(t.low[4], _mm512_and_si512(last, half)));
        marks->shapes[i] =
            (_mm512_test_epi8_mask(shapes, _mm512_set1_epi8(WL_BUCKETS_TOKEN)) &
             ~between(load(p - 1), '0', '9')) |
            _mm512_test_epi8_mask(shapes, _mm512_set1_epi8((char)WL_BUCKETS_ANYWHERE));
        marks->letters[i + 1] = between(_mm512_or_si512(last, _mm512_set1_epi8(0x20)), 'a', 'z');
        marks->beyond[i + 1] = _mm512_movepi8_mask(last);
    }
}

AVX512 size_t
wl_prefilter_run_avx512(const struct wl_prefilter *filter, const char *low, const char *p,
                        const char *end, struct wl_candidate *out, size_t max, const char **stop)
{
    struct tables t;

    for (int i = 0; i < WL_SHAPE; i++) {
        t.low[i] = all_lanes(filter->shapes.low[i]);
        t.high[i] = all_lanes(filter->shapes.high[i]);
    }
    return wl_prefilter_run_marked(mark, &t, filter, low, p, end, out, max, stop);
}

#endif
