/*
 * Expressions of pattern files: definitions are put in, everything is compiled once so that a
 * mistake is shown where it was written.
 */
#pragma once

#include "scan/pattern_file.h"
#include "scan/regex.h"

/** Check every definition of the file by itself. @return 0, WL_EPARSE, WL_ENOMEM */
int wl_pattern_definitions(struct wl_pattern_file *file, struct wl_error *err);

/**
 * Compile the expression of a node.
 *
 * @param expanded  set to the expression with its definitions put in; lives as long as the file
 * @param regex     set on success: free with wl_regex_free(); NULL else
 * @return          0; WL_EPARSE pointing to the mistake, or to the (?&definition) that holds it;
 *                  WL_ENOMEM
 */
int wl_pattern_compile(struct wl_pattern_file *file, const struct wl_ynode *node,
                       const char **expanded, struct wl_regex **regex, struct wl_error *err);
