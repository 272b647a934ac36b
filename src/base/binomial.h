/*
 * Exact statistics of counts: the incomplete beta function, and what binomial and Poisson counts
 * need of it. Sources: DLMF 8.17 for the function and its continued fraction; Clopper and Pearson
 * 1934 for the interval.
 */
#pragma once

#include <stdint.h>

/** The regularized incomplete beta function I_x(a, b), a and b > 0, x from 0 to 1. */
double wl_beta_i(double x, double a, double b);

/** The x at which I_x(a, b) is p, a and b > 0. Relative error below 1e-9. */
double wl_beta_quantile(double p, double a, double b);

/**
 * How probable it is that of n trials with chance `chance` at least (at most) k succeed,
 * 0 <= k <= n.
 */
double wl_binomial_at_least(int64_t k, int64_t n, double chance);
double wl_binomial_at_most(int64_t k, int64_t n, double chance);

/** What wl_poisson_ratio() says of two counts. */
struct wl_ratio {
    double ratio;     /* of the rates, second over first; INFINITY, NAN if both counts are 0 */
    double low, high; /* the exact interval of it: 0 where second is 0, INFINITY where first is */
    double p;         /* of counts as unlike as these or more if the rates were equal */
};

/**
 * Compare two Poisson counts over their exposures (> 0), exactly: given their sum, the second one
 * is binomial. The interval is Clopper's and Pearson's, p twice the smaller tail, so both agree.
 * @param level  such as 0.95
 */
struct wl_ratio wl_poisson_ratio(int64_t first, double first_exposure, int64_t second,
                                 double second_exposure, double level);

/** Holm's correction for trying often: p[order[i]] ascend; they are replaced, at most 1. */
void wl_holm(double *p, const uint32_t *order, uint32_t count);
