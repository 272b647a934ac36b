/*
 * Which of a set of literals occur in a short text? Keywords are at least three bytes, in any ASCII
 * case; a pattern is tried only where one of its keywords occurs.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"

#include <stdint.h>

#define WL_KEYWORD_MIN 3

struct wl_keywords;

/** Build over count lower-case literals, each of WL_KEYWORD_MIN bytes or more; borrowed. */
int wl_keywords_new(struct wl_keywords **out, const struct wl_span *literals, size_t count,
                    struct wl_error *err);
void wl_keywords_free(struct wl_keywords *keywords);

/**
 * Mark in present (one bit a literal, (count + 63) / 64 words, cleared first) those that occur in
 * text.
 */
void wl_keywords_find(const struct wl_keywords *keywords, struct wl_span text, uint64_t *present);

/** One literal against one text, the plain way; needle is lower case. */
bool wl_keyword_in(struct wl_span needle, struct wl_span text);
