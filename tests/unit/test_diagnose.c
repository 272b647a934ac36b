/*
 * Diagnoses: files of rules, what a line tells, and the way from the database into a report. What
 * each rule finds is tested by its own examples, and by tests/incidents.
 */
#include "report_fixture.h"

#include "report/diagnose.h"
#include "scan/diagnosis.h"

#define RULE \
    "format: 1\nkind: diagnoses\ndiagnoses:\n- id: X1\n  title: Proxy down\n  meaning: m\n" \
    "  evidence: e\n  confused: c\n  checks: [look]\n  source: s\n"
#define CASES "  cases: [{codes: [10049], needs: {count: 2}, confidence: 90}]\n"
#define EXAMPLES "  match: [[{code: 10049, times: 3}]]\n  no_match: [[{code: 10049}]]\n"

static char path[] = "/tmp/wsalog-diagnoses.XXXXXX";

static int
load(const char *text, struct wl_diagnosis_set **set, struct wl_error *err)
{
    const char *paths[] = {path};
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    return wl_diagnosis_set_new(set, paths, 1, err);
}

static const struct {
    const char *text, *place, *words;
} refusals[] = {
    {RULE CASES, ":4:3:", "'match' is missing"},
    {RULE "  cases: []\n" EXAMPLES, ":11:10:", "a list of cases"},
    {RULE "  cases: [{codes: [10049], needs: {bursts: 2}, confidence: 90}]\n" EXAMPLES,
     ":11:36:", "unknown measure 'bursts'"},
    {RULE "  cases: [{codes: [1], needs: {count: 2}, confidence: 90}]\n" EXAMPLES,
     ":11:20:", "1 is no Winsock code"},
    {RULE "  cases: [{codes: [10049], needs: {count: a}, confidence: 90}]\n" EXAMPLES,
     ":11:43:", "a range is expected"},
    {RULE "  cases: [{codes: [10049], within: 5x, needs: {}, confidence: 90}]\n" EXAMPLES,
     ":11:36:", "a duration is expected"},
    {RULE "  cases: [{codes: [10049], during: [walk], needs: {}, confidence: 90}]\n" EXAMPLES,
     ":11:37:", "no operation has this name"},
    {RULE "  cases: [{codes: [10049], by: moon, needs: {}, confidence: 90}]\n" EXAMPLES,
     ":11:32:", "one of all, peer"},
    {RULE "  cases: [{codes: [10049], needs: {}, confidence: 96}]\n" EXAMPLES,
     ":11:51:", "from 1 to 95"},
    {"format: 2\nkind: diagnoses\n", ":1:9:", "only 'format: 1'"},
    {"format: 1\nkind: diagnoses\nrules: []\n", ":3:1:", "unknown key 'rules'"},
};

static void
test_diagnose__refuses_rules_with_place_and_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct wl_diagnosis_set *set = NULL;
        struct wl_error err = {0};
        int rc = load(refusals[i].text, &set, &err);

        if (rc != WL_EPARSE || strncmp(err.text, path, strlen(path)) != 0 ||
            strncmp(err.text + strlen(path), refusals[i].place, strlen(refusals[i].place)) != 0 ||
            !strstr(err.text, refusals[i].words))
            fail_msg("case %zu: %d %s", i, rc, err.text);
        assert_null(set);
    }
}

static void
test_diagnose__files_of_users_add_replace_and_disable(void **state)
{
    const struct wl_diagnosis_rules *rules;
    struct wl_diagnosis_set *set = NULL;
    struct wl_error err;
    bool p1 = false, x1 = false;

    (void)state;
    if (load("disable: [P1]\n" RULE CASES EXAMPLES, &set, &err) < 0)
        fail_msg("%s", err.text);
    rules = wl_diagnosis_set_get(set);
    for (size_t i = 0; i < rules->count; i++) {
        p1 = p1 || strcmp(rules->list[i]->id, "P1") == 0;
        x1 = x1 || strcmp(rules->list[i]->id, "X1") == 0;
    }
    assert_false(p1);
    assert_true(x1);
    wl_diagnosis_set_free(set);
}

static const struct {
    const char *line, *address;
    uint16_t port;
    int64_t bytes;
} lines[] = {
    {"cannot bind 0.0.0.0:8080 now", "0.0.0.0", 8080, 0},
    {"peer [2001:db8::7]:443 gone", "2001:db8::7", 443, 0},
    {"host 10.0.0.5, port 5432", "10.0.0.5", 5432, 0},
    {"('0.0.0.0', 9000) taken", "0.0.0.0", 9000, 0},
    {"at 08:00:45 nothing", "", 0, 0},
    {"version 10.0.19045.1 of 300 parts", "", 0, 0},
    {"sent 1,500 bytes of 4 kB", "", 0, 4096},
    {"len=9000", "", 0, 9000},
};

static void
test_diagnose__reads_off_a_line_what_fields_have_missed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct wl_span text = wl_span_of(lines[i].line), address;
        uint16_t port = 0;

        address = wl_line_address(text, &port);
        if (port == 0)
            port = wl_line_port(text);
        if (!wl_span_equal(address, wl_span_of(lines[i].address)) || port != lines[i].port ||
            wl_line_bytes(text) != lines[i].bytes)
            fail_msg("'%s': '%.*s' %u %lld", lines[i].line, (int)address.len, address.ptr,
                     (unsigned)port, (long long)wl_line_bytes(text));
    }
}

static const struct {
    const char *line, *name;
} names[] = {
    {"getaddrinfo failed for db7.example.com", "db7.example.com"},
    {"host='api-3', port=443: getaddrinfo failed", "api-3"},
    {"java.net.UnknownHostException: files.example.net", "files.example.net"},
    {"socket.gaierror: [Errno 11001] getaddrinfo failed", ""},
    {"No such host is known. (cdn.example.com:443)", "cdn.example.com"},
};

static void
test_diagnose__finds_the_name_that_was_looked_up(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct wl_span name =
            wl_line_name(wl_span_of(names[i].line), wl_span_of("web01"), wl_span_of("relayd"));
        if (!wl_span_equal(name, wl_span_of(names[i].name)))
            fail_msg("'%s': '%.*s'", names[i].line, (int)name.len, name.ptr);
    }
}

static void
test_diagnose__a_report_tells_it_with_numbers_of_the_database(void **state)
{
    struct fixture *f = *state;
    const char *text;

    fill(f);
    for (int i = 0; i < 12; i++)
        add_row(f, (struct row){.source = 1,
                                .code = 10061,
                                .time_us = AT(5000 + i * 5),
                                .time_from = 1,
                                .call = "connect",
                                .peer = "192.0.2.7",
                                .port = 5432});
    text = report(f, (struct wl_report_request){.format = "json"});
    assert_has(text, "\"id\": \"P6\"");
    assert_has(text, "\"subject\": \"192.0.2.7:5432\"");
    assert_has(text, "\"count\": 12, \"first\"");
    text = report(f, (struct wl_report_request){.format = "text"});
    assert_has(text, "P6: The service at one endpoint is down (192.0.2.7:5432)");
    text = report(f, (struct wl_report_request){.format = "markdown"});
    assert_has(text, "### P6: The service at one endpoint is down");
    text = report(f, (struct wl_report_request){.format = "html"});
    assert_has(text, "The service at one endpoint is down");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_diagnose__refuses_rules_with_place_and_words),
        cmocka_unit_test(test_diagnose__files_of_users_add_replace_and_disable),
        cmocka_unit_test(test_diagnose__reads_off_a_line_what_fields_have_missed),
        cmocka_unit_test(test_diagnose__finds_the_name_that_was_looked_up),
        TEST(test_diagnose__a_report_tells_it_with_numbers_of_the_database),
    };
    int rc = mkstemp(path), failed;

    if (rc < 0)
        return 1;
    (void)close(rc);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    (void)unlink(path);
    return failed;
}
