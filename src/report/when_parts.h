/*
 * The parts of the time grammar: words and numbers, spans (2h 30min), days (last monday). Shared by
 * when.c, when_parts.c, when_span.c and when_day.c only.
 */
#pragma once

#include "base/civil.h"
#include "base/error.h"
#include "base/span.h"

#define WL_WHEN_EXAMPLES "yesterday, '2026-11-21 08:00', -2h, '3 days ago', friday, @1763712000"

struct wl_when {
    const char *text;     /* all of it, as the user wrote it */
    const char *at, *end; /* what is not read yet */
    int64_t now_us;
    bool fixed_zone; /* else the zone of TZ */
    int zone_minutes;
    struct wl_error *err; /* may be NULL */
};

/** Set the error that names the word. @return WL_EPARSE */
int wl_when_fail(const struct wl_when *w, struct wl_span word);

void wl_when_skip_blanks(struct wl_when *w);

/** What stands here up to a blank; nothing is taken. */
struct wl_span wl_when_word(const struct wl_when *w);

/** Take this word, any case, and the blanks behind it. @return false if another one is here */
bool wl_when_take(struct wl_when *w, const char *word);

/** Take min to max (at most 4) digits; more of them is false. */
bool wl_when_digits(struct wl_when *w, int min, int max, int *value);

/** Take 12 or 12.5, times unit_us. @return false if there is no number, or one too large */
bool wl_when_decimal(struct wl_when *w, int64_t unit_us, int64_t *value_us);

/** A zone at p: Z, UTC, GMT, +hh:mm, +hhmm, +hh. Sets it. @return what is behind it, NULL for none
 */
const char *wl_when_zone(struct wl_when *w, const char *p);

/** A span begins here (-2h, 1h 30min ago), or a number that has no unit. */
bool wl_when_is_span(const struct wl_when *w);

/** Take a span up to the end. @return 0, WL_EPARSE */
int wl_when_span(struct wl_when *w, int64_t *instant_us);

/** The day of now in the zone asked for, at midnight. */
void wl_when_today(const struct wl_when *w, struct wl_civil *civil);

/** A time of day begins here, not a day. */
bool wl_when_is_clock(const struct wl_when *w);

/**
 * Take a day: by date, by weekday, relative to today. @return 0, WL_EPARSE
 * Days of *civil may be out of range, as wl_civil_to_utc accepts them.
 */
int wl_when_day(struct wl_when *w, struct wl_civil *civil);

/** A unit of time by any of its names, m a minute and M a month. @return its length in us, or 0 */
int64_t wl_when_unit(struct wl_span word);
