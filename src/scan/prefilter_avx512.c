/*
 * The prefilter with AVX-512: as with AVX2 (see prefilter_avx2.c), 64 positions in one register;
 * shapes of words are looked up in the same way before the bitmap is asked.
 */
#include "scan/prefilter_shape.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,bmi")))

struct tables {
    __m512i low[4], high[4], word_low[4], word_high[4];
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

AVX512 static inline void
look_at(const struct tables *t, const char *p, struct wl_masks *m)
{
    const __m512i half = _mm512_set1_epi8(15);
    __m512i shapes = _mm512_set1_epi8(-1), words = shapes, any = _mm512_setzero_si512();

    for (int i = 0; i < 4; i++) {
        __m512i x = load(p + i);
        __m512i l = _mm512_and_si512(x, half);
        __m512i h = _mm512_and_si512(_mm512_srli_epi16(x, 4), half);
        /* 0x80: all three */
        shapes = _mm512_ternarylogic_epi64(shapes, _mm512_shuffle_epi8(t->low[i], l),
                                           _mm512_shuffle_epi8(t->high[i], h), 0x80);
        words = _mm512_ternarylogic_epi64(words, _mm512_shuffle_epi8(t->word_low[i], l),
                                          _mm512_shuffle_epi8(t->word_high[i], h), 0x80);
        any = _mm512_or_si512(any, x);
    }
    m->tokens = _mm512_test_epi8_mask(shapes, _mm512_set1_epi8((char)WL_BUCKETS_TOKEN));
    m->keywords = _mm512_test_epi8_mask(shapes, _mm512_set1_epi8((char)WL_BUCKETS_KEYWORD));
    m->words = _mm512_test_epi8_mask(words, words);
    m->beyond = _mm512_movepi8_mask(any);
    m->letters = between(_mm512_or_si512(load(p), _mm512_set1_epi8(0x20)), 'a', 'z');
    m->digits = between(load(p), '0', '9');
}

AVX512 size_t
wl_prefilter_run_avx512(const struct wl_prefilter *filter, const char *low, const char *p,
                        const char *end, struct wl_candidate *out, size_t max, const char **stop)
{
    struct wl_prefilter_taking taking = wl_prefilter_taking(filter, low, p, end, out);
    struct tables t;

    for (int i = 0; i < 4; i++) {
        t.low[i] = all_lanes(filter->low[i]);
        t.high[i] = all_lanes(filter->high[i]);
        t.word_low[i] = all_lanes(filter->word_low[i]);
        t.word_high[i] = all_lanes(filter->word_high[i]);
    }
    /* the last load reaches three bytes further */
    for (; end - p >= 64 + 3; p += 64) {
        struct wl_masks m;
        if (max - taking.count < 64) {
            *stop = p;
            return taking.count;
        }
        look_at(&t, p, &m);
        wl_prefilter_take(&taking, p, &m);
    }
    return wl_prefilter_finish(&taking, p, max, stop);
}

#endif
