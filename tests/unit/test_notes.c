#include "scan/notes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* Where the notes begin and how many codes they name. */
static void
assert_notes(const char *line, const char *log, size_t want_count)
{
    uint16_t codes[8];
    size_t count, at = wl_notes_find(wl_span_of(line), codes, 8, &count);

    assert_int_equal(at, strlen(log));
    assert_memory_equal(line, log, at);
    assert_int_equal(count, want_count);
    if (count > 0)
        assert_int_equal(codes[0], 10054);
}

static void
test_notes__are_known_behind_a_line(void **state)
{
    (void)state;
    assert_notes("x  «WSAECONNRESET 10054: peer reset»", "x", 1);
    assert_notes("x  <<WSAECONNRESET: peer reset>>", "x", 1);
    assert_notes("x  «WSAECONNRESET 10054: a»  «WSAEINTR: b»", "x", 2);
    assert_notes("x  \x1b[36m«WSAECONNRESET: a»\x1b[0m  \x1b[36m«WSAEINTR: b»\x1b[0m", "x", 2);
    assert_notes("      «WSAECONNRESET: peer reset»", "", 1);
    assert_notes("      «WSAECONNRESET means: a reset came»", "", 1);
    assert_notes("      «WSAECONNRESET ...: and more»", "", 1);
}

static void
test_notes__may_have_lost_their_end(void **state)
{
    (void)state;
    assert_notes("x  «WSAECONNRESET 10054: peer re", "x", 1);
    assert_notes("x  «WSAECONNRESET: a»  «WSAEIN", "x", 1);
    assert_notes("x  «WSAECONNRESET: a»  \xC2", "x", 1);
}

static void
test_notes__quotes_of_a_log_are_none(void **state)
{
    static const char *const lines[] = {
        "error «WSAECONNRESET 10054: quoted»",
        "x  «WSAECONNRESET»",
        "x  «WSAECONNRESET, WSAEINTR»",
        "x  «WSAECONNRESET of peer: y»",
        "x  «ECONNRESET: y»",
        "x << WSAECONNRESET: y",
        "cout  <<WSAECONNRESET<<endl",
        "«",
        "",
    };

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_notes(lines[i], lines[i], 0);
}

static void
test_notes__text_behind_a_note_is_log(void **state)
{
    static const char line[] = "x  «WSAECONNRESET: a» then WSAEINTR";

    (void)state;
    assert_notes(line, line, 1);
    assert_notes("x  «WSAECONNRESET: a» y  «WSAEINTR: b»", "x  «WSAECONNRESET: a» y", 2);
}

/* A line made to be slow: each note would be followed to the end of all others. */
static void
test_notes__many_on_one_line_take_linear_time(void **state)
{
    static const char unit[] = "  «WSAECONNRESET: a»";
    size_t n = 50000, len = n * (sizeof unit - 1), count;
    char *line = malloc(len + 2);
    uint16_t codes[8];

    (void)state;
    assert_non_null(line);
    for (size_t i = 0; i < n; i++)
        memcpy(line + i * (sizeof unit - 1), unit, sizeof unit - 1);
    memcpy(line + len, "x", 2);
    assert_int_equal(wl_notes_find((struct wl_span){line, len + 1}, codes, 8, &count), len + 1);
    assert_int_equal(wl_notes_find((struct wl_span){line, len}, codes, 8, &count), 0);
    assert_int_equal(count, 8);
    free(line);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_notes__are_known_behind_a_line),
        cmocka_unit_test(test_notes__may_have_lost_their_end),
        cmocka_unit_test(test_notes__quotes_of_a_log_are_none),
        cmocka_unit_test(test_notes__text_behind_a_note_is_log),
        cmocka_unit_test(test_notes__many_on_one_line_take_linear_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
