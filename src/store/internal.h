/*
 * What the files of store/ share; nobody else includes this, except the store's own tests.
 *
 *   path.c       what the file system says      queue.c    rows that wait, in memory
 *   db.c         open, check, migrate           batch.c    one transaction: rows, counts,
 * checkpoint statement.c  the writer's prepared SQL      source.c   which source a content is
 *   query.c      reading, for other layers      line_key.c one line met in two contents
 *
 * Invariant: everything in struct wl_progress is what the database has committed; a batch that
 * fails puts it back.
 */
#pragma once

#include "base/buf.h"
#include "store/line_key.h"
#include "store/query.h"
#include "store/statement.h"
#include "store/store.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#define WL_DB_APPLICATION 0x57534C47 /* 'WSLG' */
#define WL_DB_VERSION 1              /* of the schema, PRAGMA user_version */

#define WL_QUEUE_ROWS 10000
#define WL_QUEUE_BYTES (4u << 20)

/* A row that waits. The pointers of its spans are valid only in what wl_queue_get() returns. */
struct wl_pending {
    struct wl_occurrence row;
    size_t at; /* of its texts in wl_store.strings */
    bool has_key;
    unsigned char key[WL_ID_SIZE];
};

/* A row of table summary, counted in memory until the batch ends. */
struct wl_cell {
    uint16_t code;
    bool timed; /* first_us and last_us are set */
    int64_t quarter;
    int64_t n, folded;
    int64_t first_us, last_us;
};
#define WL_CELLS 64

/* A stored source whose whole content is a beginning of the current one, or equals it. */
struct wl_match {
    int64_t id;
    uint64_t length;
    bool complete;
};

struct wl_progress {
    int64_t run_id; /* 0: not yet written, it is when something else is */
    int64_t pattern_set_id;
    int64_t source_id; /* the unfinished source of this reading, 0 while it has no rows */
    uint64_t lines;
    uint64_t added, already;
};

struct wl_store {
    sqlite3 *db;
    char *path;
    enum wl_store_mode mode;
    sqlite3_stmt *statements[WL_QUERIES];

    bool running, in_source;
    struct wl_run run;
    struct wl_seen seen;
    char head[WL_HEAD];
    struct wl_identity *identity; /* the caller's, while in_source */
    struct wl_ordinals ordinals;

    struct wl_buf records; /* of struct wl_pending */
    struct wl_buf strings;
    struct wl_buf matches; /* of struct wl_match, as of the current batch */
    struct wl_cell cells[WL_CELLS];
    size_t cell_count;
    struct wl_progress now, committed;
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

/** Copy a row into the queue; key may be NULL. Bad bytes and NULs of its texts become U+FFFD. */
int wl_queue_push(struct wl_store *store, const struct wl_occurrence *row, const unsigned char *key,
                  struct wl_error *err);
size_t wl_queue_count(const struct wl_store *store);

/** Order the rows by id: hashes, so the big index is then walked once a batch and not at random. */
void wl_queue_sort(struct wl_store *store);

/** Row number i, from 0; spans are borrowed until the queue changes. */
struct wl_pending wl_queue_get(const struct wl_store *store, size_t i);

/** Begin a transaction. @return 0; WL_EBUSY and others: then there is none */
int wl_batch_begin(struct wl_store *store, struct wl_error *err);

/** In a transaction: the run's row, if it is not there yet. */
int wl_batch_run(struct wl_store *store, struct wl_error *err);

/** In a transaction, of a source: everything queued, its counts and the checkpoint. */
int wl_batch_write(struct wl_store *store, struct wl_error *err);

/**
 * Commit if rc is 0 and forget the queue; else, or when that fails, undo all and keep the queue.
 * @return rc, or why it could not be committed
 */
int wl_batch_finish(struct wl_store *store, int rc, struct wl_error *err);

/** Find store->matches among the stored sources, the reading's own left out. */
int wl_source_match(struct wl_store *store, struct wl_error *err);

/** In a transaction: a new unfinished source for what has been read so far, in now.source_id. */
int wl_source_create(struct wl_store *store, struct wl_error *err);
