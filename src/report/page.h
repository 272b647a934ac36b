/*
 * What a page shows beyond the summary: the timeline with its bars, what was not read, and lines to
 * look at. Read from the database once; html.c only renders it.
 */
#pragma once

#include "report/axis.h"
#include "report/scope.h"
#include "report/summary.h"

enum {
    WL_PAGE_BARS = 72,   /* at most, of the timeline */
    WL_PAGE_SAMPLES = 3, /* at most, of one code */
};

/* How many occurrences of each code lie in each bar. */
struct wl_timeline {
    struct wl_axis axis;
    int64_t *counts; /* [code][bar], codes in the order of their table */
};

/* A line that reported a code. */
struct wl_page_line {
    size_t code;                                 /* row of the table of codes */
    size_t text, text_len, locator, locator_len; /* in the page's text */
    bool cut;                                    /* the line is longer */
    int64_t
        alike; /* lines that differ from it in numbers at most, itself included; 0: not counted */
    int64_t line, at_us;
    uint64_t shape;
};

/* What the table of hours says, the earliest first whatever order is asked for. */
struct wl_page_hour {
    int64_t start_us, count, first_us, last_us;
};

struct wl_page {
    struct wl_timeline timeline;
    struct wl_page_line *lines; /* grouped by code, in the order of the table */
    size_t line_count;
    struct wl_page_hour *hours;
    size_t hour_count;
    int64_t read;       /* sources asked for, without an occurrence or with */
    int64_t unfinished; /* of these, not read to their end */
    struct wl_buf text;
};

/**
 * Read what belongs to a summary that has its tables of codes and hours.
 *
 * @return 0, WL_EDB, WL_EBUSY, WL_ENOMEM; wl_page_done() is due in any case
 */
int wl_page_load(struct wl_page *page, struct wl_store *store, const struct wl_summary *summary,
                 const struct wl_report_request *request, struct wl_error *err);
void wl_page_done(struct wl_page *page);

/** Part of page->text; borrowed from the page. */
struct wl_span wl_page_text(const struct wl_page *page, size_t at, size_t len);

/** Which row of the table of codes has that number; its count if none. */
size_t wl_page_code(const struct wl_summary *summary, int64_t number);

/** Fill page->lines from the scope. @return as wl_page_load() */
int wl_page_load_samples(struct wl_page *page, const struct wl_scope *scope,
                         const struct wl_summary *summary, const struct wl_report_request *request,
                         struct wl_error *err);
