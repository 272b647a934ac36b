#include "base/buf.h"
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void
test_buf__grows_and_formats(void **state)
{
    struct wl_buf buf;

    (void)state;
    wl_buf_init(&buf);
    for (int i = 0; i < 100; i++)
        wl_buf_addf(&buf, "%d,", i);
    assert_int_equal(buf.len, 290);
    assert_memory_equal(wl_buf_text(&buf) + 281, "97,98,99,", 9);
    wl_buf_done(&buf);
}

static void
test_utf8__escapes_controls_and_bad_bytes(void **state)
{
    struct wl_buf buf;

    (void)state;
    wl_buf_init(&buf);
    wl_utf8_add_escaped(&buf, wl_span_of("a\x1b[2J\t\xE2\x80\xAE\xFFz"));
    assert_string_equal(wl_buf_text(&buf), "a\\x1B[2J\t\\u{202E}\\xFFz");
    wl_buf_done(&buf);
}

static void
test_utf8__json_is_valid_whatever_the_bytes(void **state)
{
    struct wl_buf buf;

    (void)state;
    wl_buf_init(&buf);
    wl_utf8_add_json(&buf, (struct wl_span){"\"\\\0\xC0\xAF", 5});
    assert_string_equal(wl_buf_text(&buf), "\"\\\"\\\\\\u0000\xEF\xBF\xBD\xEF\xBF\xBD\"");
    assert_true(wl_utf8_valid(wl_buf_span(&buf)));
    wl_buf_done(&buf);
}

static void
test_buf__adds_numbers(void **state)
{
    struct wl_buf buf;

    (void)state;
    wl_buf_init(&buf);
    wl_buf_add_number(&buf, 0, 0);
    wl_buf_add_char(&buf, ' ');
    wl_buf_add_number(&buf, 7, 4);
    wl_buf_add_char(&buf, ' ');
    wl_buf_add_number(&buf, 12345, 2);
    wl_buf_add_char(&buf, ' ');
    wl_buf_add_number(&buf, UINT64_MAX, 1);
    wl_buf_add_char(&buf, ' ');
    wl_buf_add_number(&buf, 1, 24);
    assert_string_equal(wl_buf_text(&buf),
                        "0 0007 12345 18446744073709551615 000000000000000000000001");
    wl_buf_done(&buf);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_buf__grows_and_formats),
        cmocka_unit_test(test_buf__adds_numbers),
        cmocka_unit_test(test_utf8__escapes_controls_and_bad_bytes),
        cmocka_unit_test(test_utf8__json_is_valid_whatever_the_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
