/*
 * Calendar arithmetic. The calendar itself is counted here, in whole days from 1970-01-01; libc is
 * asked for one thing only, the offset of the local zone at an instant (localtime_r), because only
 * it knows the zone's rules; for those who ask often, each thread remembers it. No clock is read.
 */
#include "base/civil.h"

#include <stdatomic.h>
#include <time.h>

static inline int64_t
floor_div(int64_t a, int64_t b)
{
    int64_t quotient = a / b;

    return quotient - (quotient * b > a);
}

#define PERIOD_DAYS 146097 /* of 400 years */

void
wl_civil_from_utc(int64_t instant_us, struct wl_civil *civil)
{
    int64_t day = floor_div(instant_us, WL_US_DAY), days = day;
    int64_t rest = instant_us - days * WL_US_DAY;
    int64_t year = 1970 + floor_div(days * 400, PERIOD_DAYS);
    int64_t start = wl_civil_year_start(year);
    int month;

    /* The mean year is off by less than two days; one step repairs it. */
    if (days < start)
        start = wl_civil_year_start(--year);
    else if (days - start >= 365 + wl_civil_is_leap(year))
        start = wl_civil_year_start(++year);
    days -= start;
    /* Months of 31 days would end later, but never by a whole month. */
    month = (int)days / 31 + 1;
    month += days >= wl_civil_month_start(year, month + 1);
    *civil = (struct wl_civil){
        .year = (int32_t)year,
        .month = month,
        .day = (int)days - wl_civil_month_start(year, month) + 1,
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

/* The first second from low to high that has not the offset of low; high has not. */
static int64_t
find_change(int64_t low, int64_t high)
{
    int64_t offset = local_offset(low);

    low = floor_div(low, WL_US_SECOND);
    high = floor_div(high, WL_US_SECOND);
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;

        if (local_offset(middle * WL_US_SECOND) == offset)
            low = middle;
        else
            high = middle;
    }
    return high * WL_US_SECOND;
}

int
wl_civil_find(const struct wl_civil *civil, int64_t found[2])
{
    int64_t as_utc = wl_civil_to_utc(civil), before, after;
    bool early, late;

    tzset();
    before = local_offset(as_utc - WL_US_DAY);
    after = local_offset(as_utc + WL_US_DAY);
    found[0] = as_utc - before;
    found[1] = as_utc - after;
    if (before == after)
        return 1;
    early = local_offset(found[0]) == before;
    late = local_offset(found[1]) == after;
    if (early && late)
        return 2;
    if (early)
        found[1] = found[0];
    else if (late)
        found[0] = found[1];
    else
        found[0] = found[1] = find_change(found[1], found[0]);
    return early || late;
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

/* The last answer of wl_civil_local_of_instant(): its callers have a time that seldom changes. */
static _Thread_local struct {
    unsigned version;
    int64_t instant_us;
    struct wl_civil civil;
} zone_last;

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
wl_civil_local_to_instant(int64_t as_utc_us)
{
    const struct zone_day *known = zone_day(as_utc_us);

    return known->even ? as_utc_us - known->offset_us : from_local(as_utc_us);
}

void
wl_civil_local_of_instant(int64_t instant_us, struct wl_civil *civil)
{
    unsigned version = atomic_load_explicit(&zone_version, memory_order_relaxed);

    if (zone_last.version != version || zone_last.instant_us != instant_us) {
        const struct zone_day *day = zone_day(instant_us);
        int64_t offset_us = day->even ? day->offset_us : local_offset(instant_us);
        wl_civil_from_utc(instant_us + offset_us, &zone_last.civil);
        zone_last.instant_us = instant_us;
        zone_last.version = version;
    }
    *civil = zone_last.civil;
}

void
wl_civil_zone_changed(void)
{
    atomic_fetch_add_explicit(&zone_version, 1, memory_order_relaxed);
}

static void
add_part(struct wl_buf *out, char sign, int number)
{
    wl_buf_add_char(out, sign);
    wl_buf_add_number(out, (uint64_t)number, 2);
}

void
wl_civil_add_rfc3339(struct wl_buf *out, int64_t instant_us)
{
    struct wl_civil at;

    wl_civil_from_utc(instant_us, &at);
    if (at.year < 0) {
        wl_buf_add_char(out, '-');
        at.year = -at.year;
    }
    wl_buf_add_number(out, (uint64_t)at.year, 4);
    add_part(out, '-', at.month);
    add_part(out, '-', at.day);
    add_part(out, 'T', at.hour);
    add_part(out, ':', at.minute);
    add_part(out, ':', at.second);
    wl_buf_add_char(out, '.');
    wl_buf_add_number(out, (uint64_t)at.micros, 6);
    wl_buf_add_char(out, 'Z');
}
