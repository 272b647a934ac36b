/*
 * When a rate became another one: of all borders between quarters of an hour the one that makes two
 * constant rates, before and after it, the likeliest. The ratio of likelihoods has to be so large
 * that no border would reach it by chance, by the bound of Bonferroni over all of them.
 */
#include "report/compare_model.h"

#include <math.h>
#include <stdlib.h>

#define HOUR_US (4 * WL_QUARTER_US)

/* A count at a constant rate, but for what every split has in common. */
static double
log_likelihood(double count, double hours)
{
    return count > 0 ? count * log(count / hours) : 0;
}

struct best {
    double gain;
    int64_t at_us, before;
    double hours;
};

static void
try_border(struct best *best, const struct wl_cover *cover, int64_t at_us, int64_t before,
           int64_t total, double hours)
{
    double first = (double)wl_cover_before(cover, at_us) / HOUR_US;
    double gain;

    if (first <= 0 || first >= hours)
        return;
    gain = log_likelihood((double)before, first) +
           log_likelihood((double)(total - before), hours - first) -
           log_likelihood((double)total, hours);
    if (gain > best->gain)
        *best = (struct best){gain, at_us, before, first};
}

/* @param bins  in order of time; only borders beside one of them can be the best */
static struct wl_moment
find_moment(const struct wl_bin *bins, size_t count, const struct wl_cover *cover)
{
    double hours = (double)wl_cover_before(cover, INT64_MAX) / HOUR_US, chance;
    struct wl_moment moment = {0};
    struct best best = {0};
    int64_t total = 0, before = 0;

    for (size_t i = 0; i < count; i++)
        total += bins[i].count;
    for (size_t i = 0; i < count; i++) {
        try_border(&best, cover, bins[i].at_us, before, total, hours);
        before += bins[i].count;
        try_border(&best, cover, bins[i].at_us + WL_QUARTER_US, before, total, hours);
    }
    chance = hours * 4 * erfc(sqrt(best.gain)); /* twice the gain has one degree of freedom */
    if (best.gain <= 0 || chance > 1 - WL_COMPARE_LEVEL)
        return moment;
    moment.found = true;
    moment.at_us = best.at_us;
    moment.before = (double)best.before / best.hours;
    moment.after = (double)(total - best.before) / (hours - best.hours);
    return moment;
}

static int
by_time(const void *a, const void *b)
{
    const struct wl_bin *x = a, *y = b;

    return (x->at_us > y->at_us) - (x->at_us < y->at_us);
}

static size_t
add_bins(struct wl_bin *out, size_t count, const struct wl_bins *bins, int code)
{
    for (size_t i = 0; i < bins->count; i++)
        if (code < 0 || bins->items[i].code == code)
            out[count++] = bins->items[i];
    return count;
}

/* Of a code, or of all for -1; the sides one after another, or B alone. */
static struct wl_moment
moment_of(const struct wl_comparison *comparison, const struct wl_bins bins[2],
          const struct wl_cover *cover, struct wl_bin *room, int code)
{
    size_t count = comparison->in_order ? add_bins(room, 0, &bins[0], code) : 0;

    count = add_bins(room, count, &bins[1], code);
    if (count == 0)
        return (struct wl_moment){0};
    qsort(room, count, sizeof *room, by_time);
    return find_moment(room, count, cover);
}

static int
cover_timeline(const struct wl_comparison *comparison, struct wl_cover *cover, struct wl_error *err)
{
    int rc = 0;

    for (int side = comparison->in_order ? 0 : 1; side < 2; side++) {
        const struct wl_cover *one = &comparison->sides[side].cover;

        for (size_t i = 0; i < one->count && rc == 0; i++)
            rc = wl_cover_append(cover, one->spans[i], err);
    }
    return rc;
}

int
wl_compare_moments(struct wl_comparison *comparison, const struct wl_bins bins[2],
                   struct wl_error *err)
{
    struct wl_bin *room = calloc(bins[0].count + bins[1].count + 1, sizeof *room);
    struct wl_cover cover = {0};
    int rc = room ? 0 : wl_error_set(err, WL_ENOMEM, "out of memory");

    if (rc == 0)
        rc = cover_timeline(comparison, &cover, err);
    for (uint32_t i = 0; rc == 0 && i < comparison->codes.changed; i++) {
        struct wl_change *change = &comparison->codes.rows[i];
        change->moment = moment_of(comparison, bins, &cover, room, change->number);
    }
    if (rc == 0 && comparison->all.kind != WL_CHANGE_NONE)
        comparison->all.moment = moment_of(comparison, bins, &cover, room, -1);
    wl_cover_done(&cover);
    free(room);
    return rc;
}
