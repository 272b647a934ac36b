#include "scan/heading.h"

#include "base/ascii.h"
#include "base/civil.h"
#include "scan/stamp_format.h"

#define HEADING_MAX 256 /* a longer line is no heading */

/* What headings say, and what stands beside a date that is another one. */
static const char *const says[] = {"date",  "day",  "log",   "open",    "start",
                                   "begin", "time", "began", "session", "created"};
static const char *const denies[] = {"build",    "built",     "version", "release",
                                     "compiled", "copyright", "expir",   "valid",
                                     "since",    "modified",  "install", "until"};

static bool
has_one_of(struct wl_span line, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(words[i]);
        for (size_t at = 0; at + len <= line.len; at++)
            if (wl_ascii_equal(line.ptr + at, words[i], len))
                return true;
    }
    return false;
}

static bool
is_heading(struct wl_span line)
{
    if (line.len < 8 || line.len > HEADING_MAX)
        return false;
    return has_one_of(line, says, sizeof says / sizeof *says) &&
           !has_one_of(line, denies, sizeof denies / sizeof *denies);
}

static bool
day_of(int year, int month, int day, int64_t *out)
{
    const struct wl_civil civil = {.year = year, .month = month, .day = day};

    if (!wl_civil_valid(&civil))
        return false;
    *out = wl_civil_to_utc(&civil) / WL_US_DAY;
    return true;
}

static bool
day_at(struct wl_span line, size_t at, int64_t *day)
{
    struct wl_stamp stamp;

    for (size_t i = 0; i < wl_stamp_format_count; i++) {
        const struct wl_stamp_format *format = &wl_stamp_formats[i];

        if ((format->where & WL_STAMP_HEADING) && wl_stamp_match(format, line, at, &stamp) &&
            !(stamp.open & WL_STAMP_DAY_ORDER) && day_of(stamp.year, stamp.month, stamp.day, day))
            return true;
    }
    return false;
}

bool
wl_heading_day(struct wl_span line, int64_t *day)
{
    if (!is_heading(line))
        return false;
    for (size_t at = 0; at < line.len; at++) {
        if ((at == 0 || !wl_ascii_alnum((unsigned char)line.ptr[at - 1])) &&
            wl_ascii_alnum((unsigned char)line.ptr[at]) && day_at(line, at, day))
            return true;
    }
    return false;
}

static size_t
count_digits(struct wl_span name, size_t at)
{
    size_t n = 0;

    while (at + n < name.len && wl_ascii_digit(name.ptr[at + n]))
        n++;
    return n;
}

static int
number(const char *p, size_t len)
{
    int value = 0;

    for (size_t i = 0; i < len; i++)
        value = value * 10 + (p[i] - '0');
    return value;
}

static bool
plausible(int year)
{
    return wl_civil_lies_in(year, 1990, 2100);
}

/* Three numbers with one sign between them: 2026-11-21. */
static bool
parted_day(struct wl_span name, size_t at, int64_t *day)
{
    const char *p = name.ptr + at;
    size_t left = name.len - at;

    if (left < 10 || count_digits(name, at) != 4 || !strchr("-_.", p[4]) || p[7] != p[4] ||
        count_digits(name, at + 5) != 2 || count_digits(name, at + 8) != 2)
        return false;
    return plausible(number(p, 4)) && day_of(number(p, 4), number(p + 5, 2), number(p + 8, 2), day);
}

/* 20261121, perhaps with a time of day right behind. */
static bool
joined_day(struct wl_span name, size_t at, size_t digits, int64_t *day)
{
    const char *p = name.ptr + at;

    if (digits != 8 && digits != 10 && digits != 12 && digits != 14)
        return false;
    return plausible(number(p, 4)) && day_of(number(p, 4), number(p + 4, 2), number(p + 6, 2), day);
}

/* IIS: ex261121, nc, in and u_ before; with the hour for hourly logs. */
static bool
iis_day(struct wl_span name, size_t at, size_t digits, int64_t *day)
{
    const char *p = name.ptr + at;
    bool named = at >= 2 &&
                 (wl_ascii_equal(p - 2, "ex", 2) || wl_ascii_equal(p - 2, "nc", 2) ||
                  wl_ascii_equal(p - 2, "in", 2)) &&
                 (at == 2 || p[-3] == '_');

    return named && (digits == 6 || digits == 8) &&
           day_of(2000 + number(p, 2), number(p + 2, 2), number(p + 4, 2), day);
}

static struct wl_span
last_part(struct wl_span locator)
{
    for (size_t i = locator.len; i > 0; i--) {
        char c = locator.ptr[i - 1];
        if (c == '/' || c == '\\' || c == '!')
            return (struct wl_span){locator.ptr + i, locator.len - i};
    }
    return locator;
}

bool
wl_heading_day_in_name(struct wl_span locator, int64_t *day)
{
    struct wl_span name = last_part(locator);
    size_t digits;

    for (size_t at = 0; at < name.len; at += digits ? digits : 1) {
        digits = count_digits(name, at);
        if (digits && (iis_day(name, at, digits, day) || parted_day(name, at, day) ||
                       joined_day(name, at, digits, day)))
            return true;
    }
    return false;
}
