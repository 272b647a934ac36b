/*
 * What a summary says of its occurrences as a whole: how good their times are, and where they come
 * from.
 */
#pragma once

#include "report/scope.h"
#include "report/summary.h"

/** Fill in the times, what was assumed for them, pattern sets and hosts. @return as
 * wl_summary_load() */
int wl_summary_facts(struct wl_summary *summary, const struct wl_scope *scope,
                     struct wl_error *err);
