/*
 * Build time only: how often four letters in a row occur in logs (grams.tsv), for choosing the
 * anchors of message texts. Anchors that are in use already are preferred, so that there are few of
 * them.
 */
#pragma once

#include "scan/text_index.h"

/** Read the table at path; ends the program with a message if that fails. */
void wl_grams_load(const char *path);

/** The costs that it gives. */
const struct wl_anchor_costs *wl_grams_costs(void);

/** This anchor is in use from now on. */
void wl_grams_use(uint32_t key);
