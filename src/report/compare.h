/*
 * `wsalog compare`: two sides, each a part of a database, and what differs between them. Rates are
 * per hour that the logs of a side cover, so that sides of different length compare; whether a
 * difference can be chance is decided exactly, for independent occurrences, and corrected for the
 * number of comparisons. Looks at no clock.
 */
#pragma once

#include "report/report.h"

/* One side; strings are borrowed. */
struct wl_compare_side {
    struct wl_store *store;
    struct wl_report_request
        what;          /* since, until, codes, source, host, case, peer, level, ignore */
    const char *label; /* as the user named it */
};

struct wl_compare_request {
    struct wl_compare_side sides[2]; /* A and B */
    const char *format;              /* a name of wl_compare_formats(); NULL: "text" */
    size_t limit;                    /* rows of a table; 0: as many as suit the format */
    size_t width;                    /* as of struct wl_report_request */
    bool utf8, color;
};

/**
 * Append the comparison to out.
 *
 * @param changed  set: something changed by more than chance, 95 % sure over all rows
 * @return         0; WL_EPARSE: a side cannot be compared, because no log covers it, both are the
 *                 same, or they share time and sources, so that occurrences would stand on both
 *                 sides; WL_EDB, WL_EBUSY, WL_ENOMEM
 */
int wl_compare_write(const struct wl_compare_request *request, struct wl_buf *out, bool *changed,
                     struct wl_error *err);

/** Names for --format, the first is the default; end with NULL. Static. */
const char *const *wl_compare_formats(void);
