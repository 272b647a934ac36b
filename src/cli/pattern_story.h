/*
 * What detection does with a line, as one story for each piece of evidence in it, in the order of
 * the line.
 */
#pragma once

#include "base/buf.h"
#include "scan/detect.h"

/* One piece of evidence: its events are a run of the trace. */
struct wl_story {
    size_t offset;       /* in the text */
    size_t first, count; /* events */
    unsigned form;       /* enum wl_form */
    int verdict;         /* -1: none was reached */
};

struct wl_stories {
    struct wl_buf storage;
    struct wl_span text;     /* what was looked at: without colours */
    struct wl_trace *events; /* spans inside text; live as long as the set and this */
    size_t event_count, event_cap;
    struct wl_story *list;
    size_t count;
    struct wl_hit hits[WL_CODES_MAX]; /* whatever their confidence */
    size_t hit_count;
    bool failed; /* out of memory */
};

/** Look at text. @return 0, WL_ENOMEM; free with wl_stories_done() in any case */
int wl_stories_init(struct wl_stories *all, const struct wl_patterns *set, struct wl_span text,
                    struct wl_error *err);
void wl_stories_done(struct wl_stories *all);
