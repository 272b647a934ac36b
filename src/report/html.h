/*
 * Parts of the HTML report, one file each; html.c puts them in order. All of them append to out
 * what the model says and decide nothing; text from logs goes through wl_html_text(), always.
 */
#pragma once

#include "report/page.h"

struct wl_html {
    struct wl_buf *out;
    const struct wl_summary *summary;
    const struct wl_report_request *request;
    const struct wl_page *page;
};

/* html_text.c ------------------------------------------------------------------------------------
 */

/**
 * Text as it may stand in an element or a quoted attribute. Controls (other than TAB and LF), bad
 * bytes and whatever turns the direction of text or hides becomes \xNN or \u{NNNN}.
 */
void wl_html_text(struct wl_buf *out, struct wl_span text);

/** At most so many bytes of it; how many more there are is said behind. */
void wl_html_cut(struct wl_buf *out, struct wl_span text, size_t most);

/** A phrase, escaped; given back empty. */
void wl_html_phrase(struct wl_buf *out, struct wl_buf *phrase);

/** 1,234,567 */
void wl_html_count(struct wl_buf *out, int64_t count);

/** "12.3%" of the total, rounded; "<0.1%" for what is not nothing. */
void wl_html_share(struct wl_buf *out, int64_t count, int64_t total);

/** A time element: local to the second, with the instant for machines. */
void wl_html_time(struct wl_buf *out, int64_t instant_us);

/** "2 h 5 min": the two largest units. */
void wl_html_duration(struct wl_buf *out, int64_t duration_us);

/** A table cell with a count; a dim one for none. */
void wl_html_cell_count(struct wl_buf *out, int64_t count);

/** Open a div that a table too wide for the page scrolls in, also by keyboard. */
void wl_html_scroll(struct wl_buf *out, const char *label);

/* html_table.c -----------------------------------------------------------------------------------
 */

/** Sections with a table each; those with nothing to tell are left out. */
void wl_html_codes(const struct wl_html *html, size_t limit);
void wl_html_keys(const struct wl_html *html, enum wl_by_id by, size_t limit);
void wl_html_pairs(const struct wl_html *html, size_t limit);

/** Whether wl_html_keys() would write anything. */
bool wl_html_has_keys(const struct wl_html *html, enum wl_by_id by);

/* html_chart.c, html_heat.c ----------------------------------------------------------------------
 */

void wl_html_patterns(struct wl_buf *out); /* what bars are filled with; once, before any bar */
void wl_html_timeline(const struct wl_html *html);
void wl_html_spark(const struct wl_html *html, size_t code);
void wl_html_heat(const struct wl_html *html);

/* html_parts.c -----------------------------------------------------------------------------------
 */

void wl_html_facts(const struct wl_html *html);
void wl_html_samples(const struct wl_html *html);
void wl_html_gaps(const struct wl_html *html);
void wl_html_nothing(const struct wl_html *html);
