/*
 * Cells, sparklines and bars: exact widths, whatever the text.
 */
#include "base/utf8.h"
#include "report/layout.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct wl_buf out;

static struct wl_layout
layout(bool utf8)
{
    wl_buf_clear(&out);
    return (struct wl_layout){.out = &out, .width = 20, .utf8 = utf8};
}

static void
assert_cell(const char *text, size_t columns, enum wl_fit fit, bool utf8, const char *expected)
{
    struct wl_layout line = layout(utf8);

    wl_layout_text(&line, text, columns, fit, WL_TONE_PLAIN);
    assert_int_equal(line.column, columns);
    wl_layout_put(&line, "|", WL_TONE_PLAIN);
    assert_string_equal(wl_buf_text(&out), expected);
}

static void
test_layout__cells_have_their_width(void **state)
{
    (void)state;
    assert_cell("abc", 5, WL_FIT_LEFT, true, "abc  |");
    assert_cell("abc", 5, WL_FIT_RIGHT, true, "  abc|");
    assert_cell("abcdefgh", 5, WL_FIT_LEFT, true, "abcd…|");
    assert_cell("abcdefgh", 5, WL_FIT_TAIL, true, "…efgh|");
    assert_cell("abcdefgh", 5, WL_FIT_LEFT, false, "ab...|");
    assert_cell("日本語", 5, WL_FIT_LEFT, true, "日本…|");
    assert_cell("日本語", 4, WL_FIT_TAIL, true, "…語 |"); /* half of a wide one does not fit */
    assert_cell("", 2, WL_FIT_LEFT, true, "  |");
}

static void
test_layout__hostile_text_is_shown_escaped(void **state)
{
    (void)state;
    assert_cell("a\x1b[2J\nb\tc", 15, WL_FIT_LEFT, true, "a\\x1B[2J\\x0Ab c|");
    assert_cell("\xE2\x80\xAEx\xFF", 13, WL_FIT_LEFT, true, "\\u{202E}x\\xFF|");
    assert_cell("é", 8, WL_FIT_LEFT, false, "\\u{00E9}|");
}

static void
test_layout__no_line_ends_in_spaces(void **state)
{
    struct wl_layout line = layout(true);

    (void)state;
    line.color = true;
    wl_layout_text(&line, "a", 5, WL_FIT_LEFT, WL_TONE_BOLD);
    wl_layout_space(&line, 2);
    wl_layout_text(&line, "", 5, WL_FIT_LEFT, WL_TONE_DIM);
    wl_layout_end(&line);
    assert_string_equal(wl_buf_text(&out), "\x1b[1ma\x1b[0m\n");
}

static void
test_layout__wraps_between_words(void **state)
{
    struct wl_layout line = layout(true);

    (void)state;
    wl_layout_text(&line, "found", 6, WL_FIT_LEFT, WL_TONE_PLAIN);
    wl_layout_wrap(&line, "twelve of them in two", 6, WL_TONE_PLAIN);
    wl_layout_end(&line);
    assert_string_equal(wl_buf_text(&out), "found twelve of them\n      in two\n");
}

static void
test_layout__sparkline_shows_the_least_and_scales_to_the_most(void **state)
{
    const uint32_t parts[] = {0, 1, 4000, 8000, 0};
    struct wl_layout line = layout(true);

    (void)state;
    wl_layout_spark(&line, parts, 5);
    wl_layout_put(&line, "|", WL_TONE_PLAIN);
    assert_string_equal(wl_buf_text(&out), " ▁▄█ |");
    line = layout(false);
    wl_layout_spark(&line, parts, 5);
    wl_layout_put(&line, "|", WL_TONE_PLAIN);
    assert_string_equal(wl_buf_text(&out), " .=# |");
}

static void
test_layout__bar_is_never_empty_for_a_value(void **state)
{
    struct wl_layout line = layout(true);

    (void)state;
    wl_layout_bar(&line, 1, 100000, 4);
    wl_layout_bar(&line, 100000, 100000, 4);
    wl_layout_bar(&line, 0, 100000, 2);
    wl_layout_put(&line, "|", WL_TONE_PLAIN);
    assert_string_equal(wl_buf_text(&out), "▏   ████  |");
    line = layout(false);
    wl_layout_bar(&line, 1, 100000, 4);
    wl_layout_bar(&line, 50000, 100000, 4);
    wl_layout_put(&line, "|", WL_TONE_PLAIN);
    assert_string_equal(wl_buf_text(&out), "#   ##  |");
}

static int
free_out(void **state)
{
    (void)state;
    wl_buf_done(&out);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layout__cells_have_their_width),
        cmocka_unit_test(test_layout__hostile_text_is_shown_escaped),
        cmocka_unit_test(test_layout__no_line_ends_in_spaces),
        cmocka_unit_test(test_layout__wraps_between_words),
        cmocka_unit_test(test_layout__sparkline_shows_the_least_and_scales_to_the_most),
        cmocka_unit_test(test_layout__bar_is_never_empty_for_a_value),
    };
    return cmocka_run_group_tests(tests, NULL, free_out);
}
