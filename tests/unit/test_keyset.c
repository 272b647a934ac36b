#include "base/keyset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int
add(struct wl_keyset *set, uint64_t a, uint64_t b)
{
    unsigned char key[WL_KEY_SIZE];

    memcpy(key, &a, sizeof a);
    memcpy(key + sizeof a, &b, sizeof b);
    return wl_keyset_add(set, key);
}

static void
test_keyset__knows_each_key_once(void **state)
{
    struct wl_keyset set;

    (void)state;
    wl_keyset_init(&set);
    for (uint64_t i = 0; i < 5000; i++)
        assert_int_equal(add(&set, i % 3, i), 1);
    for (uint64_t i = 0; i < 5000; i++)
        assert_int_equal(add(&set, i % 3, i), 0);
    assert_int_equal(add(&set, 3, 0), 1);
    wl_keyset_done(&set);
}

static void
test_keyset__takes_the_key_of_zeros(void **state)
{
    struct wl_keyset set;

    (void)state;
    wl_keyset_init(&set);
    assert_int_equal(add(&set, 0, 0), 1);
    assert_int_equal(add(&set, 0, 0), 0);
    assert_int_equal(add(&set, 0, 1), 1);
    wl_keyset_done(&set);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keyset__knows_each_key_once),
        cmocka_unit_test(test_keyset__takes_the_key_of_zeros),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
