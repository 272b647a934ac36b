/*
 * Read-only queries for the layers above, which never see sqlite3.h. SQL comes from .sql files that
 * are embedded at build time, in sections `-- report: NAME`; values are bound, never printed in.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"
#include "store/store.h"

#include <stdint.h>

struct wl_stmt;

/** Prepare sql; waits for what is being written. Nothing may be added until it is freed. @return 0
 * and *out, to be freed with wl_stmt_free(); WL_EDB, WL_ENOMEM */
int wl_stmt_prepare(struct wl_stmt **out, struct wl_store *store, const char *sql,
                    struct wl_error *err);
void wl_stmt_free(struct wl_stmt *stmt);

/** Bind a parameter by its name (":since"). An unknown name is an assertion failure. */
void wl_stmt_bind_int(struct wl_stmt *stmt, const char *name, int64_t value);
void wl_stmt_bind_text(struct wl_stmt *stmt, const char *name, const char *value);
void wl_stmt_bind_blob(struct wl_stmt *stmt, const char *name, struct wl_span value);
void wl_stmt_bind_null(struct wl_stmt *stmt, const char *name);

/** Next row. @return 1 a row, 0 the end, WL_EDB */
int wl_stmt_step(struct wl_stmt *stmt, struct wl_error *err);

/* Columns of the current row, from 0; spans are borrowed until the next step. NULL reads as 0 or
 * "". */
int64_t wl_stmt_int(struct wl_stmt *stmt, int column);
struct wl_span wl_stmt_text(struct wl_stmt *stmt, int column);
bool wl_stmt_is_null(struct wl_stmt *stmt, int column);
