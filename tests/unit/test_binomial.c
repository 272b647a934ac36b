/*
 * The expected values were computed with exact fractions.
 */
#include "base/binomial.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void
assert_near(double got, double expected)
{
    if (got == expected) /* also where both are infinite */
        return;
    if (fabs(got - expected) > 1e-9 * fabs(expected))
        fail_msg("%.17g is not %.17g", got, expected);
}

static void
test_binomial__tails_of_known_size(void **state)
{
    static const struct {
        int64_t k, n;
        double chance, at_least;
    } rows[] = {
        {0, 5, 0.3333333333333333, 1.0},
        {1, 1, 0.5, 0.5},
        {5, 10, 0.5, 0.623046875},
        {8, 10, 0.5, 0.0546875},
        {1, 20, 0.01, 0.18209306240276912},
        {20, 20, 0.1, 1e-20},
        {30, 40, 0.3333333333333333, 8.474878033113145e-08},
        {150, 200, 0.25, 1.4177601694847207e-49},
        {3, 1000, 0.001, 0.08020934284020105},
        {500, 1000, 0.5, 0.5126125090891804},
        {90, 90, 0.001, 1e-270},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double mirrored = wl_binomial_at_most(rows[i].n - rows[i].k, rows[i].n, 1 - rows[i].chance);

        assert_near(wl_binomial_at_least(rows[i].k, rows[i].n, rows[i].chance), rows[i].at_least);
        assert_near(mirrored, rows[i].at_least);
    }
}

static void
test_binomial__quantiles_come_back(void **state)
{
    static const double chances[] = {1e-6, 0.025, 0.5, 0.975};
    static const double sizes[] = {1, 2, 10, 1000, 1e6};

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        for (size_t k = 0; k < 25; k++) {
            double a = sizes[k / 5], b = sizes[k % 5];
            double x = wl_beta_quantile(chances[i], a, b);

            if (fabs(wl_beta_i(x, a, b) - chances[i]) > 1e-6 * chances[i])
                fail_msg("I(%g, %g) of the quantile of %g is %.17g", a, b, chances[i],
                         wl_beta_i(x, a, b));
        }
    }
    assert_near(wl_beta_quantile(0.025, 1, 10), 1 - pow(0.975, 0.1));
}

/* Clopper's and Pearson's intervals, as tables have them: 5 of 10, 0 of 10, 3 of 50. */
static void
test_binomial__intervals_of_tables(void **state)
{
    (void)state;
    assert_near(wl_beta_quantile(0.025, 5, 6), 0.18708602844739863);
    assert_near(wl_beta_quantile(0.975, 6, 5), 0.8129139715526014);
    assert_near(wl_beta_quantile(0.975, 1, 10), 0.3084971078187607);
    assert_near(wl_beta_quantile(0.025, 10, 1), 0.6915028921812393);
    assert_near(wl_beta_quantile(0.025, 3, 48), 0.01254858783533408);
    assert_near(wl_beta_quantile(0.975, 4, 47), 0.1654819466037728);
}

static void
test_binomial__ratios_of_rates(void **state)
{
    static const struct {
        int64_t first;
        double first_exposure;
        int64_t second;
        double second_exposure, ratio, low, high, p;
    } rows[] = {
        {10, 24, 20, 24, 2.0, 0.8935088903846911, 4.784552440338105, 0.09873714670538902},
        {10, 24, 20, 12, 4.0, 1.7870177807693821, 9.56910488067621, 0.0003875186027406064},
        {0, 10, 5, 10, INFINITY, 0.9163558573154597, INFINITY, 0.0625},
        {5, 10, 0, 10, 0.0, 0.0, 1.0912791051825463, 0.0625},
        {1, 1, 1, 1, 1.0, 0.012739367083666528, 78.49683531626354, 1.0},
        {0, 8, 1, 24, INFINITY, 0.008547008547008555, INFINITY, 1.0},
        {100, 24, 40, 6, 1.6, 1.0800364010738843, 2.330427400198917, 0.019064319763985538},
        {60, 1, 0, 2, 0.0, 0.0, 0.03170531816822621, 4.7179649751851457e-29},
        {3, 0.25, 90, 100, 0.075, 0.02485595059104968, 0.3704984575583072, 0.003404058640579616},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct wl_ratio r = wl_poisson_ratio(rows[i].first, rows[i].first_exposure, rows[i].second,
                                             rows[i].second_exposure, 0.95);

        assert_near(r.ratio, rows[i].ratio);
        assert_near(r.low, rows[i].low);
        assert_near(r.high, rows[i].high);
        assert_near(r.p, rows[i].p);
    }
}

static void
test_binomial__large_counts_stay_finite(void **state)
{
    struct wl_ratio r = wl_poisson_ratio(1000000, 24, 2000000, 24, 0.95);

    (void)state;
    assert_true(r.low > 1.99 && r.low < 2 && r.high > 2 && r.high < 2.01);
    assert_true(r.p >= 0 && r.p < 1e-300);
    assert_true(isnan(wl_poisson_ratio(0, 1, 0, 1, 0.95).ratio));
}

/* Each is multiplied by how many are left, and is no less than the one before. */
static void
test_binomial__holm(void **state)
{
    double p[] = {0.04, 0.01, 0.03, 0.005, 0.9};
    static const uint32_t order[] = {3, 1, 2, 0, 4};

    (void)state;
    wl_holm(p, order, 5);
    assert_near(p[3], 0.025);
    assert_near(p[1], 0.04);
    assert_near(p[2], 0.09);
    assert_near(p[0], 0.09); /* 0.08, but no less than the one before */
    assert_near(p[4], 0.9);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_binomial__tails_of_known_size),
        cmocka_unit_test(test_binomial__quantiles_come_back),
        cmocka_unit_test(test_binomial__intervals_of_tables),
        cmocka_unit_test(test_binomial__ratios_of_rates),
        cmocka_unit_test(test_binomial__large_counts_stay_finite),
        cmocka_unit_test(test_binomial__holm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
