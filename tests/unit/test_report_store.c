/*
 * Reports on what the store itself has written, read through a store opened for reading.
 */
#include "report/report.h"
#include "report/when.h"
#include "store_driver.h"

#define LOG \
    "T1795248000 error 10054\n" \
    "T1795248060 error 10061\n" \
    "no time, error 10060\n" \
    "T1795251600 error 10035\n"
#define EXCERPT "T1795248060 error 10061\nT1795251600 error 10035\n"

static struct wl_buf out;

static const char *
report(struct driver *d, struct wl_report_request request)
{
    struct wl_error err = {0};

    if (!d->store)
        driver_must(wl_store_open(&d->store, d->path, WL_STORE_READ, &err), &err);
    wl_buf_clear(&out);
    driver_must(wl_report_write(d->store, &request, &out, &err), &err);
    return wl_buf_text(&out);
}

static void
assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no '%s' in:\n%s", part ? part : "(null)", text ? text : "(null)");
}

static int
set_up(void **state)
{
    struct driver *d = driver_new();

    wl_buf_init(&out);
    driver_read(d, LOG, strlen(LOG),
                (struct reading){.locator = "app.log", .mtime_us = INT64_C(1795255200) * 1000000});
    driver_scan(d, EXCERPT, "case.zip!tail.log");
    driver_close(d);
    *state = d;
    return 0;
}

static int
tear_down(void **state)
{
    wl_buf_done(&out);
    driver_free(*state);
    return 0;
}

static void
test_report_store__an_excerpt_adds_nothing_but_its_folded_lines(void **state)
{
    const char *text = report(*state, (struct wl_report_request){.format = "json"});

    assert_has(text, "\"span\": {\"since\": \"2026-11-21T08:00:00.000000Z\", "
                     "\"until\": \"2026-11-21T10:00:00.000000Z\"},\n"
                     "  \"total\": 4,\n  \"folded\": 2,\n");
    assert_has(text, "\"times\": {\"line\": 3, \"inherited\": 0, \"file\": 0, \"absent\": 1},");
    text = report(*state, (struct wl_report_request){.format = "csv", .source = "tail.log"});
    assert_has(text, "10061,WSAECONNREFUSED,");
    assert_has(text, "10035,WSAEWOULDBLOCK,");
}

static void
test_report_store__the_suggested_command_shows_something(void **state)
{
    struct wl_report_request request = {
        .has_since = true, .since_us = INT64_C(1900000000) * 1000000, .width = 200};
    const char *text = report(*state, request);
    const char *quoted = strstr(text, "\n  wsalog report --since '");
    char since[64];

    assert_non_null(quoted);
    quoted = strchr(quoted, '\'') + 1;
    (void)snprintf(since, sizeof since, "%.*s", (int)strcspn(quoted, "'"), quoted);
    assert_int_equal(wl_when_parse(since, 0, &request.since_us, NULL), 0);
    assert_has(report(*state, request), "4 occurrences of 4 codes in 1 source;");
}

/* Whole (from the tally), quarter by quarter, and row by row: the same, provisional rows included.
 */
static void
test_report_store__says_the_same_from_counts_and_from_rows(void **state)
{
    static const int64_t since_us[] = {-900000000, -900000001};
    struct driver *d = *state;

    driver_scan(d, "a header\nT1795248000 error 10054\nno time 10060\nT1795259000 error 10061",
                "torn.log");
    driver_close(d);
    for (const char *const *by = wl_report_bys(); *by; by++)
        for (size_t i = 0; i < sizeof since_us / sizeof *since_us; i++) {
            char *whole = strdup(report(d, (struct wl_report_request){.format = "csv", .by = *by}));

            assert_non_null(whole);
            assert_string_equal(report(d, (struct wl_report_request){.format = "csv",
                                                                     .by = *by,
                                                                     .has_since = true,
                                                                     .since_us = since_us[i]}),
                                whole);
            free(whole);
        }
    assert_has(report(d, (struct wl_report_request){.format = "json"}),
               "\"times\": {\"line\": 4, \"inherited\": 0, \"file\": 0, \"absent\": 2},");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_report_store__an_excerpt_adds_nothing_but_its_folded_lines),
        TEST(test_report_store__says_the_same_from_counts_and_from_rows),
        TEST(test_report_store__the_suggested_command_shows_something),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
