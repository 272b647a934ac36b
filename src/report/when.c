/*
 * --since and --until. A text is a span from now (2h ago), seconds since 1970 (@...) or a day, a
 * time of day, or both. Spans are exact, as systemd.time has them: a day is 24 h, a month 30.44 of
 * them, a year 365.25; days by name and by date follow the calendar and the zone's changes. Now
 * comes from the caller.
 */
#include "report/when.h"

#include "base/ascii.h"
#include "base/civil.h"
#include "base/zone.h"
#include "report/when_parts.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FAR_PAST_US (INT64_C(-62135596800) * WL_US_SECOND)   /* year 1 */
#define FAR_FUTURE_US (INT64_C(253402300800) * WL_US_SECOND) /* year 10000 */

/* @1763712000.5 */
static int
parse_epoch(struct wl_when *w, int64_t *instant_us)
{
    struct wl_span word = wl_when_word(w);
    bool negative = w->at + 1 < w->end && w->at[1] == '-';
    int64_t value;

    w->at += 1 + negative;
    if (!wl_when_decimal(w, WL_US_SECOND, &value) || w->at != w->end)
        return wl_when_fail(w, word);
    *instant_us = negative ? -value : value;
    return 0;
}

/* The time of day behind a day, if there is one: a blank or T, then the clock. */
static int
parse_rest(struct wl_when *w, struct wl_civil *civil)
{
    int rc;

    if (w->at + 1 < w->end && (*w->at == 'T' || *w->at == 't') && wl_ascii_digit(w->at[1]))
        w->at++;
    wl_when_skip_blanks(w);
    if (w->at == w->end)
        return 0;
    rc = wl_when_clock(w, civil);
    if (rc < 0)
        return rc;
    wl_when_skip_blanks(w);
    return w->at == w->end ? 0 : wl_when_fail(w, wl_when_word(w));
}

/* Days have one beginning, also where midnight comes twice; a time that does is as wide as it can
 * be meant. */
static int64_t
resolve(const struct wl_when *w, const struct wl_civil *civil, bool until)
{
    int64_t found[2];

    if (w->fixed_zone)
        return wl_civil_to_utc(civil) - w->zone_minutes * WL_US_MINUTE;
    (void)wl_civil_find(civil, found);
    return found[until && w->unit == WL_WHEN_MOMENT];
}

/* The beginning of the next unit. */
static int64_t
unit_end(const struct wl_when *w, struct wl_civil next)
{
    if (w->unit == WL_WHEN_HOUR)
        next.hour++;
    else if (w->unit == WL_WHEN_DAY)
        next.day++;
    else if (w->unit == WL_WHEN_WEEK)
        next.day += 7;
    else if (w->unit == WL_WHEN_YEAR)
        next.year++;
    else if (++next.month == 13) {
        next.month = 1;
        next.year++;
    }
    return resolve(w, &next, false);
}

static int
parse_fields(struct wl_when *w, struct wl_civil *civil)
{
    int rc = 0;

    wl_when_today(w, civil);
    if (!wl_when_is_clock(w))
        rc = wl_when_day(w, civil);
    return rc < 0 ? rc : parse_rest(w, civil);
}

static int
parse_calendar(struct wl_when *w, bool until, int64_t *instant_us)
{
    const char *start = w->at;
    bool fixed_zone = w->fixed_zone;
    struct wl_civil civil;
    int rc = parse_fields(w, &civil);

    if (rc == 0 && w->fixed_zone != fixed_zone) {
        w->at = start; /* 08:00Z: what was today there is known only now */
        rc = parse_fields(w, &civil);
    }
    if (rc < 0)
        return rc;
    *instant_us = resolve(w, &civil, until);
    if (w->unit != WL_WHEN_MOMENT)
        w->end_us = unit_end(w, civil);
    return 0;
}

static int
parse_any(struct wl_when *w, bool until, int64_t *instant_us)
{
    struct wl_when look = *w;

    if (*w->at == '@')
        return parse_epoch(w, instant_us);
    if (wl_when_is_span(w))
        return wl_when_span(w, instant_us);
    if ((wl_when_take(&look, "last") || wl_when_take(&look, "past")) && look.at < look.end &&
        wl_ascii_digit(*look.at)) {
        w->at = look.at;
        return wl_when_span(w, instant_us);
    }
    if (wl_when_take(w, "now")) {
        *instant_us = w->now_us;
        return w->at == w->end ? 0 : wl_when_fail(w, wl_when_word(w));
    }
    return parse_calendar(w, until, instant_us);
}

/* With the zone named in the text in TZ for so long. */
static int
parse_in_zone(struct wl_when *w, bool until, int64_t *instant_us)
{
    const char *tz = getenv("TZ");
    char *before = tz ? strdup(tz) : NULL;
    int rc;

    if (tz && !before)
        return wl_error_set(w->err, WL_ENOMEM, "out of memory");
    rc = wl_zone_set(w->zone, w->err);
    if (rc == 0)
        rc = parse_any(w, until, instant_us);
    if (before ? setenv("TZ", before, 1) != 0 : unsetenv("TZ") != 0)
        rc = wl_error_set(w->err, WL_ENOMEM, "out of memory");
    tzset();
    wl_civil_zone_changed();
    free(before);
    return rc;
}

int
wl_when_read(struct wl_when *w, bool until, int64_t *instant_us)
{
    int64_t result = 0;
    int rc;

    w->at = w->text;
    w->end = w->text + strlen(w->text);
    wl_when_skip_blanks(w);
    while (w->end > w->at && wl_ascii_blank(w->end[-1]))
        w->end--;
    if (w->at == w->end)
        return wl_error_set(w->err, WL_EPARSE, "a time is missing; examples: %s", WL_WHEN_EXAMPLES);
    rc = wl_when_take_zone(w);
    if (rc == 0)
        rc = *w->zone ? parse_in_zone(w, until, &result) : parse_any(w, until, &result);
    if (rc < 0)
        return rc;
    if (result < FAR_PAST_US || result >= FAR_FUTURE_US)
        return wl_error_set(w->err, WL_EPARSE, "'%s' is too far away: only the years 1 to 9999",
                            w->text);
    *instant_us = result;
    return 0;
}

int
wl_when_parse(const char *text, int64_t now_us, int64_t *instant_us, struct wl_error *err)
{
    struct wl_when w = {.text = text, .now_us = now_us, .err = err};

    return wl_when_read(&w, false, instant_us);
}

int
wl_when_parse_until(const char *text, int64_t now_us, int64_t *instant_us, struct wl_error *err)
{
    struct wl_when w = {.text = text, .now_us = now_us, .err = err};

    return wl_when_read(&w, true, instant_us);
}
