#include "base/civil.h"
#include "scan/heading.h"
#include "scan/stamp_format.h"
#include "scan/timeline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define NOV22_NOON INT64_C(1795348800000000) /* 2026-11-22T12:00:00Z */
#define HITS_MAX 64

/* A source: lines with HIT in them are asked for. */
struct source {
    const char *name;
    enum wl_day_order order;
    int64_t reference_us; /* 0: NOV22_NOON */
    const char *text;
    const char *expected; /* of each hit, at the end: " MM-DD HH:MM" with the year where it is not
                             2026, and what was assumed besides the zone */
};

struct hit {
    uint64_t offset;
    struct wl_stamp stamp;
    int64_t time_us;
    unsigned assumed;
};

struct reading {
    struct wl_timeline timeline;
    struct hit hits[HITS_MAX];
    size_t count;
    bool changed;
};

/* So many bytes at a time at most; pieces end with a line. */
static void
feed(struct wl_timeline *t, const char *text, const char *from, const char *to, size_t most)
{
    while (from < to) {
        const char *end = to;
        if ((size_t)(to - from) > most) {
            end = memrchr(from, '\n', most);
            end = end ? end + 1 : (const char *)memchr(from, '\n', (size_t)(to - from)) + 1;
        }
        wl_timeline_feed(t, (struct wl_span){from, (size_t)(end - from)}, (uint64_t)(from - text),
                         true);
        from = end;
    }
}

static void
ask(struct reading *r, const char *text, const char *line, size_t len)
{
    struct hit *hit = &r->hits[r->count];

    assert_true(r->count < HITS_MAX);
    hit->offset = (uint64_t)(line - text);
    assert_true(wl_stamp_find((struct wl_span){line, len}, &hit->stamp));
    if (!wl_timeline_concerns(&r->timeline, &hit->stamp))
        return;
    assert_true(
        wl_timeline_resolve(&r->timeline, &hit->stamp, hit->offset, &hit->time_us, &hit->assumed));
    r->count++;
}

static void
read_source(struct reading *r, const struct source *source, size_t most)
{
    const struct wl_timeline_setup setup = {
        .reference_us = source->reference_us ? source->reference_us : NOV22_NOON,
        .order = source->order,
        .name = wl_span_of(source->name ? source->name : "app.log")};
    const char *text = source->text, *end = text + strlen(text), *fed = text;

    r->count = 0;
    wl_timeline_begin(&r->timeline, &setup);
    for (const char *line = text; line < end;) {
        const char *lf = memchr(line, '\n', (size_t)(end - line));
        const char *stop = lf ? lf : end;
        if (memmem(line, (size_t)(stop - line), "HIT", 3)) {
            feed(&r->timeline, text, fed, lf ? lf + 1 : end, most);
            fed = lf ? lf + 1 : end;
            ask(r, text, line, (size_t)(stop - line));
        }
        line = stop + 1;
    }
    feed(&r->timeline, text, fed, end, most);
    wl_timeline_feed_tail(&r->timeline, wl_span_of(text), 0);
    wl_timeline_end(&r->timeline);
    r->changed = wl_timeline_has_changed(&r->timeline);
}

static void
write_hit(struct wl_buf *out, int64_t time_us, unsigned assumed)
{
    struct wl_civil at;

    wl_civil_from_utc(time_us, &at);
    if (at.year != 2026)
        wl_buf_addf(out, " %d-%02d-%02d", at.year, at.month, at.day);
    else
        wl_buf_addf(out, " %02d-%02d", at.month, at.day);
    wl_buf_addf(out, " %02d:%02d", at.hour, at.minute);
    if (assumed & WL_STAMP_BITS & ~(unsigned)WL_STAMP_ZONE)
        wl_buf_addf(out, " %s", wl_stamp_assumed_text(assumed & ~(unsigned)WL_STAMP_ZONE));
    wl_buf_add_char(out, ';');
}

/* What the end of the source decides; whoever was told otherwise before must learn of it. */
static void
settle(struct reading *r, struct wl_buf *out)
{
    bool changed = false;

    wl_buf_clear(out);
    for (size_t i = 0; i < r->count; i++) {
        const struct hit *hit = &r->hits[i];
        int64_t time_us;
        unsigned assumed;
        assert_true(wl_timeline_settle(&r->timeline, &hit->stamp, hit->offset, &time_us, &assumed));
        changed |= time_us != hit->time_us || assumed != hit->assumed;
        write_hit(out, time_us, assumed);
    }
    if (changed)
        assert_true(r->changed);
}

static void
check_sources(const struct source *sources, size_t count)
{
    static const size_t pieces[] = {SIZE_MAX, 1, 100, 4096};
    struct reading r;
    struct wl_buf got;
    size_t failures = 0;

    wl_timeline_init(&r.timeline);
    wl_buf_init(&got);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
            read_source(&r, &sources[i], pieces[k]);
            settle(&r, &got);
            if (strcmp(wl_buf_text(&got), sources[i].expected) != 0) {
                print_error("source %zu in pieces of %zu: got '%s'\n          expected '%s'\n", i,
                            pieces[k], wl_buf_text(&got), sources[i].expected);
                failures++;
            }
        }
    wl_buf_done(&got);
    wl_timeline_done(&r.timeline);
    assert_int_equal(failures, 0);
}

#define CHECK(sources) check_sources(sources, sizeof(sources) / sizeof *(sources))

static void
test_timeline__the_source_shows_which_number_is_the_day(void **state)
{
    static const struct source sources[] = {
        /* a number over 12, before or behind */
        {.text = "03/04/2026 08:00:02 HIT\n13/04/2026 08:00:02 x\n", .expected = " 04-03 08:00;"},
        {.text = "13/04/2026 08:00:02 x\n03/05/2026 08:00:02 HIT\n", .expected = " 05-03 08:00;"},
        {.text = "03/04/2026 08:00:02 HIT\n04/13/2026 08:00:02 x\n", .expected = " 03-04 08:00;"},
        /* dates run forward one way round only: 12 April, 1 May */
        {.text = "12/04/2026 08:00:02 HIT\n01/05/2026 08:00:02 HIT\n",
         .expected = " 04-12 08:00; 05-01 08:00;"},
        {.text = "04/12/2026 08:00:02 HIT\n05/01/2026 08:00:02 HIT\n",
         .expected = " 04-12 08:00; 05-01 08:00;"},
        /* both ways do: one day apart is likelier than a month, but assumed */
        {.text = "03/04/2026 08:00:02 HIT\n04/04/2026 08:00:02 HIT\n",
         .expected = " 04-03 08:00 day-order;"},
        /* nothing tells */
        {.text = "03/04/2026 08:00:02 HIT\n", .expected = " 03-04 08:00 day-order;"},
        {.text = "03/04/2026 08:00:02 HIT\n13/05/2026 08:00:02 x\n05/13/2026 08:00:02 x\n",
         .expected = " 04-03 08:00 day-order;"},
        /* an option does */
        {.order = WL_DAY_FIRST, .text = "03/04/2026 08:00:02 HIT\n", .expected = " 04-03 08:00;"},
        {.order = WL_MONTH_FIRST,
         .text = "03/04/2026 08:00:02 HIT\n13/04/2026 08:00:02 x\n",
         .expected = " 03-04 08:00;"},
        /* two writers at midnight: a day back is none, a month back is one */
        {.text = "04/05/2026 00:00:02 HIT\n03/05/2026 23:59:59 x\n04/05/2026 00:00:03 x\n",
         .expected = " 05-04 00:00;"},
    };

    (void)state;
    CHECK(sources);
}

static void
test_timeline__a_year_comes_from_the_file_or_its_end(void **state)
{
    static const struct source sources[] = {
        {.text = "Nov 21 08:00:02 HIT\nNov 22 08:00:02 x\n", .expected = " 11-21 08:00 year;"},
        /* New Year inside: the end is near the reference */
        {.text = "Dec 30 08:00:02 HIT\nDec 31 23:59:59 HIT\nJan  1 00:00:02 HIT\n",
         .expected = " 2025-12-30 08:00 year; 2025-12-31 23:59 year; 01-01 00:00 year;"},
        /* twice */
        {.text = "Dec 30 08:00:02 HIT\nJan  1 00:00:02 HIT\nAug  1 00:00:02 x\n"
                 "Jan  2 00:00:02 HIT\n",
         .expected = " 2024-12-30 08:00 year; 2025-01-01 00:00 year; 01-02 00:00 year;"},
        /* a log that ends before its reference has its year, whatever its first lines allow */
        {.text = "Nov 25 08:00:02 HIT\nDec  1 08:00:02 x\n", .expected = " 2025-11-25 08:00 year;"},
        {.text = "Nov  1 08:00:02 HIT\nDec  1 08:00:02 HIT\n",
         .expected = " 2025-11-01 08:00 year; 2025-12-01 08:00 year;"},
        /* one that comes late is of the old year */
        {.text = "Jan  1 00:00:02 HIT\nDec 31 23:59:59 HIT\nJan  1 00:00:03 HIT\n",
         .expected = " 01-01 00:00 year; 2025-12-31 23:59 year; 01-01 00:00 year;"},
        /* other lines with a full date tell, those before and those behind */
        {.text = "2024-12-31 08:00:02 started\nDec 31 09:00:02 HIT\nJan  1 00:00:02 HIT\n",
         .expected = " 2024-12-31 09:00; 2025-01-01 00:00;"},
        {.text = "Dec 31 09:00:02 HIT\nJan  1 00:00:02 HIT\n2024-01-01 08:00:02 x\n",
         .expected = " 2023-12-31 09:00; 2024-01-01 00:00;"},
        {.text = "Log opened 2023-03-01\nMar  1 09:00:02 HIT\n", .expected = " 2023-03-01 09:00;"},
        /* the name does */
        {.name = "/var/log/syslog-20240107",
         .text = "Dec 31 09:00:02 HIT\nJan  6 00:00:02 HIT\n",
         .expected = " 2023-12-31 09:00; 2024-01-06 00:00;"},
        /* 29 February needs a leap year */
        {.text = "Feb 29 08:00:02 HIT\n", .expected = " 2024-02-29 08:00 year;"},
        {.text = "Feb 30 08:00:02 x\nFeb 28 08:00:02 HIT\n", .expected = " 02-28 08:00 year;"},
    };

    (void)state;
    CHECK(sources);
}

static void
test_timeline__a_date_comes_from_the_file_or_its_end(void **state)
{
    static const struct source sources[] = {
        {.text = "08:00:02 HIT\n", .expected = " 11-22 08:00 date;"},
        {.text = "18:00:02 HIT\n", .expected = " 11-21 18:00 date;"},
        /* midnights inside; the end is near the reference */
        {.text = "23:00:00 HIT\n00:00:01 HIT\n20:59:58 x\n08:00:00 HIT\n",
         .expected = " 11-20 23:00 date; 11-21 00:00 date; 11-22 08:00 date;"},
        /* a clock that is set back by an hour is no midnight, two writers at midnight are one */
        {.text = "02:59:59 HIT\n02:00:00 HIT\n",
         .expected = " 11-22 02:59 date; 11-22 02:00 date;"},
        {.text = "00:00:01 HIT\n23:59:59 HIT\n00:00:02 HIT\n",
         .expected = " 11-22 00:00 date; 11-21 23:59 date; 11-22 00:00 date;"},
        /* headings */
        {.text = "#Software: x\n#Date: 2024-02-28 22:00:00\n#Fields: time code\n22:00:02 HIT\n"
                 "00:00:02 HIT\n",
         .expected = " 2024-02-28 22:00; 2024-02-29 00:00;"},
        {.text = "Log opened 2024-02-28\n08:00:02 HIT\n", .expected = " 2024-02-28 08:00;"},
        {.text = "08:00:02 HIT\n--- Day changed Thu Feb 29 2024\n00:00:02 HIT\n",
         .expected = " 2024-02-28 08:00; 2024-02-29 00:00;"},
        {.text = "--- Log opened Thu Feb 22 10:00:00 2024\n10:00:02 HIT\n"
                 "--- Log opened Thu Feb 29 08:00:00 2024\n08:00:02 HIT\n",
         .expected = " 2024-02-22 10:00; 2024-02-29 08:00;"},
        {.text = "Version 1.2, build date 2020-01-02\n08:00:02 HIT\n",
         .expected = " 11-22 08:00 date;"},
        {.text = "08:00:02 HIT\ncertificate starts 2020-01-02\n08:00:03 HIT\n",
         .expected = " 11-22 08:00 date; 11-22 08:00 date;"},
        /* a line with a full date */
        {.text = "2024-02-28 23:00:02 started\n23:00:03 HIT\n00:00:03 HIT\n",
         .expected = " 2024-02-28 23:00; 2024-02-29 00:00;"},
        /* names of rotated files */
        {.name = "logs/app-2024-02-28.log",
         .text = "23:00:03 HIT\n00:00:03 HIT\n",
         .expected = " 2024-02-28 23:00; 2024-02-29 00:00;"},
        {.name = "case.zip!app.log.20240228",
         .text = "23:00:03 HIT\n",
         .expected = " 2024-02-28 23:00;"},
        {.name = "W3SVC1/u_ex240228.log",
         .text = "23:00:03 HIT\n",
         .expected = " 2024-02-28 23:00;"},
    };

    (void)state;
    CHECK(sources);
}

static void
test_timeline__w3c_logs_are_in_utc(void **state)
{
    static const struct source utc = {
        .text = "#Software: Microsoft Internet Information Services 10.0\n"
                "#Fields: date time s-ip\n2026-01-02 08:00:02 HIT\n",
        .expected = " 01-02 08:00;"};
    static const struct source local = {
        .text = "#Version: 1.5\n#Time Format: Local\n#Fields: date time action\n"
                "2026-01-02 08:00:02 HIT\n",
        .expected = ""}; /* the line alone says all there is */

    (void)state;
    assert_int_equal(setenv("TZ", "America/New_York", 1), 0);
    wl_civil_zone_changed();
    check_sources(&utc, 1);
    check_sources(&local, 1);
    assert_int_equal(setenv("TZ", "UTC0", 1), 0);
    wl_civil_zone_changed();
}

static void
add_lines(struct wl_buf *out, const char *opening, int count)
{
    for (int i = 0; i < count; i++)
        wl_buf_addf(out, "%s:%02d some message of a usual length that goes on for a while\n",
                    opening, i % 60);
}

static void
test_timeline__evidence_far_from_any_hit_counts(void **state)
{
    struct wl_buf text;
    struct source source = {.expected = " 04-03 08:00;"};

    (void)state;
    wl_buf_init(&text);
    wl_buf_add_text(&text, "03/04/2026 08:00:02 HIT\n");
    add_lines(&text, "03/04/2026 08:01", 3000);
    add_lines(&text, "13/04/2026 08:01", 100);
    add_lines(&text, "02/05/2026 08:01", 3000);
    source.text = wl_buf_text(&text);
    check_sources(&source, 1);

    wl_buf_clear(&text);
    wl_buf_add_text(&text, "Dec 31 08:00:02 HIT\n");
    add_lines(&text, "Dec 31 08:01", 6000);
    add_lines(&text, "Jan  1 08:01", 6000);
    source.text = wl_buf_text(&text);
    source.expected = " 2025-12-31 08:00 year;";
    check_sources(&source, 1);

    wl_buf_clear(&text);
    wl_buf_add_text(&text, "08:00:02 HIT\n");
    add_lines(&text, "08:01", 1);
    add_lines(&text, "08:00", 1);
    add_lines(&text, "05:01", 1);
    add_lines(&text, "   at frame", 500);
    add_lines(&text, "03:01", 1);
    source.text = wl_buf_text(&text);
    source.expected = " 11-20 08:00 date;";
    check_sources(&source, 1);
    wl_buf_done(&text);
}

static void
test_timeline__headings_of_the_table_are_read(void **state)
{
    size_t count = 0;

    (void)state;
    for (size_t i = 0; i < wl_stamp_format_count; i++) {
        const struct wl_stamp_format *row = &wl_stamp_formats[i];
        int64_t day = 0;
        struct wl_civil date;
        char text[40];
        if (!(row->where & WL_STAMP_HEADING))
            continue;
        if (!wl_heading_day(wl_span_of(row->example), &day))
            print_error("%s is not read\n", row->name);
        wl_civil_from_utc(day * WL_US_DAY, &date);
        (void)snprintf(text, sizeof text, "%04d-%02d-%02d", date.year, date.month, date.day);
        if (strcmp(text, row->expected) != 0)
            print_error("%s\n", row->name);
        assert_string_equal(text, row->expected);
        count++;
    }
    assert_true(count > 10);
}

static void
test_timeline__names_without_a_day_have_none(void **state)
{
    static const char *const names[] = {
        "app.log",
        "app-1.2.3.log",
        "2026-11-21/app.log",
        "app-2026-13-21.log",
        "app-12345678.log",
        "app-261121.log",
        "index261121.log",
        "app.20261121123.log",
        "report-1795334402",
        "a!2026-11-21/b.log",
        "",
    };

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        int64_t day;
        bool found = wl_heading_day_in_name(wl_span_of(names[i]), &day);
        if (found)
            print_error("%s has a day\n", names[i]);
        assert_false(found);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_timeline__the_source_shows_which_number_is_the_day),
        cmocka_unit_test(test_timeline__a_year_comes_from_the_file_or_its_end),
        cmocka_unit_test(test_timeline__a_date_comes_from_the_file_or_its_end),
        cmocka_unit_test(test_timeline__w3c_logs_are_in_utc),
        cmocka_unit_test(test_timeline__evidence_far_from_any_hit_counts),
        cmocka_unit_test(test_timeline__headings_of_the_table_are_read),
        cmocka_unit_test(test_timeline__names_without_a_day_have_none),
    };

    (void)setenv("TZ", "UTC0", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
