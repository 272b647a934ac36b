/*
 * The database that a command line means.
 */
#pragma once

#include "cli/common.h"
#include "store/store.h"

/**
 * Path of --db, or of the default place.
 * @return 0 and *path, to be freed; WL_ENOMEM, WL_EIO (no --db, and no home directory to look in)
 */
int wl_database_path(char **path, const struct wl_common *common, struct wl_error *err);

/** Open it for reading. @return as wl_store_open() */
int wl_database_open(struct wl_store **out, const struct wl_common *common, struct wl_error *err);
