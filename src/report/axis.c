/*
 * Steps are tried from the finest; the first that needs few enough is taken.
 */
#include "report/axis.h"

#include "base/civil.h"

#include <stdlib.h>

#define SECOND WL_US_SECOND
#define MINUTE WL_US_MINUTE
#define HOUR (60 * WL_US_MINUTE)
#define DAY WL_US_DAY

static const struct step {
    int64_t us;
    int days, months; /* of the calendar; none: just so long */
    const char *words;
} steps[] = {
    {1 * SECOND, 0, 0, "1 second"},
    {2 * SECOND, 0, 0, "2 seconds"},
    {5 * SECOND, 0, 0, "5 seconds"},
    {10 * SECOND, 0, 0, "10 seconds"},
    {15 * SECOND, 0, 0, "15 seconds"},
    {30 * SECOND, 0, 0, "30 seconds"},
    {1 * MINUTE, 0, 0, "1 minute"},
    {2 * MINUTE, 0, 0, "2 minutes"},
    {5 * MINUTE, 0, 0, "5 minutes"},
    {15 * MINUTE, 0, 0, "15 minutes"},
    {30 * MINUTE, 0, 0, "30 minutes"},
    {1 * HOUR, 0, 0, "1 hour"},
    {2 * HOUR, 0, 0, "2 hours"},
    {3 * HOUR, 0, 0, "3 hours"},
    {6 * HOUR, 0, 0, "6 hours"},
    {12 * HOUR, 0, 0, "12 hours"},
    {1 * DAY, 1, 0, "1 day"},
    {2 * DAY, 2, 0, "2 days"},
    {7 * DAY, 7, 0, "1 week"},
    {14 * DAY, 14, 0, "2 weeks"},
    {30 * DAY, 0, 1, "1 month"},
    {91 * DAY, 0, 3, "3 months"},
    {182 * DAY, 0, 6, "6 months"},
    {365 * DAY, 0, 12, "1 year"},
    {2 * 365 * DAY, 0, 24, "2 years"},
    {5 * 365 * DAY, 0, 60, "5 years"},
    {10 * 365 * DAY, 0, 120, "10 years"},
    {50 * 365 * DAY, 0, 600, "50 years"},
    {100 * 365 * DAY, 0, 1200, "100 years"},
    {500 * 365 * DAY, 0, 6000, "500 years"},
};
enum { STEPS = sizeof steps / sizeof *steps };

static int64_t
floor_to(int64_t value, int64_t unit)
{
    int64_t rest = value % unit;

    return value - (rest < 0 ? rest + unit : rest);
}

/* Weeks begin on Monday: 1970-01-05 was the first of them. */
static void
floor_civil(struct wl_civil *civil, const struct step *step)
{
    int64_t days, months;

    civil->hour = civil->minute = civil->second = 0;
    civil->micros = 0;
    if (step->days) {
        days = wl_civil_to_utc(civil) / DAY;
        civil->day -= (int)(days - 4 - floor_to(days - 4, step->days));
        return;
    }
    months = civil->year * INT64_C(12) + civil->month - 1;
    months = floor_to(months, step->months);
    civil->year = (int32_t)(months / 12);
    civil->month = (int)(months % 12) + 1;
    civil->day = 1;
}

static void
next_civil(struct wl_civil *civil, const struct step *step)
{
    int64_t months = civil->year * INT64_C(12) + civil->month - 1 + step->months;

    civil->year = (int32_t)(months / 12);
    civil->month = (int)(months % 12) + 1;
    civil->day += step->days;
}

/* Borders from at or before lo to behind hi; most + 1 at the most. @return steps, 0 for too many */
static size_t
cut(int64_t *borders, int64_t lo_us, int64_t hi_us, const struct step *step, size_t most)
{
    struct wl_civil civil;
    int64_t offset_us, at_us;
    size_t count = 0;
    int minutes;

    wl_civil_from_instant(lo_us, &civil, &minutes);
    offset_us = minutes * MINUTE;
    at_us = floor_to(lo_us + offset_us, step->us) - offset_us;
    if (step->days || step->months) {
        floor_civil(&civil, step);
        at_us = wl_civil_to_instant(&civil);
    }
    for (;; count++) {
        borders[count] = at_us;
        if (at_us > hi_us)
            return count;
        if (count == most)
            return 0;
        if (step->days || step->months) {
            next_civil(&civil, step);
            at_us = wl_civil_to_instant(&civil);
        } else {
            at_us += step->us;
        }
    }
}

int
wl_axis_init(struct wl_axis *axis, int64_t lo_us, int64_t hi_us, int64_t least_us, size_t most,
             struct wl_error *err)
{
    const struct step *step = steps;

    *axis = (struct wl_axis){.borders = calloc(most + 1, sizeof *axis->borders)};
    if (!axis->borders)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    for (;; step++) {
        bool last = step == &steps[STEPS - 1];
        bool fits = (hi_us - lo_us) / step->us <= (int64_t)most && step->us >= least_us;
        if (!fits && !last)
            continue;
        axis->count = cut(axis->borders, lo_us, hi_us, step, most);
        if (axis->count || last)
            break;
    }
    if (axis->count == 0)
        axis->count = most;
    axis->step_us = step->us;
    axis->words = step->words;
    return 0;
}

void
wl_axis_done(struct wl_axis *axis)
{
    free(axis->borders);
    *axis = (struct wl_axis){0};
}

size_t
wl_axis_find(const struct wl_axis *axis, int64_t instant_us)
{
    size_t low = 0, high = axis->count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (axis->borders[middle] <= instant_us)
            low = middle;
        else
            high = middle;
    }
    return low;
}
