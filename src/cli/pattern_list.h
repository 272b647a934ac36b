/*
 * `wsalog patterns list`: what a set holds.
 */
#pragma once

#include "report/layout.h"
#include "scan/pattern_set.h"

struct wl_pattern_list {
    bool texts;  /* each message text; else they are counted by language */
    bool places; /* where each rule stands, on a line of its own */
};

/** Append rules by kind, one a line, then texts. */
void wl_pattern_list_text(struct wl_layout *layout, const struct wl_patterns *set,
                          const struct wl_pattern_list *options);

/** The same as JSON, one object a line; a field that a rule does not have is left out. */
void wl_pattern_list_json(struct wl_buf *out, const struct wl_patterns *set,
                          const struct wl_pattern_list *options);
