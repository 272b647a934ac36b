/*
 * Times of day: 08:00, 8:00:30.5, 9am, 9:30 pm, noon, midnight; 24:00 ends the day, :60 is the
 * first second of the next minute.
 */
#include "report/when_parts.h"

#include "base/ascii.h"

/* am or pm at p, perhaps behind one blank. @return what is behind it, or NULL */
static const char *
half_of_day(const struct wl_when *w, const char *p, bool *afternoon)
{
    p += p < w->end && *p == ' ';
    if (w->end - p < 2 || (!wl_ascii_equal(p, "am", 2) && !wl_ascii_equal(p, "pm", 2)))
        return NULL;
    *afternoon = wl_ascii_lower(*p) == 'p';
    p += 2;
    return p == w->end || wl_ascii_blank(*p) ? p : NULL;
}

bool
wl_when_is_clock(const struct wl_when *w)
{
    struct wl_when look = *w;
    const char *p = w->at;
    bool afternoon;

    if (wl_when_take(&look, "noon") || wl_when_take(&look, "midnight"))
        return true;
    while (p < w->end && wl_ascii_digit(*p))
        p++;
    return p > w->at && p < w->end && (*p == ':' || half_of_day(w, p, &afternoon));
}

/* :00[:30[.5]] */
static bool
read_minutes(struct wl_when *w, struct wl_civil *civil)
{
    int64_t second_us = 0;

    w->at++;
    if (!wl_when_digits(w, 2, 2, &civil->minute) || civil->minute > 59)
        return false;
    if (w->at < w->end && *w->at == ':') {
        struct wl_when look = *w;

        w->at++;
        look.at++;
        if (!wl_when_digits(&look, 2, 2, &civil->second) ||
            !wl_when_decimal(w, WL_US_SECOND, &second_us) || second_us >= 61 * WL_US_SECOND)
            return false;
    }
    civil->second = (int)(second_us / WL_US_SECOND);
    civil->micros = (int32_t)(second_us % WL_US_SECOND);
    return true;
}

static bool
read_clock(struct wl_when *w, struct wl_civil *civil)
{
    const char *behind;
    bool afternoon = false;
    int least = 0, most = 24;

    if (!wl_when_digits(w, 1, 2, &civil->hour))
        return false;
    if (w->at < w->end && *w->at == ':' && !read_minutes(w, civil))
        return false;
    behind = half_of_day(w, w->at, &afternoon);
    if (behind) {
        least = 1;
        most = 12;
    }
    if (civil->hour < least || civil->hour > most ||
        (civil->hour == 24 && (civil->minute || civil->second || civil->micros)))
        return false;
    if (behind) {
        civil->hour = civil->hour % 12 + (afternoon ? 12 : 0);
        w->at = behind;
    }
    return true;
}

int
wl_when_clock(struct wl_when *w, struct wl_civil *civil)
{
    struct wl_span word;

    (void)wl_when_take(w, "at");
    word = wl_when_word(w);
    w->unit = WL_WHEN_MOMENT;
    if (wl_when_take(w, "midnight"))
        return 0;
    if (wl_when_take(w, "noon")) {
        civil->hour = 12;
        return 0;
    }
    if (!wl_when_is_clock(w) || !read_clock(w, civil))
        return wl_when_fail(w, word);
    if (w->at < w->end && !wl_ascii_blank(*w->at)) {
        const char *rest = wl_when_offset(w, w->at);

        if (!rest)
            return wl_when_fail(w, word);
        w->at = rest;
    }
    return 0;
}
