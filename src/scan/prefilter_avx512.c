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

/* What is known of 64 positions, a bit each. */
struct masks {
    uint64_t tokens, keywords, letters, digits, beyond, words;
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
look_at(const struct tables *t, const char *p, struct masks *m)
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

/* Of the positions in wanted: those whose four bytes are in the bitmap. */
AVX512 static inline uint64_t
in_bitmap(const uint64_t *bitmap, const char *p, uint64_t wanted)
{
    uint64_t found = 0;

    for (; wanted; wanted &= wanted - 1) {
        int at = __builtin_ctzll(wanted);
        unsigned gram = wl_gram(p + at);
        found |= (bitmap[gram / 64] >> (gram % 64) & 1) << at;
    }
    return found;
}

AVX512 size_t
wl_prefilter_run_avx512(const struct wl_prefilter *filter, const char *low, const char *p,
                        const char *end, struct wl_candidate *out, size_t max, const char **stop)
{
    const char *start = p;
    uint64_t letter_before = p > low && (unsigned char)((p[-1] | 0x20) - 'a') < 26;
    uint64_t digit_before = p > low && (unsigned char)(p[-1] - '0') < 10;
    struct tables t;
    size_t count = 0, rest;

    for (int i = 0; i < 4; i++) {
        t.low[i] = all_lanes(filter->low[i]);
        t.high[i] = all_lanes(filter->high[i]);
        t.word_low[i] = all_lanes(filter->word_low[i]);
        t.word_high[i] = all_lanes(filter->word_high[i]);
    }
    /* the last load reaches three bytes further */
    for (; end - p >= 64 + 3; p += 64) {
        struct masks m;
        uint64_t wanted, texts, tokens, found;
        if (max - count < 64) {
            *stop = p;
            return count;
        }
        look_at(&t, p, &m);
        wanted = (m.words & m.letters & ~(m.letters << 1 | letter_before)) | m.beyond;
        texts = in_bitmap(filter->texts, p, wanted);
        tokens = m.tokens & ~(m.digits << 1 | digit_before);
        found = texts | tokens | m.keywords;
        letter_before = m.letters >> 63;
        digit_before = m.digits >> 63;
        for (; found; found &= found - 1) {
            uint64_t bit = found & -found;
            const char *at = p + __builtin_ctzll(found);
            unsigned classes = 0;
            /* names begin in the bucket of keywords */
            if ((tokens | m.keywords) & bit)
                classes = wl_classes_of_tokens(low, at, end);
            if (m.keywords & bit)
                classes |= wl_classes_of_keywords(filter, at);
            if (texts & bit)
                classes |= wl_classes_of_texts(filter, low, at);
            out[count] = (struct wl_candidate){(uint32_t)(at - start), classes};
            count += classes != 0;
        }
    }
    rest = wl_prefilter_run_portable(filter, low, p, end, out + count, max - count, stop);
    for (size_t i = 0; i < rest; i++)
        out[count + i].offset += (uint32_t)(p - start);
    return count + rest;
}

#endif
