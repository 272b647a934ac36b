/*
 * Calendar arithmetic (proleptic Gregorian) and the local zone. All instants are microseconds since
 * 1970-01-01T00:00:00Z.
 */
#pragma once

#include "base/buf.h"

#include <stdint.h>

struct wl_civil {
    int32_t year;
    int month, day;           /* 1-based */
    int hour, minute, second; /* second up to 60 */
    int32_t micros;
    int weekday; /* 0 Sunday ... 6; set by wl_civil_from_* only */
};

#define WL_US_SECOND INT64_C(1000000)
#define WL_US_MINUTE (60 * WL_US_SECOND)
#define WL_US_DAY (INT64_C(86400) * WL_US_SECOND)

/** Fields are a real date and time of day. */
bool wl_civil_valid(const struct wl_civil *civil);

/** Fields in UTC to an instant. Days out of range carry over (day 0 = last of the month before). */
int64_t wl_civil_to_utc(const struct wl_civil *civil);

/** Instant to fields in UTC. */
void wl_civil_from_utc(int64_t instant_us, struct wl_civil *civil);

/**
 * Fields in the zone of the TZ environment variable to an instant. A time that does not exist (a
 * gap) moves forward by the gap; of an ambiguous one the earlier is taken.
 */
int64_t wl_civil_to_instant(const struct wl_civil *civil);

/** Instant to fields in the zone of TZ. @param zone_minutes east of UTC at that instant; NULL ok */
void wl_civil_from_instant(int64_t instant_us, struct wl_civil *civil, int *zone_minutes);

/**
 * The same two for very many times: TZ and its rules are read when a thread first calls one of them
 * or wl_civil_zone_changed() was called since. Any thread.
 */
int64_t wl_civil_to_instant_often(const struct wl_civil *civil);
void wl_civil_from_instant_often(int64_t instant_us, struct wl_civil *civil);

/** TZ was set to something else. */
void wl_civil_zone_changed(void);

/** Append RFC 3339 UTC with microseconds: 2026-11-22T08:00:02.456000Z. */
void wl_civil_add_rfc3339(struct wl_buf *out, int64_t instant_us);
