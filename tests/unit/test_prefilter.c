#include "scan/prefilter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void
fill(struct wl_prefilter *filter)
{
    static const char *const words[] = {"forc", "acti", "sock", "zies", "unre"};

    wl_prefilter_init(filter);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        wl_prefilter_add_anchor(filter, words[i], false);
    wl_prefilter_add_anchor(filter, "\xD0\xBE\xD1\x82", false);
    wl_prefilter_add_anchor(filter, "quux", true);
    wl_prefilter_add_keyword(filter, wl_span_of("system:"));
    wl_prefilter_add_keyword(filter, wl_span_of("sck"));
}

static void
expect(const char *text, unsigned classes)
{
    struct wl_prefilter filter;
    unsigned found = 0;

    fill(&filter);
    if (wl_prefilter_next(&filter, text, text, text + strlen(text), &found) == text + strlen(text))
        found = 0;
    if (found != classes)
        fail_msg("'%s' gives %u instead of %u", text, found, classes);
}

static void
test_prefilter__stops_at_shapes_and_literals(void **state)
{
    (void)state;
    expect("10054", WL_CLASS_NUMBER);
    expect("x 11001", WL_CLASS_NUMBER);
    expect("wsaE", WL_CLASS_NAME);
    expect("0x27", WL_CLASS_HEX);
    expect("8007", WL_CLASS_HEX);
    expect("00002746", WL_CLASS_HEX);
    expect("ffffffff80072746", WL_CLASS_HEX);
    expect("\\n10054", WL_CLASS_NUMBER); /* an escaped line end is a border */
    expect("aquux", WL_CLASS_TEXT | WL_CLASS_KEYWORD);
    expect("2147", WL_CLASS_HEX);
    expect("SYSTEM", WL_CLASS_KEYWORD);
    expect("sckE", WL_CLASS_KEYWORD);
    expect("is Forcibly", WL_CLASS_TEXT);
    expect("\xD0\xBE\xD1\x82", WL_CLASS_TEXT);
}

static void
test_prefilter__passes_over_what_is_none(void **state)
{
    (void)state;
    expect("2026-11-22", 0);
    expect("12054", 0);
    expect("x10054", 0);
    expect("410054", 0);
    expect("00001000", 0);
    expect("reforced", 0); /* forc, but inside a word */
    expect("100", 0);      /* too short to be anything */
    expect("", 0);
}

typedef size_t run_fn(const struct wl_prefilter *filter, const char *low, const char *p,
                      const char *end, struct wl_candidate *out, size_t max, const char **stop);

/* The ways of this processor; wl_prefilter_run() takes one of them. */
static size_t
list_ways(run_fn **ways)
{
    size_t count = 0;

    ways[count++] = wl_prefilter_run;
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        ways[count++] = wl_prefilter_run_avx2;
    if (__builtin_cpu_supports("avx512bw"))
        ways[count++] = wl_prefilter_run_avx512;
#endif
    return count;
}

/* A way and the portable one over a text in as many runs as the list's size asks for. */
static void
compare(run_fn *run, const struct wl_prefilter *filter, const char *text, size_t from, size_t len)
{
    struct wl_candidate fast[64], portable[400];
    const char *p = text + from, *end = text + len, *stop;
    size_t all = wl_prefilter_run_portable(filter, text, p, end, portable, 400, &stop), at = 0;

    assert_ptr_equal(stop, end);
    while (p < end) {
        size_t count = run(filter, text, p, end, fast, 64, &stop);
        for (size_t i = 0; i < count; i++, at++) {
            assert_true(at < all);
            assert_int_equal(fast[i].offset + (p - text - (ptrdiff_t)from), portable[at].offset);
            assert_int_equal(fast[i].classes, portable[at].classes);
        }
        p = stop;
    }
    assert_int_equal(at, all);
}

/* All ways over all alignments, with memory that ends where the text ends. */
static void
test_prefilter__all_ways_find_the_same(void **state)
{
    static const char parts[] = "10054 wsaE 0x27 8007 sock forc Acti xforc system: sck \xD0\xBE\xD1"
                                "\x82 2026-11-22 zies unreach 42949 ";
    struct wl_prefilter filter;
    run_fn *ways[3];
    size_t way_count = list_ways(ways);
    uint32_t seed = 7;

    (void)state;
    fill(&filter);
    for (size_t len = 1; len < 300; len++) {
        char *text = malloc(len);
        assert_non_null(text);
        for (size_t i = 0; i < len; i++) {
            seed = seed * 1664525u + 1013904223u;
            text[i] = parts[(i + len) % (sizeof parts - 1)];
            if (seed >> 28 == 0)
                text[i] = (char)(seed >> 8 & 0xFF);
        }
        for (size_t from = 0; from < len && from < 70; from += 7)
            for (size_t way = 0; way < way_count; way++)
                compare(ways[way], &filter, text, from, len);
        free(text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_prefilter__stops_at_shapes_and_literals),
        cmocka_unit_test(test_prefilter__passes_over_what_is_none),
        cmocka_unit_test(test_prefilter__all_ways_find_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
