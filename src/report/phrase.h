/*
 * Words and times that several writers share: local times, counted nouns, the header's sentences
 * and the command that shows what a narrower one did not.
 */
#pragma once

#include "report/gaps.h"
#include "report/summary.h"

/** 2026-11-21 08:00:02 in the local zone. */
void wl_phrase_local(struct wl_buf *out, int64_t instant_us);

/** The same with its offset: 2026-11-21 08:00:02 +01:00, or UTC. */
void wl_phrase_moment(struct wl_buf *out, int64_t instant_us);

/** "A to B +01:00" in the local zone; each with its own offset if they differ. */
void wl_phrase_span(struct wl_buf *out, int64_t from_us, int64_t to_us);

/** "1 source", "2 sources"; plural NULL: singular and s. */
void wl_phrase_count(struct wl_buf *out, int64_t count, const char *singular, const char *plural);

/** "12 occurrences of 3 codes in 2 sources on 2 hosts; 4 repeats folded". */
void wl_phrase_found(struct wl_buf *out, const struct wl_summary *summary);

/** That rows were found by different pattern sets, and what can be done; "" when they were not. */
void wl_phrase_patterns(struct wl_buf *out, const struct wl_summary *summary);

/** Where the times come from, and for how many rows the file's date stands in. total > 0 */
void wl_phrase_times(struct wl_buf *out, const struct wl_summary *summary);

/** The gaps, named as far as they are few: "2 files not read whole: a.gz (cut off at byte 20),
 * ...". */
void wl_phrase_gaps(struct wl_buf *out, const struct wl_gaps *gaps);

/** A key as people read it, with port and host where they tell something; not yet escaped. */
void wl_phrase_key(struct wl_buf *out, const struct wl_summary *summary, enum wl_by_id by,
                   const struct wl_report_row *row);

/** What to say when total == 0: one sentence without a full stop. */
void wl_phrase_nothing(struct wl_buf *out, const struct wl_summary *summary,
                       const struct wl_report_request *request);

/** The command that helps when total == 0, one line, quoted for a shell. */
void wl_phrase_command(struct wl_buf *out, const struct wl_summary *summary,
                       const struct wl_report_request *request);
