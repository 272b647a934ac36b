/*
 * Looking up one line in its source: a file, or a member of an archive, whatever its encoding.
 */
#pragma once

#include "scan/pattern_set.h"
#include "sink/excerpt.h"

/**
 * Read the source that locator names until the excerpt is whole. excerpt has what is asked but for
 * the locator.
 * @param locator  "app.log", "case.zip!logs/app.log.gz"
 * @return 0, also when the line is not there (see excerpt); WL_EIO (it cannot be read, or has no
 *         such member), WL_ELIMIT, WL_ENOMEM
 */
int wl_look_up(struct wl_excerpt_sink *excerpt, const char *locator,
               const struct wl_patterns *patterns, struct wl_error *err);
