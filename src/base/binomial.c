/*
 * The continued fraction of the incomplete beta function converges fast below the mean of the
 * distribution, so its other side is taken above it. Nothing here depends on the locale or state.
 */
#include "base/binomial.h"

#include <math.h>

#define STEPS_MAX 100000 /* some times the square root of the larger parameter are needed */
#define TINY 1e-300
#define PRECISION 1e-15

/* lgamma() writes to a global; this one does not. */
static double
log_gamma(double x)
{
    int sign;

    return lgamma_r(x, &sign);
}

/* Instead of a divisor that is zero. */
static double
not_zero(double value)
{
    return fabs(value) < TINY ? TINY : value;
}

/* DLMF 8.17.22 by the method of Lentz. */
static double
fraction(double x, double a, double b)
{
    double c = 1, d = 1 / not_zero(1 - (a + b) * x / (a + 1)), value = d;

    for (int m = 1; m < STEPS_MAX; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        double step;

        d = 1 / not_zero(1 + even * d);
        c = not_zero(1 + even / c);
        value *= d * c;
        d = 1 / not_zero(1 + odd * d);
        c = not_zero(1 + odd / c);
        step = d * c;
        value *= step;
        if (fabs(step - 1) < PRECISION)
            break;
    }
    return value;
}

/* x^a (1-x)^b / B(a, b), as a logarithm. */
static double
log_front(double x, double a, double b)
{
    return log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * log(x) + b * log1p(-x);
}

double
wl_beta_i(double x, double a, double b)
{
    if (x <= 0)
        return 0;
    if (x >= 1)
        return 1;
    if (x < (a + 1) / (a + b + 2))
        return exp(log_front(x, a, b)) * fraction(x, a, b) / a;
    return 1 - exp(log_front(x, a, b)) * fraction(1 - x, b, a) / b;
}

/* Newton's steps, and where one would leave what is known to hold the answer, the middle of that.
 */
double
wl_beta_quantile(double p, double a, double b)
{
    double low = 0, high = 1, x = a / (a + b);

    if (p <= 0)
        return 0;
    if (p >= 1)
        return 1;
    for (int i = 0; i < 200 && high - low > 1e-15 * high; i++) {
        double error = wl_beta_i(x, a, b) - p, next;

        if (error == 0)
            break;
        if (error > 0)
            high = x;
        else
            low = x;
        next = x - error * x * (1 - x) / exp(log_front(x, a, b));
        if (!(next > low && next < high))
            next = low + (high - low) / 2;
        if (fabs(next - x) < 1e-13 * x)
            return next;
        x = next;
    }
    return x;
}

double
wl_binomial_at_least(int64_t k, int64_t n, double chance)
{
    return k <= 0 ? 1 : wl_beta_i(chance, (double)k, (double)(n - k) + 1);
}

double
wl_binomial_at_most(int64_t k, int64_t n, double chance)
{
    return k >= n ? 1 : wl_beta_i(1 - chance, (double)(n - k), (double)k + 1);
}

struct wl_ratio
wl_poisson_ratio(int64_t first, double first_exposure, int64_t second, double second_exposure,
                 double level)
{
    double a = (double)first, b = (double)second, tail = (1 - level) / 2;
    double scale = first_exposure / second_exposure;
    double chance = second_exposure / (first_exposure + second_exposure);
    struct wl_ratio r = {.ratio = NAN, .low = 0, .high = INFINITY, .p = 1};
    double at_least, at_most;

    if (first == 0 && second == 0)
        return r;
    r.ratio = first ? b / a * scale : INFINITY;
    if (second > 0) {
        double low = wl_beta_quantile(tail, b, a + 1);
        r.low = low / (1 - low) * scale;
    }
    if (first > 0) {
        double rest = wl_beta_quantile(tail, a, b + 1); /* 1 - high, which may be near 1 */
        r.high = (1 - rest) / rest * scale;
    }
    at_least = wl_binomial_at_least(second, first + second, chance);
    at_most = wl_binomial_at_most(second, first + second, chance);
    r.p = 2 * fmin(at_least, at_most);
    r.p = r.p > 1 ? 1 : r.p;
    return r;
}

void
wl_holm(double *p, const uint32_t *order, uint32_t count)
{
    double least = 0;

    for (uint32_t i = 0; i < count; i++) {
        double *one = &p[order[i]];

        *one = fmin(1, *one * (count - i));
        *one = least = fmax(least, *one);
    }
}
