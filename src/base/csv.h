/*
 * Cells of CSV as RFC 4180 has it, but lines end with LF. No cell can become a formula: those that
 * begin like one get an apostrophe. Controls other than TAB, CR and LF are escaped.
 */
#pragma once

#include "base/buf.h"
#include "base/span.h"

/** Append one cell, quoted where that is needed; the comma is the caller's. */
void wl_csv_add_cell(struct wl_buf *out, struct wl_span text);
