#include "scan/small.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define TEXT_MAX 400

static struct wl_small small;

static int
set_up(void **state)
{
    (void)state;
    wl_small_init(&small);
    return 0;
}

/* Both ways list the same tokens in [from, to) of a text that has not a byte to spare. */
static void
assert_same(struct wl_span text, size_t from, size_t to)
{
    char *copy = malloc(text.len ? text.len : 1);
    const char *end = copy + text.len;

    assert_non_null(copy);
    memcpy(copy, text.ptr, text.len);
    for (int k = 0; k < WL_SMALL_KINDS; k++) {
        const char *p = copy + from, *stop = copy + to;
        while (p < stop) {
            struct wl_token fast, plain;
            const char *q = wl_small_next(&small, k, p, stop, copy, end, &fast);
            if (q != wl_small_next_plain(k, p, stop, copy, end, &plain))
                fail_msg("kind %d from %zu to %zu in '%.*s': %td", k, (size_t)(p - copy), to,
                         (int)text.len, text.ptr, q - copy);
            if (q < stop) {
                assert_ptr_equal(fast.code, plain.code);
                assert_true(wl_span_equal(fast.text, plain.text) && fast.text.ptr == q);
            }
            p = q + 1;
        }
    }
    free(copy);
}

static unsigned
next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static size_t
add_piece(char *text, size_t len, const char *piece)
{
    size_t n = strlen(piece);

    memcpy(text + len, piece, n);
    return len + n;
}

/* Pieces of tokens and of what keeps them from being some. */
static size_t
make_text(char *text, uint32_t *seed, size_t wanted)
{
    static const char *const pieces[] = {"6",           "8",
                                         "87",          "995",
                                         "996",         "997",
                                         "9",           "0",
                                         "10054",       "-6",
                                         "a",           "n",
                                         "t",           "r",
                                         "_",           " ",
                                         ".",           ":",
                                         "\\n",         "\\r",
                                         "\\",          "\\t",
                                         "é",           "X",
                                         "TimedOut",    "HostNotFound",
                                         "IsConnected", "Fault",
                                         "TimedOu"};
    size_t len = 0;

    while (len < wanted)
        len = add_piece(text, len, pieces[next_random(seed) % (sizeof pieces / sizeof *pieces)]);
    return len;
}

static void
test_small__finds_what_the_plain_way_finds(void **state)
{
    char text[TEXT_MAX + 32];
    uint32_t seed = 1;

    (void)state;
    for (size_t round = 0; round < 20000; round++) {
        size_t len = make_text(text, &seed, next_random(&seed) % TEXT_MAX);
        size_t from = len ? next_random(&seed) % len : 0;
        size_t to = from + next_random(&seed) % (len - from + 1);
        assert_same((struct wl_span){text, len}, 0, len);
        assert_same((struct wl_span){text, len}, from, to);
    }
}

/* Wherever it stands in a block, and wherever the block ends. */
static void
assert_found(const char *word, enum wl_small_kind kind)
{
    size_t n = strlen(word);
    char text[200];

    for (size_t at = 1; at + n < sizeof text; at++) {
        for (size_t len = at + n; len <= sizeof text; len += 1 + len / 3) {
            struct wl_token token;
            memset(text, '.', sizeof text);
            memcpy(text + at, word, n);
            assert_ptr_equal(
                wl_small_next(&small, kind, text, text + len, text, text + len, &token), text + at);
            assert_int_equal(token.text.len, n);
            assert_ptr_equal(wl_small_next(&small, kind, text, text + at, text, text + len, &token),
                             text + at);
        }
    }
}

static void
test_small__finds_every_code_at_every_place(void **state)
{
    size_t count;
    const struct wl_code *codes = wl_codes(&count);
    char number[8];

    (void)state;
    for (size_t i = 0; i < count; i++) {
        (void)snprintf(number, sizeof number, "%u", codes[i].number);
        if (codes[i].number < 1000)
            assert_found(number, WL_SMALL_NUMBER);
        if (codes[i].dotnet)
            assert_found(codes[i].dotnet, WL_SMALL_NAME);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_small__finds_what_the_plain_way_finds),
        cmocka_unit_test(test_small__finds_every_code_at_every_place),
    };

    return cmocka_run_group_tests(tests, set_up, NULL);
}
