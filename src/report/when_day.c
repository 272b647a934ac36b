/*
 * Days of the time grammar: names of days, this/last/next, and the dates of when_date.c. A day is
 * counted from the day that now belongs to in the zone asked for; a week begins on Monday.
 */
#include "report/when_parts.h"

#include "base/ascii.h"

static const char *const weekdays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday"};

void
wl_when_this_hour(const struct wl_when *w, struct wl_civil *civil)
{
    if (w->fixed_zone)
        wl_civil_from_utc(w->now_us + w->zone_minutes * WL_US_MINUTE, civil);
    else
        wl_civil_from_instant(w->now_us, civil, NULL);
    civil->minute = civil->second = 0;
    civil->micros = 0;
}

void
wl_when_today(const struct wl_when *w, struct wl_civil *civil)
{
    wl_when_this_hour(w, civil);
    civil->hour = 0;
}

/* A weekday, whole or three letters or more of it. @return 0 Sunday ... 6, or -1 */
static int
weekday_of(struct wl_span word)
{
    if (word.len > 0 && word.ptr[word.len - 1] == ',')
        word.len--;
    for (int day = 0; day < 7; day++) {
        if (word.len >= 3 && word.len <= strlen(weekdays[day]) &&
            wl_ascii_equal(word.ptr, weekdays[day], word.len))
            return day;
    }
    return -1;
}

/* friday; or 'Fri 2026-11-20', where the name must fit the date. */
static int
parse_weekday(struct wl_when *w, int weekday, struct wl_civil *day)
{
    struct wl_span word = wl_when_word(w);
    int rc;

    w->at += word.len;
    wl_when_skip_blanks(w);
    if (!wl_when_is_date(w) || wl_when_is_clock(w)) {
        day->day -= (day->weekday - weekday + 7) % 7;
        return 0;
    }
    rc = wl_when_date(w, day);
    if (rc < 0)
        return rc;
    wl_civil_from_utc(wl_civil_to_utc(day), day);
    if (day->weekday != weekday)
        return wl_when_refuse(w, word, "%04d-%02d-%02d is a %s, not a %s", (int)day->year,
                              day->month, day->day, weekdays[day->weekday], weekdays[weekday]);
    return 0;
}

/* The start of the month so many months from this one. */
static void
go_to_month(struct wl_civil *day, int step)
{
    int month = day->month - 1 + step;

    day->year += month < 0 ? -1 : month / 12;
    day->month = (month + 12) % 12 + 1;
    day->day = 1;
}

static void
go_to_weekday(struct wl_civil *day, int weekday, int step)
{
    int from_monday = (day->weekday + 6) % 7;
    int back = (day->weekday - weekday + 7) % 7;

    if (step == 0) /* of the week that begins on Monday */
        day->day += (weekday + 6) % 7 - from_monday;
    else if (step < 0) /* before today */
        day->day -= back ? back : 7;
    else /* after today */
        day->day += 7 - back;
}

/* Behind this (0), last (-1) or next (1). */
static int
parse_step(struct wl_when *w, int step, struct wl_civil *day)
{
    struct wl_span word = wl_when_word(w);
    int weekday = weekday_of(word);

    w->unit = WL_WHEN_DAY;
    if (weekday >= 0) {
        w->at += word.len;
        go_to_weekday(day, weekday, step);
    } else if (wl_when_take(w, "day")) {
        day->day += step;
    } else if (wl_when_take(w, "week")) {
        w->unit = WL_WHEN_WEEK;
        day->day += 7 * step - (day->weekday + 6) % 7;
    } else if (wl_when_take(w, "month")) {
        w->unit = WL_WHEN_MONTH;
        go_to_month(day, step);
    } else if (wl_when_take(w, "year")) {
        w->unit = WL_WHEN_YEAR;
        day->year += step;
        day->month = day->day = 1;
    } else if (wl_when_take(w, "hour")) {
        w->unit = WL_WHEN_HOUR;
        wl_when_this_hour(w, day);
        day->hour += step;
    } else {
        return wl_when_fail(w, word);
    }
    return 0;
}

int
wl_when_day(struct wl_when *w, struct wl_civil *civil)
{
    static const struct {
        const char *word;
        int step;
    } days[] = {{"today", 0}, {"yesterday", -1}, {"tomorrow", 1}},
      steps[] = {{"this", 0}, {"last", -1}, {"next", 1}};
    struct wl_span word = wl_when_word(w);
    int weekday = weekday_of(word);

    w->unit = WL_WHEN_DAY;
    if (weekday >= 0)
        return parse_weekday(w, weekday, civil);
    for (size_t i = 0; i < 3; i++) {
        if (wl_when_take(w, days[i].word)) {
            civil->day += days[i].step;
            return 0;
        }
        if (wl_when_take(w, steps[i].word))
            return parse_step(w, steps[i].step, civil);
    }
    if (wl_when_is_date(w))
        return wl_when_date(w, civil);
    return wl_when_fail(w, word);
}
