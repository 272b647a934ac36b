/*
 * What is stacked in the timeline: the most frequent codes have a series each, the rest share one,
 * and normal noise another. Also its legend, and the same numbers as a table.
 */
#pragma once

#include "report/html.h"

enum wl_series {
    WL_SERIES_NAMED = 6, /* codes with a series of their own: 0, 1, ... */
    WL_SERIES_OTHER = WL_SERIES_NAMED,
    WL_SERIES_NOISE,
    WL_SERIES,
};

/* Borrowed from the page and the summary. */
struct wl_stack {
    const struct wl_timeline *timeline;
    const struct wl_report_table *codes;
    size_t named[WL_SERIES_NAMED];     /* row of the table of codes */
    size_t name_count, others, noises; /* codes that are named, and in the two shared series */
    int64_t totals[WL_SERIES];
    int64_t most;   /* occurrences in one bar */
    size_t busiest; /* the first such bar */
};

void wl_stack_init(struct wl_stack *stack, const struct wl_html *html);

/** What a bar has of each series. @return the sum */
int64_t wl_stack_count(const struct wl_stack *stack, size_t bar, int64_t counts[WL_SERIES]);

/** "10054 WSAECONNRESET", "3 other codes" */
void wl_stack_name(struct wl_buf *out, const struct wl_stack *stack, size_t series);

void wl_stack_legend(struct wl_buf *out, const struct wl_stack *stack);
void wl_stack_table(struct wl_buf *out, const struct wl_stack *stack);
