/* report/axis.c: spans are cut at round local times, into no more steps than asked for. */
#include "base/civil.h"
#include "report/axis.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define BASE_US INT64_C(1795248000000000) /* 2026-11-21T08:00:00Z, a Saturday */
#define SECONDS(n) ((int64_t)(n)*1000000)
#define QUARTER SECONDS(900)
#define DAY SECONDS(86400)

static void
use_zone(const char *zone)
{
    assert_int_equal(setenv("TZ", zone, 1), 0);
    wl_civil_zone_changed();
}

/* Whatever the span: it is covered, by rising borders, at quarters of an hour if so asked. */
static void
check(const struct wl_axis *axis, int64_t lo_us, int64_t hi_us, size_t most)
{
    assert_true(axis->count > 0 && axis->count <= most);
    assert_true(axis->borders[0] <= lo_us);
    assert_true(axis->borders[axis->count] > hi_us);
    for (size_t i = 0; i < axis->count; i++) {
        assert_true(axis->borders[i] < axis->borders[i + 1]);
        assert_int_equal(wl_axis_find(axis, axis->borders[i]), i);
        assert_int_equal(wl_axis_find(axis, axis->borders[i + 1] - 1), i);
    }
}

static void
cut(struct wl_axis *axis, int64_t lo_us, int64_t hi_us, int64_t least_us, size_t most)
{
    assert_int_equal(wl_axis_init(axis, lo_us, hi_us, least_us, most, NULL), 0);
    check(axis, lo_us, hi_us, most);
}

static void
test_axis__takes_the_finest_step_that_fits(void **state)
{
    static const struct {
        int64_t span_us;
        const char *words;
    } cases[] = {
        {0, "1 second"},
        {SECONDS(100), "2 seconds"},
        {SECONDS(3600), "1 minute"},
        {SECONDS(7200), "2 minutes"},
        {SECONDS(15000), "5 minutes"},
        {SECONDS(40000), "15 minutes"},
        {DAY, "30 minutes"},
        {2 * DAY, "1 hour"},
        {5 * DAY, "2 hours"},
        {60 * DAY, "1 day"},
        {400 * DAY, "1 week"},
        {900 * DAY, "2 weeks"},
        {2000 * DAY, "1 month"},
        {20000 * DAY, "1 year"},
        {400000 * DAY, "50 years"},
    };
    struct wl_axis axis;

    (void)state;
    use_zone("UTC");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cut(&axis, BASE_US, BASE_US + cases[i].span_us, 1, 72);
        assert_string_equal(axis.words, cases[i].words);
        wl_axis_done(&axis);
    }
}

static void
test_axis__keeps_to_quarters_where_told(void **state)
{
    static const char *const zones[] = {"UTC", "IST-5:30", "NPT-5:45",
                                        "CET-1CEST,M3.5.0,M10.5.0/3"};
    struct wl_axis axis;

    (void)state;
    for (size_t zone = 0; zone < 4; zone++) {
        use_zone(zones[zone]);
        for (int64_t span_us = 0; span_us < 4000 * DAY; span_us = span_us * 2 + SECONDS(61)) {
            cut(&axis, BASE_US + SECONDS(7), BASE_US + span_us + SECONDS(7), QUARTER, 72);
            for (size_t i = 0; i <= axis.count; i++)
                assert_int_equal(axis.borders[i] % QUARTER, 0);
            wl_axis_done(&axis);
        }
    }
    use_zone("UTC");
}

static void
test_axis__begins_days_weeks_and_months_at_local_midnight(void **state)
{
    struct wl_civil civil;
    struct wl_axis axis;

    (void)state;
    use_zone("CET-1CEST,M3.5.0,M10.5.0/3");
    cut(&axis, BASE_US - 60 * DAY, BASE_US, 1, 72); /* October 25th has 25 hours */
    for (size_t i = 0; i <= axis.count; i++) {
        wl_civil_from_instant(axis.borders[i], &civil, NULL);
        assert_int_equal(civil.hour * 60 + civil.minute, 0);
    }
    wl_axis_done(&axis);
    cut(&axis, BASE_US - 400 * DAY, BASE_US, 1, 72);
    for (size_t i = 0; i <= axis.count; i++) {
        wl_civil_from_instant(axis.borders[i], &civil, NULL);
        assert_int_equal(civil.weekday, 1);
    }
    wl_axis_done(&axis);
    cut(&axis, BASE_US - 2000 * DAY, BASE_US, 1, 72);
    for (size_t i = 0; i <= axis.count; i++) {
        wl_civil_from_instant(axis.borders[i], &civil, NULL);
        assert_int_equal(civil.day, 1);
    }
    wl_axis_done(&axis);
    use_zone("UTC");
}

static void
test_axis__takes_times_before_1970(void **state)
{
    struct wl_axis axis;

    (void)state;
    use_zone("UTC");
    for (int64_t span_us = 1; span_us < 40000 * DAY; span_us = span_us * 3 + 11) {
        cut(&axis, -span_us, span_us, 1, 8);
        wl_axis_done(&axis);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_axis__takes_the_finest_step_that_fits),
        cmocka_unit_test(test_axis__keeps_to_quarters_where_told),
        cmocka_unit_test(test_axis__begins_days_weeks_and_months_at_local_midnight),
        cmocka_unit_test(test_axis__takes_times_before_1970),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
