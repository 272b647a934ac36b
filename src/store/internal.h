/*
 * What the files of store/ share; nobody else includes this, except the store's own tests.
 *
 *   path.c       what the file system says      queue.c    rows that wait, in memory
 *   db.c         open, check, migrate           writer.c   the thread that writes full batches
 *   statement.c  the writer's prepared SQL      batch.c    one transaction: rows and checkpoint
 *   query.c      reading, for other layers      counts.c   what is counted about rows
 *   line_key.c   one line met in two contents   source.c   which source a content is
 *   insert.c     rows into their table          rescan.c   rows of a source that are replaced
 *   gap.c        what could not be read         redate.c   times, once the source has ended
 *   recount.c    counts of a source, anew       upkeep.c   merging, letting go
 *
 * Invariant: everything in struct wl_progress is what the database has committed; a transaction
 * that fails puts it back. The connection, and all that is not said to be the caller's, belongs to
 * the writer's thread while batches are under way, and to the caller's otherwise.
 */
#pragma once

#include "base/buf.h"
#include "store/counts.h"
#include "store/line_key.h"
#include "store/query.h"
#include "store/queue.h"
#include "store/statement.h"
#include "store/store.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#define WL_DB_APPLICATION 0x57534C47 /* 'WSLG' */
#define WL_DB_VERSION 3              /* of the schema, PRAGMA user_version */

#define WL_BATCHES 2

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
    uint64_t added, already, removed;
};

/* Hands over batches from the caller's thread to the writer's. Guarded by lock, while running. */
struct wl_writer {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool running;          /* the thread exists */
    bool open;             /* it is in a transaction */
    bool stop;             /* it is asked to end */
    size_t next, waiting;  /* the batch to be written next; how many are under way, it included */
    struct wl_error error; /* status 0: none; sticky, since rows are lost */
};

struct wl_bound;

struct wl_store {
    sqlite3 *db;
    char *path;
    enum wl_store_mode mode;
    sqlite3_stmt *statements[WL_QUERIES];
    sqlite3_stmt *insert_many; /* of WL_GROUP rows; NULL while there was no such group */
    struct wl_bound *bound;    /* to its parameters; owned */

    /* The caller's, always. */
    bool running, in_source;
    struct wl_run run;
    struct wl_identity *identity; /* lent by the caller, while in_source */
    size_t marks_taken;           /* how many of its marks batches have taken over */
    struct wl_ordinals ordinals;
    size_t filling; /* the batch that takes rows, unless the writer has all */

    struct wl_batch batches[WL_BATCHES];
    struct wl_writer writer;
    struct wl_seen seen;
    char head[WL_HEAD];
    struct wl_reach reach; /* of the batch that is being written */
    struct wl_buf passed;  /* of struct wl_reach: marks passed up to there */
    struct wl_buf matches; /* of struct wl_match, as of the current batch */
    bool any_others;       /* there are sources whose lines may be this one's, too */
    bool any_provisional;  /* rows may have to be confirmed */
    bool any_gap;          /* what is read may have been a gap; as of the run's beginning */
    const struct wl_timeline *timeline; /* of the source that ends; NULL for none */
    struct wl_counts counts;
    bool rescan;           /* rows of known sources are replaced, see rescan.c */
    bool rescanning;       /* a transaction is open for that */
    struct wl_buf touched; /* of int64_t: sources of which it has changed rows */
    struct wl_progress now, committed;
    bool grouping;    /* sources share transactions */
    unsigned grouped; /* sources that have ended in the one that is open, 0: none is */
    bool dated;       /* the source at hand covers a known time */
    int64_t first_us, last_us;
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

#define WL_GROUP_SOURCES 512u /* that share a transaction at most */

/** Commit what the sources that have ended have left open. @return 0, as wl_db_error() */
int wl_batch_end_group(struct wl_store *store, struct wl_error *err);

/** As wl_batch_begin() and wl_batch_finish(), at the end of a source: it may share a transaction.
 */
int wl_batch_join(struct wl_store *store, struct wl_error *err);
int wl_batch_leave(struct wl_store *store, int rc, struct wl_error *err);

/** In a transaction: make the counts of a source anew from its rows. */
int wl_recount_source(struct wl_store *store, int64_t source, struct wl_error *err);

/** Likewise those of every source. */
int wl_recount_all(struct wl_store *store, struct wl_error *err);

/** In a transaction: the current source has been read whole, so it is no gap any more. */
int wl_gap_close(struct wl_store *store, struct wl_error *err);

/** Begin a transaction. @return 0; WL_EBUSY and others: then there is none */
int wl_batch_begin(struct wl_store *store, struct wl_error *err);

/** In a transaction: the run's row, if it is not there yet. */
int wl_batch_run(struct wl_store *store, struct wl_error *err);

/** Note down how far the content has been read: the batch is complete. The caller's thread. */
int wl_batch_seal(struct wl_store *store, struct wl_batch *batch, struct wl_error *err);

/** In a transaction, of a source: the rows of a sealed batch, and the checkpoint. */
int wl_batch_write(struct wl_store *store, struct wl_batch *batch, struct wl_error *err);

/**
 * Write the counts and commit, if rc is 0; else, or when that fails, undo all.
 * @return rc, or why it could not be committed
 */
int wl_batch_finish(struct wl_store *store, int rc, struct wl_error *err);

/** Seal a batch, write it in a transaction of its own, and clear it if that succeeds. */
int wl_batch_commit(struct wl_store *store, struct wl_batch *batch, struct wl_error *err);

/* Rows to be inserted together. Their ids differ. */
#define WL_GROUP 16
struct wl_group {
    struct wl_pending rows[WL_GROUP];
    bool folded[WL_GROUP];
    bool inserted[WL_GROUP]; /* false: the database had the id */
    size_t count;
};

/** In a transaction, of a source: insert, and set group->inserted. @return 0, as wl_db_error() */
int wl_insert_group(struct wl_store *store, struct wl_group *group, struct wl_error *err);

/* Whose a row is, in the table. */
struct wl_owner {
    int64_t source, pattern_set;
    bool folded;
};

/** In a transaction: insert one row. @return 1, 0 the database had the id, as wl_db_error() */
int wl_insert_row(struct wl_store *store, const struct wl_pending *pending,
                  const struct wl_owner *owner, struct wl_error *err);

/** @return 1 another content has this line, which counts there; 0 not; negative an error */
int wl_batch_is_repeat(struct wl_store *store, const struct wl_pending *pending,
                       struct wl_error *err);

/** Count a row of the database, which stmt stands on, with the columns of query find_provisional.
 */
int wl_batch_count_row(struct wl_store *store, sqlite3_stmt *stmt, struct wl_error *err);

/** As wl_batch_write() does with rows, of a run that replaces them. Nothing is counted yet. */
int wl_rescan_rows(struct wl_store *store, const struct wl_batch *batch, struct wl_error *err);

/**
 * Before the commit, when the source has its place as target: drop what it had and this reading has
 * not found, and count anew.
 */
int wl_rescan_settle(struct wl_store *store, int64_t target, bool complete, struct wl_error *err);

/** Find store->matches among the stored sources, the reading's own left out. */
int wl_source_match(struct wl_store *store, struct wl_error *err);

/** In a transaction: a new unfinished source for what has been read so far, in now.source_id. */
int wl_source_create(struct wl_store *store, struct wl_error *err);

/**
 * In a transaction: the rows of a source get the times that store->timeline says, if there is one,
 * and its counts are made anew where that moves them.
 * @param known  it may have rows that an earlier reading has stored
 * @param grown  those were stored when less of it was known; else what is better is kept: where
 *               less was assumed, else the earlier time
 */
int wl_redate_source(struct wl_store *store, int64_t source, bool known, bool grown,
                     struct wl_error *err);

/**
 * Give the batch that is being filled to the writer's thread, which is made for the first one.
 * Where there can be none, the batch is written at once.
 * @return 0, or what an earlier batch failed with
 */
int wl_writer_hand_over(struct wl_store *store, struct wl_error *err);

/** Wait until store->batches[filling] may be filled. @return as above */
int wl_writer_room(struct wl_store *store, struct wl_error *err);

/** Wait until all that was handed over is committed. @return as above */
int wl_writer_wait(struct wl_store *store, struct wl_error *err);

/** How many batches were handed over and are not committed yet; WL_BATCHES: none can be filled. */
size_t wl_writer_under_way(struct wl_store *store);

/** End the thread; what it has not committed is undone. */
void wl_writer_stop(struct wl_store *store);
