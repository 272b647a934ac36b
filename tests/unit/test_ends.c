#include "flow/ends.h"

#include "base/buf.h"
#include "base/civil.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

/* What is found in text that comes in parts of so many bytes: "FIRST LAST" or "none". */
static void
assert_ends(const char *text, size_t len, size_t part, const char *expected)
{
    struct wl_stamp_context context = {.reference_us = INT64_C(1795350600000000)};
    struct wl_ends *ends = malloc(sizeof *ends);
    int64_t first_us, last_us;
    struct wl_buf got;

    assert_non_null(ends);
    wl_buf_init(&got);
    wl_ends_reset(ends);
    for (size_t at = 0; at < len; at += part)
        wl_ends_feed(ends, (struct wl_span){text + at, part < len - at ? part : len - at});
    if (wl_ends_read(ends, &context, &first_us, &last_us)) {
        wl_civil_add_rfc3339(&got, first_us);
        wl_buf_add_char(&got, ' ');
        wl_civil_add_rfc3339(&got, last_us);
    } else {
        wl_buf_add_text(&got, "none");
    }
    assert_string_equal(wl_buf_text(&got), expected);
    wl_buf_done(&got);
    free(ends);
}

#define BOTH "2026-11-20T08:00:00.000000Z 2026-11-20T09:30:00.000000Z"

static void
test_ends__of_short_logs(void **state)
{
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"", "none"},
        {"no time\nat all\n", "none"},
        {"2026-11-20T08:00:00Z a\n2026-11-20T09:30:00Z b\n", BOTH},
        {"2026-11-20T08:00:00Z a\n2026-11-20T09:30:00Z b", BOTH},
        {"begin\n2026-11-20T08:00:00Z a\n2026-11-20T09:30:00Z b\n  at once\n\n", BOTH},
        {"2026-11-20T08:00:00Z a\n", "2026-11-20T08:00:00.000000Z 2026-11-20T08:00:00.000000Z"},
        {"2026-11-20T09:30:00Z a\n2026-11-20T08:00:00Z b\n", "none"}, /* the wrong way round */
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_ends(rows[i].text, strlen(rows[i].text), 1000, rows[i].expected);
        assert_ends(rows[i].text, strlen(rows[i].text), 3, rows[i].expected);
    }
}

static void
test_ends__of_long_logs_however_they_come(void **state)
{
    static const size_t parts[] = {1, 7, 4096, WL_ENDS_SIZE, WL_ENDS_SIZE + 1, 100000};
    struct wl_buf text;

    (void)state;
    wl_buf_init(&text);
    wl_buf_add_text(&text, "2026-11-20T08:00:00Z begin\n");
    for (int i = 0; i < 3000; i++)
        wl_buf_addf(&text, "a line without a time, number %d\n", i);
    wl_buf_add_text(&text, "2026-11-20T09:30:00Z end\nafter it\n");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_ends(text.ptr, text.len, parts[i], BOTH);
    for (int i = 0; i < 400; i++)
        wl_buf_addf(&text, "nothing for a long while, %d\n", i);
    assert_ends(text.ptr, text.len, 5000, "none");
    wl_buf_done(&text);
}

/* A line that is cut by the end of what is kept may not be read. */
static void
test_ends__of_one_very_long_line(void **state)
{
    struct wl_buf text;

    (void)state;
    wl_buf_init(&text);
    wl_buf_add_text(&text, "2026-11-20T08:00:00Z ");
    while (text.len < 3 * WL_ENDS_SIZE)
        wl_buf_add_text(&text, "2026-11-20T09:30:00Z ");
    assert_ends(text.ptr, text.len, 1000, "none");
    wl_buf_done(&text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ends__of_short_logs),
        cmocka_unit_test(test_ends__of_long_logs_however_they_come),
        cmocka_unit_test(test_ends__of_one_very_long_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
