#include "report/compare_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define HOUR (4 * WL_QUARTER_US)
#define BASE (INT64_C(1795248000) * 1000000) /* 2026-11-21T08:00:00Z */

static void
test_cover__counts_whole_quarters_and_bridges_less_than_a_day(void **state)
{
    struct wl_cover cover = {0};

    (void)state;
    assert_int_equal(wl_cover_add(&cover, BASE + 50 * HOUR + 1, BASE + 50 * HOUR + 2, NULL), 0);
    assert_int_equal(wl_cover_add(&cover, BASE + 1, BASE + HOUR - 1, NULL), 0);
    assert_int_equal(wl_cover_add(&cover, BASE + 20 * HOUR, BASE + 20 * HOUR, NULL), 0);
    wl_cover_join(&cover);
    assert_int_equal(cover.count, 2);
    assert_true(cover.spans[0].since_us == BASE);
    assert_true(cover.spans[0].until_us == BASE + 20 * HOUR + WL_QUARTER_US);
    assert_true(wl_cover_before(&cover, INT64_MAX) == 20 * HOUR + 2 * WL_QUARTER_US);
    assert_true(wl_cover_before(&cover, BASE + HOUR) == HOUR);
    assert_true(wl_cover_before(&cover, BASE) == 0);
    wl_cover_clip(&cover, BASE + HOUR, BASE + 2 * HOUR);
    assert_int_equal(cover.count, 1);
    assert_true(wl_cover_before(&cover, INT64_MAX) == HOUR);
    wl_cover_done(&cover);
}

static void
test_cover__times_before_1970(void **state)
{
    struct wl_cover cover = {0};

    (void)state;
    assert_int_equal(wl_cover_add(&cover, -1, -1, NULL), 0);
    assert_true(cover.spans[0].since_us == -WL_QUARTER_US && cover.spans[0].until_us == 0);
    wl_cover_done(&cover);
}

static void
test_cover__meets_only_where_time_is_shared(void **state)
{
    struct wl_cover_span first = {0, 10}, second = {10, 20}, third = {19, 30};
    struct wl_cover a = {.spans = &first, .count = 1}, b = {.spans = &second, .count = 1};
    struct wl_cover c = {.spans = &third, .count = 1};

    (void)state;
    assert_false(wl_cover_meets(&a, &b));
    assert_true(wl_cover_meets(&b, &c));
    assert_true(wl_cover_meets(&c, &b));
    assert_false(wl_cover_meets(&a, &(struct wl_cover){0}));
}

/* A day on each side, one code with these counts an hour. */
static struct wl_change
judged(const int a[24], const int b[24], struct wl_comparison *comparison)
{
    struct wl_bin bins[2][24];
    struct wl_bins lists[2] = {{bins[0], 24, 24}, {bins[1], 24, 24}};
    struct wl_cover_span spans[2] = {{BASE, BASE + 24 * HOUR},
                                     {BASE + 24 * HOUR, BASE + 48 * HOUR}};
    struct wl_change change = {.number = 10054};

    for (int i = 0; i < 48; i++) {
        int count = i < 24 ? a[i] : b[i - 24];

        bins[i / 24][i % 24] = (struct wl_bin){10054, BASE + i * HOUR, count};
        change.count[i / 24] += count;
    }
    comparison->codes = (struct wl_changes){.rows = &change, .count = 1};
    comparison->in_order = true;
    for (int i = 0; i < 2; i++) {
        comparison->sides[i].cover = (struct wl_cover){.spans = &spans[i], .count = 1};
        comparison->sides[i].hours = 24;
    }
    assert_int_equal(wl_compare_judge(comparison, NULL), 0);
    assert_int_equal(wl_compare_moments(comparison, lists, NULL), 0);
    return change;
}

static void
test_compare__finds_the_moment_of_a_step(void **state)
{
    static const int low[24] = {1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0,
                                1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0};
    static const int step[24] = {1, 0, 1, 0, 1, 0, 6, 5, 6, 5, 7, 5,
                                 6, 5, 6, 4, 6, 5, 6, 5, 6, 5, 6, 5};
    struct wl_comparison comparison = {0};
    struct wl_change change = judged(low, step, &comparison);

    (void)state;
    assert_int_equal(change.kind, WL_CHANGE_UP);
    assert_true(change.moment.found);
    assert_true(change.moment.at_us == BASE + 30 * HOUR);
    assert_true(change.moment.before == 0.5);
    assert_true(change.moment.after > 5.4 && change.moment.after < 5.7);
}

static void
test_compare__chance_is_no_change(void **state)
{
    static const int some[24] = {1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0,
                                 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0};
    static const int more[24] = {1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0,
                                 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 2, 0};
    struct wl_comparison comparison = {0};
    struct wl_change change = judged(some, more, &comparison);

    (void)state;
    assert_int_equal(change.kind, WL_CHANGE_NONE);
    assert_int_equal(comparison.codes.changed, 0);
    assert_false(change.moment.found);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cover__counts_whole_quarters_and_bridges_less_than_a_day),
        cmocka_unit_test(test_cover__times_before_1970),
        cmocka_unit_test(test_cover__meets_only_where_time_is_shared),
        cmocka_unit_test(test_compare__finds_the_moment_of_a_step),
        cmocka_unit_test(test_compare__chance_is_no_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
