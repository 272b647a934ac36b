/*
 * Lines that are never opened must be such that nothing in them would have been judged: the small
 * tokens that the fast way judges are those of the plain way, which opens every line.
 */
#include "scan/detect.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define TEXT_MAX 6000
#define JUDGED_MAX 4000

struct judged {
    struct wl_detector *detector;
    uint16_t codes[JUDGED_MAX];
    size_t count;
};

static struct judged fast, plain;

static void
note(void *arg, const struct wl_trace *trace)
{
    struct judged *j = arg;

    if (trace->event != WL_TRACE_TOKEN ||
        (trace->weight != WL_TOKEN_SMALL && trace->weight != WL_TOKEN_DOTNET))
        return;
    assert_true(j->count < JUDGED_MAX);
    j->codes[j->count++] = trace->code->number;
}

static int
ignore(void *arg, const struct wl_line_hits *line, struct wl_error *err)
{
    (void)arg;
    (void)line;
    (void)err;
    return 0;
}

static int
set_up(void **state)
{
    struct wl_error err;

    (void)state;
    if (wl_detector_new(&fast.detector, wl_patterns_builtin(), &err) < 0 ||
        wl_detector_new(&plain.detector, wl_patterns_builtin(), &err) < 0)
        return -1;
    wl_detector_plain(plain.detector, true);
    wl_detector_trace(fast.detector, note, &fast);
    wl_detector_trace(plain.detector, note, &plain);
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    wl_detector_free(fast.detector);
    wl_detector_free(plain.detector);
    return 0;
}

static void
judge(struct judged *j, const char *text, size_t len, size_t from, size_t to)
{
    struct wl_piece piece = {text + from, from, to - from, len - to,
                             from == 0 || text[from - 1] == '\n'};
    struct wl_error err;

    j->count = 0;
    assert_int_equal(wl_detect(j->detector, &piece, ignore, NULL, &err), 0);
}

static void
assert_same(const char *text, size_t len, size_t from, size_t to)
{
    judge(&fast, text, len, from, to);
    judge(&plain, text, len, from, to);
    if (fast.count != plain.count || memcmp(fast.codes, plain.codes, fast.count * 2) != 0)
        fail_msg("%zu tokens, not %zu, from %zu to %zu in:\n%.*s", fast.count, plain.count, from,
                 to, (int)len, text);
}

static unsigned
next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static size_t
add(char *text, size_t len, const char *piece)
{
    size_t n = strlen(piece);

    memcpy(text + len, piece, n);
    return len + n;
}

/* Lines of all lengths in which small tokens, keywords and colours lie near and far. */
static size_t
make_text(char *text, uint32_t *seed)
{
    static const char *const pieces[] = {
        " 6 ",        " 997 ",          " TimedOut ",          " WSASend ",
        " WinSock ",  " socket error ", " \x1b[1m997\x1b[0m ", "\n",
        "\\n8 ",      " 10054 ",        " 996x Fault",         "\r\n",
        " WSAEINTR ", "«WSAEINTR: x»"};
    size_t len = 0;

    while (len < TEXT_MAX - 500) {
        size_t filler = next_random(seed) % 3 ? next_random(seed) % 8 : next_random(seed) % 400;
        memset(text + len, '.', filler);
        len = add(text, len + filler, pieces[next_random(seed) % (sizeof pieces / sizeof *pieces)]);
    }
    return len;
}

static void
test_worth__no_small_token_near_a_keyword_is_missed(void **state)
{
    static char text[TEXT_MAX];
    uint32_t seed = 1;

    (void)state;
    for (unsigned round = 0; round < 300; round++) {
        size_t len = make_text(text, &seed);
        size_t from = next_random(&seed) % len, to = from + 1 + next_random(&seed) % (len - from);
        while (to < len && text[to - 1] != '\n')
            to++;
        assert_same(text, len, 0, len);
        assert_same(text, len, from, to);
    }
}

/* The window of a keyword reaches WL_RADIUS bytes to both sides of its first byte. */
static void
test_worth__the_window_ends_at_the_radius(void **state)
{
    char text[2 * WL_RADIUS + 20];
    const size_t at = WL_RADIUS + 5;

    (void)state;
    for (size_t number = 1; number + 2 < sizeof text; number++) {
        if (number + 2 > at && number < at + 5)
            continue;
        memset(text, '.', sizeof text);
        memcpy(text + at, "wsa", 3);
        text[number] = '6';
        assert_same(text, sizeof text, 0, sizeof text);
        assert_int_equal(fast.count, number + WL_RADIUS >= at && number < at + WL_RADIUS);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worth__no_small_token_near_a_keyword_is_missed),
        cmocka_unit_test(test_worth__the_window_ends_at_the_radius),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
