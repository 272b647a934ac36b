/*
 * Words, numbers and zones of the time grammar, and the message for a word that is none of them.
 */
#include "report/when_parts.h"

#include "base/ascii.h"
#include "base/distance.h"

#include <string.h>

/* What a misspelt word may have meant. */
static const char *const vocabulary[] = {
    "now",    "today",    "yesterday", "tomorrow", "monday",  "tuesday", "wednesday", "thursday",
    "friday", "saturday", "sunday",    "this",     "last",    "next",    "day",       "week",
    "month",  "year",     "ago",       "seconds",  "minutes", "hours",   "days",      "weeks",
    "months", "years",    "second",    "minute",   "hour",
};

#define WORD_MAX 15

static const char *
nearest_word(struct wl_span word)
{
    const char *best = NULL;
    unsigned best_distance = word.len > 4 ? 3 : 2; /* this much is another word */

    if (word.len < 3 || word.len > WORD_MAX)
        return NULL;
    for (size_t i = 0; i < sizeof vocabulary / sizeof *vocabulary; i++) {
        unsigned d = wl_distance(word, wl_span_of(vocabulary[i]));

        if (d > 0 && d < best_distance) {
            best = vocabulary[i];
            best_distance = d;
        }
    }
    return best;
}

int
wl_when_fail(const struct wl_when *w, struct wl_span word)
{
    const char *near = nearest_word(word);
    bool whole = word.len == strlen(w->text);

    if (word.len == 0)
        return wl_error_set(w->err, WL_EPARSE, "'%s' is not complete as a time; examples: %s",
                            w->text, WL_WHEN_EXAMPLES);
    return wl_error_set(
        w->err, WL_EPARSE, "cannot understand '%.*s'%s%s%s as a time;%s%s%s examples: %s",
        (int)word.len, word.ptr, whole ? "" : " in '", whole ? "" : w->text, whole ? "" : "'",
        near ? " did you mean '" : "", near ? near : "", near ? "'?" : "", WL_WHEN_EXAMPLES);
}

void
wl_when_skip_blanks(struct wl_when *w)
{
    while (w->at < w->end && wl_ascii_blank(*w->at))
        w->at++;
}

struct wl_span
wl_when_word(const struct wl_when *w)
{
    const char *p = w->at;

    while (p < w->end && !wl_ascii_blank(*p))
        p++;
    return (struct wl_span){w->at, (size_t)(p - w->at)};
}

bool
wl_when_take(struct wl_when *w, const char *word)
{
    struct wl_span here = wl_when_word(w);

    if (here.len != strlen(word) || !wl_ascii_equal(here.ptr, word, here.len))
        return false;
    w->at += here.len;
    wl_when_skip_blanks(w);
    return true;
}

bool
wl_when_digits(struct wl_when *w, int min, int max, int *value)
{
    const char *p = w->at;
    int sum = 0;

    while (p < w->end && wl_ascii_digit(*p) && p - w->at <= max)
        sum = sum * 10 + (*p++ - '0');
    if (p - w->at < min || p - w->at > max)
        return false;
    w->at = p;
    *value = sum;
    return true;
}

bool
wl_when_decimal(struct wl_when *w, int64_t unit_us, int64_t *value_us)
{
    const char *p = w->at;
    int64_t whole = 0, part = unit_us;

    while (p < w->end && wl_ascii_digit(*p)) {
        if (__builtin_mul_overflow(whole, 10, &whole) ||
            __builtin_add_overflow(whole, *p++ - '0', &whole))
            return false;
    }
    if (p == w->at || __builtin_mul_overflow(whole, unit_us, value_us))
        return false;
    if (p + 1 < w->end && (*p == '.' || *p == ',') && wl_ascii_digit(p[1])) {
        for (p++; p < w->end && wl_ascii_digit(*p); p++) {
            part /= 10;
            if (__builtin_add_overflow(*value_us, part * (*p - '0'), value_us))
                return false;
        }
    }
    w->at = p;
    return true;
}

static int
two_digits(const char *p)
{
    return wl_ascii_digit(p[0]) && wl_ascii_digit(p[1]) ? (p[0] - '0') * 10 + p[1] - '0' : -1;
}

/* The offset at p, which is +hh, +hhmm or +hh:mm. */
static const char *
zone_number(const struct wl_when *w, const char *p, int *zone_minutes)
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
    return hours >= 0 && hours <= 14 && minutes >= 0 && minutes <= 59 ? p : NULL;
}

const char *
wl_when_zone(struct wl_when *w, const char *p)
{
    size_t len = (size_t)(w->end - p);
    int zone_minutes = 0;

    if (len >= 3 && (wl_ascii_equal(p, "utc", 3) || wl_ascii_equal(p, "gmt", 3)))
        p += 3;
    else if (len >= 1 && (*p == 'Z' || *p == 'z'))
        p++;
    else
        p = zone_number(w, p, &zone_minutes);
    if (!p || (p < w->end && !wl_ascii_blank(*p)))
        return NULL;
    w->fixed_zone = true;
    w->zone_minutes = zone_minutes;
    return p;
}
