/*
 * Time stamps in log lines. Formats are data (scan/stamps.tsv); this module finds the one stamp
 * that dates a line and says what it leaves open. It never looks at a clock.
 */
#pragma once

#include "base/span.h"

#include <stdint.h>

/* What a stamp leaves open, and what had to be assumed to make an instant of it. Bits. */
enum {
    WL_STAMP_ZONE = 1,      /* no zone or offset in the line */
    WL_STAMP_YEAR = 2,      /* no year */
    WL_STAMP_DAY_ORDER = 4, /* 03/04/2026: day and month could be either way round */
    WL_STAMP_DATE = 8,      /* time of day only */
};

/* The same, of what the line leaves open but something else told: the file, an option. In 8 bits
 * with those that were assumed. */
#define WL_STAMP_TOLD(bits) ((unsigned)(bits) << 4)
#define WL_STAMP_BITS 15u

/* Which of two numbers is the day; the last one: they are equal. */
enum wl_day_order { WL_ORDER_OPEN, WL_MONTH_FIRST, WL_DAY_FIRST, WL_EITHER_FIRST };

struct wl_stamp {
    int32_t year;                /* 0 when absent */
    int8_t month;                /* 1-12, 0 when absent */
    int8_t day;                  /* 1-31, 0 when absent */
    int8_t hour, minute, second; /* second up to 60 */
    int32_t micros;              /* 0-999999 */
    int16_t zone_minutes;        /* east of UTC; meaningful unless open & WL_STAMP_ZONE */
    uint8_t order;               /* enum wl_day_order, as the numbers show it, if they are two */
    uint8_t guessed;             /* WL_STAMP_* bits that are set by a name with several meanings */
    uint8_t half;                /* of the day, as it stood before the time: 1 AM, 2 PM, 0 none */
    bool epoch;                  /* instant_us holds it all; the other fields are zero */
    int64_t instant_us;
    unsigned open;       /* WL_STAMP_* bits that the line leaves open */
    const char *format;  /* name of the row of stamps.tsv */
    struct wl_span text; /* the stamp as written, inside the line */
};

/** What is known beside the line; filled by the caller from the file and the options. */
struct wl_stamp_context {
    int64_t reference_us; /* about when the line was written: gives the year, or the date, if the
                             line has none */
    bool day_first;       /* how to read 03/04/2026 */
    bool utc;             /* a zone that is open is UTC, not the local one */
    bool has_day;         /* use day, not the reference */
    int32_t year;         /* likewise; 0: use the reference */
    int64_t day;          /* since 1970-01-01 */
    unsigned told;        /* WL_STAMP_* bits of which this context is certain */
};

/**
 * The stamp that dates this line: near its start, or in a field that says so (CMTrace time= date=,
 * JSON "timestamp":, W3C columns). A number inside a message is not a time.
 * @return true and *out; out->text is borrowed from line
 */
bool wl_stamp_find(struct wl_span line, struct wl_stamp *out);

/**
 * Read a stamp again from its text alone, as it was cut out of a line.
 * @param open  the WL_STAMP_* bits that it left open: tells formats apart that look alike
 * @return      true and *out, borrowed from text; false if it is no such text
 */
bool wl_stamp_read_again(struct wl_span text, unsigned open, struct wl_stamp *out);

/**
 * Make an instant: microseconds since 1970-01-01T00:00:00Z. An open zone is taken as local time
 * (the TZ environment variable, see wl_civil_zone_changed()): what clocks skipped when summer time
 * began lies as far behind the gap as it would have, of what they showed twice the earlier one
 * counts. An open year becomes the one that puts the stamp nearest to, and not more than a day
 * after, the reference; an open date the latest one that puts it not more than an hour after the
 * reference.
 * @param stamp    as wl_stamp_find() set it
 * @param assumed  set to the WL_STAMP_* bits that were assumed, and to WL_STAMP_TOLD() of those
 *                 that the context was certain of
 * @return         false if the fields are no real date (31 February)
 */
bool wl_stamp_resolve(const struct wl_stamp *stamp, const struct wl_stamp_context *context,
                      int64_t *instant_us, unsigned *assumed);

/** "zone,year" and so on for assumed bits; "" for none. Static storage. */
const char *wl_stamp_assumed_text(unsigned assumed);
