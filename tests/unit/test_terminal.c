#include "base/zone.h"
#include "cli/terminal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static int
clear(void **state)
{
    static const char *const names[] = {"NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM",
                                        "COLUMNS",  "LC_ALL",   "LC_CTYPE",       "LANG"};

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        (void)unsetenv(names[i]);
    return 0;
}

static struct wl_terminal
pipe_terminal(enum wl_color color)
{
    struct wl_terminal terminal;
    int fds[2];

    assert_int_equal(pipe(fds), 0);
    wl_terminal_init(&terminal, fds[1], color);
    (void)close(fds[0]);
    (void)close(fds[1]);
    return terminal;
}

static void
test_terminal__decides_colour_by_option_then_environment(void **state)
{
    (void)state;
    assert_false(pipe_terminal(WL_COLOR_AUTO).color);
    assert_true(pipe_terminal(WL_COLOR_ALWAYS).color);
    (void)setenv("CLICOLOR_FORCE", "1", 1);
    assert_true(pipe_terminal(WL_COLOR_AUTO).color);
    assert_false(pipe_terminal(WL_COLOR_NEVER).color);
    (void)setenv("NO_COLOR", "1", 1);
    assert_false(pipe_terminal(WL_COLOR_AUTO).color);
    assert_true(pipe_terminal(WL_COLOR_ALWAYS).color);
    (void)setenv("NO_COLOR", "", 1);
    assert_true(pipe_terminal(WL_COLOR_AUTO).color);
    (void)setenv("CLICOLOR_FORCE", "0", 1);
    assert_false(pipe_terminal(WL_COLOR_AUTO).color);
}

static void
test_terminal__takes_the_width_of_columns(void **state)
{
    (void)state;
    assert_int_equal(pipe_terminal(WL_COLOR_AUTO).width, 80);
    (void)setenv("COLUMNS", "132", 1);
    assert_int_equal(pipe_terminal(WL_COLOR_AUTO).width, 132);
    (void)setenv("COLUMNS", "wide", 1);
    assert_int_equal(pipe_terminal(WL_COLOR_AUTO).width, 80);
    (void)setenv("COLUMNS", "1", 1);
    assert_int_equal(pipe_terminal(WL_COLOR_AUTO).width, 20);
}

static void
test_terminal__knows_utf8_by_the_first_variable_that_is_set(void **state)
{
    (void)state;
    assert_false(wl_terminal_utf8());
    (void)setenv("LANG", "de_DE.UTF-8@euro", 1);
    assert_true(wl_terminal_utf8());
    (void)setenv("LC_CTYPE", "C.utf8", 1);
    assert_true(wl_terminal_utf8());
    (void)setenv("LC_ALL", "C", 1);
    assert_false(wl_terminal_utf8());
}

static int
hour_at_noon_utc(void)
{
    const time_t noon = 43200; /* 1970-01-01 */
    struct tm tm;

    return localtime_r(&noon, &tm)->tm_hour;
}

static void
test_zone__understands_offsets_and_posix_forms(void **state)
{
    (void)state;
    assert_int_equal(wl_zone_set("+02:00", NULL), 0);
    assert_int_equal(hour_at_noon_utc(), 14);
    assert_int_equal(wl_zone_set("-0530", NULL), 0);
    assert_int_equal(hour_at_noon_utc(), 6);
    assert_int_equal(wl_zone_set("CET-1CEST", NULL), 0);
    assert_int_equal(hour_at_noon_utc(), 13);
    assert_int_equal(wl_zone_set("<+03>-3", NULL), 0);
    assert_int_equal(hour_at_noon_utc(), 15);
    assert_int_equal(wl_zone_set("UTC", NULL), 0);
    assert_int_equal(hour_at_noon_utc(), 12);
}

static void
test_zone__refuses_what_the_c_library_would_take_for_utc(void **state)
{
    static const char *const bad[] = {"Europe/Berlim", "+25:00", "+2:0x",  "../../etc/passwd",
                                      "/etc/passwd",   "CEST",   "Europe", "+"};
    struct wl_error err;

    (void)state;
    (void)setenv("TZ", "UTC0", 1);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(wl_zone_set(bad[i], &err), WL_EPARSE);
    assert_string_equal(getenv("TZ"), "UTC0");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_terminal__decides_colour_by_option_then_environment, clear),
        cmocka_unit_test_setup(test_terminal__takes_the_width_of_columns, clear),
        cmocka_unit_test_setup(test_terminal__knows_utf8_by_the_first_variable_that_is_set, clear),
        cmocka_unit_test(test_zone__understands_offsets_and_posix_forms),
        cmocka_unit_test(test_zone__refuses_what_the_c_library_would_take_for_utc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
