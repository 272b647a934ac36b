#include "base/civil.h"
#include "scan/stamp.h"
#include "scan/stamp_format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define NOV22_NOON INT64_C(1795348800000000) /* 2026-11-22T12:00:00Z */

/* "FORMAT INSTANT ASSUMED" of a line, or "none", or "FORMAT impossible". */
static const char *
read_line(struct wl_buf *buf, const char *line, const struct wl_stamp_context *context)
{
    struct wl_stamp stamp;
    int64_t instant_us;
    unsigned assumed;

    wl_buf_clear(buf);
    if (!wl_stamp_find(wl_span_of(line), &stamp)) {
        wl_buf_add_text(buf, "none");
        return wl_buf_text(buf);
    }
    wl_buf_addf(buf, "%s ", stamp.format);
    if (!wl_stamp_resolve(&stamp, context, &instant_us, &assumed)) {
        wl_buf_add_text(buf, "impossible");
        return wl_buf_text(buf);
    }
    wl_civil_add_rfc3339(buf, instant_us);
    if (assumed)
        wl_buf_addf(buf, " %s", wl_stamp_assumed_text(assumed));
    return wl_buf_text(buf);
}

static void
assert_stamp(const char *line, const char *expected)
{
    const struct wl_stamp_context context = {.reference_us = NOV22_NOON};
    struct wl_buf buf;

    wl_buf_init(&buf);
    if (strcmp(read_line(&buf, line, &context), expected) != 0)
        print_error("line: %s\n", line);
    assert_string_equal(wl_buf_text(&buf), expected);
    wl_buf_done(&buf);
}

static void
assert_text(const char *line, const char *text)
{
    struct wl_stamp stamp;

    assert_true(wl_stamp_find(wl_span_of(line), &stamp));
    assert_int_equal(stamp.text.len, strlen(text));
    assert_memory_equal(stamp.text.ptr, text, strlen(text));
}

static void
test_stamp__every_row_reads_its_example(void **state)
{
    const struct wl_stamp_context context = {.reference_us = NOV22_NOON};
    struct wl_buf buf;
    size_t failures = 0;

    (void)state;
    wl_buf_init(&buf);
    for (size_t i = 0; i < wl_stamp_format_count; i++) {
        const struct wl_stamp_format *row = &wl_stamp_formats[i];
        if (row->where & WL_STAMP_HEADING) /* see test_timeline */
            continue;
        const char *got = read_line(&buf, row->example, &context);
        const char *instant = strchr(got, ' ');
        size_t name_len = strlen(row->name);
        bool named = (row->where & WL_STAMP_KEY) ||
                     (strncmp(got, row->name, name_len) == 0 && got[name_len] == ' ');

        if (!named || !instant || strcmp(instant + 1, row->expected) != 0) {
            print_error("%s: '%s' gave %s, not %s\n", row->name, row->example, got, row->expected);
            failures++;
        }
    }
    wl_buf_done(&buf);
    assert_int_equal(failures, 0);
}

static void
test_stamp__reads_what_opens_a_line(void **state)
{
    const struct {
        const char *line, *expected;
    } cases[] = {
        {"[2026-11-22 08:00:02 UTC] x", "iso 2026-11-22T08:00:02.000000Z"},
        {"\xEF\xBB\xBF\"2026-11-22T08:00:02Z\"", "iso 2026-11-22T08:00:02.000000Z"},
        {"\x1b[2m2026-11-22T08:00:02.5Z\x1b[0m", "iso 2026-11-22T08:00:02.500000Z"},
        {"   2026-11-22 08:00:02,123456789Z", "iso 2026-11-22T08:00:02.123456Z"},
        {"I, [2026-11-22T08:00:02Z #1]  INFO", "iso 2026-11-22T08:00:02.000000Z"},
        {"(W) 2026-11-22T08:00:02Z - lost", "iso 2026-11-22T08:00:02.000000Z"},
        {"WARN: [Nov  2 08:00:02.074] lost", "syslog 2026-11-02T08:00:02.074000Z zone,year"},
        {"web_1  | 2026-11-22T08:00:02Z lost", "iso 2026-11-22T08:00:02.000000Z"},
        {"192.0.2.7 2026-11-22 08:00:02 UTC [53]", "iso 2026-11-22T08:00:02.000000Z"},
        {"[mysql] 2026/11/22 08:00:02 packets.go:149",
         "year-slash 2026-11-22T08:00:02.000000Z zone"},
        {"[GIN] 2026/11/22 - 08:00:02 | 401", "year-slash 2026-11-22T08:00:02.000000Z zone"},
        {"[Nest] 7  - 11/22/2026, 8:00:02 PM  WARN", "slash 2026-11-22T20:00:02.000000Z zone"},
        {"[2026/11/22 08:00:02:1187] ERR", "year-slash 2026-11-22T08:00:02.118700Z zone"},
        {"[6LAK3] 08:00:02 INFO: x", "time 2026-11-22T08:00:02.000000Z zone,date"},
        {"[\"2026-11-22T08:00:02.617\",\"ERROR\"", "iso 2026-11-22T08:00:02.617000Z zone"},
        {"2026-11-22 08:00:02, Info  CBS  Loaded", "iso 2026-11-22T08:00:02.000000Z zone"},
        {"2026-11-22\t08:00:02:123\t 888\tAgent", "iso 2026-11-22T08:00:02.123000Z zone"},
        {"2026-11-22 08:00:02.12 Server  Error", "iso 2026-11-22T08:00:02.120000Z zone"},
        {"2026-11-22  8:00:02 8 [Warning]", "iso 2026-11-22T08:00:02.000000Z zone"},
        {"2026-11-22 08:00:02 -0330 x", "iso 2026-11-22T11:30:02.000000Z"},
        {"- 1795334402 2026.11.22 R02 Nov 22", "epoch 2026-11-22T08:00:02.000000Z"},
        {"[1795334402] x", "epoch 2026-11-22T08:00:02.000000Z"},
        {"1795334402123 x", "epoch 2026-11-22T08:00:02.123000Z"},
        {"1795334402123456 x", "epoch 2026-11-22T08:00:02.123456Z"},
        {"1795334402123456789 x", "epoch 2026-11-22T08:00:02.123456Z"},
        {"Nov 22, 2026 8:00:02\xE2\x80\xAFPM org", "java-util 2026-11-22T20:00:02.000000Z zone"},
        {"2026-11-22 08:00:02 UTC:192.0.2.7(5432):db", "iso 2026-11-22T08:00:02.000000Z"},
        {"12:00:02 AM x", "time 2026-11-22T00:00:02.000000Z zone,date"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_stamp(cases[i].line, cases[i].expected);
}

static void
test_stamp__a_number_in_a_message_is_no_time(void **state)
{
    static const char *const lines[] = {
        "",
        "connection lost at 2026-11-22 08:00:02",
        "The span was 00:00:21.03 long, code 10060",
        "error 1795334402 happened",
        "12345 1795334402 bytes sent",
        "[ 1234.567890] usb 1-1: reset",
        "[19955416.516358] IN=ens2",
        "0795334402 x",
        "2026-11-22 without a time",
        "10054",
        "127.0.0.1:10054 closed",
        "1.2.3.4 closed",
        "2026-13-22 08:00:02 x",
        "2026-11-22 24:00:02 x",
        "2026-11-22T08:00:021 x",
        "8304-11-22 08:00:02 x",
        "20:05:712 user_main D[SCENET]",
        "01:02:03:04:05:06 is its address",
        "uptime=1795334402 lost",
        "elapsed time=00:00:05.123 lost",
        "{\"msg\":\"\\\"time\\\":\\\"2026-11-22T08:00:02Z\\\"\"}",
        "{\"log\":\"2026-11-22 08:00:02 inner\"}",
        "99999999999999999999 x",
        "[13/Foo/2026:08:00:02 +0100] x",
        "GET /a?b=[22/Nov/2026] x",
    };

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_stamp(lines[i], "none");
}

static void
test_stamp__the_first_place_wins(void **state)
{
    (void)state;
    assert_stamp("2026-11-22T08:00:02Z app time=2020-01-01T00:00:00Z",
                 "iso 2026-11-22T08:00:02.000000Z");
    assert_stamp("x [22/Nov/2026:08:00:02 +0000] y [23/Nov/2026:08:00:02 +0000]",
                 "access 2026-11-22T08:00:02.000000Z");
    assert_stamp("{\"log\":\"2020-01-01 00:00:00 x\",\"time\":\"2026-11-22T08:00:02Z\"}",
                 "iso 2026-11-22T08:00:02.000000Z");
    assert_stamp("{\"time\":\"soon\",\"ts\":1795334402.5}", "epoch 2026-11-22T08:00:02.500000Z");
}

static void
test_stamp__text_is_the_stamp_as_written(void **state)
{
    (void)state;
    assert_text("<134>1 2026-11-22T08:00:02.5+01:00 host", "2026-11-22T08:00:02.5+01:00");
    assert_text("x [22/Nov/2026:08:00:02 +0100] y", "22/Nov/2026:08:00:02 +0100");
    assert_text("  1234:20261122:080002.123 x", "20261122:080002.123");
    assert_text("E1122 08:00:02.123456 42 x", "1122 08:00:02.123456");
    assert_text("26/11/22 08:00:02 INFO x", "26/11/22 08:00:02");
    assert_text("2026-11-22 08:00:02 x", "2026-11-22 08:00:02");
    assert_text("{\"ts\":1795334402.123}", "1795334402.123");
}

static void
test_stamp__day_order_stays_open_until_known(void **state)
{
    const struct wl_stamp_context day_first = {.reference_us = NOV22_NOON, .day_first = true};
    struct wl_buf buf;

    (void)state;
    assert_stamp("03/04/2026 08:00:02 x", "slash 2026-03-04T08:00:02.000000Z zone,day-order");
    assert_stamp("04/04/2026 08:00:02 x", "slash 2026-04-04T08:00:02.000000Z zone");
    assert_stamp("13/04/2026 08:00:02 x", "slash 2026-04-13T08:00:02.000000Z zone");
    assert_stamp("04/13/2026 08:00:02 x", "slash 2026-04-13T08:00:02.000000Z zone");
    assert_stamp("03.04.2026 08:00:02 x", "dot 2026-04-03T08:00:02.000000Z zone");
    wl_buf_init(&buf);
    assert_string_equal(read_line(&buf, "03/04/2026 08:00:02 x", &day_first),
                        "slash 2026-04-03T08:00:02.000000Z zone,day-order");
    assert_string_equal(read_line(&buf, "04/13/2026 08:00:02 x", &day_first),
                        "slash 2026-04-13T08:00:02.000000Z zone");
    wl_buf_done(&buf);
}

static void
assert_resolved(const char *line, const char *reference, const char *expected)
{
    struct wl_stamp_context context = {0};
    struct wl_stamp stamp;
    unsigned assumed;
    struct wl_buf buf;

    wl_buf_init(&buf);
    assert_true(wl_stamp_find(wl_span_of(reference), &stamp));
    assert_true(wl_stamp_resolve(&stamp, &context, &context.reference_us, &assumed));
    assert_string_equal(read_line(&buf, line, &context), expected);
    wl_buf_done(&buf);
}

static void
test_stamp__an_open_year_comes_from_the_reference(void **state)
{
    (void)state;
    assert_resolved("Nov 22 08:00:02 x", "2026-11-22T12:00:00Z",
                    "syslog 2026-11-22T08:00:02.000000Z zone,year");
    assert_resolved("Dec 31 23:59:59 x", "2027-01-01T00:00:10Z",
                    "syslog 2026-12-31T23:59:59.000000Z zone,year");
    assert_resolved("Jan  1 00:00:10 x", "2026-12-31T23:59:59Z",
                    "syslog 2027-01-01T00:00:10.000000Z zone,year");
    assert_resolved("Nov 24 08:00:02 x", "2026-11-22T12:00:00Z",
                    "syslog 2025-11-24T08:00:02.000000Z zone,year");
    assert_resolved("Feb 29 08:00:02 x", "2026-11-22T12:00:00Z",
                    "syslog 2024-02-29T08:00:02.000000Z zone,year");
    assert_resolved("Feb 30 08:00:02 x", "2026-11-22T12:00:00Z", "syslog impossible");
}

static void
test_stamp__an_open_date_comes_from_the_reference(void **state)
{
    (void)state;
    assert_resolved("[08:00:02] x", "2026-11-22T23:00:00Z",
                    "time 2026-11-22T08:00:02.000000Z zone,date");
    assert_resolved("[23:59:00] x", "2027-01-01T00:01:00Z",
                    "time 2026-12-31T23:59:00.000000Z zone,date");
    assert_resolved("[00:01:00] x", "2026-12-31T23:59:00Z",
                    "time 2027-01-01T00:01:00.000000Z zone,date");
}

static void
test_stamp__an_open_zone_is_the_local_one(void **state)
{
    (void)state;
    assert_int_equal(setenv("TZ", "Europe/Berlin", 1), 0);
    wl_civil_zone_changed();
    assert_stamp("2026-07-22 08:00:02 x", "iso 2026-07-22T06:00:02.000000Z zone");
    assert_stamp("2026-07-22 08:00:02Z x", "iso 2026-07-22T08:00:02.000000Z");
    assert_resolved("[00:30:00] x", "2026-11-21T23:10:00Z",
                    "time 2026-11-21T23:30:00.000000Z zone,date");
    assert_resolved("Jan  1 00:30:00 x", "2026-12-31T23:10:00Z",
                    "syslog 2026-12-31T23:30:00.000000Z zone,year");
    assert_int_equal(setenv("TZ", "UTC", 1), 0);
    wl_civil_zone_changed();
}

static void
test_stamp__no_real_date_is_refused(void **state)
{
    (void)state;
    assert_stamp("2026-02-31 08:00:02 x", "iso impossible");
    assert_stamp("2016-12-31T23:59:60Z x", "iso 2017-01-01T00:00:00.000000Z");
}

static uint32_t
next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* Each line lies at the end of its own allocation, so that a sanitizer sees a read too far. */
static void
test_stamp__mutated_lines_stay_in_bounds(void **state)
{
    static const char spice[] = "0123456789 :.,-/+[]\"=TZeE\t\xFF";
    uint32_t seed = 2463534242u;

    (void)state;
    for (int round = 0; round < 20000; round++) {
        const struct wl_stamp_format *row =
            &wl_stamp_formats[next_random(&seed) % wl_stamp_format_count];
        const struct wl_stamp_context context = {.reference_us = NOV22_NOON};
        size_t len = next_random(&seed) % (strlen(row->example) + 1);
        char *line = malloc(len ? len : 1);
        struct wl_stamp stamp;
        int64_t instant_us;
        unsigned assumed;

        assert_non_null(line);
        memcpy(line, row->example, len);
        for (uint32_t n = next_random(&seed) % 4; len > 0 && n > 0; n--)
            line[next_random(&seed) % len] = spice[next_random(&seed) % sizeof spice];
        if (wl_stamp_find((struct wl_span){line, len}, &stamp)) {
            assert_true(stamp.text.ptr >= line && stamp.text.len > 0);
            assert_true(stamp.text.ptr + stamp.text.len <= line + len);
            assert_int_equal(stamp.open & ~15u, 0);
            if (wl_stamp_resolve(&stamp, &context, &instant_us, &assumed))
                assert_int_equal(assumed, stamp.open);
        }
        free(line);
    }
}

static void
test_stamp__assumed_text_names_the_bits(void **state)
{
    (void)state;
    assert_string_equal(wl_stamp_assumed_text(0), "");
    assert_string_equal(wl_stamp_assumed_text(WL_STAMP_ZONE | WL_STAMP_YEAR), "zone,year");
    assert_string_equal(wl_stamp_assumed_text(WL_STAMP_DAY_ORDER), "day-order");
    assert_string_equal(wl_stamp_assumed_text(15), "zone,year,day-order,date");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stamp__every_row_reads_its_example),
        cmocka_unit_test(test_stamp__reads_what_opens_a_line),
        cmocka_unit_test(test_stamp__a_number_in_a_message_is_no_time),
        cmocka_unit_test(test_stamp__the_first_place_wins),
        cmocka_unit_test(test_stamp__text_is_the_stamp_as_written),
        cmocka_unit_test(test_stamp__day_order_stays_open_until_known),
        cmocka_unit_test(test_stamp__an_open_year_comes_from_the_reference),
        cmocka_unit_test(test_stamp__an_open_date_comes_from_the_reference),
        cmocka_unit_test(test_stamp__an_open_zone_is_the_local_one),
        cmocka_unit_test(test_stamp__no_real_date_is_refused),
        cmocka_unit_test(test_stamp__mutated_lines_stay_in_bounds),
        cmocka_unit_test(test_stamp__assumed_text_names_the_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
