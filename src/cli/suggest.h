/*
 * What may have been meant by a misspelt word: offer candidates one by one, take the nearest.
 * Distance counts inserted, missing, wrong and swapped neighbouring letters, without regard to
 * case.
 */
#pragma once

#include "base/span.h"

struct wl_suggest {
    const char *word;
    const char *best; /* borrowed from the caller */
    unsigned distance;
};

void wl_suggest_init(struct wl_suggest *suggest, const char *word);

/** Keep candidate if it is nearer than all before. It is borrowed. NULL is ignored. */
void wl_suggest_offer(struct wl_suggest *suggest, const char *candidate);

/** The nearest candidate, or NULL if none is so near that the word may be a slip of it. */
const char *wl_suggest_best(const struct wl_suggest *suggest);
