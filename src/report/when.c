/*
 * --since and --until. A text is a span from now (2h ago), seconds since 1970 (@...) or a day, a
 * time of day, or both. Spans are exact, as systemd.time has them: a day is 24 h, a month 30.44 of
 * them, a year 365.25; days by name and by date follow the calendar and the zone's changes. Now
 * comes from the caller. Zones by name (Europe/Berlin) are left to the TZ variable.
 */
#include "report/when.h"

#include "base/ascii.h"
#include "base/civil.h"
#include "report/when_parts.h"

#include <string.h>

#define FAR_PAST_US (INT64_C(-62135596800) * WL_US_SECOND)   /* year 1 */
#define FAR_FUTURE_US (INT64_C(253402300800) * WL_US_SECOND) /* year 10000 */

/* A blank, the zone and the end: '... UTC', '... +01:00'. Cut off, whatever stands before. */
static int
take_zone_suffix(struct wl_when *w)
{
    const char *word = w->end;
    const char *rest;

    while (word > w->at && !wl_ascii_blank(word[-1]))
        word--;
    if (word == w->at)
        return 0;
    rest = wl_when_zone(w, word);
    if (rest == w->end) {
        w->end = word;
        while (wl_ascii_blank(w->end[-1]))
            w->end--;
    } else if (memchr(word, '/', (size_t)(w->end - word)) && wl_ascii_letter(*word)) {
        return wl_error_set(
            w->err, WL_EPARSE,
            "cannot understand the zone '%.*s' in '%s'; write UTC or an offset such "
            "as +01:00 there, or choose it with the TZ variable",
            (int)(w->end - word), word, w->text);
    }
    return 0;
}

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

/* 08:00[:30[.5]] and a zone that follows at once. */
static int
parse_clock(struct wl_when *w, struct wl_civil *civil)
{
    struct wl_span word = wl_when_word(w);
    int64_t second_us = 0;

    if (!wl_when_digits(w, 1, 2, &civil->hour) || w->at == w->end || *w->at++ != ':' ||
        !wl_when_digits(w, 2, 2, &civil->minute))
        return wl_when_fail(w, word);
    if (w->at < w->end && *w->at == ':') {
        w->at++;
        if (!wl_when_decimal(w, WL_US_SECOND, &second_us) || second_us > 60 * WL_US_SECOND)
            return wl_when_fail(w, word);
    }
    civil->second = (int)(second_us / WL_US_SECOND);
    civil->micros = (int32_t)(second_us % WL_US_SECOND);
    if (civil->hour > 23 || civil->minute > 59)
        return wl_when_fail(w, word);
    if (w->at < w->end && !wl_ascii_blank(*w->at)) {
        const char *rest = wl_when_zone(w, w->at);

        if (!rest)
            return wl_when_fail(w, word);
        w->at = rest;
    }
    return 0;
}

/* The time of day behind a day, if there is one: a blank or T, then the clock. */
static int
parse_rest(struct wl_when *w, struct wl_civil *civil)
{
    int rc;

    if (w->at < w->end && (*w->at == 'T' || *w->at == 't'))
        w->at++;
    wl_when_skip_blanks(w);
    if (w->at == w->end)
        return 0;
    rc = parse_clock(w, civil);
    if (rc < 0)
        return rc;
    wl_when_skip_blanks(w);
    return w->at == w->end ? 0 : wl_when_fail(w, wl_when_word(w));
}

static int
parse_calendar(struct wl_when *w, int64_t *instant_us)
{
    struct wl_civil civil;
    int rc;

    wl_when_today(w, &civil);
    if (!wl_when_is_clock(w)) {
        rc = wl_when_day(w, &civil);
        if (rc < 0)
            return rc;
    }
    rc = parse_rest(w, &civil);
    if (rc < 0)
        return rc;
    *instant_us = w->fixed_zone ? wl_civil_to_utc(&civil) - w->zone_minutes * WL_US_MINUTE
                                : wl_civil_to_instant(&civil);
    return 0;
}

static int
parse_any(struct wl_when *w, int64_t *instant_us)
{
    if (*w->at == '@')
        return parse_epoch(w, instant_us);
    if (wl_when_is_span(w))
        return wl_when_span(w, instant_us);
    if (wl_when_take(w, "now")) {
        *instant_us = w->now_us;
        return w->at == w->end ? 0 : wl_when_fail(w, wl_when_word(w));
    }
    return parse_calendar(w, instant_us);
}

int
wl_when_parse(const char *text, int64_t now_us, int64_t *instant_us, struct wl_error *err)
{
    struct wl_when w = {
        .text = text, .at = text, .end = text + strlen(text), .now_us = now_us, .err = err};
    int64_t result = 0;
    int rc;

    wl_when_skip_blanks(&w);
    while (w.end > w.at && wl_ascii_blank(w.end[-1]))
        w.end--;
    if (w.at == w.end)
        return wl_error_set(err, WL_EPARSE, "a time is missing; examples: %s", WL_WHEN_EXAMPLES);
    rc = take_zone_suffix(&w);
    if (rc == 0)
        rc = parse_any(&w, &result);
    if (rc < 0)
        return rc;
    if (result < FAR_PAST_US || result >= FAR_FUTURE_US)
        return wl_error_set(err, WL_EPARSE, "'%s' is too far away: only the years 1 to 9999", text);
    *instant_us = result;
    return 0;
}
