/*
 * The parts of the time grammar: words and numbers, spans (2h 30min), days (last monday), times of
 * day, zones. Shared by when.c and the when_*.c only.
 */
#pragma once

#include "base/civil.h"
#include "base/error.h"
#include "base/span.h"

#define WL_WHEN_EXAMPLES "yesterday, '2026-11-21 08:00', -2h, '3 days ago', friday, @1763712000"
#define WL_WHEN_ZONE_MAX 63

/* What a time names beside its first instant. */
enum wl_when_unit {
    WL_WHEN_MOMENT,
    WL_WHEN_HOUR,
    WL_WHEN_DAY,
    WL_WHEN_WEEK,
    WL_WHEN_MONTH,
    WL_WHEN_YEAR,
};

struct wl_when {
    const char *text;     /* all of it, as the user wrote it */
    const char *at, *end; /* what is not read yet */
    int64_t now_us;
    bool fixed_zone; /* else the zone of TZ */
    int zone_minutes;
    char zone[WL_WHEN_ZONE_MAX + 1]; /* to be put into TZ while the rest is read; "" for none */
    enum wl_when_unit unit;          /* set by what was read */
    bool ago;                        /* a span back from now */
    int64_t end_us;                  /* what is behind the unit; not for a moment */
    struct wl_error *err;            /* may be NULL */
};

/** Understand all of w->text, with now_us and err set and perhaps a zone. @return as
 * wl_when_parse(); unit, ago and end_us are set */
int wl_when_read(struct wl_when *w, bool until, int64_t *instant_us);

/** Set the error that names the word. @return WL_EPARSE */
int wl_when_fail(const struct wl_when *w, struct wl_span word);

/** Likewise, for what is understood but wrong: the message, then the text with the word marked. */
int wl_when_refuse(const struct wl_when *w, struct wl_span word, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

void wl_when_skip_blanks(struct wl_when *w);

/** What stands here up to a blank; nothing is taken. */
struct wl_span wl_when_word(const struct wl_when *w);

/** Take this word, any case, and the blanks behind it. @return false if another one is here */
bool wl_when_take(struct wl_when *w, const char *word);

/** Take min to max (at most 4) digits; more of them is false. */
bool wl_when_digits(struct wl_when *w, int min, int max, int *value);

/** Take 12, 12.5 or .5, times unit_us. @return false if there is no number, or one too large */
bool wl_when_decimal(struct wl_when *w, int64_t unit_us, int64_t *value_us);

/** Z, UTC, GMT, +hh:mm, +hhmm or +hh at p: set it. @return what is behind it, NULL for none */
const char *wl_when_offset(struct wl_when *w, const char *p);

/** Take a zone off the end: '... UTC', '... +01:00', '... Asia/Tokyo'. @return 0, WL_EPARSE */
int wl_when_take_zone(struct wl_when *w);

/** A span begins here (-2h, 1h 30min ago), or a number that has no unit. */
bool wl_when_is_span(const struct wl_when *w);

/** Take a span up to the end. @return 0, WL_EPARSE */
int wl_when_span(struct wl_when *w, int64_t *instant_us);

/** The hour of now in the zone asked for; midnight of its day. */
void wl_when_this_hour(const struct wl_when *w, struct wl_civil *civil);
void wl_when_today(const struct wl_when *w, struct wl_civil *civil);

/** A time of day begins here, not a day. */
bool wl_when_is_clock(const struct wl_when *w);

/** Take it, and an offset that follows at once. @return 0, WL_EPARSE */
int wl_when_clock(struct wl_when *w, struct wl_civil *civil);

/**
 * Take a day: by date, by weekday, relative to today; or a week, month, year. @return 0, WL_EPARSE
 * Days of *civil may be out of range, as wl_civil_to_utc accepts them.
 */
int wl_when_day(struct wl_when *w, struct wl_civil *civil);

/** A date begins here: 2026-11-21, 11-21, 2026-11, 21 Nov, November 21 2026. */
bool wl_when_is_date(const struct wl_when *w);

/** Take it; *civil is today before. @return 0, WL_EPARSE */
int wl_when_date(struct wl_when *w, struct wl_civil *civil);
