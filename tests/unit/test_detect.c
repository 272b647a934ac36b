/*
 * Detection as a whole: what is reported, and that the fast path and the plain one agree. Lines of
 * programs are in samples/labelled.jsonl; here are borders, wraps, colours, notes and windows.
 */
#include "scan/detect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* What detection says, as text: "line:column code/confidence, ..." by lines. */
struct said {
    const char *text;
    char out[65536];
    size_t len;
};

static int
say(void *arg, const struct wl_line_hits *line, struct wl_error *err)
{
    struct said *said = arg;

    (void)err;
    for (size_t i = 0; i < line->count; i++) {
        const struct wl_hit *hit = line->hits + i;
        assert_true(hit->found.ptr >= line->line.ptr);
        assert_true(hit->found.ptr + hit->found.len <= line->line.ptr + line->line.len);
        said->len +=
            (size_t)snprintf(said->out + said->len, sizeof said->out - said->len,
                             "%td+%zu %u/%u/%u %s;", hit->found.ptr - said->text, hit->found.len,
                             hit->code, hit->form, hit->confidence, hit->pattern);
        assert_true(said->len < sizeof said->out - 200);
    }
    return 0;
}

static void
detect(bool plain, const char *text, size_t len, size_t cut, struct said *said)
{
    struct wl_detector *detector;
    struct wl_error err;

    *said = (struct said){.text = text};
    assert_int_equal(wl_detector_new(&detector, wl_patterns_builtin(), &err), 0);
    wl_detector_plain(detector, plain);
    /* pieces end at the first line end after every cut bytes, as blocks do */
    for (size_t at = 0; at < len;) {
        size_t end = at + cut < len ? at + cut : len;
        const char *lf = memchr(text + end - 1, '\n', len - end + 1);
        struct wl_piece piece;
        end = lf ? (size_t)(lf + 1 - text) : len;
        piece = (struct wl_piece){text + at, at, end - at, 0, true};
        assert_int_equal(wl_detect(detector, &piece, say, said, &err), 0);
        at = end;
    }
    wl_detector_free(detector);
}

static void
expect(const char *text, const char *codes)
{
    static struct said said;
    char got[256] = "";
    size_t len = 0;

    detect(false, text, strlen(text), SIZE_MAX / 2, &said);
    for (const char *p = said.out; (p = strchr(p, ' ')); p++) {
        unsigned code = (unsigned)strtoul(p + 1, NULL, 10);
        if (code)
            len += (size_t)snprintf(got + len, sizeof got - len, len ? " %u" : "%u", code);
        p = strchr(p, ';');
    }
    if (strcmp(got, codes) != 0)
        fail_msg("'%s' reports '%s' instead of '%s' (%s)", text, got, codes, said.out);
}

static void
test_detect__finds_each_form(void **state)
{
    (void)state;
    expect("recv failed with error 10054", "10054");
    expect("relay down: WSAECONNRESET", "10054");
    expect("relay down: wsaeconnreset", "10054");
    expect("socket error 0x2746", "10054");
    expect("socket error 0x00002746", "10054");
    expect("HRESULT 0x80072746 from the relay", "10054");
    expect("hr = -2147014842", "10054");
    expect("hr = 2147952454", "10054");
    expect("SocketError.ConnectionReset", "10054");
    expect("An existing connection was forcibly closed by the remote host.", "10054");
    expect("Eine vorhandene Verbindung wurde vom Remotehost geschlossen.", "10054");
}

static void
test_detect__leaves_look_alikes_alone(void **state)
{
    (void)state;
    expect("listening on port 10054", "");
    expect("pid 10054 sent 10060 bytes in 10061 ms", "");
    expect("cannot reach 192.0.2.7:10050", "");
    expect("connection reset by peer", "");
    expect("SocketException thrown", "");
    expect("The handle is invalid", "");
    expect("error 6 in libc.so", "");
    expect("WinHTTP 0x80072EE7", "");
}

static void
test_detect__one_occurrence_a_code_and_line(void **state)
{
    (void)state;
    expect("Error 10061: WSAECONNREFUSED: No connection could be made because the target machine "
           "actively refused it (0x8007274D)",
           "10061");
    expect("WSAECONNRESET, then WSAETIMEDOUT", "10054 10060");
    expect("socket error 10054\nsocket error 10054\n", "10054 10054");
}

static void
test_detect__the_longest_text_wins(void **state)
{
    (void)state;
    expect("No such host is known.", "11001");
    expect("No such host is known securely.", "11032");
}

static void
test_detect__texts_wrap_and_belong_to_the_line_of_their_end(void **state)
{
    static const char text[] = "x: An existing connection was forcibly\r\n   closed by the remote "
                               "host.\nnext\n";
    struct said said;

    (void)state;
    detect(false, text, sizeof text - 1, SIZE_MAX / 2, &said);
    assert_non_null(strstr(said.out, "10054/"));
    /* the evidence is shown from where its last line begins */
    assert_true(strtol(said.out, NULL, 10) >= 40);
    /* each half is known by itself, together they are one occurrence */
    expect("No connection could be made because the target machine\nactively refused it.", "10061");
    expect("No connection could be made because the target machine\n", "10061");
    expect("was forcibly closed by the remote host\nwas forcibly closed by the remote host",
           "10054 10054");
    expect("\x1b[31mred\x1b[0m An existing connection was\nforcibly closed by the remote ho\nst of "
           "all",
           "10054");
    expect("was forcibly\n\nclosed by the remote host", "");
    expect("was forc\nibly closed by the remote ho\nst of all", "10054");
}

static void
test_detect__white_space_case_and_colour_do_not_matter(void **state)
{
    (void)state;
    expect("AN EXISTING CONNECTION WAS  FORCIBLY\tCLOSED BY THE REMOTE HOST", "10054");
    expect("forcibly \x1b[31mclosed\x1b[0m by the remote host", "10054");
    expect("relay: \x1b[1;31mWSAECONNREFUSED\x1b[0m", "10061");
    expect("socket error \x1b[1m10054\x1b[0m", "10054");
    expect("\x1b[\x1b[0m1m \x1b[2J socket error 10054", "10054");
    expect("Aucune connexion n'a pu \xC3\xAAtre \xC3\xA9tablie car l\xE2\x80\x99ordinateur cible "
           "l\xE2\x80\x99"
           "a express\xC3\xA9ment refus\xC3\xA9"
           "e",
           "10061");
}

/* More candidates than are listed at once, in and between lines with colours. */
static void
test_detect__coloured_lines_among_many(void **state)
{
    static const char *const lines[] = {"relay: \x1b[1;31mWSAECONNREFUSED\x1b[0m\n",
                                        "port 10054, port 10055, pid 10056: socket error 10054\n",
                                        "\x1b[32m10060 10061 10062 10063 10064\x1b[0m\n"};
    static struct said fast, plain;
    static char text[32768];
    size_t len = 0, hits = 0;

    (void)state;
    for (size_t i = 0; i < 450; i++) {
        size_t n = strlen(lines[i % 3]);
        memcpy(text + len, lines[i % 3], n);
        len += n;
    }
    detect(false, text, len, SIZE_MAX / 2, &fast);
    detect(true, text, len, SIZE_MAX / 2, &plain);
    assert_string_equal(fast.out, plain.out);
    for (const char *p = fast.out; (p = strchr(p, ';')); p++)
        hits++;
    assert_int_equal(hits, 300);
}

static void
test_detect__code_pages_and_mangled_texts(void **state)
{
    (void)state;
    /* CP1251, CP866 and UTF-8 read as CP1251 of the Russian 10054 */
    expect("\xD3\xE4\xE0\xEB\xE5\xED\xED\xFB\xE9 \xF5\xEE\xF1\xF2 \xEF\xF0\xE8\xED\xF3\xE4\xE8\xF2"
           "\xE5\xEB\xFC\xED\xEE \xF0\xE0\xE7\xEE\xF0\xE2\xE0\xEB \xF1\xF3\xF9\xE5\xF1\xF2\xE2\xF3"
           "\xFE\xF9\xE5\xE5 \xEF\xEE\xE4\xEA\xEB\xFE\xF7\xE5\xED\xE8\xE5",
           "10054");
    /* CP932 of the Japanese 10038 */
    expect("\x83\x5C\x83\x50\x83\x62\x83\x67\x88\xC8\x8A\x4F\x82\xCC\x82\xE0\x82\xCC\x82\xC9\x91"
           "\xCE\x82\xB5\x82\xC4\x91\x80\x8D\xEC\x82\xF0\x8E\xC0\x8D\x73\x82\xB5\x82\xE6\x82\xA4"
           "\x82\xC6\x82\xB5\x82\xDC\x82\xB5\x82\xBD",
           "10038");
}

static void
test_detect__own_notes_are_no_evidence(void **state)
{
    (void)state;
    expect("all is well  \xC2\xABWSAECONNRESET 10054: peer reset the connection\xC2\xBB", "");
    expect("all is well  <<WSAECONNRESET 10054: peer reset the connection>>", "");
    expect("\xC2\xAB"
           "10054\xC2\xBB: socket error 10053",
           "10053");
}

static void
test_detect__w3c_columns_are_read_by_their_header(void **state)
{
    (void)state;
    expect("#Fields: date sc-win32-status s-port\n2026-11-11 10054 10060\n2026-11-11 0 10054\n",
           "10054");
    expect("2026-11-11 10054 10060\n", "");
    expect("#Fields: date s-port\n2026-11-11 10054\n", "");
}

static void
test_detect__small_numbers_need_a_socket(void **state)
{
    (void)state;
    expect("OSError: [WinError 87] the parameter is wrong", "");
    expect("WSAGetLastError() = 87", "87");
    expect("asio.system:995", "995");
    expect("Win32Exception (997)", "");
}

/* A hundred lines on which an expression runs away are enough: then it is no longer tried. */
static void
test_detect__a_pattern_that_runs_away_is_switched_off(void **state)
{
    static const char *const keywords[] = {"code", NULL}, *const none[] = {NULL};
    const struct wl_rule rule = {.kind = WL_RULE_PATTERN,
                                 .weight = 90,
                                 .id = "number.runaway",
                                 .title = "t",
                                 .regex = "code (?<code>\\d+) (?:(?:a+)+)+$",
                                 .keywords = keywords,
                                 .unless = none,
                                 .file = "t"};
    const struct wl_patterns set = {.rules = &rule, .rule_count = 1, .version = "t"};
    static char text[130 * 64];
    struct wl_detector *detector;
    struct said said;
    struct wl_error err;
    const char *pattern;
    size_t len = 0;

    (void)state;
    while (len + 64 < sizeof text)
        len += (size_t)snprintf(text + len, sizeof text - len,
                                "code 10054 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\n");
    said = (struct said){.text = text};
    assert_int_equal(wl_detector_new(&detector, &set, &err), 0);
    assert_int_equal(wl_detector_given_up(detector, &pattern), 0);
    assert_int_equal(
        wl_detect(detector, &(struct wl_piece){text, 0, len, 0, true}, say, &said, &err), 0);
    assert_int_equal(said.len, 0);
    assert_int_equal(wl_detector_given_up(detector, &pattern), 100);
    assert_string_equal(pattern, "number.runaway");
    wl_detector_free(detector);
}

static int
say_once(void *arg, const struct wl_line_hits *line, struct wl_error *err)
{
    (void)say(arg, line, err);
    return WL_ELIMIT;
}

/* Who ends the work at a line goes on behind it, in the state that holds there: the header of the
 * second part is not known before, that of the first no longer after. */
static void
test_detect__work_that_was_ended_can_go_on_elsewhere(void **state)
{
    static const char first[] = "#Fields: date sc-win32-status sc-status\n"
                                "2026-11-21 10054 200\n",
                      second[] = "2026-11-21 10060 200\n"
                                 "#Fields: date sc-status sc-win32-status\n"
                                 "2026-11-21 10060 10061\n";
    char text[sizeof first + sizeof second];
    size_t at = sizeof first - 1, len = at + sizeof second - 1;
    struct wl_detector *detectors[2];
    static struct said said;
    struct wl_error err;
    char *saved;

    (void)state;
    (void)snprintf(text, sizeof text, "%s%s", first, second);
    said = (struct said){.text = text};
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(wl_detector_new(&detectors[i], wl_patterns_builtin(), &err), 0);
    saved = calloc(1, wl_detector_state_size(detectors[0]));
    assert_non_null(saved);
    assert_int_equal(
        wl_detect(detectors[0], &(struct wl_piece){text, 0, len, 0, true}, say_once, &said, &err),
        WL_ELIMIT);
    assert_non_null(strstr(said.out, " 10054/"));
    assert_null(strstr(said.out, " 10060/"));
    wl_detector_save(detectors[0], saved);
    wl_detector_load(detectors[1], saved);
    assert_int_equal(wl_detect(detectors[1], &(struct wl_piece){text + at, at, len - at, 0, true},
                               say, &said, &err),
                     0);
    assert_non_null(strstr(said.out, " 10060/"));
    assert_null(strstr(strstr(said.out, " 10060/") + 1, " 10060/"));
    assert_non_null(strstr(said.out, " 10061/"));
    for (size_t i = 0; i < 2; i++)
        wl_detector_free(detectors[i]);
    free(saved);
}

static uint32_t
next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Evidence, look-alikes and rubbish thrown together. */
static size_t
make_noise(char *out, size_t size, uint32_t seed)
{
    static const char *const parts[] = {"socket error ",
                                        "10054",
                                        "10061",
                                        "WSA",
                                        "ECONNRESET",
                                        "WSAETIMEDOUT",
                                        " ",
                                        "\n",
                                        "\r\n",
                                        "0x",
                                        "8007",
                                        "2746",
                                        "274c",
                                        "-2147014842",
                                        "error ",
                                        "errno=",
                                        "(",
                                        ")",
                                        "[",
                                        "]",
                                        ":",
                                        "forcibly closed by the remote host",
                                        "forcibly",
                                        "closed by",
                                        " the remote",
                                        "host",
                                        "No such host is known",
                                        "securely",
                                        "asio.system:",
                                        "995",
                                        "SocketError.",
                                        "TimedOut",
                                        "\x1b[31m",
                                        "\x1b[",
                                        "m",
                                        "\xC2\xAB",
                                        "<<WSAECONNRESET: ",
                                        ">>",
                                        "\xE2\x80\x99",
                                        "'",
                                        "Remotehost geschlossen",
                                        "wurde vom ",
                                        "port ",
                                        "pid=",
                                        "connect() failed ",
                                        "\xFF",
                                        "1",
                                        "0",
                                        "42949572",
                                        "42",
                                        ".",
                                        "192.0.2.1",
                                        "Software caused connection abort: recv failed"};
    size_t len = 0;

    while (len + 64 < size) {
        const char *part = parts[next_random(&seed) % (sizeof parts / sizeof *parts)];
        memcpy(out + len, part, strlen(part));
        len += strlen(part);
    }
    return len;
}

static void
test_detect__fast_path_equals_the_plain_one(void **state)
{
    static char text[6000];
    static struct said fast, plain;

    (void)state;
    for (uint32_t seed = 1; seed <= 60; seed++) {
        size_t len = make_noise(text, sizeof text, seed);
        detect(false, text, len, SIZE_MAX / 2, &fast);
        detect(true, text, len, SIZE_MAX / 2, &plain);
        if (strcmp(fast.out, plain.out) != 0)
            fail_msg("seed %u: fast '%s' plain '%s'", seed, fast.out, plain.out);
    }
}

static void
test_detect__pieces_do_not_matter(void **state)
{
    static char text[6000];
    static struct said whole, cut;

    (void)state;
    for (uint32_t seed = 1; seed <= 60; seed++) {
        size_t len = make_noise(text, sizeof text, seed);
        detect(false, text, len, SIZE_MAX / 2, &whole);
        detect(false, text, len, 1 + seed * 7 % 400, &cut);
        if (strcmp(whole.out, cut.out) != 0)
            fail_msg("seed %u: whole '%s' cut '%s'", seed, whole.out, cut.out);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_detect__finds_each_form),
        cmocka_unit_test(test_detect__leaves_look_alikes_alone),
        cmocka_unit_test(test_detect__one_occurrence_a_code_and_line),
        cmocka_unit_test(test_detect__the_longest_text_wins),
        cmocka_unit_test(test_detect__texts_wrap_and_belong_to_the_line_of_their_end),
        cmocka_unit_test(test_detect__white_space_case_and_colour_do_not_matter),
        cmocka_unit_test(test_detect__coloured_lines_among_many),
        cmocka_unit_test(test_detect__code_pages_and_mangled_texts),
        cmocka_unit_test(test_detect__own_notes_are_no_evidence),
        cmocka_unit_test(test_detect__w3c_columns_are_read_by_their_header),
        cmocka_unit_test(test_detect__small_numbers_need_a_socket),
        cmocka_unit_test(test_detect__a_pattern_that_runs_away_is_switched_off),
        cmocka_unit_test(test_detect__work_that_was_ended_can_go_on_elsewhere),
        cmocka_unit_test(test_detect__fast_path_equals_the_plain_one),
        cmocka_unit_test(test_detect__pieces_do_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
