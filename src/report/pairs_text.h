/*
 * The parts of the text report that are there on request: counts by two keys, and lines.
 */
#pragma once

#include "report/layout.h"
#include "report/pairs.h"
#include "report/samples.h"

/** The table of summary->pairs, under an empty line and its heading. */
void wl_pairs_text(struct wl_layout *layout, const struct wl_summary *summary, size_t limit);

/** Lines by code, under an empty line and a heading; long ones are wrapped. */
void wl_samples_text(struct wl_layout *layout, const struct wl_samples *samples);
