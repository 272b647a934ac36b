/*
 * Days of the time grammar: dates, names of days, this/last/next. A day is counted from the day
 * that now belongs to in the zone asked for.
 */
#include "report/when_parts.h"

#include "base/ascii.h"

static const char *const weekdays[] = {"sunday",   "monday", "tuesday", "wednesday",
                                       "thursday", "friday", "saturday"};

/* Every 29 February has another one at most eight years before. */
#define YEARS_BACK 8

void
wl_when_today(const struct wl_when *w, struct wl_civil *civil)
{
    if (w->fixed_zone)
        wl_civil_from_utc(w->now_us + w->zone_minutes * WL_US_MINUTE, civil);
    else
        wl_civil_from_instant(w->now_us, civil, NULL);
    civil->hour = civil->minute = civil->second = 0;
    civil->micros = 0;
}

bool
wl_when_is_clock(const struct wl_when *w)
{
    const char *p = w->at;

    while (p < w->end && wl_ascii_digit(*p))
        p++;
    return p > w->at && p < w->end && *p == ':';
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

/* 2026-11-21 or 11/21: numbers with a sign between them. @return how many, 0 for a mistake */
static int
read_numbers(struct wl_when *w, int numbers[3])
{
    int count = 0;

    for (;;) {
        if (!wl_when_digits(w, 1, count == 0 ? 4 : 2, &numbers[count]))
            return 0;
        if (++count == 3 || w->at == w->end || (*w->at != '-' && *w->at != '/'))
            return count;
        w->at++;
    }
}

/* 2026-11-21, 26-11-21; or 11-21, the latest that is not after today. */
static int
parse_date(struct wl_when *w, struct wl_civil *day)
{
    const struct wl_civil today = *day;
    struct wl_span word = wl_when_word(w);
    bool short_year = word.len > 2 && !wl_ascii_digit(word.ptr[2]);
    int numbers[3];
    int count = read_numbers(w, numbers);

    if (count < 2)
        return wl_when_fail(w, word);
    day->day = numbers[count - 1];
    day->month = numbers[count - 2];
    if (count == 3) {
        day->year = numbers[0] + (short_year ? 2000 : 0);
    } else {
        day->year -=
            day->month > today.month || (day->month == today.month && day->day > today.day);
        for (int back = 0; back < YEARS_BACK && !wl_civil_valid(day); back++)
            day->year--;
    }
    if (!wl_civil_valid(day))
        return wl_error_set(w->err, WL_EPARSE, "there is no day %.*s in the calendar; examples: %s",
                            (int)(w->at - word.ptr), word.ptr, WL_WHEN_EXAMPLES);
    return 0;
}

/* friday; or 'Fri 2026-11-20', where the name must fit the date. */
static int
parse_weekday(struct wl_when *w, int weekday, struct wl_civil *day)
{
    int rc;

    w->at += wl_when_word(w).len;
    wl_when_skip_blanks(w);
    if (w->at == w->end || !wl_ascii_digit(*w->at) || wl_when_is_clock(w)) {
        day->day -= (day->weekday - weekday + 7) % 7;
        return 0;
    }
    rc = parse_date(w, day);
    if (rc < 0)
        return rc;
    wl_civil_from_utc(wl_civil_to_utc(day), day);
    if (day->weekday != weekday)
        return wl_error_set(w->err, WL_EPARSE, "%04d-%02d-%02d in '%s' is a %s, not a %s",
                            (int)day->year, day->month, day->day, w->text, weekdays[day->weekday],
                            weekdays[weekday]);
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

    if (weekday >= 0) {
        w->at += word.len;
        go_to_weekday(day, weekday, step);
    } else if (wl_when_take(w, "day")) {
        day->day += step;
    } else if (wl_when_take(w, "week")) {
        day->day += 7 * step - (day->weekday + 6) % 7;
    } else if (wl_when_take(w, "month")) {
        go_to_month(day, step);
    } else if (wl_when_take(w, "year")) {
        day->year += step;
        day->month = day->day = 1;
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
    if (w->at < w->end && wl_ascii_digit(*w->at))
        return parse_date(w, civil);
    return wl_when_fail(w, word);
}
