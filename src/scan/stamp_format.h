/*
 * The rows of scan/stamps.tsv as a table, and the plain way to read stamps: every row at every
 * place. It is what the fast way (stamp.c with stamp_tree.c) is compared with; how the notation
 * reads is told at the head of stamps.tsv.
 */
#pragma once

#include "base/ascii.h"
#include "scan/stamp.h"

/* Where a format may stand; bits. */
enum {
    WL_STAMP_AT_START = 1, /* near the start of the line, behind what opens a log line */
    WL_STAMP_AT_FIRST = 2, /* the same, but no number and no level before it */
    WL_STAMP_IN_FIELD = 4, /* the value of a field that a key row names */
    WL_STAMP_ANYWHERE = 8, /* unmistakable: the first one in the line counts */
    WL_STAMP_HEADING =
        32,            /* no stamp of a line: the date in one that says when others were written */
    WL_STAMP_KEY = 16, /* no format: the name of a field that holds the time of the line */
};

/* One step of a template. Values below 128 stand for themselves, a blank for one or more. */
enum wl_stamp_op {
    WL_STAMP_OP_END = 0,
    WL_STAMP_OP_YEAR4 = 128,
    WL_STAMP_OP_YEAR2,
    WL_STAMP_OP_MONTH2, /* two digits */
    WL_STAMP_OP_MONTH,  /* one or two */
    WL_STAMP_OP_MONTH_NAME,
    WL_STAMP_OP_DAY2,
    WL_STAMP_OP_DAY,
    WL_STAMP_OP_DAY_MONTH, /* two numbers, the step behind it between them too */
    WL_STAMP_OP_WEEKDAY,
    WL_STAMP_OP_BREAK, /* between date and time */
    WL_STAMP_OP_HOUR2,
    WL_STAMP_OP_HOUR,
    WL_STAMP_OP_MINUTE,
    WL_STAMP_OP_SECOND,
    WL_STAMP_OP_FRACTION,
    WL_STAMP_OP_HALF,       /* AM, PM or nothing */
    WL_STAMP_OP_BREAK_HALF, /* between date and time, with a half of the day in it */
    WL_STAMP_OP_HOUR_HALF,  /* of that half */
    WL_STAMP_OP_ZONE,
    WL_STAMP_OP_ZONE_NUMBER,
    WL_STAMP_OP_ZONE_NAME,
    WL_STAMP_OP_BIAS,
    WL_STAMP_OP_EPOCH,
    WL_STAMP_OP_NUMBER, /* skipped */
    WL_STAMP_OP_SEVERITY,
    WL_STAMP_OP_LEVEL,
};

struct wl_stamp_format {
    const char *name;
    unsigned where;           /* bits of the above */
    const unsigned char *ops; /* ends with WL_STAMP_OP_END; the name of the field in a key row */
    const char *example;      /* a line with such a stamp */
    const char *expected;     /* its instant as RFC 3339 and, after a blank, what was assumed */
};

/* A line may be very long; no field lies farther inside it. */
#define WL_STAMP_FIELD_REACH 65536u

extern const struct wl_stamp_format wl_stamp_formats[];
extern const size_t wl_stamp_format_count;

/**
 * Match one format exactly at line.ptr + at.
 *
 * @param out  on a match all fields are set, out->text included; else unspecified
 * @return     the offset behind the match, 0 for none
 */
size_t wl_stamp_match(const struct wl_stamp_format *format, struct wl_span line, size_t at,
                      struct wl_stamp *out);

/** The same of a text that was cut out of a line: from the first field to the last. */
bool wl_stamp_match_text(const struct wl_stamp_format *format, struct wl_span text,
                         struct wl_stamp *out);

/**
 * A format whose last step is a field may end at p, behind its first byte: 1.2.3.4 or 12:00:00x is
 * something else that only begins like a stamp; UTC:1 is not.
 */
static inline bool
wl_stamp_ends(const char *p, const char *end)
{
    int next = p < end ? (unsigned char)*p : -1;

    if ((next == '.' || next == ':') && wl_ascii_digit(p[-1]))
        return end - p < 2 || !wl_ascii_digit(p[1]);
    return !wl_ascii_digit(next) && !wl_ascii_letter(next);
}

/** wl_stamp_find() the plain way. The same answer for every line. */
bool wl_stamp_find_plain(struct wl_span line, struct wl_stamp *out);
