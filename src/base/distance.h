/*
 * How far two words are from each other, for suggestions.
 */
#pragma once

#include "base/span.h"

#define WL_DISTANCE_MAX 63 /* bytes of a word that are looked at */

/**
 * Characters to insert, delete, replace or swap with their neighbour to get from a to b, ASCII case
 * apart. Source: optimal string alignment (restricted Damerau-Levenshtein distance).
 */
unsigned wl_distance(struct wl_span a, struct wl_span b);
