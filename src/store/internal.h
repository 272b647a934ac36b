/*
 * What the files of store/ share; nobody else includes this, except the store's own tests. The only
 * place beside store/ proper where sqlite3.h is seen. db.c opens, writer.c queues and writes
 * batches, source.c decides which source a content is, query.c reads.
 */
#pragma once

#include "base/buf.h"
#include "store/query.h"
#include "store/store.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#define WL_DB_APPLICATION 0x57534C47 /* 'WSLG' */
#define WL_DB_VERSION 1              /* of the schema, PRAGMA user_version */

struct wl_store {
    sqlite3 *db;
    char *path;
    enum wl_store_mode mode;
};

/** How long a busy database is waited for, 30 s. A variable for the sake of the tests. */
extern int wl_db_busy_ms;

/**
 * Fill in err from SQLite's last error on this connection. @param doing  "read", "write to"
 * @return WL_EBUSY, WL_ENOMEM, WL_EDB
 */
int wl_db_error(const struct wl_store *store, struct wl_error *err, const char *doing);

/** Run statements without a result. @return 0, and as wl_db_error() */
int wl_db_exec(struct wl_store *store, const char *sql, struct wl_error *err);

/** Open, check and, for writing, create or migrate store->path. @return 0, WL_EIO, WL_EDB, ... */
int wl_db_open(struct wl_store *store, struct wl_error *err);
