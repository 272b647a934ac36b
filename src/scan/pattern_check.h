/*
 * The checks of a pattern file that need the whole set: keywords occur in the example lines, every
 * example gives what it promises, no expression runs away.
 */
#pragma once

#include "scan/pattern_load.h"

/**
 * Check one rule of set by its own examples.
 * @param fault  set to words for people on failure ("reports 10054 here, which it must not")
 * @param at     set to the example that failed, or NULL when it is the rule itself
 * @return       1 all good, 0 a fault, WL_ENOMEM
 */
int wl_rule_check(const struct wl_patterns *set, const struct wl_rule *rule, char *fault,
                  size_t fault_size, const struct wl_rule_example **at, struct wl_error *err);

/** Check all rules of a file, as part of set. @return 0, WL_EPARSE pointing into the file */
int wl_pattern_file_check(const struct wl_pattern_file *file, const struct wl_patterns *set,
                          struct wl_error *err);
