/* The fast way to find stamps against the plain one: whatever the line, the same stamp. */
#include "scan/stamp_format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define LINE_MAX_BYTES 400

static uint32_t
next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static bool
is_same(const struct wl_stamp *a, const struct wl_stamp *b)
{
    return a->year == b->year && a->month == b->month && a->day == b->day && a->hour == b->hour &&
           a->minute == b->minute && a->second == b->second && a->micros == b->micros &&
           a->zone_minutes == b->zone_minutes && a->epoch == b->epoch &&
           a->instant_us == b->instant_us && a->open == b->open && a->format == b->format &&
           a->text.ptr == b->text.ptr && a->text.len == b->text.len;
}

static const char *
name_of(bool found, const struct wl_stamp *stamp)
{
    return found ? stamp->format : "none";
}

/* The line lies at the end of its own allocation, so that a sanitizer sees a read too far.
 * @return whether a stamp was found */
static bool
assert_same(const char *line, size_t len)
{
    char *copy = malloc(len ? len : 1);
    struct wl_span span = {copy, len};
    struct wl_stamp fast, plain;
    bool fast_found, plain_found;

    assert_non_null(copy);
    memcpy(copy, line, len);
    fast_found = wl_stamp_find(span, &fast);
    plain_found = wl_stamp_find_plain(span, &plain);
    if (fast_found != plain_found || (fast_found && !is_same(&fast, &plain))) {
        print_error("fast %s, plain %s: %.*s\n", name_of(fast_found, &fast),
                    name_of(plain_found, &plain), (int)len, line);
        fail();
    }
    free(copy);
    return fast_found;
}

static void
test_stamp_plain__agrees_about_every_beginning_of_an_example(void **state)
{
    (void)state;
    for (size_t i = 0; i < wl_stamp_format_count; i++) {
        const char *example = wl_stamp_formats[i].example;
        for (size_t len = 0; len <= strlen(example); len++)
            (void)assert_same(example, len);
    }
}

static void
test_stamp_plain__agrees_about_every_byte_changed(void **state)
{
    static const char spice[] = "0159Tt_zZAPU:.,-+/[( \t\"=n\xE2";
    char line[LINE_MAX_BYTES];

    (void)state;
    for (size_t i = 0; i < wl_stamp_format_count; i++) {
        size_t len = strlen(wl_stamp_formats[i].example);
        assert_true(len < sizeof line);
        for (size_t at = 0; at < len; at++) {
            for (const char *p = spice; *p; p++) {
                memcpy(line, wl_stamp_formats[i].example, len);
                line[at] = *p;
                (void)assert_same(line, len);
                memmove(line + at + 1, line + at, len - at); /* one more, too */
                (void)assert_same(line, len + 1);
            }
        }
    }
}

static size_t
add(char *line, size_t len, const char *text, size_t text_len)
{
    if (len + text_len > LINE_MAX_BYTES)
        return len;
    memcpy(line + len, text, text_len);
    return len + text_len;
}

/* A stamp or a piece of one out of an example, or what may stand around it. */
static size_t
add_piece(char *line, size_t len, uint32_t *seed)
{
    static const char *const pieces[] = {
        "2026-11-22",
        "2026/11/22",
        "22.11.2026",
        "11-22-26",
        "20261122",
        "22/Nov/2026",
        "Nov 22",
        "Sun",
        "November",
        "may",
        "2026",
        "T",
        " ",
        "08:00:02",
        "8:00:02",
        "080002",
        "24:00:61",
        ".123",
        ",123456789",
        ":1234",
        ".1",
        ".1234567890",
        ",12345678",
        "00",
        "Z",
        " +0100",
        "-03:30",
        "+01",
        " UTC",
        " PM",
        "am",
        "\xE2\x80\xAFPM",
        " CET",
        "time=\"",
        "date=",
        "ts=",
        "\"ts\":\"",
        "timestamp : ",
        "'time'=",
        "audit(",
        "@",
        "1795334402",
        "1795334402123",
        "[",
        "]",
        "<134>1 ",
        "INFO ",
        "web_1  | ",
        "[main] ",
        "\x1b[2m",
        "192.0.2.7 ",
        "\\/Date(",
        "E",
        "E1122",
        "10,",
        "1234:",
        "[11.22",
        "lost",
        "-",
        ":",
        "/",
        "\"",
        "{\"a\":1,",
    };
    const char *piece = pieces[next_random(seed) % (sizeof pieces / sizeof *pieces)];

    if (next_random(seed) % 4 == 0) {
        struct wl_stamp stamp;
        const char *example = wl_stamp_formats[next_random(seed) % wl_stamp_format_count].example;
        if (wl_stamp_find_plain(wl_span_of(example), &stamp))
            return add(line, len, stamp.text.ptr, stamp.text.len);
    }
    return add(line, len, piece, strlen(piece));
}

static void
test_stamp_plain__agrees_about_lines_made_of_pieces(void **state)
{
    uint32_t seed = 88172645;
    int found = 0;

    (void)state;
    for (int round = 0; round < 15000; round++) {
        char line[LINE_MAX_BYTES];
        size_t len = 0;
        for (uint32_t n = 1 + next_random(&seed) % 8; n > 0; n--)
            len = add_piece(line, len, &seed);
        found += assert_same(line, len);
    }
    assert_in_range(found, 2000, 13000); /* enough of both kinds */
}

static void
test_stamp_plain__agrees_about_noise(void **state)
{
    static const char alphabet[] = "0123456789000::--//..  \t[]=\"'TZNovSunamp+,_@(tdaei\xFF\xE2";
    uint32_t seed = 2463534242u;

    (void)state;
    for (int round = 0; round < 15000; round++) {
        char line[LINE_MAX_BYTES];
        size_t len = next_random(&seed) % 60;
        for (size_t i = 0; i < len; i++)
            line[i] = alphabet[next_random(&seed) % sizeof alphabet];
        (void)assert_same(line, len);
    }
}

static void
test_stamp_plain__agrees_in_very_long_lines(void **state)
{
    static const char stamp[] = "x [22/Nov/2026:08:00:02 +0100] time=2026-11-22T08:00:02Z ";
    const size_t reach = WL_STAMP_FIELD_REACH, len = reach + sizeof stamp;
    char *line = malloc(len);

    (void)state;
    assert_non_null(line);
    for (size_t shift = 0; shift < sizeof stamp; shift += 19) {
        memset(line, 'x', len);
        memcpy(line + reach - shift, stamp, sizeof stamp - 1);
        (void)assert_same(line, len);
    }
    free(line);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stamp_plain__agrees_about_every_beginning_of_an_example),
        cmocka_unit_test(test_stamp_plain__agrees_about_every_byte_changed),
        cmocka_unit_test(test_stamp_plain__agrees_about_lines_made_of_pieces),
        cmocka_unit_test(test_stamp_plain__agrees_about_noise),
        cmocka_unit_test(test_stamp_plain__agrees_in_very_long_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
