#include "base/count.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Every alignment and length around the widths that are counted at once. */
static void
test_count__agrees_with_the_plain_way(void **state)
{
    enum { SIZE = 200 };
    char *text = malloc(SIZE);
    unsigned seed = 1;

    (void)state;
    assert_non_null(text);
    for (size_t i = 0; i < SIZE; i++) {
        seed = seed * 1103515245u + 12345u;
        text[i] = seed >> 16 & 1 ? '\n' : (char)(seed >> 17);
    }
    for (size_t from = 0; from <= SIZE; from++)
        for (size_t len = 0; from + len <= SIZE; len++)
            assert_int_equal(wl_count_newlines(text + from, len),
                             wl_count_newlines_plain(text + from, len));
    free(text);
}

static void
test_count__nothing_but_newlines_does_not_overflow(void **state)
{
    size_t len = 100003;
    char *text = malloc(len);

    (void)state;
    assert_non_null(text);
    memset(text, '\n', len);
    assert_int_equal(wl_count_newlines(text, len), len);
    assert_int_equal(wl_count_newlines_plain(text, len), len);
    free(text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_count__agrees_with_the_plain_way),
        cmocka_unit_test(test_count__nothing_but_newlines_does_not_overflow),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
