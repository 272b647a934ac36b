#include "base/civil.h"
#include "report/when.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* Sunday, 13:30 in Berlin. */
#define NOW INT64_C(1795350600000000) /* 2026-11-22T12:30:00Z */

struct when_case {
    const char *text, *expected;
};

static const char *
read_time(struct wl_buf *buf, const char *text, int64_t now_us)
{
    struct wl_error err = {0};
    int64_t instant_us;

    wl_buf_clear(buf);
    if (wl_when_parse(text, now_us, &instant_us, &err) == 0)
        wl_civil_add_rfc3339(buf, instant_us);
    else
        wl_buf_add_text(buf, err.text);
    return wl_buf_text(buf);
}

static void
check(const struct when_case *cases, size_t count, int64_t now_us)
{
    size_t failures = 0;
    struct wl_buf buf;

    wl_buf_init(&buf);
    for (size_t i = 0; i < count; i++) {
        const char *got = read_time(&buf, cases[i].text, now_us);

        if (strcmp(got, cases[i].expected) != 0) {
            print_error("'%s' gave %s, not %s\n", cases[i].text, got, cases[i].expected);
            failures++;
        }
    }
    wl_buf_done(&buf);
    assert_int_equal(failures, 0);
}

#define CHECK(cases, now_us) check(cases, sizeof(cases) / sizeof *(cases), now_us)

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
test_when__days_and_clocks_in_the_local_zone(void **state)
{
    static const struct when_case cases[] = {
        {"now", "2026-11-22T12:30:00.000000Z"},
        {"today", "2026-11-21T23:00:00.000000Z"},
        {" Yesterday ", "2026-11-20T23:00:00.000000Z"},
        {"tomorrow", "2026-11-22T23:00:00.000000Z"},
        {"yesterday 08:00", "2026-11-21T07:00:00.000000Z"},
        {"08:00", "2026-11-22T07:00:00.000000Z"},
        {"8:00:30.5", "2026-11-22T07:00:30.500000Z"},
        {"2026-11-21", "2026-11-20T23:00:00.000000Z"},
        {"2026/11/21", "2026-11-20T23:00:00.000000Z"},
        {"26-11-21", "2026-11-20T23:00:00.000000Z"},
        {"11-21", "2026-11-20T23:00:00.000000Z"},
        {"11-22 08:00", "2026-11-22T07:00:00.000000Z"},
        {"11-23", "2025-11-22T23:00:00.000000Z"},
        {"02-29", "2024-02-28T23:00:00.000000Z"},
        {"2026-11-21 08:00", "2026-11-21T07:00:00.000000Z"},
        {"2026-11-21 08:00:30", "2026-11-21T07:00:30.000000Z"},
        {"2026-11-21 08:00:30,123456", "2026-11-21T07:00:30.123456Z"},
        {"2026-07-21T08:00", "2026-07-21T06:00:00.000000Z"},
        {"Sat 2026-11-21", "2026-11-20T23:00:00.000000Z"},
        {"Saturday, 2026-11-21 08:00", "2026-11-21T07:00:00.000000Z"},
    };

    (void)state;
    CHECK(cases, NOW);
}

static void
test_when__zones(void **state)
{
    static const struct when_case cases[] = {
        {"2026-11-21T08:00:00Z", "2026-11-21T08:00:00.000000Z"},
        {"2026-11-21t08:00:00.5z", "2026-11-21T08:00:00.500000Z"},
        {"2026-11-21T08:00:00+05:30", "2026-11-21T02:30:00.000000Z"},
        {"2026-11-21T08:00-0800", "2026-11-21T16:00:00.000000Z"},
        {"2026-11-21 08:00 UTC", "2026-11-21T08:00:00.000000Z"},
        {"2026-11-21 08:00 +01", "2026-11-21T07:00:00.000000Z"},
        {"2026-11-21 08:00:00 gmt", "2026-11-21T08:00:00.000000Z"},
        {"2026-11-21 UTC", "2026-11-21T00:00:00.000000Z"},
        {"today UTC", "2026-11-22T00:00:00.000000Z"},
        {"today +12:00", "2026-11-22T12:00:00.000000Z"},
        {"yesterday 08:00 Z", "2026-11-21T08:00:00.000000Z"},
        {"08:00Z", "2026-11-22T08:00:00.000000Z"},
        {"2026-11-22T12:30:00.000000Z", "2026-11-22T12:30:00.000000Z"},
    };

    (void)state;
    CHECK(cases, NOW);
}

static void
test_when__weekdays_weeks_months_and_years(void **state)
{
    static const struct when_case cases[] = {
        {"friday", "2026-11-19T23:00:00.000000Z"},
        {"fri 17:30", "2026-11-20T16:30:00.000000Z"},
        {"sunday", "2026-11-21T23:00:00.000000Z"},
        {"monday", "2026-11-15T23:00:00.000000Z"},
        {"last sunday", "2026-11-14T23:00:00.000000Z"},
        {"last monday 08:00", "2026-11-16T07:00:00.000000Z"},
        {"next sunday", "2026-11-28T23:00:00.000000Z"},
        {"next monday", "2026-11-22T23:00:00.000000Z"},
        {"this monday", "2026-11-15T23:00:00.000000Z"},
        {"this sunday", "2026-11-21T23:00:00.000000Z"},
        {"this week", "2026-11-15T23:00:00.000000Z"},
        {"last week", "2026-11-08T23:00:00.000000Z"},
        {"next week", "2026-11-22T23:00:00.000000Z"},
        {"this month", "2026-10-31T23:00:00.000000Z"},
        {"Last Month", "2026-09-30T22:00:00.000000Z"},
        {"next month", "2026-11-30T23:00:00.000000Z"},
        {"this year", "2025-12-31T23:00:00.000000Z"},
        {"last year", "2024-12-31T23:00:00.000000Z"},
        {"next year", "2026-12-31T23:00:00.000000Z"},
        {"last day", "2026-11-20T23:00:00.000000Z"},
    };
    static const struct when_case january[] = {
        {"last month", "2026-11-30T23:00:00.000000Z"},
        {"friday", "2026-12-31T23:00:00.000000Z"},
        {"yesterday", "2026-12-31T23:00:00.000000Z"},
        {"12-31", "2026-12-30T23:00:00.000000Z"},
    };
    static const struct when_case december[] = {
        {"next month", "2026-12-31T23:00:00.000000Z"},
    };

    (void)state;
    CHECK(cases, NOW);
    CHECK(january, NOW + 41 * WL_US_DAY);  /* 2027-01-02 */
    CHECK(december, NOW + 20 * WL_US_DAY); /* 2026-12-12 */
}

static void
test_when__spans(void **state)
{
    static const struct when_case cases[] = {
        {"-2h", "2026-11-22T10:30:00.000000Z"},
        {"+30min", "2026-11-22T13:00:00.000000Z"},
        {"1h", "2026-11-22T11:30:00.000000Z"},
        {"2h ago", "2026-11-22T10:30:00.000000Z"},
        {"3 days ago", "2026-11-19T12:30:00.000000Z"},
        {"2h 30min", "2026-11-22T10:00:00.000000Z"},
        {"1d12h ago", "2026-11-21T00:30:00.000000Z"},
        {"1 day, 12 hours ago", "2026-11-21T00:30:00.000000Z"},
        {"1.5h ago", "2026-11-22T11:00:00.000000Z"},
        {"10m", "2026-11-22T12:20:00.000000Z"},
        {"1M", "2026-10-23T02:00:00.000000Z"},
        {"1y", "2025-11-22T06:30:00.000000Z"},
        {"1w", "2026-11-15T12:30:00.000000Z"},
        {"5 Minutes Ago", "2026-11-22T12:25:00.000000Z"},
        {"-5s", "2026-11-22T12:29:55.000000Z"},
        {"250ms", "2026-11-22T12:29:59.750000Z"},
        {"3us", "2026-11-22T12:29:59.999997Z"},
        {"5min left", "2026-11-22T12:35:00.000000Z"},
        {"2 weeks ago", "2026-11-08T12:30:00.000000Z"},
    };

    (void)state;
    CHECK(cases, NOW);
}

static void
test_when__seconds_since_1970(void **state)
{
    static const struct when_case cases[] = {
        {"@1795248000", "2026-11-21T08:00:00.000000Z"},
        {"@1795248000.123456789", "2026-11-21T08:00:00.123456Z"},
        {"@0", "1970-01-01T00:00:00.000000Z"},
        {"@-1", "1969-12-31T23:59:59.000000Z"},
    };

    (void)state;
    CHECK(cases, NOW);
}

static void
test_when__days_follow_a_change_of_the_clocks(void **state)
{
    static const struct when_case spring[] = {
        {"today", "2026-03-28T23:00:00.000000Z"},
        {"tomorrow", "2026-03-29T22:00:00.000000Z"},
        {"02:30", "2026-03-29T01:00:00.000000Z"}, /* no clock shows it */
        {"1d ago", "2026-03-28T12:00:00.000000Z"},
    };
    static const struct when_case monday[] = {
        {"yesterday", "2026-03-28T23:00:00.000000Z"},
        {"yesterday 08:00", "2026-03-29T06:00:00.000000Z"},
        {"saturday 08:00", "2026-03-28T07:00:00.000000Z"},
        {"last week", "2026-03-22T23:00:00.000000Z"},
    };
    static const struct when_case autumn[] = {
        {"yesterday", "2026-10-24T22:00:00.000000Z"},
        {"yesterday 02:30", "2026-10-25T00:30:00.000000Z"},
        {"yesterday 03:00", "2026-10-25T02:00:00.000000Z"},
        {"today", "2026-10-25T23:00:00.000000Z"},
    };

    (void)state;
    CHECK(spring, INT64_C(1774785600000000)); /* 2026-03-29T12:00Z */
    CHECK(monday, INT64_C(1774872000000000)); /* 2026-03-30T12:00Z */
    CHECK(autumn, INT64_C(1793016000000000)); /* 2026-10-26T12:00Z */
}

#define EXAMPLES " examples: yesterday, '2026-11-21 08:00', -2h, '3 days ago', friday, @1763712000"

static void
test_when__errors_name_the_word(void **state)
{
    static const struct when_case cases[] = {
        {"yesterdy 08:00", "cannot understand 'yesterdy' as a time; did you mean 'yesterday'?\n"
                           "  yesterdy 08:00\n"
                           "  ^~~~~~~~"},
        {"tody", "cannot understand 'tody' as a time; did you mean 'today'?"},
        {"last xyzzy", "cannot understand 'xyzzy' as a time;" EXAMPLES "\n"
                       "  last xyzzy\n"
                       "       ^~~~~"},
        {"3 dais ago", "cannot understand 'dais' as a time; did you mean 'days'?\n"
                       "  3 dais ago\n"
                       "    ^~~~"},
        {"21 Novembr", "cannot understand 'Novembr' as a time; did you mean 'november'?\n"
                       "  21 Novembr\n"
                       "     ^~~~~~~"},
        {"-2h ago", "cannot understand 'ago' as a time;" EXAMPLES "\n"
                    "  -2h ago\n"
                    "      ^~~"},
        {"yesterday 25:00", "cannot understand '25:00' as a time;" EXAMPLES "\n"
                            "  yesterday 25:00\n"
                            "            ^~~~~"},
        {"2026-11-21 08:00 zebra", "cannot understand 'zebra' as a time;" EXAMPLES "\n"
                                   "  2026-11-21 08:00 zebra\n"
                                   "                   ^~~~~"},
        {"\303\274bermorgen 8:00", "cannot understand '\303\274bermorgen' as a time;" EXAMPLES "\n"
                                   "  \303\274bermorgen 8:00\n"
                                   "  ^~~~~~~~~~"},
        {"2026-11-21T", "cannot understand 'T' as a time;" EXAMPLES "\n"
                        "  2026-11-21T\n"
                        "            ^"},
        {"13pm", "cannot understand '13pm' as a time;" EXAMPLES},
        {"24:01", "cannot understand '24:01' as a time;" EXAMPLES},
        {"08:60", "cannot understand '08:60' as a time;" EXAMPLES},
        {"08:00:61", "cannot understand '08:00:61' as a time;" EXAMPLES},
        {"08:00:5", "cannot understand '08:00:5' as a time;" EXAMPLES},
        {"08:00+24:00", "cannot understand '08:00+24:00' as a time;" EXAMPLES},
        {"226-11-21", "cannot understand '226-11-21' as a time;" EXAMPLES},
        {"6-11-21", "cannot understand '6-11-21' as a time;" EXAMPLES},
        {"2026-11/21", "cannot understand '2026-11/21' as a time;" EXAMPLES},
        {"11/21/2026", "cannot understand '11/21/2026' as a time;" EXAMPLES},
        {"@x", "cannot understand '@x' as a time;" EXAMPLES},
        {"now and then", "cannot understand 'and' as a time;" EXAMPLES "\n"
                         "  now and then\n"
                         "      ^~~"},
        {"last", "'last' is not complete as a time;" EXAMPLES},
        {"+", "'+' is not complete as a time;" EXAMPLES},
        {"", "a time is missing;" EXAMPLES},
        {"2026-02-30", "there is no day 2026-02-30 in the calendar"},
        {"2026-02-30 08:00", "there is no day 2026-02-30 in the calendar\n"
                             "  2026-02-30 08:00\n"
                             "  ^~~~~~~~~~"},
        {"31 Apr", "there is no day 31 Apr in the calendar"},
        {"Fri 2026-11-21", "2026-11-21 is a Saturday, not a Friday\n"
                           "  Fri 2026-11-21\n"
                           "  ^~~"},
        {"90", "the number 90 has no unit; write 90min, 90h, 90d ago, or @90 for seconds since "
               "1970"},
        {"9000y", "'9000y' is too far away: only the years 1 to 9999"},
        {"+9000y", "'+9000y' is too far away: only the years 1 to 9999"},
        {"0000-12-31", "'0000-12-31' is too far away: only the years 1 to 9999"},
        {"@253402300800", "'@253402300800' is too far away: only the years 1 to 9999"},
        {"99999999999999999999 years",
         "cannot understand '99999999999999999999' as a time;" EXAMPLES "\n"
         "  99999999999999999999 years\n"
         "  ^~~~~~~~~~~~~~~~~~~~"},
        {"08:00 Europe/Berlim", "no time zone 'Europe/Berlim'; examples: Europe/Berlin, UTC, "
                                "+01:00\n"
                                "  08:00 Europe/Berlim\n"
                                "        ^~~~~~~~~~~~~"},
    };

    (void)state;
    CHECK(cases, NOW);
}

static const char *
read_period(struct wl_buf *buf, const char *text)
{
    struct wl_when_period period;
    struct wl_error err = {0};

    wl_buf_clear(buf);
    if (wl_when_period(text, NOW, &period, &err) < 0) {
        wl_buf_add_text(buf, err.text);
        return wl_buf_text(buf);
    }
    if (period.has_since)
        wl_civil_add_rfc3339(buf, period.since_us);
    wl_buf_add_char(buf, ' ');
    if (period.has_until)
        wl_civil_add_rfc3339(buf, period.until_us);
    return wl_buf_text(buf);
}

static void
test_when__periods(void **state)
{
    static const struct when_case cases[] = {
        {"today", "2026-11-21T23:00:00.000000Z 2026-11-22T23:00:00.000000Z"},
        {"last monday", "2026-11-15T23:00:00.000000Z 2026-11-16T23:00:00.000000Z"},
        {"2026-10-25", "2026-10-24T22:00:00.000000Z 2026-10-25T23:00:00.000000Z"}, /* 25 h */
        {"last week", "2026-11-08T23:00:00.000000Z 2026-11-15T23:00:00.000000Z"},
        {"2026-12", "2026-11-30T23:00:00.000000Z 2026-12-31T23:00:00.000000Z"},
        {"november", "2026-10-31T23:00:00.000000Z 2026-11-30T23:00:00.000000Z"},
        {"this year", "2025-12-31T23:00:00.000000Z 2026-12-31T23:00:00.000000Z"},
        {"last hour", "2026-11-22T11:00:00.000000Z 2026-11-22T12:00:00.000000Z"},
        {"-2h", "2026-11-22T10:30:00.000000Z 2026-11-22T12:30:00.000000Z"},
        {"last 3 days", "2026-11-19T12:30:00.000000Z 2026-11-22T12:30:00.000000Z"},
        {"yesterday..today", "2026-11-20T23:00:00.000000Z 2026-11-21T23:00:00.000000Z"},
        {"08:00 .. noon", "2026-11-22T07:00:00.000000Z 2026-11-22T11:00:00.000000Z"},
        {"2026-11-01 00:00:00 to 2026-11-22 13:14:35 UTC",
         "2026-11-01T00:00:00.000000Z 2026-11-22T13:14:35.000000Z"},
        {"2026-11-01 +02:00..2026-11-22 Asia/Tokyo",
         "2026-10-31T22:00:00.000000Z 2026-11-21T15:00:00.000000Z"},
        {"2026-11-20 08:00..14:30", "2026-11-20T07:00:00.000000Z 2026-11-20T13:30:00.000000Z"},
        {"yesterday 08:00 Asia/Tokyo..14:30",
         "2026-11-20T23:00:00.000000Z 2026-11-21T05:30:00.000000Z"},
        {"friday 22:00..21:00", "'friday 22:00..21:00' ends before it begins"},
        {"friday..", "2026-11-19T23:00:00.000000Z "},
        {"..friday", " 2026-11-19T23:00:00.000000Z"},
        {"..", " "},
        {"08:00", "'08:00' is a moment, not a period; write '08:00..' for all from then on, or its "
                  "end behind the dots"},
        {"now", "'now' is a moment, not a period; write 'now..' for all from then on, or its end "
                "behind the dots"},
        {"today..yesterday", "'today..yesterday' ends before it begins"},
        {"tody..", "cannot understand 'tody' as a time; did you mean 'today'?"},
    };
    size_t failures = 0;
    struct wl_buf buf;

    (void)state;
    wl_buf_init(&buf);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *got = read_period(&buf, cases[i].text);

        if (strcmp(got, cases[i].expected) != 0) {
            print_error("'%s' gave %s, not %s\n", cases[i].text, got, cases[i].expected);
            failures++;
        }
    }
    wl_buf_done(&buf);
    assert_int_equal(failures, 0);
}

static void
test_when__accepts_no_place_for_the_message(void **state)
{
    int64_t instant_us = 7;

    (void)state;
    assert_int_equal(wl_when_parse("nonsense", NOW, &instant_us, NULL), WL_EPARSE);
    assert_int_equal(instant_us, 7);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_when__days_and_clocks_in_the_local_zone, set_berlin,
                                        set_utc),
        cmocka_unit_test_setup_teardown(test_when__zones, set_berlin, set_utc),
        cmocka_unit_test_setup_teardown(test_when__weekdays_weeks_months_and_years, set_berlin,
                                        set_utc),
        cmocka_unit_test(test_when__spans),
        cmocka_unit_test(test_when__seconds_since_1970),
        cmocka_unit_test_setup_teardown(test_when__days_follow_a_change_of_the_clocks, set_berlin,
                                        set_utc),
        cmocka_unit_test(test_when__errors_name_the_word),
        cmocka_unit_test_setup_teardown(test_when__periods, set_berlin, set_utc),
        cmocka_unit_test(test_when__accepts_no_place_for_the_message),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
