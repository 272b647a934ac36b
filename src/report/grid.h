/*
 * Tables of the text report: settle the widths once, then write header and rows. What does not get
 * a row of its own is summed up in one, so that every table adds up to the total.
 */
#pragma once

#include "report/layout.h"
#include "report/summary.h"

/* How much of a time a table shows; the less the occurrences are spread, the finer. */
enum wl_clock {
    WL_CLOCK_TIME,  /* 08:00:02, all on one local day */
    WL_CLOCK_MONTH, /* 11-21 08:00, all in one year */
    WL_CLOCK_DATE,  /* 2026-11-21 */
};

struct wl_grid {
    struct wl_layout *layout; /* borrowed, as is the summary */
    const struct wl_summary *summary;
    const struct wl_report_table *table;
    enum wl_by_id by;
    enum wl_clock clock;
    size_t gap;   /* columns between columns */
    size_t key;   /* widths: of the name or key */
    size_t count; /* of the number of occurrences */
    size_t time;  /* of a time */
    size_t times; /* how many there are: FIRST and LAST, FIRST, none */
    size_t chart; /* of sparkline or bar, 0 for none */
    size_t prose; /* of a code's summary beside the chart; 0: below the row */
};

void wl_grid_for_codes(struct wl_grid *grid, struct wl_layout *layout,
                       const struct wl_summary *summary);

/** Codes that are normal noise, or those that are not, under an empty line and a heading. */
void wl_grid_codes(struct wl_grid *grid, bool noise, size_t limit);

void wl_grid_for_keys(struct wl_grid *grid, struct wl_layout *layout,
                      const struct wl_summary *summary, enum wl_by_id by);

/** The table, under an empty line and its heading; of days and hours the latest. */
void wl_grid_keys(struct wl_grid *grid, size_t limit);
