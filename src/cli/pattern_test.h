/*
 * `wsalog patterns test`: every rule of a set against its own examples, and its
 * expressions against running away.
 */
#pragma once

#include "base/buf.h"
#include "scan/pattern_set.h"

/**
 * Append what failed, and one line that counts.
 * @param failed  set to the tests that failed
 * @return        0, WL_ENOMEM
 */
int wl_pattern_test(struct wl_buf *out, const struct wl_patterns *set, size_t *failed,
                    struct wl_error *err);
