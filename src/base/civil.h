/*
 * Calendar arithmetic (proleptic Gregorian) and the local zone. All instants are microseconds since
 * 1970-01-01T00:00:00Z. What the time of every line goes through is defined here, so that it is
 * compiled into its place.
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

/* Whole periods of 400 years, so that years before 1 divide like those after it. */
#define WL_CIVIL_SHIFT INT64_C(4000000000)

static inline bool
wl_civil_is_leap(int64_t year)
{
    return (year & 3) == 0 && (year % 100 != 0 || (year & 15) == 0); /* 400 is 16 times 25 */
}

/** Days of so many years from the start of a period. */
static inline uint64_t
wl_civil_days_of(uint64_t years)
{
    uint64_t centuries = years / 100;

    return years * 365 + years / 4 - centuries + centuries / 4;
}

/** Days from 1970-01-01 to the first of January. */
static inline int64_t
wl_civil_year_start(int64_t year)
{
    return (int64_t)(wl_civil_days_of((uint64_t)(year + WL_CIVIL_SHIFT - 1)) -
                     wl_civil_days_of(WL_CIVIL_SHIFT + 1969));
}

/** Days of the year before the first of month 1-13. */
static inline int
wl_civil_month_start(int64_t year, int month)
{
    static const short before[13] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};

    return before[month - 1] + (month > 2 && wl_civil_is_leap(year));
}

/** The number is from low to high. */
static inline bool
wl_civil_lies_in(int number, int low, int high)
{
    return (unsigned)number - (unsigned)low <= (unsigned)(high - low);
}

/** The month 1-12 has such a day. */
static inline bool
wl_civil_has_day(int64_t year, int month, int day)
{
    static const signed char lengths[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return wl_civil_lies_in(day, 1, 28) || wl_civil_lies_in(day, 1, lengths[month]) ||
           (month == 2 && day == 29 && wl_civil_is_leap(year));
}

/** Fields are a real date and time of day. */
static inline bool
wl_civil_valid(const struct wl_civil *civil)
{
    if (!wl_civil_lies_in(civil->year, 0, 9999) || !wl_civil_lies_in(civil->month, 1, 12) ||
        !wl_civil_has_day(civil->year, civil->month, civil->day))
        return false;
    return wl_civil_lies_in(civil->hour, 0, 23) && wl_civil_lies_in(civil->minute, 0, 59) &&
           wl_civil_lies_in(civil->second, 0, 60) && wl_civil_lies_in(civil->micros, 0, 999999);
}

/** Fields in UTC to an instant. Days out of range carry over (day 0 = last of the month before). */
static inline int64_t
wl_civil_to_utc(const struct wl_civil *civil)
{
    int64_t days = wl_civil_year_start(civil->year) +
                   wl_civil_month_start(civil->year, civil->month) + civil->day - 1;
    int64_t seconds = days * 86400 + (civil->hour * 3600 + civil->minute * 60 + civil->second);

    return seconds * WL_US_SECOND + civil->micros;
}

/** Instant to fields in UTC. */
void wl_civil_from_utc(int64_t instant_us, struct wl_civil *civil);

/**
 * Fields in the zone of the TZ environment variable to an instant. A time that does not exist (a
 * gap) moves forward by the gap; of an ambiguous one the earlier is taken.
 */
int64_t wl_civil_to_instant(const struct wl_civil *civil);

/**
 * All instants at which clocks in the zone of TZ show these fields, the earlier one first.
 * @return 2 where clocks are set back, 1 (found[1] is the same), 0 in a gap: both are then the
 *         first instant behind it
 */
int wl_civil_find(const struct wl_civil *civil, int64_t found[2]);

/** Instant to fields in the zone of TZ. @param zone_minutes east of UTC at that instant; NULL ok */
void wl_civil_from_instant(int64_t instant_us, struct wl_civil *civil, int *zone_minutes);

/**
 * wl_civil_to_instant() of what wl_civil_to_utc() made of the fields, and wl_civil_from_instant(),
 * for those who ask very often: TZ and its rules are read when a thread asks first or
 * wl_civil_zone_changed() was called since. Any thread.
 */
int64_t wl_civil_local_to_instant(int64_t as_utc_us);
void wl_civil_local_of_instant(int64_t instant_us, struct wl_civil *civil);

/** TZ was set to something else. */
void wl_civil_zone_changed(void);

/** Append RFC 3339 UTC with microseconds: 2026-11-22T08:00:02.456000Z. */
void wl_civil_add_rfc3339(struct wl_buf *out, int64_t instant_us);
