/*
 * The file system's side of opening a database.
 */
#pragma once

#include "base/error.h"
#include "store/store.h"

#include <stdbool.h>

/**
 * Check path, and for writing create the file (0600) and its directories (0700) where missing.
 * @return 0; WL_EIO with a message that names the path, what is wrong and what to do; WL_ENOMEM
 */
int wl_path_prepare(const char *path, bool write, struct wl_error *err);
