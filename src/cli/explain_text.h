/*
 * Codes in a piece of text that somebody copied from a log or a message box, for `wsalog explain
 * TEXT`.
 */
#pragma once

#include "base/span.h"
#include "scan/codes.h"

/**
 * The codes that text reports, in the order of their evidence, each once.
 *
 * @param out  room for max
 * @return     how many were stored
 */
size_t wl_explain_text(struct wl_span text, const struct wl_code **out, size_t max);
