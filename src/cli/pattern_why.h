/*
 * `wsalog patterns why LINE`: every decision of detection about a line, in words.
 */
#pragma once

#include "report/layout.h"
#include "scan/pattern_set.h"

/**
 * Append what detection sees in text, what each pattern and context says about it, and what
 * follows.
 *
 * @param text       a line, or a few; colour sequences are left out before it is looked at
 * @param threshold  confidence from which on a code is reported
 * @return           0, WL_ENOMEM
 */
int wl_pattern_why(struct wl_layout *layout, const struct wl_patterns *set, struct wl_span text,
                   unsigned threshold, struct wl_error *err);
