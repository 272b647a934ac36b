/*
 * UTF-16 to UTF-8 with AVX2, 32 units at once where all are ASCII. Other units are spread over four
 * bytes each, and BMI2 takes out the bytes that are not used. Surrogates are left to the portable
 * code, which gives the same for all else.
 */
#include "input/encoding.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,bmi2,popcnt")))

AVX2 static inline __m256i
load(const unsigned char *p, bool big)
{
    const __m256i swap = _mm256_broadcastsi128_si256(
        _mm_set_epi8(14, 15, 12, 13, 10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1));
    __m256i units = _mm256_loadu_si256((const __m256i *)(const void *)p);

    return big ? _mm256_shuffle_epi8(units, swap) : units;
}

AVX2 static inline bool
is_ascii(__m256i units)
{
    return _mm256_testz_si256(units, _mm256_set1_epi16((short)0xFF80));
}

AVX2 static inline bool
has_surrogate(__m256i units)
{
    __m256i high = _mm256_and_si256(units, _mm256_set1_epi16((short)0xF800));
    __m256i is = _mm256_cmpeq_epi16(high, _mm256_set1_epi16((short)0xD800));

    return !_mm256_testz_si256(is, is);
}

/* Two characters of four bytes each, of which keep has 0xFF where a byte is used. */
AVX2 static inline char *
squeeze(uint64_t bytes, uint64_t keep, char *out)
{
    uint64_t packed = _pext_u64(bytes, keep);

    memcpy(out, &packed, sizeof packed);
    return out + (unsigned)__builtin_popcountll(keep) / 8;
}

/* Eight units, none of them a surrogate. */
AVX2 static inline char *
put_mixed(__m128i units, char *out)
{
    const __m256i six = _mm256_set1_epi32(0x3F), more = _mm256_set1_epi32(0x80);
    __m256i u = _mm256_cvtepu16_epi32(units);
    __m256i two = _mm256_cmpgt_epi32(u, _mm256_set1_epi32(0x7F));
    __m256i three = _mm256_cmpgt_epi32(u, _mm256_set1_epi32(0x7FF));
    /* the last byte stands third in its lane, so that those used are neighbours */
    __m256i last = _mm256_or_si256(_mm256_and_si256(u, six), more);
    __m256i middle = _mm256_and_si256(_mm256_srli_epi32(u, 6), six);
    __m256i first = _mm256_or_si256(_mm256_srli_epi32(u, 12), _mm256_set1_epi32(0xE0));
    __m256i bytes, keep;

    last = _mm256_blendv_epi8(u, last, two);
    middle = _mm256_or_si256(middle, _mm256_blendv_epi8(_mm256_set1_epi32(0xC0), more, three));
    bytes = _mm256_or_si256(
        first, _mm256_or_si256(_mm256_slli_epi32(middle, 8), _mm256_slli_epi32(last, 16)));
    keep = _mm256_or_si256(_mm256_set1_epi32(0xFF0000),
                           _mm256_or_si256(_mm256_and_si256(two, _mm256_set1_epi32(0xFF00)),
                                           _mm256_and_si256(three, _mm256_set1_epi32(0xFF))));
    out = squeeze((uint64_t)_mm256_extract_epi64(bytes, 0), (uint64_t)_mm256_extract_epi64(keep, 0),
                  out);
    out = squeeze((uint64_t)_mm256_extract_epi64(bytes, 1), (uint64_t)_mm256_extract_epi64(keep, 1),
                  out);
    out = squeeze((uint64_t)_mm256_extract_epi64(bytes, 2), (uint64_t)_mm256_extract_epi64(keep, 2),
                  out);
    return squeeze((uint64_t)_mm256_extract_epi64(bytes, 3),
                   (uint64_t)_mm256_extract_epi64(keep, 3), out);
}

AVX2 static inline char *
run(const unsigned char **in, const unsigned char *end, bool big, char *out)
{
    const unsigned char *p = *in;

    while (end - p >= 64) {
        __m256i a = load(p, big), b = load(p + 32, big);
        if (is_ascii(_mm256_or_si256(a, b))) {
            __m256i packed = _mm256_permute4x64_epi64(_mm256_packus_epi16(a, b), 0xD8);
            _mm256_storeu_si256((__m256i *)(void *)out, packed);
            out += 32;
            p += 64;
            continue;
        }
        if (has_surrogate(a))
            break;
        if (is_ascii(a)) {
            __m256i packed = _mm256_permute4x64_epi64(_mm256_packus_epi16(a, a), 0xD8);
            _mm_storeu_si128((__m128i *)(void *)out, _mm256_castsi256_si128(packed));
            out += 16;
        } else {
            out = put_mixed(_mm256_castsi256_si128(a), out);
            out = put_mixed(_mm256_extracti128_si256(a, 1), out);
        }
        p += 32;
    }
    *in = p;
    return out;
}

AVX2 static char *
run_little(const unsigned char **in, const unsigned char *end, char *out)
{
    return run(in, end, false, out);
}

AVX2 static char *
run_big(const unsigned char **in, const unsigned char *end, char *out)
{
    return run(in, end, true, out);
}

char *
wl_utf16_run(const unsigned char **in, const unsigned char *end, bool big, char *out)
{
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi2"))
        return out;
    return big ? run_big(in, end, out) : run_little(in, end, out);
}

#else

char *
wl_utf16_run(const unsigned char **in, const unsigned char *end, bool big, char *out)
{
    (void)in;
    (void)end;
    (void)big;
    return out;
}

#endif
