/*
 * Calendar arithmetic. The calendar itself is counted here, in whole days from 1970-01-01; libc is
 * asked for one thing only, the offset of the local zone at an instant (localtime_r), because only
 * it knows the zone's rules. No clock is read.
 */
#include "base/civil.h"

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

/* Leap days in the years before this one, counted from year 1; only differences mean anything. */
static int64_t
leap_days_before(int64_t year)
{
    int64_t past = year - 1;

    return floor_div(past, 4) - floor_div(past, 100) + floor_div(past, 400);
}

/* Days from 1970-01-01 to the first of January. */
static int64_t
year_start(int64_t year)
{
    return 365 * (year - 1970) + leap_days_before(year) - leap_days_before(1970);
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
    int64_t days = floor_div(instant_us, WL_US_DAY);
    int64_t rest = instant_us - days * WL_US_DAY;
    int64_t year = 1970 + floor_div(days * 400, 146097); /* 400 years are 146097 days */
    int month = 1;

    /* The mean year is off by less than two days; one step repairs it. */
    while (days < year_start(year))
        year--;
    while (days >= year_start(year + 1))
        year++;
    days -= year_start(year);
    while (days >= month_start(year, month + 1))
        month++;
    *civil = (struct wl_civil){
        .year = (int32_t)year,
        .month = month,
        .day = (int)days - month_start(year, month) + 1,
        .hour = (int)(rest / (60 * WL_US_MINUTE)),
        .minute = (int)(rest / WL_US_MINUTE % 60),
        .second = (int)(rest / WL_US_SECOND % 60),
        .micros = (int32_t)(rest % WL_US_SECOND),
    };
    days = floor_div(instant_us, WL_US_DAY) + 4; /* 1970-01-01 was a Thursday */
    civil->weekday = (int)(days - floor_div(days, 7) * 7);
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

int64_t
wl_civil_to_instant(const struct wl_civil *civil)
{
    int64_t as_utc = wl_civil_to_utc(civil);
    int64_t before, after, early, late;

    tzset(); /* localtime_r alone need not look at TZ again */
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

void
wl_civil_add_rfc3339(struct wl_buf *out, int64_t instant_us)
{
    struct wl_civil at;

    wl_civil_from_utc(instant_us, &at);
    wl_buf_addf(out, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", (int)at.year, at.month, at.day, at.hour,
                at.minute, at.second, (int)at.micros);
}
