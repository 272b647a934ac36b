/*
 * What scans could not read, as far as a report is about it: a report has to say what it does not
 * know.
 */
#pragma once

#include "report/report.h"

#define WL_GAPS_MAX 1000 /* that are named; the others are counted */

struct wl_report_gap {
    char *locator, *verdict, *reason; /* owned, unescaped */
};

struct wl_gaps {
    struct wl_report_gap *list; /* by name */
    size_t named;
    int64_t count;
};

/** Those of the request's case, source and host. wl_gaps_done() is due in any case. */
int wl_gaps_load(struct wl_gaps *gaps, struct wl_store *store,
                 const struct wl_report_request *request, struct wl_error *err);
void wl_gaps_done(struct wl_gaps *gaps);
