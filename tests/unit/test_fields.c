/* What a line tells beside its code: by rules bound to its head, by columns, by the head of a file.
 */
#include "scan/detect.h"

#include "input/transcript.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

struct said {
    struct wl_detector *detector;
    char out[1024];
};

static int
say(void *arg, const struct wl_line_hits *line, struct wl_error *err)
{
    struct said *said = arg;
    struct wl_fields f;
    size_t len = strlen(said->out);

    assert_int_equal(wl_detect_fields(said->detector, line->line, line->hits->found, &f, err), 0);
    (void)snprintf(
        said->out + len, sizeof said->out - len, "%u level=%.*s process=%.*s host=%.*s\n",
        line->hits->code, (int)f.level.len, f.level.ptr ? f.level.ptr : "", (int)f.process.len,
        f.process.ptr ? f.process.ptr : "", (int)f.host.len, f.host.ptr ? f.host.ptr : "");
    return 0;
}

static void
assert_fields(const char *text, const char *want)
{
    for (int plain = 0; plain < 2; plain++) {
        struct said said = {0};
        struct wl_piece piece = {text, 0, strlen(text), 0, true};
        struct wl_error err;

        assert_int_equal(wl_detector_new(&said.detector, wl_patterns_builtin(), &err), 0);
        wl_detector_plain(said.detector, plain);
        assert_int_equal(wl_detect(said.detector, &piece, say, &said, &err), 0);
        assert_string_equal(said.out, want);
        wl_detector_free(said.detector);
    }
}

/* A line with so many bytes between its head and its end. */
static void
assert_far(const char *head, const char *tail, const char *want)
{
    for (size_t far = 1000; far <= 100000; far *= 10) {
        size_t len = strlen(head), end = strlen(tail);
        char *text = malloc(len + far + end + 1);

        memcpy(text, head, len);
        memset(text + len, '.', far);
        memcpy(text + len + far, tail, end + 1);
        assert_fields(text, want);
        free(text);
    }
}

static void
test_fields__the_head_is_seen_from_afar(void **state)
{
    (void)state;
    assert_far(
        "2026-11-22T08:00:02.456789Z ERROR computer=H channel=System provider=Relay event_id=7 "
        "record_id=1 Data=\"",
        " recv failed: WSAECONNRESET\"\n", "10054 level=ERROR process=Relay host=H\n");
    assert_far("Nov 22 08:00:02 web01 relayd[812]: ", " WSAECONNRESET\n",
               "10054 level= process=relayd host=web01\n");
    assert_far("<Event xmlns='x'><System><Provider Name='Relay'/><EventID>7</EventID>"
               "<Computer>H</Computer></System>",
               " WSAECONNRESET</Event>\n", "10054 level= process=Relay host=H\n");
}

static void
test_fields__what_is_bound_to_the_head_is_not_sought_elsewhere(void **state)
{
    (void)state;
    assert_far("relay: ", " [ERROR] recv failed: WSAECONNRESET\n", "10054 level= process= host=\n");
}

static void
test_fields__a_column_names_the_computer(void **state)
{
    (void)state;
    assert_fields("#Fields: date s-computername sc-win32-status\n2026-11-22 WEB1 10054\n"
                  "2026-11-22 - 10060\n#Fields: date sc-win32-status\n2026-11-22 10061\n",
                  "10054 level= process= host=WEB1\n10060 level= process= host=\n"
                  "10061 level= process= host=\n");
}

static void
test_transcript__names_its_machine(void **state)
{
    static const struct {
        const char *head, *host;
    } cases[] = {
        {"**********************\r\nWindows PowerShell transcript start\r\nStart time: 1\r\n"
         "Machine: WS-61 (Microsoft Windows NT 10.0)\r\n**********************\r\n",
         "WS-61"},
        {"***********\nx\nOrdinateur : WS-61 (Microsoft Windows NT 10.0)", "WS-61"},
        {"***********\nx\n**********\nMachine: WS-61 (Microsoft Windows NT 10.0)", ""},
        {"Machine: WS-61 (Microsoft Windows NT 10.0)\n", ""},
        {"**********", ""},
        {"", ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_true(wl_span_equal(wl_transcript_host(wl_span_of(cases[i].head)),
                                  wl_span_of(cases[i].host)));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields__the_head_is_seen_from_afar),
        cmocka_unit_test(test_fields__what_is_bound_to_the_head_is_not_sought_elsewhere),
        cmocka_unit_test(test_fields__a_column_names_the_computer),
        cmocka_unit_test(test_transcript__names_its_machine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
