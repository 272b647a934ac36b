/*
 * From the fields of a time stamp to an instant, and what had to be assumed on the way. Whatever
 * the line leaves open comes from the caller's reference; no clock is read.
 */
#include "scan/stamp.h"

#include "base/civil.h"

#include <assert.h>

/* The Gregorian leap years lie at most eight years apart, so every 29 February is found. */
#define YEARS_BACK 8

/* A reference is mostly the end of the file or the line before: little lies after it. */
#define DAY_SLACK_US (60 * WL_US_MINUTE)

static inline bool
to_instant(const struct wl_stamp *stamp, bool utc, const struct wl_civil *civil,
           int64_t *instant_us)
{
    /* Each field by itself is what wl_stamp_find() lets pass. */
    if (!wl_civil_has_day(civil->year, civil->month, civil->day))
        return false;
    assert(wl_civil_valid(civil));
    *instant_us = wl_civil_to_utc(civil);
    if (!(stamp->open & WL_STAMP_ZONE))
        *instant_us -= stamp->zone_minutes * WL_US_MINUTE;
    else if (!utc)
        *instant_us = wl_civil_local_to_instant(*instant_us);
    return true;
}

/* The date of the reference where the clock of the stamp stood. */
static struct wl_civil
reference_date(const struct wl_stamp *stamp, const struct wl_stamp_context *context)
{
    struct wl_civil civil;

    if ((stamp->open & WL_STAMP_ZONE) && !context->utc)
        wl_civil_local_of_instant(context->reference_us, &civil);
    else
        wl_civil_from_utc(context->reference_us + stamp->zone_minutes * WL_US_MINUTE, &civil);
    return civil;
}

/* Years apart, so the latest that is not more than a day after the reference is the nearest, too.
 */
static bool
latest_year(const struct wl_stamp *stamp, struct wl_civil civil,
            const struct wl_stamp_context *context, int64_t *instant_us)
{
    const struct wl_civil reference = reference_date(stamp, context);
    /* Next year begins within a day, with something to spare for a change of the zone. */
    int first = reference.month == 12 && reference.day >= 29 ? -1 : 0;

    for (int back = first; back <= YEARS_BACK; back++) {
        civil.year = reference.year - back;
        if (to_instant(stamp, context->utc, &civil, instant_us) &&
            *instant_us <= context->reference_us + WL_US_DAY)
            return true;
    }
    return false;
}

static void
set_date(struct wl_civil *civil, int64_t instant_us)
{
    struct wl_civil date;

    wl_civil_from_utc(instant_us, &date);
    civil->year = date.year;
    civil->month = date.month;
    civil->day = date.day;
}

static bool
latest_day(const struct wl_stamp *stamp, struct wl_civil civil,
           const struct wl_stamp_context *context, int64_t *instant_us)
{
    const struct wl_civil today = reference_date(stamp, context);

    for (int back = -1; back <= 1; back++) {
        struct wl_civil noon = {
            .year = today.year, .month = today.month, .day = today.day - back, .hour = 12};

        set_date(&civil, wl_civil_to_utc(&noon)); /* carries the day over */
        if (to_instant(stamp, context->utc, &civil, instant_us) &&
            *instant_us <= context->reference_us + DAY_SLACK_US)
            return true;
    }
    return false;
}

static struct wl_civil
fields_of(const struct wl_stamp *stamp)
{
    return (struct wl_civil){
        .year = stamp->year,
        .month = stamp->month,
        .day = stamp->day,
        .hour = stamp->hour,
        .minute = stamp->minute,
        .second = stamp->second,
        .micros = stamp->micros,
    };
}

/* A stamp that leaves something open besides the zone. Apart, because most do not, and what this
 * needs would be paid for by all. */
__attribute__((noinline)) static bool
resolve_open(const struct wl_stamp *stamp, const struct wl_stamp_context *context,
             int64_t *instant_us)
{
    struct wl_civil civil = fields_of(stamp);

    if ((stamp->open & WL_STAMP_DAY_ORDER) && context->day_first) {
        int first = civil.month;

        civil.month = civil.day;
        civil.day = first;
    }
    if (stamp->open & WL_STAMP_DATE) {
        if (!context->has_day)
            return latest_day(stamp, civil, context, instant_us);
        set_date(&civil, context->day * WL_US_DAY);
    } else if (stamp->open & WL_STAMP_YEAR) {
        civil.year = context->year;
        /* 29 February of another year than the file is in: the reference finds one */
        return (context->year && to_instant(stamp, context->utc, &civil, instant_us)) ||
               latest_year(stamp, civil, context, instant_us);
    }
    return to_instant(stamp, context->utc, &civil, instant_us);
}

bool
wl_stamp_resolve(const struct wl_stamp *stamp, const struct wl_stamp_context *context,
                 int64_t *instant_us, unsigned *assumed)
{
    struct wl_civil civil;

    *assumed = (stamp->open & ~context->told) | stamp->guessed |
               WL_STAMP_TOLD(stamp->open & context->told);
    if (stamp->epoch) {
        *instant_us = stamp->instant_us;
        return true;
    }
    if (stamp->open & ~(unsigned)WL_STAMP_ZONE)
        return resolve_open(stamp, context, instant_us);
    civil = fields_of(stamp);
    return to_instant(stamp, context->utc, &civil, instant_us);
}

const char *
wl_stamp_assumed_text(unsigned assumed)
{
    static const char *const texts[16] = {
        "",
        "zone",
        "year",
        "zone,year",
        "day-order",
        "zone,day-order",
        "year,day-order",
        "zone,year,day-order",
        "date",
        "zone,date",
        "year,date",
        "zone,year,date",
        "day-order,date",
        "zone,day-order,date",
        "year,day-order,date",
        "zone,year,day-order,date",
    };

    return texts[assumed & WL_STAMP_BITS];
}
