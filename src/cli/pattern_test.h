/*
 * `wsalog patterns test`: every rule of a set against its own examples, and its
 * expressions against running away.
 */
#pragma once

#include "base/buf.h"
#include "scan/pattern_set.h"

/**
 * Append what failed.
 * @param passed, failed  set to how many tests did
 * @return        0, WL_ENOMEM
 */
int wl_pattern_test(struct wl_buf *out, const struct wl_patterns *set, size_t *passed,
                    size_t *failed, struct wl_error *err);
