/*
 * Zones of the time grammar: behind a time, or at once after its clock. A name of the database is
 * only remembered here; when.c puts it in force while the rest is read.
 */
#include "report/when_parts.h"

#include "base/ascii.h"
#include "base/zone.h"

#include <string.h>
#include <time.h>

static int
two_digits(const char *p)
{
    return wl_ascii_digit(p[0]) && wl_ascii_digit(p[1]) ? (p[0] - '0') * 10 + p[1] - '0' : -1;
}

/* The offset at p, which is +hh, +hhmm or +hh:mm. */
static const char *
offset_number(const struct wl_when *w, const char *p, int *zone_minutes)
{
    int sign = *p == '-' ? -1 : 1;
    int hours, minutes = 0;

    if (w->end - p < 3 || (*p != '+' && *p != '-'))
        return NULL;
    hours = two_digits(p + 1);
    p += 3;
    if (w->end - p >= 3 && *p == ':') {
        minutes = two_digits(p + 1);
        p += 3;
    } else if (w->end - p >= 2) {
        minutes = two_digits(p);
        p += 2;
    }
    *zone_minutes = sign * (hours * 60 + minutes);
    return hours >= 0 && hours <= 23 && minutes >= 0 && minutes <= 59 ? p : NULL;
}

const char *
wl_when_offset(struct wl_when *w, const char *p)
{
    size_t len = (size_t)(w->end - p);
    int zone_minutes = 0;

    if (len >= 3 && (wl_ascii_equal(p, "utc", 3) || wl_ascii_equal(p, "gmt", 3)))
        p += 3;
    else if (len >= 1 && (*p == 'Z' || *p == 'z'))
        p++;
    else
        p = offset_number(w, p, &zone_minutes);
    if (!p || (p < w->end && !wl_ascii_blank(*p)))
        return NULL;
    w->fixed_zone = true;
    w->zone_minutes = zone_minutes;
    return p;
}

/* CEST where the local zone calls itself so now or half a year ago: the offset it has then. */
static bool
take_local_name(struct wl_when *w, const char *word)
{
    const int64_t half_year = 183 * INT64_C(86400);

    for (int back = 0; back < 2; back++) {
        time_t at = (time_t)(w->now_us / WL_US_SECOND - back * half_year);
        struct tm tm;

        tzset();
        if (localtime_r(&at, &tm) && tm.tm_zone && strcmp(tm.tm_zone, word) == 0) {
            w->fixed_zone = true;
            w->zone_minutes = (int)(tm.tm_gmtoff / 60);
            return true;
        }
    }
    return false;
}

int
wl_when_take_zone(struct wl_when *w)
{
    const char *word = w->end;
    const char *rest;
    char name[WL_WHEN_ZONE_MAX + 1] = "";

    while (word > w->at && !wl_ascii_blank(word[-1]))
        word--;
    if (word == w->at)
        return 0;
    rest = wl_when_offset(w, word);
    if (rest != w->end) {
        size_t len = (size_t)(w->end - word);

        if (!wl_ascii_letter(*word) || len > WL_WHEN_ZONE_MAX)
            return 0;
        memcpy(name, word, len);
        if (!take_local_name(w, name) && wl_zone_known(name)) {
            memcpy(w->zone, name, sizeof name);
        } else if (!w->fixed_zone) {
            return !strchr(name, '/')
                       ? 0
                       : wl_when_refuse(w, (struct wl_span){word, len},
                                        "no time zone '%s'; examples: Europe/Berlin, UTC, +01:00",
                                        name);
        }
    }
    w->end = word;
    while (wl_ascii_blank(w->end[-1]))
        w->end--;
    return 0;
}
