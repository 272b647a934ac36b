/*
 * Prepared queries for the layers above. One statement is used by one thread.
 */
#include "store/query.h"

#include "store/internal.h"

#include <assert.h>
#include <stdlib.h>

struct wl_stmt {
    sqlite3_stmt *stmt;
    const struct wl_store *store; /* borrowed, for its path in messages */
};

int
wl_stmt_prepare(struct wl_stmt **out, struct wl_store *store, const char *sql, struct wl_error *err)
{
    struct wl_stmt *stmt;
    int rc = wl_writer_wait(store, err);

    if (rc < 0)
        return rc;
    stmt = calloc(1, sizeof *stmt);
    if (!stmt)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    if (sqlite3_prepare_v2(store->db, sql, -1, &stmt->stmt, NULL) != SQLITE_OK) {
        free(stmt);
        return wl_db_error(store, err, "query");
    }
    stmt->store = store;
    *out = stmt;
    return 0;
}

void
wl_stmt_free(struct wl_stmt *stmt)
{
    if (!stmt)
        return;
    (void)sqlite3_finalize(stmt->stmt);
    free(stmt);
}

/* Index of a parameter; the statement is rewound, since a running one takes no values. */
static int
parameter(struct wl_stmt *stmt, const char *name)
{
    int index = sqlite3_bind_parameter_index(stmt->stmt, name);

    assert(index > 0);
    (void)sqlite3_reset(stmt->stmt);
    return index;
}

void
wl_stmt_bind_int(struct wl_stmt *stmt, const char *name, int64_t value)
{
    (void)sqlite3_bind_int64(stmt->stmt, parameter(stmt, name), value);
}

void
wl_stmt_bind_text(struct wl_stmt *stmt, const char *name, const char *value)
{
    (void)sqlite3_bind_text(stmt->stmt, parameter(stmt, name), value, -1, SQLITE_TRANSIENT);
}

void
wl_stmt_bind_blob(struct wl_stmt *stmt, const char *name, struct wl_span value)
{
    (void)sqlite3_bind_blob64(stmt->stmt, parameter(stmt, name), value.ptr, value.len,
                              SQLITE_TRANSIENT);
}

void
wl_stmt_bind_null(struct wl_stmt *stmt, const char *name)
{
    (void)sqlite3_bind_null(stmt->stmt, parameter(stmt, name));
}

int
wl_stmt_step(struct wl_stmt *stmt, struct wl_error *err)
{
    int code = sqlite3_step(stmt->stmt);

    if (code == SQLITE_ROW)
        return 1;
    return code == SQLITE_DONE ? 0 : wl_db_error(stmt->store, err, "query");
}

int64_t
wl_stmt_int(struct wl_stmt *stmt, int column)
{
    return sqlite3_column_int64(stmt->stmt, column);
}

struct wl_span
wl_stmt_text(struct wl_stmt *stmt, int column)
{
    /* First the text, then its length: in this order SQLite's conversion is done by then. */
    const char *text = (const char *)sqlite3_column_text(stmt->stmt, column);

    return (struct wl_span){text ? text : "",
                            text ? (size_t)sqlite3_column_bytes(stmt->stmt, column) : 0};
}

bool
wl_stmt_is_null(struct wl_stmt *stmt, int column)
{
    return sqlite3_column_type(stmt->stmt, column) == SQLITE_NULL;
}
