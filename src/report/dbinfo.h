/*
 * `wsalog db info`: what a database is and holds, as text.
 */
#pragma once

#include "base/buf.h"
#include "base/error.h"
#include "store/store.h"

/**
 * Append path, size, version of the schema, rows of each table, span, pattern sets and cases.
 *
 * @return 0, WL_EDB, WL_EBUSY, WL_ENOMEM
 */
int wl_dbinfo_write(struct wl_store *store, struct wl_buf *out, struct wl_error *err);
