/*
 * Periods of the time grammar: units that have a name or a date, and spans from one time to
 * another.
 */
#include "report/when.h"
#include "report/when_parts.h"

#include "base/ascii.h"

#include <stdlib.h>
#include <string.h>

/* What stands between two times. */
static const char *
find_gap(const char *text, size_t *len)
{
    const char *dots = strstr(text, "..");
    const char *to = strstr(text, " to ");

    *len = dots ? 2 : 4;
    return dots ? dots : to;
}

static bool
is_blank(const char *text)
{
    while (wl_ascii_blank(*text))
        text++;
    return *text == '\0';
}

/* The end is a time of day alone: of the day on which the span begins. */
static bool
lacks_day(const char *text)
{
    struct wl_when look = {.at = text, .end = text + strlen(text)};

    wl_when_skip_blanks(&look);
    return wl_when_is_clock(&look);
}

static int
read_ends(const char *from, const char *to, int64_t now_us, struct wl_when_period *out,
          struct wl_error *err)
{
    struct wl_when last = {.text = to, .now_us = now_us, .err = err};
    struct wl_when first = {.text = from, .now_us = now_us, .err = err};
    int rc = 0;

    out->has_since = !is_blank(from);
    out->has_until = !is_blank(to);
    if (out->has_until)
        rc = wl_when_read(&last, true, &out->until_us);
    first.fixed_zone = last.fixed_zone;
    first.zone_minutes = last.zone_minutes;
    memcpy(first.zone, last.zone, sizeof first.zone);
    if (rc == 0 && out->has_since)
        rc = wl_when_read(&first, false, &out->since_us);
    if (rc == 0 && out->has_since && lacks_day(to)) {
        last = (struct wl_when){.text = to, .now_us = out->since_us, .err = err};
        last.fixed_zone = first.fixed_zone;
        last.zone_minutes = first.zone_minutes;
        memcpy(last.zone, first.zone, sizeof last.zone);
        rc = wl_when_read(&last, true, &out->until_us);
    }
    return rc;
}

static int
read_unit(const char *text, int64_t now_us, struct wl_when_period *out, struct wl_error *err)
{
    struct wl_when w = {.text = text, .now_us = now_us, .err = err};
    int rc = wl_when_read(&w, false, &out->since_us);

    if (rc < 0)
        return rc;
    if (w.unit == WL_WHEN_MOMENT && !w.ago)
        return wl_error_set(err, WL_EPARSE,
                            "'%s' is a moment, not a period; write '%s..' for all from then on, or "
                            "its end behind the dots",
                            text, text);
    out->has_since = out->has_until = true;
    out->until_us = w.ago ? now_us : w.end_us;
    return 0;
}

int
wl_when_period(const char *text, int64_t now_us, struct wl_when_period *out, struct wl_error *err)
{
    size_t len;
    const char *gap = find_gap(text, &len);
    struct wl_when_period found = {0};
    int rc;

    if (gap) {
        char *from = strndup(text, (size_t)(gap - text));

        if (!from)
            return wl_error_set(err, WL_ENOMEM, "out of memory");
        rc = read_ends(from, gap + len, now_us, &found, err);
        free(from);
    } else {
        rc = read_unit(text, now_us, &found, err);
    }
    if (rc == 0 && found.has_since && found.has_until && found.since_us >= found.until_us)
        rc = wl_error_set(err, WL_EPARSE, "'%s' ends before it begins", text);
    if (rc == 0)
        *out = found;
    return rc;
}
