/*
 * Which time logs cover: spans that do not touch, in order. A log covers what lies between its
 * first and its last line with a time, by whole quarters of an hour; where one ends and the next
 * begins within WL_COVER_GAP_US, they were quiet, where it takes longer, nothing is known.
 */
#pragma once

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WL_QUARTER_US (INT64_C(900) * 1000000)
#define WL_COVER_GAP_US (96 * WL_QUARTER_US)

struct wl_cover_span {
    int64_t since_us, until_us; /* half-open */
};

struct wl_cover {
    struct wl_cover_span *spans;
    size_t count, cap;
};

void wl_cover_done(struct wl_cover *cover);

/** Add a log by the times of its first and last line; the spans need wl_cover_join() then.
 * @return 0, WL_ENOMEM */
int wl_cover_add(struct wl_cover *cover, int64_t first_us, int64_t last_us, struct wl_error *err);

/** Add a span as it is, behind all others. @return 0, WL_ENOMEM */
int wl_cover_append(struct wl_cover *cover, struct wl_cover_span span, struct wl_error *err);

/** Sort and unite. */
void wl_cover_join(struct wl_cover *cover);

/** Leave what lies in a half-open span. */
void wl_cover_clip(struct wl_cover *cover, int64_t since_us, int64_t until_us);

/** How much of it lies before an instant; INT64_MAX: all. */
int64_t wl_cover_before(const struct wl_cover *cover, int64_t until_us);

/** They have time in common. */
bool wl_cover_meets(const struct wl_cover *a, const struct wl_cover *b);
