/*
 * line_key: the same for one line in two contents, different for equal lines of one.
 */
#include "store/line_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

struct key {
    unsigned char bytes[WL_ID_SIZE];
};

static struct wl_ordinals ordinals;

static struct key
key_of(const char *host, const char *text, uint16_t code)
{
    struct key key;

    wl_line_key(&ordinals, wl_span_of(host), wl_span_of(text), wl_span_of(""), code, key.bytes);
    return key;
}

static bool
same(struct key a, struct key b)
{
    return memcmp(a.bytes, b.bytes, WL_ID_SIZE) == 0;
}

static int
clear(void **state)
{
    (void)state;
    wl_ordinals_clear(&ordinals);
    return 0;
}

static void
test_line_key__counts_equal_lines_of_one_content(void **state)
{
    struct key first = key_of("", "a", 10054), second = key_of("", "a", 10054);

    (void)state;
    assert_false(same(first, second));
    wl_ordinals_clear(&ordinals);
    assert_true(same(first, key_of("", "a", 10054)));
    assert_true(same(second, key_of("", "a", 10054)));
}

static void
test_line_key__depends_on_host_text_and_code(void **state)
{
    struct key key = key_of("h", "text", 10054);

    (void)state;
    assert_false(same(key, key_of("", "htext", 10054)));
    assert_false(same(key, key_of("ht", "ext", 10054)));
    assert_false(same(key, key_of("h", "text", 10061)));
}

static void
test_line_key__lies_in_the_order_of_stamps(void **state)
{
    static const char *const stamps[] = {"", "2023-11-14 22:13:31,467", "2023-11-14T22:13:32Z",
                                         "20231114:221333.1", "2024-01-01 00:00:00"};
    struct key last = {{0}}, key;

    (void)state;
    for (size_t i = 0; i < sizeof stamps / sizeof *stamps; i++) {
        wl_line_key(&ordinals, wl_span_of("h"), wl_span_of("text"), wl_span_of(stamps[i]), 10054,
                    key.bytes);
        assert_true(memcmp(last.bytes, key.bytes, WL_ID_SIZE) < 0);
        last = key;
    }
}

static void
test_line_key__forgets_only_after_many_other_lines(void **state)
{
    struct key first = key_of("", "a", 10054), again;
    char text[16];
    int others = 0;

    (void)state;
    do {
        /* Ask for it only now and then: it must not stay because it is asked for. */
        wl_ordinals_clear(&ordinals);
        others = others * 2 + 1;
        (void)key_of("", "a", 10054);
        for (int i = 0; i < others; i++) {
            (void)snprintf(text, sizeof text, "%d", i);
            (void)key_of("", text, 10054);
        }
        again = key_of("", "a", 10054);
    } while (!same(first, again) && others < 1 << 20);
    /* About when 1024 places are full; the hashes decide, and they are fixed. */
    assert_in_range(others, 500, 4100);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_line_key__counts_equal_lines_of_one_content, clear),
        cmocka_unit_test_setup(test_line_key__depends_on_host_text_and_code, clear),
        cmocka_unit_test_setup(test_line_key__lies_in_the_order_of_stamps, clear),
        cmocka_unit_test_setup(test_line_key__forgets_only_after_many_other_lines, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
