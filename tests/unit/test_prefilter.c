#include "scan/prefilter.h"
#include "scan/token.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void
fill(struct wl_prefilter *filter)
{
    static const char *const words[] = {"forcib", "activ", "sock", "zies", "unreacha"};

    wl_prefilter_init(filter);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        wl_prefilter_add_anchor(filter, wl_span_of(words[i]), false);
    wl_prefilter_add_anchor(filter, wl_span_of("\xD0\xBE\xD1\x82"), false);
    wl_prefilter_add_anchor(filter, wl_span_of("Ð¾ÑÐº"), false);
    wl_prefilter_add_anchor(filter, wl_span_of("quux"), true);
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
test_prefilter__stops_at_tokens_and_literals(void **state)
{
    (void)state;
    expect("10054", WL_CLASS_NUMBER);
    expect("x 11001", WL_CLASS_NUMBER);
    expect("4294957242", WL_CLASS_NUMBER);
    expect("wsaEconnreset", WL_CLASS_NAME);
    expect("WSEACCES", WL_CLASS_NAME);
    expect("0x2746", WL_CLASS_HEX);
    expect("0x02746", WL_CLASS_HEX);
    expect("2746h", WL_CLASS_HEX);
    expect("80072746", WL_CLASS_HEX);
    expect("80070006", WL_CLASS_HEX);
    expect("00002746", WL_CLASS_HEX);
    expect("ffffffff80072746", WL_CLASS_HEX);
    expect("2147952454", WL_CLASS_HEX);
    expect("\\n10054", WL_CLASS_NUMBER); /* an escaped line end is a border */
    expect("aquux", WL_CLASS_TEXT);
    expect("SYSTEM:", WL_CLASS_KEYWORD);
    expect("asckE", WL_CLASS_KEYWORD);
    expect("is Forcibly", WL_CLASS_TEXT);
    expect("\xD0\xBE\xD1\x82", WL_CLASS_TEXT);
    expect("\xD0\xBE\xD1\x82\xD0\xBA", WL_CLASS_TEXT);
}

static void
test_prefilter__passes_over_what_is_none(void **state)
{
    (void)state;
    expect("2026-11-22", 0);
    expect("12054", 0);
    expect("10003", 0); /* no code */
    expect("100540", 0);
    expect("10054ms", 0);
    expect("x10054", 0);
    expect("410054", 0);
    expect("00001000", 0);
    expect("0x00000000", 0);
    expect("WSARecv", 0);
    expect("system", 0);   /* the first four bytes of a keyword */
    expect("forced", 0);   /* of an anchor */
    expect("reforcib", 0); /* an anchor, but inside a word */
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

/* It says that there is a token where there is one, and nowhere else. */
static void
check_tokens(const char *text, size_t from, size_t len, const struct wl_candidate *list,
             size_t count)
{
    for (size_t at = from, i = 0; at + 4 <= len; at++) {
        struct wl_token token;
        bool said = false;
        if (i < count && list[i].offset == at - from)
            said = list[i++].classes & WL_CLASS_TOKENS;
        if (said != wl_token_at(text + at, text, text + len, false, &token))
            fail_msg("%zu in '%.*s'", at, (int)len, text);
    }
}

/* A way and the portable one over a text in as many runs as the list's size asks for. */
static void
compare(run_fn *run, const struct wl_prefilter *filter, const char *text, size_t from, size_t len)
{
    struct wl_candidate fast[64], portable[400];
    const char *p = text + from, *end = text + len, *stop;
    size_t all = wl_prefilter_run_portable(filter, text, p, end, portable, 400, &stop), at = 0;

    assert_ptr_equal(stop, end);
    check_tokens(text, from, len, portable, all);
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
    static const char parts[] =
        "10054 wsaEconnreset 0x2746 80072746 sock forcibly Active xforcib system: sck \xD0\xBE\xD1"
        "\x82\xD0\xBA 2026-11-22 zies unreachable 4294957242 2747\xC2\xA0";
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

/* A code in one of the forms that are not names; false behind the last. */
static bool
write_number(char out[64], uint64_t code, int form)
{
    const uint64_t all = (uint64_t)UINT32_MAX + 1;

    switch (form) {
    case 0:
        return snprintf(out, 64, "%" PRIu64, code) > 0;
    case 1:
        return snprintf(out, 64, "%" PRIu64, all - code) > 0;
    case 2:
        return snprintf(out, 64, "%" PRIu64, WL_HRESULT_WIN32 + code) > 0;
    case 3:
        return snprintf(out, 64, "-%" PRIu64, all - WL_HRESULT_WIN32 - code) > 0;
    case 4:
        return snprintf(out, 64, "0x%" PRIx64, code) > 0;
    case 5:
        return snprintf(out, 64, "0X%07" PRIX64 "L", code) > 0;
    case 6:
        return snprintf(out, 64, "0x%016" PRIx64, code) > 0;
    case 7:
        return snprintf(out, 64, "%" PRIX64 "h", code) > 0;
    case 8:
        return snprintf(out, 64, "%08" PRIx64, code) > 0;
    case 9:
        return snprintf(out, 64, "%" PRIx64, WL_HRESULT_WIN32 + code) > 0;
    case 10:
        return snprintf(out, 64, "0x%" PRIX64, WL_HRESULT_WIN32 + code) > 0;
    case 11:
        return snprintf(out, 64, "FFFFFFFF%" PRIx64, WL_HRESULT_WIN32 + code) > 0;
    case 12:
        return snprintf(out, 64, "0xffffffff%" PRIx64, WL_HRESULT_WIN32 + code) > 0;
    default:
        return false;
    }
}

/* All ways over a line with it; place moves it through the blocks.
 * @return it is a token */
static bool
look_for(const struct wl_prefilter *filter, const char *written, size_t place)
{
    run_fn *ways[3];
    size_t way_count = list_ways(ways), len;
    struct wl_token token;
    char text[400];

    memset(text, '.', sizeof text);
    len = (size_t)snprintf(text + 100 + place % 67, 100, "=%s)", written) + 100 + place % 67;
    text[len] = '.';
    for (size_t way = 0; way < way_count; way++)
        compare(ways[way], filter, text, 0, sizeof text);
    place = 101 + place % 67 + (*written == '-');
    return wl_token_at(text + place, text, text + sizeof text, false, &token);
}

static void
test_prefilter__finds_codes_in_every_form(void **state)
{
    struct wl_prefilter filter;
    size_t count;
    const struct wl_code *codes = wl_codes(&count);

    (void)state;
    fill(&filter);
    for (size_t i = 0; i < count; i++) {
        char token[64];
        for (int form = 0; write_number(token, codes[i].number, form); form++)
            if (!look_for(&filter, token, 5 * i + (size_t)form) && codes[i].number >= 10000)
                fail_msg("%s", token);
        for (const char *const *name = codes[i].names; *name; name++)
            assert_true(look_for(&filter, *name, i));
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_prefilter__stops_at_tokens_and_literals),
        cmocka_unit_test(test_prefilter__passes_over_what_is_none),
        cmocka_unit_test(test_prefilter__all_ways_find_the_same),
        cmocka_unit_test(test_prefilter__finds_codes_in_every_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
