#include "base/count.h"

size_t
wl_count_newlines_plain(const char *ptr, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++)
        n += ptr[i] == '\n';
    return n;
}

#if defined(__x86_64__)

#include <immintrin.h>

#define WIDTH 32u
#define ROUNDS 255u /* before a counter of one byte could overflow */

__attribute__((target("avx2"))) static __m256i
equal_lf(const char *p)
{
    __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)p);

    return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\n'));
}

/* Each of 32 bytes counts on its own; two counters, so that additions do not wait for each other.
 */
__attribute__((target("avx2"))) static size_t
count_avx2(const char *ptr, size_t len)
{
    const __m256i zero = _mm256_setzero_si256();
    __m256i sum = zero;
    size_t i = 0;

    while (len - i >= 2 * WIDTH) {
        size_t rounds = (len - i) / (2 * WIDTH);
        __m256i a = zero, b = zero;
        if (rounds > ROUNDS)
            rounds = ROUNDS;
        for (; rounds > 0; rounds--, i += 2 * (size_t)WIDTH) {
            a = _mm256_sub_epi8(a, equal_lf(ptr + i));
            b = _mm256_sub_epi8(b, equal_lf(ptr + i + WIDTH));
        }
        sum = _mm256_add_epi64(sum, _mm256_sad_epu8(a, zero));
        sum = _mm256_add_epi64(sum, _mm256_sad_epu8(b, zero));
    }
    return (size_t)_mm256_extract_epi64(sum, 0) + (size_t)_mm256_extract_epi64(sum, 1) +
           (size_t)_mm256_extract_epi64(sum, 2) + (size_t)_mm256_extract_epi64(sum, 3) +
           wl_count_newlines_plain(ptr + i, len - i);
}

#endif

size_t
wl_count_newlines(const char *ptr, size_t len)
{
#if defined(__x86_64__)
    if (len >= 2 * WIDTH && __builtin_cpu_supports("avx2"))
        return count_avx2(ptr, len);
#endif
    return wl_count_newlines_plain(ptr, len);
}
