/*
 * Codes in a piece of text that somebody copied from a log or a message box, for `wsalog explain
 * TEXT`.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"
#include "scan/codes.h"

/**
 * The codes that text reports by the built-in patterns, in the order of their evidence, each once.
 * Who asks about a text takes it for an error: where nothing is certain, doubtful ones do.
 *
 * @param out    room for max
 * @param count  set to how many were stored
 * @return       0, WL_ENOMEM
 */
int wl_explain_text(struct wl_span text, const struct wl_code **out, size_t max, size_t *count,
                    struct wl_error *err);
