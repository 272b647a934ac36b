/*
 * The orders of a report's tables (--sort). Equal rows stand in the order of their keys, so that
 * the same database always gives the same report.
 */
#pragma once

#include "base/span.h"
#include "report/report.h"

enum wl_sort {
    WL_SORT_COUNT, /* the most first */
    WL_SORT_KEY,   /* codes by number, times by time, the rest by bytes; unknown ones last */
    WL_SORT_FIRST, /* the earliest first */
    WL_SORT_LAST,  /* the latest first */
    WL_SORTS
};

/** Its place in wl_report_sorts(); COUNT for NULL, WL_SORTS for an unknown name. */
enum wl_sort wl_sort_by_name(const char *name);

struct wl_sorted {
    int64_t count, first_us, last_us;
};

/** As the comparison of qsort(); 0 where only the keys differ, always so for WL_SORT_KEY. */
int wl_sort_counts(enum wl_sort sort, const struct wl_sorted *a, const struct wl_sorted *b);
int wl_sort_keys(int64_t a_order, int64_t b_order, struct wl_span a, struct wl_span b);
