/*
 * Shell patterns for names of files: * and ? stand for anything, also for a slash.
 */
#pragma once

#include <stdbool.h>

/** Does one of patterns (ends with NULL; NULL: none) match path, or its last component? */
bool wl_glob_match(const char *const *patterns, const char *path);
