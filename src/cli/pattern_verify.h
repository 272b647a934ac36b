/*
 * `wsalog patterns check`: files one by one, each over the built-in set and those before it.
 */
#pragma once

#include "base/buf.h"
#include "base/error.h"

/**
 * Check one more file.
 *
 * @param paths  files that are good, count of them; room for path, which is added when it is good
 * @param out    gets a line that says what a good file holds
 * @return       0; else the first mistake in *err: WL_EPARSE, WL_EIO, WL_ELIMIT, WL_ENOMEM
 */
int wl_pattern_verify(struct wl_buf *out, const char **paths, size_t *count, const char *path,
                      struct wl_error *err);
