#include "base/civil.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static void
assert_utc(int64_t instant_us, const char *expected)
{
    struct wl_buf buf;

    wl_buf_init(&buf);
    wl_civil_add_rfc3339(&buf, instant_us);
    assert_string_equal(wl_buf_text(&buf), expected);
    wl_buf_done(&buf);
}

static void
assert_local(struct wl_civil civil, const char *expected)
{
    assert_utc(wl_civil_to_instant(&civil), expected);
}

static int
set_berlin(void **state)
{
    (void)state;
    return setenv("TZ", "Europe/Berlin", 1);
}

static int
set_utc(void **state)
{
    (void)state;
    return setenv("TZ", "UTC", 1);
}

static void
test_civil__known_days(void **state)
{
    (void)state;
    assert_utc(0, "1970-01-01T00:00:00.000000Z");
    assert_utc(-1, "1969-12-31T23:59:59.999999Z");
    assert_utc(INT64_C(951782400) * WL_US_SECOND, "2000-02-29T00:00:00.000000Z");
    assert_utc(INT64_C(1795334402123456), "2026-11-22T08:00:02.123456Z");
    assert_utc(INT64_C(4107542400) * WL_US_SECOND, "2100-03-01T00:00:00.000000Z");
    assert_utc(INT64_C(-62135596800) * WL_US_SECOND, "0001-01-01T00:00:00.000000Z");
}

static void
test_civil__every_day_of_900_years_comes_back(void **state)
{
    int64_t day;

    (void)state;
    for (day = -200000; day < 130000; day++) {
        struct wl_civil civil;
        int64_t instant = day * WL_US_DAY + 1;

        wl_civil_from_utc(instant, &civil);
        assert_true(wl_civil_valid(&civil));
        assert_int_equal(civil.weekday, (day % 7 + 7 + 4) % 7);
        assert_true(wl_civil_to_utc(&civil) == instant);
    }
}

static void
test_civil__refuses_what_is_no_date(void **state)
{
    const struct wl_civil bad[] = {
        {.year = 2026, .month = 2, .day = 29},
        {.year = 1900, .month = 2, .day = 29},
        {.year = 2026, .month = 4, .day = 31},
        {.year = 2026, .month = 13, .day = 1},
        {.year = 2026, .month = 0, .day = 1},
        {.year = 2026, .month = 1, .day = 0},
        {.year = 2026, .month = 1, .day = 1, .hour = 24},
        {.year = 2026, .month = 1, .day = 1, .minute = 60},
        {.year = 2026, .month = 1, .day = 1, .second = 61},
        {.year = 2026, .month = 1, .day = 1, .micros = 1000000},
        {.year = 10000, .month = 1, .day = 1},
    };
    const struct wl_civil leap = {.year = 2000, .month = 2, .day = 29, .hour = 23, .second = 60};

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(wl_civil_valid(&bad[i]));
    assert_true(wl_civil_valid(&leap));
}

static void
test_civil__days_carry_over(void **state)
{
    const struct wl_civil last = {.year = 2024, .month = 3, .day = 0};
    const struct wl_civil far = {.year = 2024, .month = 12, .day = 32};

    (void)state;
    assert_utc(wl_civil_to_utc(&last), "2024-02-29T00:00:00.000000Z");
    assert_utc(wl_civil_to_utc(&far), "2025-01-01T00:00:00.000000Z");
}

static void
test_civil__local_zone_in_summer_and_winter(void **state)
{
    struct wl_civil civil;
    int zone;

    (void)state;
    assert_local((struct wl_civil){.year = 2026, .month = 1, .day = 15, .hour = 8},
                 "2026-01-15T07:00:00.000000Z");
    assert_local((struct wl_civil){.year = 2026, .month = 7, .day = 15, .hour = 8},
                 "2026-07-15T06:00:00.000000Z");
    wl_civil_from_instant(INT64_C(1784095200000007), &civil, &zone); /* 2026-07-15T06:00Z */
    assert_int_equal(civil.hour, 8);
    assert_int_equal(civil.micros, 7);
    assert_int_equal(civil.weekday, 3);
    assert_int_equal(zone, 120);
    wl_civil_from_instant(0, &civil, NULL);
    assert_int_equal(civil.hour, 1);
}

static void
test_civil__a_gap_moves_forward(void **state)
{
    (void)state;
    assert_local((struct wl_civil){.year = 2026, .month = 3, .day = 29, .hour = 1, .minute = 59},
                 "2026-03-29T00:59:00.000000Z");
    assert_local((struct wl_civil){.year = 2026, .month = 3, .day = 29, .hour = 2, .minute = 30},
                 "2026-03-29T01:30:00.000000Z"); /* 03:30 in summer time */
    assert_local((struct wl_civil){.year = 2026, .month = 3, .day = 29, .hour = 3},
                 "2026-03-29T01:00:00.000000Z");
}

static void
test_civil__of_an_ambiguous_time_the_earlier(void **state)
{
    (void)state;
    assert_local((struct wl_civil){.year = 2026, .month = 10, .day = 25, .hour = 1, .minute = 59},
                 "2026-10-24T23:59:00.000000Z");
    assert_local((struct wl_civil){.year = 2026, .month = 10, .day = 25, .hour = 2, .minute = 30},
                 "2026-10-25T00:30:00.000000Z");
    assert_local((struct wl_civil){.year = 2026, .month = 10, .day = 25, .hour = 3},
                 "2026-10-25T02:00:00.000000Z");
}

static void
assert_found(struct wl_civil civil, int count, const char *first, const char *second)
{
    int64_t found[2];

    assert_int_equal(wl_civil_find(&civil, found), count);
    assert_utc(found[0], first);
    assert_utc(found[1], second);
}

static void
test_civil__finds_all_instants_of_a_local_time(void **state)
{
    (void)state;
    assert_found((struct wl_civil){.year = 2026, .month = 10, .day = 25, .hour = 1}, 1,
                 "2026-10-24T23:00:00.000000Z", "2026-10-24T23:00:00.000000Z");
    assert_found((struct wl_civil){.year = 2026, .month = 10, .day = 25, .hour = 2, .minute = 30},
                 2, "2026-10-25T00:30:00.000000Z", "2026-10-25T01:30:00.000000Z");
    assert_found((struct wl_civil){.year = 2026, .month = 10, .day = 25, .hour = 3}, 1,
                 "2026-10-25T02:00:00.000000Z", "2026-10-25T02:00:00.000000Z");
    assert_found((struct wl_civil){.year = 2026, .month = 3, .day = 29, .hour = 2, .minute = 30}, 0,
                 "2026-03-29T01:00:00.000000Z", "2026-03-29T01:00:00.000000Z");
    assert_int_equal(setenv("TZ", "Pacific/Apia", 1), 0); /* a whole day is missing */
    assert_found((struct wl_civil){.year = 2011, .month = 12, .day = 30, .hour = 23}, 0,
                 "2011-12-30T10:00:00.000000Z", "2011-12-30T10:00:00.000000Z");
    assert_found((struct wl_civil){.year = 2011, .month = 12, .day = 31}, 1,
                 "2011-12-30T10:00:00.000000Z", "2011-12-30T10:00:00.000000Z");
}

static void
test_civil__follows_a_change_of_tz(void **state)
{
    struct wl_civil noon = {.year = 2026, .month = 1, .day = 1, .hour = 12};

    (void)state;
    assert_int_equal(setenv("TZ", "America/St_Johns", 1), 0);
    assert_local(noon, "2026-01-01T15:30:00.000000Z");
    assert_int_equal(setenv("TZ", "UTC", 1), 0);
    assert_local(noon, "2026-01-01T12:00:00.000000Z");
}

/* Every quarter of an hour around the changes of some years, both ways. */
static void
assert_local_agrees(const char *zone)
{
    struct wl_civil civil, often;

    assert_int_equal(setenv("TZ", zone, 1), 0);
    wl_civil_zone_changed();
    for (int64_t at = INT64_C(1740000000) * WL_US_SECOND; at < INT64_C(1780000000) * WL_US_SECOND;
         at += 15 * WL_US_MINUTE) {
        wl_civil_from_utc(at, &civil);
        assert_true(wl_civil_local_to_instant(at) == wl_civil_to_instant(&civil));
        wl_civil_from_instant(at, &civil, NULL);
        wl_civil_local_of_instant(at, &often);
        assert_true(wl_civil_to_utc(&civil) == wl_civil_to_utc(&often));
    }
}

static void
test_civil__remembered_zones_say_the_same(void **state)
{
    (void)state;
    assert_local_agrees("Europe/Berlin");
    assert_local_agrees("Australia/Lord_Howe"); /* summer time is half an hour */
    assert_local_agrees("Africa/Casablanca");   /* a month away from its offset */
    assert_local_agrees("<-0330>3:30");
    assert_local_agrees("UTC0");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_civil__known_days),
        cmocka_unit_test(test_civil__every_day_of_900_years_comes_back),
        cmocka_unit_test(test_civil__refuses_what_is_no_date),
        cmocka_unit_test(test_civil__days_carry_over),
        cmocka_unit_test_setup_teardown(test_civil__local_zone_in_summer_and_winter, set_berlin,
                                        set_utc),
        cmocka_unit_test_setup_teardown(test_civil__finds_all_instants_of_a_local_time, set_berlin,
                                        set_utc),
        cmocka_unit_test_setup_teardown(test_civil__a_gap_moves_forward, set_berlin, set_utc),
        cmocka_unit_test_setup_teardown(test_civil__of_an_ambiguous_time_the_earlier, set_berlin,
                                        set_utc),
        cmocka_unit_test_setup_teardown(test_civil__follows_a_change_of_tz, set_utc, set_utc),
        cmocka_unit_test_setup_teardown(test_civil__remembered_zones_say_the_same, set_utc,
                                        set_utc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
