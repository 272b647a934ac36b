/*
 * Spans of time from now: -2h, +30min, 1d12h ago, 2 hours left; without any of these signs, ago.
 */
#include "report/when_parts.h"

#include "base/ascii.h"

#define NUMBER_MAX 20 /* digits that a message shows */

static const struct unit {
    int64_t us;
    const char *names[5]; /* lower case; the single letters m and M differ */
} units[] = {
    {1, {"us", "usec", "\xC2\xB5s", "\xCE\xBCs"}}, /* with the micro sign or the Greek letter */
    {1000, {"ms", "msec"}},
    {WL_US_SECOND, {"s", "sec", "secs", "second", "seconds"}},
    {WL_US_MINUTE, {"m", "min", "mins", "minute", "minutes"}},
    {60 * WL_US_MINUTE, {"h", "hr", "hrs", "hour", "hours"}},
    {WL_US_DAY, {"d", "day", "days"}},
    {7 * WL_US_DAY, {"w", "week", "weeks"}},
    {2629800 * WL_US_SECOND, {"M", "month", "months"}}, /* a twelfth of a year */
    {31557600 * WL_US_SECOND, {"y", "year", "years"}},  /* 365.25 days */
};

static int64_t
unit_of(struct wl_span word)
{
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        for (size_t k = 0; k < 5 && units[i].names[k]; k++) {
            struct wl_span name = wl_span_of(units[i].names[k]);

            if (wl_span_equal(name, word))
                return units[i].us;
            if (word.len > 1 && name.len == word.len &&
                wl_ascii_equal(name.ptr, word.ptr, word.len))
                return units[i].us;
        }
    }
    return 0;
}

static const char *
behind_digits(const struct wl_when *w, const char *p)
{
    while (p < w->end && (wl_ascii_digit(*p) || *p == '.'))
        p++;
    return p;
}

bool
wl_when_is_span(const struct wl_when *w)
{
    if (*w->at == '-' || *w->at == '+')
        return true;
    if (behind_digits(w, w->at) == w->at)
        return false;
    return !wl_when_is_date(w) && !wl_when_is_clock(w);
}

/* The letters here; a digit ends them, as in 1d12h. */
static struct wl_span
unit_word(const struct wl_when *w)
{
    const char *p = w->at;

    while (p < w->end && !wl_ascii_blank(*p) && !wl_ascii_digit(*p) && *p != ',')
        p++;
    return (struct wl_span){w->at, (size_t)(p - w->at)};
}

static int
fail_unit(const struct wl_when *w, struct wl_span number)
{
    int len = number.len < NUMBER_MAX ? (int)number.len : NUMBER_MAX;
    const char *digits = number.ptr;

    return wl_when_refuse(w, number,
                          "the number %.*s has no unit; write %.*smin, %.*sh, %.*sd ago, or "
                          "@%.*s for seconds since 1970",
                          len, digits, len, digits, len, digits, len, digits, len, digits);
}

/* One number and its unit, added to *sum_us. */
static int
parse_part(struct wl_when *w, int64_t *sum_us)
{
    struct wl_when number = *w;
    struct wl_span word = wl_when_word(w);
    int64_t unit_us, part_us;

    w->at = behind_digits(w, w->at);
    if (w->at == number.at)
        return wl_when_fail(w, word);
    word = (struct wl_span){number.at, (size_t)(w->at - number.at)};
    wl_when_skip_blanks(w);
    if (w->at == w->end)
        return fail_unit(w, word);
    unit_us = unit_of(unit_word(w));
    if (unit_us == 0)
        return wl_when_fail(w, wl_when_word(w));
    number.end = word.ptr + word.len;
    if (!wl_when_decimal(&number, unit_us, &part_us) || number.at != number.end ||
        __builtin_add_overflow(*sum_us, part_us, sum_us))
        return wl_when_fail(w, word);
    w->at += unit_word(w).len;
    if (w->at < w->end && *w->at == ',')
        w->at++;
    wl_when_skip_blanks(w);
    return 0;
}

int
wl_when_span(struct wl_when *w, int64_t *instant_us)
{
    bool forward = *w->at == '+';
    bool sign = forward || *w->at == '-';
    int64_t sum_us = 0;

    w->at += sign;
    wl_when_skip_blanks(w);
    w->ago = !forward;
    do {
        int rc = parse_part(w, &sum_us);

        if (rc < 0)
            return rc;
    } while (w->at < w->end && (wl_ascii_digit(*w->at) || *w->at == '.'));
    if (!sign && wl_when_take(w, "left")) {
        forward = true;
        w->ago = false;
    } else if (!sign) {
        (void)wl_when_take(w, "ago");
    }
    if (w->at != w->end)
        return wl_when_fail(w, wl_when_word(w));
    if (forward ? __builtin_add_overflow(w->now_us, sum_us, instant_us)
                : __builtin_sub_overflow(w->now_us, sum_us, instant_us))
        *instant_us = forward ? INT64_MAX : INT64_MIN; /* the caller refuses both */
    return 0;
}
