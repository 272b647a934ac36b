/*
 * The time grammar of --since and --until: systemd.time plus RFC 3339 and what wsalog prints
 * itself.
 */
#pragma once

#include "base/error.h"

#include <stdint.h>

/**
 * Understand text as a point in time, seen from now_us, in the local zone (TZ) unless it names one:
 * now, today, yesterday, tomorrow, 2026-11-21, 2026-11-21 08:00[:30[.5]], 08:00, 11-21,
 * 2026-11-21T08:00:00Z, ...+01:00, '... UTC', @1763712000, -2h, +30min, '2h ago', '3 days ago',
 * 'last monday', friday (the latest one before or at today), 'this week', 'last month', 1h (= 1h
 * ago).
 *
 * @return 0 and *instant_us (microseconds since the epoch); WL_EPARSE with a message that names the
 *         word that was not understood and lists examples
 */
int wl_when_parse(const char *text, int64_t now_us, int64_t *instant_us, struct wl_error *err);
