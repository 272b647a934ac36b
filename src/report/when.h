/*
 * The time grammar of --since and --until: systemd.time plus RFC 3339 and what wsalog prints
 * itself.
 */
#pragma once

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

/**
 * Understand text as a point in time, seen from now_us, in the local zone (TZ) unless it names one:
 * now, today, yesterday, tomorrow, noon, midnight, 2026-11-21, 2026-11-21 08:00[:30[.5]], 26-11-21,
 * 11-21, 2026-11, 21 Nov [2026], 'Sat 2026-11-21', 08:00, 9am, 2026-11-21T08:00:00Z, ...+01:00,
 * '... UTC', '... Asia/Tokyo', @1763712000, -2h, +30min, '2h ago', '5min left', 'last 3 days',
 * 'last monday', friday (the latest one before or at today), 'this week', 'last month', 1h (= 1h
 * ago). What is left out of a date is that of the latest such day not after today.
 *
 * Where clocks are set forward, a time that no clock shows is the first instant behind the gap.
 * Where they are set back, a time that comes twice is the first of the two here, and the second in
 * wl_when_parse_until(): a span is as wide as its ends can be meant. A day begins once in any case.
 * TZ is another one for a moment where the text names a zone: not while other threads use it.
 *
 * @return 0 and *instant_us (microseconds since the epoch); WL_EPARSE with a message that names the
 *         word that was not understood, marks it in a line of its own where there are more words,
 *         and lists examples; WL_ENOMEM
 */
int wl_when_parse(const char *text, int64_t now_us, int64_t *instant_us, struct wl_error *err);

/** Likewise for the end of a span, which does not belong to it. */
int wl_when_parse_until(const char *text, int64_t now_us, int64_t *instant_us,
                        struct wl_error *err);

struct wl_when_period {
    bool has_since, has_until;  /* else open at that end */
    int64_t since_us, until_us; /* half-open */
};

/**
 * Understand text as a period: a day, week, month, year or hour by name or date (yesterday, 'last
 * monday', 2026-11-21, 'this week') is all of it; what is reckoned from now (-2h, '3 days ago')
 * lasts until now; 'A..B' and 'A to B' begin at A and end before B, as --since A --until B, and may
 * be open at one end. A zone behind B holds for A, too, if that has none; a B that is a time of day
 * is on the day of A, and in its zone.
 * @return 0, WL_EPARSE (also for a moment, which is none, and for one that ends before it begins),
 *         WL_ENOMEM
 */
int wl_when_period(const char *text, int64_t now_us, struct wl_when_period *out,
                   struct wl_error *err);
