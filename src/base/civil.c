/*
 * Calendar arithmetic. The calendar itself is counted here, in whole days from 1970-01-01; libc is
 * asked for one thing only, the offset of the local zone at an instant (localtime_r), because only
 * it knows the zone's rules; for those who ask often, each thread remembers it. No clock is read.
 */
#include "base/civil.h"

#include <stdatomic.h>
#include <time.h>

static const int days_before_month[13] = {0,   31,  59,  90,  120, 151, 181,
                                          212, 243, 273, 304, 334, 365};

static int64_t
floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

static bool
is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Whole periods of 400 years, so that years before 1 divide like those after it. */
#define SHIFT_YEARS INT64_C(4000000000)
#define PERIOD_DAYS 146097

/* Leap days of the years before this one, counted from the start of the shift. */
static uint64_t
leap_days_before(int64_t year)
{
    uint64_t past = (uint64_t)(year + SHIFT_YEARS - 1);

    return past / 4 - past / 100 + past / 400;
}

/* Days from 1970-01-01 to the first of January. */
static int64_t
year_start(int64_t year)
{
    return 365 * (year - 1970) + (int64_t)(leap_days_before(year) - leap_days_before(1970));
}

/* Days of the year before the first of month 1-13. */
static int
month_start(int64_t year, int month)
{
    return days_before_month[month - 1] + (month > 2 && is_leap(year));
}

bool
wl_civil_valid(const struct wl_civil *civil)
{
    if (civil->year < 0 || civil->year > 9999 || civil->month < 1 || civil->month > 12)
        return false;
    if (civil->day < 1 || civil->day > month_start(civil->year, civil->month + 1) -
                                           month_start(civil->year, civil->month))
        return false;
    return civil->hour >= 0 && civil->hour <= 23 && civil->minute >= 0 && civil->minute <= 59 &&
           civil->second >= 0 && civil->second <= 60 && civil->micros >= 0 &&
           civil->micros < WL_US_SECOND;
}

int64_t
wl_civil_to_utc(const struct wl_civil *civil)
{
    int64_t days =
        year_start(civil->year) + month_start(civil->year, civil->month) + civil->day - 1;
    int64_t seconds = ((days * 24 + civil->hour) * 60 + civil->minute) * 60 + civil->second;

    return seconds * WL_US_SECOND + civil->micros;
}

void
wl_civil_from_utc(int64_t instant_us, struct wl_civil *civil)
{
    int64_t day = floor_div(instant_us, WL_US_DAY), days = day;
    int64_t rest = instant_us - days * WL_US_DAY;
    int64_t year = 1970 + floor_div(days * 400, PERIOD_DAYS);
    int64_t start = year_start(year);
    int month;

    /* The mean year is off by less than two days; one step repairs it. */
    if (days < start)
        start = year_start(--year);
    else if (days - start >= 365 + is_leap(year))
        start = year_start(++year);
    days -= start;
    /* Months of 31 days would end later, but never by a whole month. */
    month = (int)days / 31 + 1;
    month += days >= month_start(year, month + 1);
    *civil = (struct wl_civil){
        .year = (int32_t)year,
        .month = month,
        .day = (int)days - month_start(year, month) + 1,
        .hour = (int)(rest / (60 * WL_US_MINUTE)),
        .minute = (int)(rest / WL_US_MINUTE % 60),
        .second = (int)(rest / WL_US_SECOND % 60),
        .micros = (int32_t)(rest % WL_US_SECOND),
    };
    day += 4; /* 1970-01-01 was a Thursday */
    civil->weekday = (int)(day - floor_div(day, 7) * 7);
}

/* Microseconds that the local clocks are ahead of UTC at this instant. */
static int64_t
local_offset(int64_t instant_us)
{
    int64_t seconds = floor_div(instant_us, WL_US_SECOND);
    time_t at = (time_t)seconds;
    struct tm tm;
    struct wl_civil local;

    if (!localtime_r(&at, &tm))
        return 0;
    local = (struct wl_civil){
        .year = tm.tm_year + 1900,
        .month = tm.tm_mon + 1,
        .day = tm.tm_mday,
        .hour = tm.tm_hour,
        .minute = tm.tm_min,
        .second = tm.tm_sec,
    };
    return wl_civil_to_utc(&local) - seconds * WL_US_SECOND;
}

/* The instant at which local clocks show what is as_utc in UTC. */
static int64_t
from_local(int64_t as_utc)
{
    int64_t before, after, early, late;

    /* A day to either side lies beyond any offset, so a change near this time is between them. */
    before = local_offset(as_utc - WL_US_DAY);
    after = local_offset(as_utc + WL_US_DAY);
    early = as_utc - before;
    if (before == after || local_offset(early) == before)
        return early;
    late = as_utc - after;
    /* Neither offset fits in a gap: the offset before it moves the time forward by the gap. */
    return local_offset(late) == after ? late : early;
}

int64_t
wl_civil_to_instant(const struct wl_civil *civil)
{
    tzset(); /* localtime_r alone need not look at TZ again */
    return from_local(wl_civil_to_utc(civil));
}

void
wl_civil_from_instant(int64_t instant_us, struct wl_civil *civil, int *zone_minutes)
{
    int64_t offset;

    tzset();
    offset = local_offset(instant_us);
    wl_civil_from_utc(instant_us + offset, civil);
    if (zone_minutes)
        *zone_minutes = (int)(offset / WL_US_MINUTE);
}

/*
 * Days whose offset is known, by their number. It is asked for at some instants of the day and of
 * its neighbours; no zone leaves its offset and comes back to it between two of them.
 */
#define ZONE_DAYS 64 /* a power of two */
#define ZONE_STEP (WL_US_DAY / 6)

struct zone_day {
    int64_t day;
    int64_t offset_us;
    bool even; /* offset_us holds from the day before to the day behind; else it is not set */
};

static atomic_uint zone_version = 1;
static _Thread_local unsigned zone_known;
static _Thread_local struct zone_day zone_days[ZONE_DAYS];

static void
forget_zone(unsigned version)
{
    tzset();
    for (size_t i = 0; i < ZONE_DAYS; i++)
        zone_days[i] = (struct zone_day){.day = INT64_MIN};
    zone_known = version;
}

static void
learn_day(struct zone_day *known, int64_t day)
{
    int64_t from = (day - 1) * WL_US_DAY, to = (day + 2) * WL_US_DAY;

    *known = (struct zone_day){.day = day, .offset_us = local_offset(from), .even = true};
    for (int64_t at = from; known->even && at < to; at += ZONE_STEP)
        known->even = local_offset(at + ZONE_STEP) == known->offset_us;
}

/* The day of an instant, or of a local time as if it were UTC: at most a day apart. */
static const struct zone_day *
zone_day(int64_t instant_us)
{
    int64_t day = floor_div(instant_us, WL_US_DAY);
    unsigned version = atomic_load_explicit(&zone_version, memory_order_relaxed);
    struct zone_day *known = &zone_days[(uint64_t)day % ZONE_DAYS];

    if (version != zone_known)
        forget_zone(version);
    if (known->day != day)
        learn_day(known, day);
    return known;
}

int64_t
wl_civil_to_instant_often(const struct wl_civil *civil)
{
    int64_t as_utc = wl_civil_to_utc(civil);
    const struct zone_day *known = zone_day(as_utc);

    return known->even ? as_utc - known->offset_us : from_local(as_utc);
}

void
wl_civil_from_instant_often(int64_t instant_us, struct wl_civil *civil)
{
    const struct zone_day *known = zone_day(instant_us);

    wl_civil_from_utc(instant_us + (known->even ? known->offset_us : local_offset(instant_us)),
                      civil);
}

void
wl_civil_zone_changed(void)
{
    atomic_fetch_add_explicit(&zone_version, 1, memory_order_relaxed);
}

void
wl_civil_add_rfc3339(struct wl_buf *out, int64_t instant_us)
{
    struct wl_civil at;

    wl_civil_from_utc(instant_us, &at);
    wl_buf_addf(out, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", (int)at.year, at.month, at.day, at.hour,
                at.minute, at.second, (int)at.micros);
}
