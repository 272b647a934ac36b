/*
 * Identity: the streaming chain equals a plain one over the whole content, however it is fed.
 */
#include "store/identity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <xxhash.h>

#include <cmocka.h>

#define CONTENT 20000

static char content[CONTENT];
static uint32_t seed;

static uint32_t
next_random(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static int
make_content(void **state)
{
    (void)state;
    seed = 1;
    for (size_t i = 0; i < CONTENT; i++)
        content[i] = (char)next_random(256);
    return 0;
}

static void
plain_hash(const unsigned char *ptr, size_t len, unsigned char out[WL_ID_SIZE])
{
    XXH128_canonical_t canonical;

    XXH128_canonicalFromHash(&canonical, XXH3_128bits(ptr, len));
    memcpy(out, &canonical, WL_ID_SIZE);
}

/* P(len) as the header defines it, over the whole content at once. */
static void
plain_digest(size_t len, unsigned char out[WL_ID_SIZE])
{
    unsigned char piece[WL_ID_SIZE + WL_LEAF + 8] = {0};
    size_t leaf;

    for (leaf = 0; leaf < len / WL_LEAF; leaf++) {
        memcpy(piece + WL_ID_SIZE, content + leaf * WL_LEAF, WL_LEAF);
        plain_hash(piece, WL_ID_SIZE + WL_LEAF, piece);
    }
    memcpy(piece + WL_ID_SIZE, content + leaf * WL_LEAF, len % WL_LEAF);
    for (unsigned i = 0; i < 8; i++)
        piece[WL_ID_SIZE + len % WL_LEAF + i] = (unsigned char)((uint64_t)len >> 8 * i);
    plain_hash(piece, WL_ID_SIZE + len % WL_LEAF + 8, out);
}

static void
test_identity__equals_the_plain_chain_for_any_feeding(void **state)
{
    static const uint32_t sizes[] = {1, 7, 100, 4095, 4096, 4097, 9000, CONTENT};
    unsigned char got[WL_ID_SIZE], want[WL_ID_SIZE];
    struct wl_identity identity;

    (void)state;
    assert_int_equal(wl_identity_init(&identity), 0);
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        wl_identity_reset(&identity);
        for (size_t at = 0; at < CONTENT;) {
            size_t part = 1 + next_random(sizes[k]);
            if (part > CONTENT - at)
                part = CONTENT - at;
            wl_identity_feed(&identity, content + at, part);
            at += part;
            assert_int_equal(identity.length, at);
            if (sizes[k] < 100 && next_random(50))
                continue; /* the oracle is slow */
            wl_identity_digest(&identity, got);
            plain_digest(at, want);
            assert_memory_equal(got, want, WL_ID_SIZE);
        }
    }
    wl_identity_done(&identity);
}

static void
test_identity__takes_digests_at_marks(void **state)
{
    static const uint64_t lengths[] = {9000, 0, 4096, 1, 4096, 8192, CONTENT, CONTENT + 1};
    unsigned char want[WL_ID_SIZE];
    struct wl_identity identity;

    (void)state;
    assert_int_equal(wl_identity_init(&identity), 0);
    for (uint32_t size = 1; size <= CONTENT; size = size * 3 + 1) {
        wl_identity_reset(&identity);
        assert_int_equal(wl_identity_mark(&identity, lengths, 8), 0);
        assert_null(wl_identity_at(&identity, 1));
        for (size_t at = 0; at < CONTENT; at += size)
            wl_identity_feed(&identity, content + at, at + size < CONTENT ? size : CONTENT - at);
        for (size_t i = 0; i < 7; i++) {
            if (lengths[i] == 0)
                continue;
            plain_digest((size_t)lengths[i], want);
            assert_memory_equal(wl_identity_at(&identity, lengths[i]), want, WL_ID_SIZE);
        }
        assert_null(wl_identity_at(&identity, 0));
        assert_null(wl_identity_at(&identity, 2));
        assert_null(wl_identity_at(&identity, CONTENT + 1));
    }
    wl_identity_done(&identity);
}

static void
test_identity__begins_anew_after_reset(void **state)
{
    static const uint64_t length = 5;
    unsigned char first[WL_ID_SIZE], second[WL_ID_SIZE];
    struct wl_identity identity;

    (void)state;
    assert_int_equal(wl_identity_init(&identity), 0);
    wl_identity_digest(&identity, first);
    assert_int_equal(wl_identity_mark(&identity, &length, 1), 0);
    wl_identity_feed(&identity, content, 5000);
    wl_identity_reset(&identity);
    wl_identity_digest(&identity, second);
    assert_memory_equal(first, second, WL_ID_SIZE);
    wl_identity_feed(&identity, content, 5000);
    assert_null(wl_identity_at(&identity, 5));
    wl_identity_done(&identity);
}

static struct wl_occurrence
identify(const struct wl_identity *identity, uint64_t offset, uint32_t column, uint16_t code)
{
    struct wl_occurrence row = {.offset = offset, .column = column, .code = code};
    unsigned char prefix[WL_ID_SIZE];

    wl_identity_digest(identity, prefix);
    wl_occurrence_id(identity, prefix, &row);
    return row;
}

/* Fixed for ever: databases of different machines and versions are compared by these. */
static void
test_identity__ids_are_fixed_values(void **state)
{
    static const unsigned char want[WL_ID_SIZE] = {0x99, 0xaa, 0x06, 0,    0,    0,    0,    0,
                                                   0x1a, 0x26, 0x58, 0x67, 0x39, 0xce, 0xbf, 0x46};
    struct wl_identity identity;

    (void)state;
    assert_int_equal(wl_identity_init(&identity), 0);
    wl_identity_feed(&identity, "error 10054\n", 12);
    assert_memory_equal(identify(&identity, 0, 7, 10054).id, want, WL_ID_SIZE);
    assert_memory_not_equal(identify(&identity, 0, 8, 10054).id, want, WL_ID_SIZE);
    assert_memory_not_equal(identify(&identity, 0, 7, 10053).id, want, WL_ID_SIZE);
    wl_identity_done(&identity);
}

static void
test_identity__ids_rise_with_the_offset(void **state)
{
    unsigned char last[WL_ID_SIZE] = {0};
    struct wl_identity identity;
    size_t fed = 0;

    (void)state;
    assert_int_equal(wl_identity_init(&identity), 0);
    for (size_t line = WL_ID_HEAD; line + 7 <= CONTENT; line += 7) {
        struct wl_occurrence row;
        wl_identity_feed(&identity, content + fed, line + 7 - fed);
        fed = line + 7;
        row = identify(&identity, line, 1, 10054);
        assert_true(memcmp(last, row.id, WL_ID_SIZE) < 0);
        memcpy(last, row.id, WL_ID_SIZE);
    }
    wl_identity_done(&identity);
}

/* A line keeps its id when the log grows, also one that ends in the first bytes of all. */
static void
test_identity__ids_do_not_depend_on_what_comes_behind(void **state)
{
    struct wl_identity small, big;

    (void)state;
    assert_int_equal(wl_identity_init(&small), 0);
    assert_int_equal(wl_identity_init(&big), 0);
    for (size_t end = 1; end < 40; end++) {
        unsigned char prefix[WL_ID_SIZE];
        struct wl_occurrence row = {.offset = end - 1, .column = 1, .code = 10054};
        wl_identity_reset(&small);
        wl_identity_feed(&small, content, end);
        wl_identity_digest(&small, prefix);
        wl_identity_reset(&big);
        wl_identity_feed(&big, content, 1);
        wl_identity_feed(&big, content + 1, 5000);
        wl_occurrence_id(&big, prefix, &row);
        assert_memory_equal(row.id, identify(&small, end - 1, 1, 10054).id, WL_ID_SIZE);
    }
    wl_identity_done(&small);
    wl_identity_done(&big);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_identity__equals_the_plain_chain_for_any_feeding),
        cmocka_unit_test(test_identity__takes_digests_at_marks),
        cmocka_unit_test(test_identity__begins_anew_after_reset),
        cmocka_unit_test(test_identity__ids_are_fixed_values),
        cmocka_unit_test(test_identity__ids_rise_with_the_offset),
        cmocka_unit_test(test_identity__ids_do_not_depend_on_what_comes_behind),
    };
    return cmocka_run_group_tests(tests, make_content, NULL);
}
