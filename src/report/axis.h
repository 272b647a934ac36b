/*
 * An axis of time: a span cut at round local times, of a step that suits it. Steps under a day keep
 * the zone's offset at the start of the span, so that all are equally long; days, weeks, months and
 * years begin at local midnight. Its borders lie at quarters of an hour of UTC unless finer steps
 * are allowed.
 */
#pragma once

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

#define WL_AXIS_QUARTER (INT64_C(900) * 1000000)

struct wl_axis {
    int64_t *borders; /* count + 1 instants, rising */
    size_t count;
    int64_t step_us;   /* nominal: a month is 30 days, a year 365 */
    const char *words; /* "15 minutes" */
};

/**
 * Cover lo..hi, both included, with at most `most` (> 1) steps of at least least_us.
 *
 * @return 0, WL_ENOMEM; wl_axis_done() is due in any case. Of a span that is too long even for the
 *         longest step the end is left out.
 */
int wl_axis_init(struct wl_axis *axis, int64_t lo_us, int64_t hi_us, int64_t least_us, size_t most,
                 struct wl_error *err);
void wl_axis_done(struct wl_axis *axis);

/** The step an instant lies in; the first or last one for what lies outside. */
size_t wl_axis_find(const struct wl_axis *axis, int64_t instant_us);
