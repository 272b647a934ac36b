/*
 * What reports count: totals that add up whichever way they are made, spans, fall-backs, folding.
 */
#include "report/dbinfo.h"
#include "report/summary.h"
#include "report_fixture.h"

#include <time.h>

#define ALL_TABLES ((1u << WL_BYS) - 1)

static int64_t
sum(const struct wl_report_table *table)
{
    int64_t count = 0;

    for (size_t i = 0; i < table->count; i++)
        count += table->rows[i].count;
    return count;
}

/* Load everything; every table adds up to the total, and so do the kinds of times. @return total */
static int64_t
checked_total(struct fixture *f, struct wl_report_request request)
{
    struct wl_summary summary;
    int64_t total;

    assert_int_equal(wl_summary_load(&summary, f->store, &request, ALL_TABLES, true, NULL), 0);
    for (int by = 0; by < WL_BYS; by++)
        if (sum(&summary.tables[by]) != summary.total)
            fail_msg("by %s: %lld of %lld", wl_bys[by].name, (long long)sum(&summary.tables[by]),
                     (long long)summary.total);
    assert_int_equal(summary.undated + summary.from_line + summary.inherited + summary.from_file,
                     summary.total);
    assert_int_equal(summary.sources, summary.tables[WL_BY_SOURCE].count);
    assert_int_equal(summary.codes, summary.tables[WL_BY_CODE].count);
    for (size_t i = 0; i < summary.tables[WL_BY_CODE].count; i++) {
        const struct wl_report_row *row = &summary.tables[WL_BY_CODE].rows[i];
        int64_t drawn = 0;
        for (int part = 0; part < WL_SHAPE_PARTS; part++)
            drawn += row->shape[part];
        assert_int_equal(drawn, row->count);
    }
    total = summary.total;
    wl_summary_done(&summary);
    return total;
}

static void
test_report__totals_add_up_by_everything(void **state)
{
    struct fixture *f = *state;

    fill(f);
    assert_int_equal(checked_total(f, (struct wl_report_request){0}),
                     query_int(f, "SELECT count(*) FROM occurrences"));
}

static void
test_report__rows_and_summary_tell_the_same(void **state)
{
    struct fixture *f = *state;
    struct wl_report_request finer = {.has_since = true, .since_us = AT(-1), .format = "csv"};
    char *coarse;

    fill(f);
    for (size_t i = 0; wl_report_bys()[i]; i++) {
        finer.by = wl_report_bys()[i];
        coarse = strdup(report(f, (struct wl_report_request){.format = "csv", .by = finer.by}));
        assert_non_null(coarse);
        assert_string_equal(report(f, finer), coarse);
        free(coarse);
    }
}

static void
test_report__span_is_half_open(void **state)
{
    struct fixture *f = *state;
    struct wl_report_request request = {.has_since = true, .has_until = true};

    fill(f);
    request.since_us = AT(60);
    request.until_us = AT(100);
    assert_int_equal(checked_total(f, request), 1); /* the one at 60, not the one at 100 */
    request.until_us = AT(100) + 1;
    assert_int_equal(checked_total(f, request), 2);
    request.since_us = AT(60) + 1;
    assert_int_equal(checked_total(f, request), 1);
    request.since_us = AT(0); /* quarters of an hour: from the summary */
    request.until_us = AT(3600);
    assert_int_equal(checked_total(f, request), 4);
    request.until_us = AT(4500);
    assert_int_equal(checked_total(f, request), 5);
    request.until_us = request.since_us;
    assert_int_equal(checked_total(f, request), 0);
}

static void
test_report__undated_rows_use_the_date_of_the_file_and_are_counted(void **state)
{
    struct fixture *f = *state;
    struct wl_report_request request = {
        .has_since = true, .since_us = AT(9000), .has_until = true, .until_us = AT(9000) + 1};

    fill(f);
    assert_int_equal(checked_total(f, request), 1); /* source 2: modified at 9000 */
    request.since_us = AT(500000);                  /* source 3: no such time, read at 500000 */
    request.until_us = AT(500000) + 1;
    assert_int_equal(checked_total(f, request), 1);
    assert_has(report(f, (struct wl_report_request){.width = 200}), " 2 unknown (date of the file");
    assert_has(report(f, (struct wl_report_request){.format = "json"}),
               "\"times\": {\"line\": 4, \"inherited\": 1, \"file\": 1, \"absent\": 2}");
}

static void
test_report__folded_rows_are_left_out_and_stated(void **state)
{
    struct fixture *f = *state;
    const char *text;

    fill(f);
    text = report(f, (struct wl_report_request){0});
    assert_has(text, "8 occurrences of 6 codes in 3 sources on 2 hosts; 1 repeat folded");
    text = report(f, (struct wl_report_request){.format = "json"});
    assert_has(text, "\"total\": 8,\n  \"folded\": 1,");
}

static void
test_report__excerpt_alone_is_reported_whole(void **state)
{
    struct fixture *f = *state;

    fill(f);
    assert_int_equal(checked_total(f, (struct wl_report_request){.source = "tail.log"}), 2);
    assert_int_equal(checked_total(f, (struct wl_report_request){.source = "*.log"}), 5);
    assert_has(report(f, (struct wl_report_request){.source = "*.log", .format = "json"}),
               "\"folded\": 1,");
}

static void
test_report__filters_narrow_it(void **state)
{
    struct fixture *f = *state;
    const uint16_t codes[] = {10060, 10048};

    fill(f);
    add_sighting(f, 3, "mail.txt", "", "8842", 0);
    assert_int_equal(checked_total(f, (struct wl_report_request){.codes = codes, .code_count = 2}),
                     3);
    assert_int_equal(checked_total(f, (struct wl_report_request){.case_name = "8841"}), 4);
    assert_int_equal(checked_total(f, (struct wl_report_request){.case_name = "8842"}), 3);
    assert_int_equal(checked_total(f, (struct wl_report_request){.case_name = "884"}), 0);
    assert_int_equal(checked_total(f, (struct wl_report_request){.source = "app.log"}), 4);
    assert_int_equal(checked_total(f, (struct wl_report_request){.source = "logs/app.log"}), 4);
    assert_int_equal(checked_total(f, (struct wl_report_request){.source = "pp.log"}), 0);
    /* named as it was met in that case */
    assert_has(report(f, (struct wl_report_request){.case_name = "8842", .by = "source"}),
               "mail.txt");
}

static void
test_report__days_and_hours_are_local(void **state)
{
    struct fixture *f = *state;
    const char *zone = getenv("TZ");
    char *before = zone ? strdup(zone) : NULL;
    const char *text;

    fill(f);
    assert_int_equal(setenv("TZ", "<+1530>-15:30", 1), 0); /* 08:00Z is 23:30 there */
    tzset();
    text = report(f, (struct wl_report_request){.by = "day", .format = "csv"});
    assert_has(text, "day,count,first,last\n2026-11-21,4,2026-11-21T08:00:00.000000Z,");
    assert_has(text, "\n2026-11-22,2,2026-11-21T09:00:00.000000Z,");
    assert_int_equal(checked_total(f, (struct wl_report_request){0}), 8);
    assert_has(report(f, (struct wl_report_request){.by = "hour", .format = "csv"}),
               "hour,count,first,last\n2026-11-21T07:30:00.000000Z,4,");
    assert_has(report(f, (struct wl_report_request){.by = "hour"}), "2026-11-21 23:00");
    assert_int_equal(before ? setenv("TZ", before, 1) : unsetenv("TZ"), 0);
    tzset();
    free(before);
}

static void
test_report__same_request_same_bytes(void **state)
{
    struct fixture *f = *state;
    struct wl_report_request request = {0};
    char *first;

    fill(f);
    for (size_t i = 0; wl_report_formats()[i]; i++) {
        request.format = wl_report_formats()[i];
        first = strdup(report(f, request));
        assert_non_null(first);
        assert_string_equal(report(f, request), first);
        free(first);
    }
}

static void
test_report__unknown_names_are_refused_with_the_known_ones(void **state)
{
    struct fixture *f = *state;
    struct wl_error err;

    assert_int_equal(
        wl_report_write(f->store, &(struct wl_report_request){.format = "xml"}, &f->out, &err),
        WL_EPARSE);
    assert_has(err.text, "--format takes text, markdown, csv");
    assert_has(err.text, ", not 'xml'");
    assert_int_equal(
        wl_report_write(f->store, &(struct wl_report_request){.by = "week"}, &f->out, &err),
        WL_EPARSE);
    assert_has(err.text, "--by takes code, source, peer, ");
    assert_has(err.text, ", not 'week'");
    assert_int_equal(f->out.len, 0);
}

static void
test_report__a_broken_database_is_an_error(void **state)
{
    struct fixture *f = *state;
    struct wl_error err = {0};

    fill(f);
    run_sql(f, "DROP TABLE summary");
    assert_int_equal(wl_report_write(f->store, &(struct wl_report_request){0}, &f->out, &err),
                     WL_EDB);
    assert_has(err.text, "summary");
}

static void
test_dbinfo__tells_what_is_there(void **state)
{
    struct fixture *f = *state;
    const char *text;

    fill(f);
    assert_int_equal(wl_dbinfo_write(f->store, &f->out, NULL), 0);
    text = wl_buf_text(&f->out);
    assert_has(text, f->path);
    assert_has(text, "\nschema        3\n");
    assert_has(text, "\noccurrences   9\n");
    assert_has(text, "\nspan          2026-11-21 08:00:00 to 2026-11-22 09:00:00 UTC\n");
    assert_has(text, "\npattern set   built-in 1, digest 0a0b: 9 occurrences\n");
    assert_has(text, "\ncase          8841: 1 source\n");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_report__totals_add_up_by_everything),
        TEST(test_report__rows_and_summary_tell_the_same),
        TEST(test_report__span_is_half_open),
        TEST(test_report__undated_rows_use_the_date_of_the_file_and_are_counted),
        TEST(test_report__folded_rows_are_left_out_and_stated),
        TEST(test_report__excerpt_alone_is_reported_whole),
        TEST(test_report__filters_narrow_it),
        TEST(test_report__days_and_hours_are_local),
        TEST(test_report__same_request_same_bytes),
        TEST(test_report__unknown_names_are_refused_with_the_known_ones),
        TEST(test_report__a_broken_database_is_an_error),
        TEST(test_dbinfo__tells_what_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
