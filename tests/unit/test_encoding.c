#include "input/encoding.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BYTES(text) (text), sizeof(text) - 1

static void
assert_detected(const char *ptr, size_t len, enum wl_encoding want, size_t want_bom)
{
    size_t bom;

    assert_int_equal(wl_encoding_detect(ptr, len, true, &bom), want);
    assert_int_equal(bom, want_bom);
    /* and at every moment before: the same, or not yet */
    for (size_t n = 0; n < len; n++) {
        enum wl_encoding early = wl_encoding_detect(ptr, n, false, &bom);
        if (early != WL_ENCODING_AUTO) {
            assert_int_equal(early, want);
            assert_int_equal(bom, want_bom);
        }
    }
}

static void
test_encoding__a_mark_decides(void **state)
{
    (void)state;
    assert_detected(BYTES("\xEF\xBB\xBF"), WL_ENCODING_BYTES, 3);
    assert_detected(BYTES("\xFF\xFEx"), WL_ENCODING_UTF16LE, 2);
    assert_detected(BYTES("\xFE\xFF\nx"), WL_ENCODING_UTF16BE, 2);
    assert_detected(BYTES("\xEF\xBB"), WL_ENCODING_BYTES, 0);
    assert_detected(BYTES("\xFF"), WL_ENCODING_BYTES, 0);
    assert_detected(BYTES("\xEF\xBB\xBFline\n"), WL_ENCODING_BYTES, 3);
    assert_detected(BYTES("\xEF\xBB\xBF\0\0\n"), WL_ENCODING_BYTES, 3);
    /* a mark that lies: UTF-16 was appended */
    assert_detected(BYTES("\xEF\xBB\xBFx\0y\0\n\0"), WL_ENCODING_UTF16LE, 3);
    assert_detected(BYTES("\xEF\xBB\xBF\0x\0y\0\n"), WL_ENCODING_UTF16BE, 3);
}

static void
test_encoding__nuls_up_to_the_first_lf_decide_without_a_mark(void **state)
{
    (void)state;
    assert_detected(BYTES("a\0b\0\n\0c\0"), WL_ENCODING_UTF16LE, 0);
    assert_detected(BYTES("a\0\n\0\xE9\x05"), WL_ENCODING_UTF16LE, 0);
    assert_detected(BYTES("\r\0\n\0"), WL_ENCODING_UTF16LE, 0);
    assert_detected(BYTES("\0a\0\n\0b"), WL_ENCODING_UTF16BE, 0);
    assert_detected(BYTES("a\0b\0"), WL_ENCODING_UTF16LE, 0);
    assert_detected(BYTES("ab\n\0\0\0"), WL_ENCODING_BYTES, 0);
    assert_detected(BYTES("a\0\0\0\n"), WL_ENCODING_BYTES, 0);
    assert_detected(BYTES(""), WL_ENCODING_BYTES, 0);
    assert_detected(BYTES("\n\0"), WL_ENCODING_BYTES, 0);
}

static void
test_encoding__a_short_line_is_not_waited_for(void **state)
{
    size_t bom;

    (void)state;
    assert_int_equal(wl_encoding_detect("\n", 1, false, &bom), WL_ENCODING_BYTES);
    assert_int_equal(wl_encoding_detect("a\n", 2, false, &bom), WL_ENCODING_BYTES);
    assert_int_equal(wl_encoding_detect("ab\n", 3, false, &bom), WL_ENCODING_BYTES);
}

/* Convert in two pieces, cut at each place. */
static void
assert_converted(const char *ptr, size_t len, bool big, const char *want, unsigned broken)
{
    for (size_t cut = 0; cut <= len; cut++) {
        struct wl_utf16 utf16 = {.big = big};
        struct wl_buf out;

        wl_buf_init(&out);
        assert_int_equal(wl_utf16_convert(&utf16, ptr, cut, &out), 0);
        assert_int_equal(wl_utf16_convert(&utf16, ptr + cut, len - cut, &out), 0);
        assert_int_equal(wl_utf16_finish(&utf16, &out), 0);
        assert_string_equal(wl_buf_text(&out), want);
        assert_int_equal(utf16.broken, broken);
        wl_buf_done(&out);
    }
}

static void
test_encoding__utf16_becomes_utf8_wherever_it_is_cut(void **state)
{
    (void)state;
    assert_converted(BYTES("a\0\xE9\0\xAC\x20\x3D\xD8\x00\xDE"), false, "a\u00e9\u20ac\U0001F600",
                     0);
    assert_converted(BYTES("\0a\0\xE9\x20\xAC\xD8\x3D\xDE\x00"), true, "a\u00e9\u20ac\U0001F600",
                     0);
}

static void
test_encoding__what_is_broken_is_replaced_and_counted(void **state)
{
    (void)state;
    assert_converted(BYTES("\x00\xD8x\0"), false, "\uFFFDx", 1);
    assert_converted(BYTES("\x00\xDC\x00\xD8\x00\xD8"), false, "\uFFFD\uFFFD\uFFFD", 3);
    assert_converted(BYTES("x\0y"), false, "x\uFFFD", 1);
}

static uint32_t seed = 1;

static uint32_t
next_random(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

/* Runs of characters of one kind, of any length; kind 5 is broken, or a pair by accident. */
static size_t
make_units(unsigned char *out, size_t cap, bool big)
{
    static const uint32_t low[] = {0, 0x80, 0x7F, 0x800, 0xE000, 0xD800, 0};
    static const uint32_t size[] = {0x80, 0x780, 0x782, 0xD000, 0x2000, 0x800, 0x10000};
    size_t len = 0;

    while (len + 2 <= cap) {
        uint32_t kind = next_random(7), count = 1 + next_random(next_random(2) ? 4 : 90);
        for (; count > 0 && len + 2 <= cap; count--, len += 2) {
            uint32_t unit = low[kind] + next_random(size[kind]);
            out[len + big] = (unsigned char)unit;
            out[len + !big] = (unsigned char)(unit >> 8);
        }
    }
    return len;
}

/* In pieces of up to `size` bytes; exactly the promised room, so that a sanitizer sees what is over
 */
static void
decode_in_pieces(struct wl_utf16 *utf16, const unsigned char *ptr, size_t len, uint32_t size,
                 struct wl_buf *out)
{
    wl_buf_init(out);
    for (size_t at = 0; at < len;) {
        size_t part = 1 + next_random(size);
        char *room;
        if (part > len - at)
            part = len - at;
        room = malloc(WL_UTF16_ROOM(part));
        assert_non_null(room);
        wl_buf_add(out, room, wl_utf16_decode(utf16, (const char *)ptr + at, part, room));
        free(room);
        at += part;
    }
    assert_int_equal(wl_utf16_finish(utf16, out), 0);
}

static void
test_encoding__the_fast_way_equals_the_portable_one(void **state)
{
    static const uint32_t sizes[] = {3, 40, 200, 2000, 9000};
    unsigned char bytes[9001];

    (void)state;
    for (unsigned round = 0; round < 400; round++) {
        bool big = round & 1;
        size_t len = make_units(bytes, 1 + next_random(sizeof bytes - 1), big);
        struct wl_utf16 fast = {.big = big}, plain = {.big = big, .plain = true};
        struct wl_buf got, want;
        bytes[len++] = 'x'; /* half a unit at the end, every other time */
        len -= round >> 1 & 1;
        decode_in_pieces(&plain, bytes, len, (uint32_t)len, &want);
        decode_in_pieces(&fast, bytes, len, sizes[round % 5], &got);
        assert_int_equal(got.len, want.len);
        assert_memory_equal(got.ptr, want.ptr, want.len);
        assert_int_equal(fast.broken, plain.broken);
        wl_buf_done(&got);
        wl_buf_done(&want);
    }
}

static void
test_encoding__names_are_known_in_any_case(void **state)
{
    (void)state;
    assert_int_equal(wl_encoding_by_name("UTF-16LE"), WL_ENCODING_UTF16LE);
    assert_int_equal(wl_encoding_by_name("bytes"), WL_ENCODING_BYTES);
    assert_int_equal(wl_encoding_by_name("latin1"), WL_ENCODING_AUTO); /* a code page */
    assert_int_equal(wl_encoding_by_name("klingon"), -1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encoding__a_mark_decides),
        cmocka_unit_test(test_encoding__nuls_up_to_the_first_lf_decide_without_a_mark),
        cmocka_unit_test(test_encoding__a_short_line_is_not_waited_for),
        cmocka_unit_test(test_encoding__utf16_becomes_utf8_wherever_it_is_cut),
        cmocka_unit_test(test_encoding__what_is_broken_is_replaced_and_counted),
        cmocka_unit_test(test_encoding__the_fast_way_equals_the_portable_one),
        cmocka_unit_test(test_encoding__names_are_known_in_any_case),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
