/*
 * How reports look: widths, hostile names, what is said when there is nothing.
 */
#include "base/utf8.h"
#include "report_fixture.h"

#define HOSTILE "=cmd|' /C calc'!A0\x1b[31m\n\"x,y\\|<b>\xFF.log"

/* The linker sends the library's allocations here; one of them fails. */
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_realloc(void *ptr, size_t size);
void *__wrap_realloc(void *ptr, size_t size);

static int until_failure = -1; /* calls that still succeed; -1: all */

static bool
fails_now(void)
{
    return until_failure >= 0 && until_failure-- == 0;
}

void *
__wrap_calloc(size_t count, size_t size)
{
    return fails_now() ? NULL : __real_calloc(count, size);
}

void *
__wrap_realloc(void *ptr, size_t size)
{
    return fails_now() ? NULL : __real_realloc(ptr, size);
}

/* Every line fits; without utf8 every byte is ASCII; no control but the line ending. */
static void
assert_fits(const char *text, struct wl_report_request request)
{
    size_t width = request.width == 0 ? 80 : request.width < 40 ? 40 : request.width;

    for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
        struct wl_span span = {line, (size_t)(strchr(line, '\n') - line)};
        if (wl_utf8_columns(span) > width)
            fail_msg("%zu columns of %zu: %.*s", wl_utf8_columns(span), width, (int)span.len, line);
        assert_true(span.len == 0 || line[span.len - 1] != ' ');
        for (size_t i = 0; i < span.len; i++)
            assert_false((unsigned char)line[i] < 0x20 || line[i] == 0x7F ||
                         (!request.utf8 && (unsigned char)line[i] >= 0x80));
    }
}

static void
fill_hostile(struct fixture *f)
{
    fill(f);
    add_source(f, 4, HOSTILE, "日本語のとても長いホスト名がここにあります日本語のとても長い", "",
               AT(0));
    add_row(f, (struct row){
                   .source = 4,
                   .code = 11025,
                   .time_us = AT(40000000),
                   .peer = "p\x1b]0;x\x07|`",
                   .process = HOSTILE,
                   .call = "日本語のとても長いホスト名がここにあります日本語のとても長い語の"});
    for (int i = 0; i < 60; i++)
        add_row(f, (struct row){.source = 4,
                                .code = 10004 + i,
                                .time_us = AT(i * 86400),
                                .peer = i % 2 ? "a" : "b"});
    run_sql(f, "DELETE FROM summary");
    sum_up(f);
}

static void
test_report_text__no_line_is_wider_than_the_terminal(void **state)
{
    static const size_t widths[] = {0, 20, 40, 43, 50, 57, 66, 73, 80, 93, 120, 135, 200};
    struct fixture *f = *state;
    struct wl_report_request request = {0};

    fill_hostile(f);
    for (size_t i = 0; i < 2 * sizeof widths / sizeof *widths; i++) {
        request.width = widths[i / 2];
        request.utf8 = i % 2 == 1;
        request.by = NULL;
        assert_fits(report(f, request), request);
        for (size_t by = 0; wl_report_bys()[by]; by++) {
            request.by = wl_report_bys()[by];
            assert_fits(report(f, request), request);
        }
    }
}

static void
test_report_text__overview_shows_codes_noise_sources_and_peers(void **state)
{
    struct fixture *f = *state;
    const char *text, *noise;

    fill(f);
    text = report(f, (struct wl_report_request){.utf8 = true});
    assert_has(text, "span      2026-11-21 08:00:00 to 2026-11-27 02:53:20 UTC\n");
    assert_has(text, "WSAECONNRESET    10054      2   25%  11-21 08:00  11-21 08:01  █");
    assert_has(text, "\n  peer reset the connection\n");
    assert_has(text, "(unknown)           49      1   12%");
    noise = strstr(text, "\nnormal noise: ");
    assert_non_null(noise);
    assert_has(noise, "\nWSAEWOULDBLOCK ");
    assert_has(noise, "\nSOURCE ");
    assert_has(noise, "\n(standard input) ");
    assert_has(noise, "\ncase.zip!logs/app.log");
    assert_has(noise, "\n10.0.0.5 (2 ports) ");
    assert_has(noise, "\n[fe80::1]:25 ");
    assert_has(report(f, (struct wl_report_request){.width = 140}),
               "  peer reset the connection\n");
}

static void
test_report_text__colour_only_where_asked_for(void **state)
{
    struct fixture *f = *state;

    fill(f);
    assert_lacks(report(f, (struct wl_report_request){.utf8 = true}), "\x1b");
    assert_has(report(f, (struct wl_report_request){.color = true}),
               "\x1b[1mWSAECONNRESET\x1b[0m ");
}

static void
test_report_text__limit_sums_up_the_rest(void **state)
{
    struct fixture *f = *state;
    const char *text;

    fill(f);
    text = report(f, (struct wl_report_request){.limit = 2});
    assert_has(text, "\n3 more codes                3   37%\n");
    assert_has(text, "\n1 more source ");
    text = report(f, (struct wl_report_request){.by = "day", .limit = 1});
    assert_has(text, "\n2 earlier days        7   87%\n2026-11-27            1   12%");
    assert_has(report(f, (struct wl_report_request){.format = "markdown", .limit = 2}),
               "| 3 more | | 3 | | | |\n");
}

static void
test_report_text__empty_database_says_how_to_fill_it(void **state)
{
    struct fixture *f = *state;
    const char *text = report(f, (struct wl_report_request){0});

    assert_has(text, "nothing: the database has no occurrences yet:\n\n"
                     "  wsalog scan PATH...\n  cat FILE | wsalog annotate\n");
    assert_has(report(f, (struct wl_report_request){.format = "markdown"}),
               "    wsalog scan PATH...");
    assert_string_equal(report(f, (struct wl_report_request){.format = "csv"}),
                        "code,name,summary,count,first,last,noise\n");
    text = report(f, (struct wl_report_request){.format = "json"});
    assert_has(text, "\"span\": {},\n  \"total\": 0,");
    assert_has(text, "\"codes\": [],");
    add_source(f, 1, "quiet.log", "", "", 0);
    assert_has(report(f, (struct wl_report_request){.width = 200}),
               "no Winsock error is reported in 1 source read so far");
}

static void
test_report_text__empty_span_names_the_command_that_shows_something(void **state)
{
    struct fixture *f = *state;
    struct wl_report_request request = {
        .has_since = true, .since_us = AT(600000), .width = 160, .db = "it's.db"};
    const char *text;

    fill(f);
    text = report(f, request);
    assert_has(text, "span      since 2026-11-28 06:40:00 UTC\n"
                     "found     nothing in this span; the database has 8 occurrences from "
                     "2026-11-21 08:00:00 to 2026-11-27 02:53:20 UTC:\n\n"
                     "  wsalog report --since '2026-11-21T08:00:00Z' --db 'it'\\''s.db'\n");
    request.since_us = AT(0); /* which is that command */
    assert_has(report(f, request), "8 occurrences");
    request.since_us = AT(600000);
    request.source = "app.log";
    request.width = 80;
    text = report(f, request);
    assert_fits(text, request);
    assert_has(text, "outside of it there are 4 occurrences");
    assert_has(text, " --source 'app.log'\n");
    request.source = "none.log";
    text = report(f, request);
    assert_has(text, "nothing for --source; without that");
    assert_lacks(text, "--source 'none.log'");
    request.format = "json";
    assert_has(report(f, request), "\"available\": {\"count\": 8, \"command\": \"wsalog report ");
}

static void
test_report_csv__cells_are_quoted_and_no_formulas(void **state)
{
    struct fixture *f = *state;
    const char *text;

    fill_hostile(f);
    text = report(f, (struct wl_report_request){.format = "csv", .by = "source"});
    assert_has(text, "source,host,count,first,last\n");
    assert_has(text, "\n\"'=cmd|' /C calc'!A0\\x1B[31m\n\"\"x,y\\|<b>\\xFF.log\",日本語");
    assert_has(text, "\n'-,,3,2026-11-21T08:01:40.000000Z,2026-11-27T02:53:20.000000Z\n");
    text = report(f, (struct wl_report_request){.format = "csv"});
    assert_has(text, "\n10061,WSAECONNREFUSED,");
    assert_has(text, "\n49,,,1,2026-11-21T08:03:20.000000Z,2026-11-21T08:03:20.000000Z,0\n");
}

static void
test_report_json__is_valid_whatever_the_names(void **state)
{
    struct fixture *f = *state;
    const char *text;

    fill_hostile(f);
    text = report(f, (struct wl_report_request){.format = "json", .by = "process"});
    assert_true(wl_utf8_valid(wl_buf_span(&f->out)));
    assert_lacks(text, "null");
    assert_lacks(text, "\x1b");
    assert_has(
        text, "{\"source\": \"=cmd|' /C calc'!A0\\u001b[31m\\n\\\"x,y\\\\|<b>\xEF\xBF\xBD.log\", ");
    assert_has(text, "\"by\": \"process\",\n  \"rows\": [\n    {\"process\": ");
    assert_has(text, "{\"code\": 10035, \"name\": \"WSAEWOULDBLOCK\", ");
    assert_has(text, "\"noise\": true}");
    assert_has(text, "{\"code\": 49, \"count\": 1, ");
    assert_has(text, "\"pattern_sets\": 1,");
    assert_has(text, "\"diagnoses\": [");
}

static void
test_report_markdown__names_stay_text(void **state)
{
    struct fixture *f = *state;
    const char *text;

    fill_hostile(f);
    text = report(f, (struct wl_report_request){.format = "markdown", .by = "source"});
    assert_has(text,
               "\n| =cmd\\|' /C calc'!A0\\\\x1B\\[31m\\\\x0A\"x,y\\\\\\|&lt;b&gt;\\\\xFF.log on ");
    text = report(f, (struct wl_report_request){.format = "markdown"});
    assert_has(text, "## Codes\n\n| name | code | count | first | last | meaning |\n");
    assert_has(text, "## Normal noise\n");
    assert_has(text, "\n| p\\\\x1B\\]0;x\\\\x07\\|\\` |");
}

static void
test_report_text__memory_failure_is_an_error_wherever_it_strikes(void **state)
{
    struct fixture *f = *state;
    struct wl_report_request request = {.utf8 = true};
    struct wl_error err;
    int rc, allowed;
    char *whole;

    fill(f);
    for (size_t i = 0; wl_report_formats()[i]; i++) {
        request.format = wl_report_formats()[i];
        whole = strdup(report(f, request));
        assert_non_null(whole);
        for (allowed = 0, rc = -1; rc < 0; allowed++) {
            wl_buf_done(&f->out);
            until_failure = allowed;
            rc = wl_report_write(f->store, &request, &f->out, &err);
            until_failure = -1;
            if (rc != 0 && rc != WL_ENOMEM)
                fail_msg("%d after %d: %s", rc, allowed, err.text);
        }
        assert_true(allowed > 10);
        assert_string_equal(wl_buf_text(&f->out), whole);
        free(whole);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_report_text__no_line_is_wider_than_the_terminal),
        TEST(test_report_text__overview_shows_codes_noise_sources_and_peers),
        TEST(test_report_text__colour_only_where_asked_for),
        TEST(test_report_text__limit_sums_up_the_rest),
        TEST(test_report_text__empty_database_says_how_to_fill_it),
        TEST(test_report_text__empty_span_names_the_command_that_shows_something),
        TEST(test_report_csv__cells_are_quoted_and_no_formulas),
        TEST(test_report_json__is_valid_whatever_the_names),
        TEST(test_report_markdown__names_stay_text),
        TEST(test_report_text__memory_failure_is_an_error_wherever_it_strikes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
