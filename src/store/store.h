/*
 * The database of occurrences. One writer at a time a process; everything that belongs together is
 * committed together. Queries of reports live in report/, not here.
 *
 * What a commit withstands. kill -9 and a crash of the program: everything committed is there. A
 * power cut, a crash of the system: in WAL mode (synchronous = NORMAL) the log is synced when it
 * moves into the database, not with each commit, so the last commits may be gone, in order and
 * whole; with a rollback journal (synchronous = FULL), none. In no case is half of a commit there,
 * rows without their counts and checkpoint, or a damaged file, as long as the disk does not lie
 * about syncs. What is gone comes back by reading the same logs again, which is never wrong.
 *
 * A store is used by one thread. Full batches are written by a thread of the store's own, which is
 * made for the first of them; its errors come up with the next call.
 */
#pragma once

#include "base/error.h"
#include "store/identity.h"
#include "store/occurrence.h"

struct wl_store;
struct wl_stmt; /* a prepared query, see store/query.h */

enum wl_store_mode {
    WL_STORE_WRITE, /* created if absent (file 0600, directories 0700), migrated if older */
    WL_STORE_READ,  /* must exist; never changed */
};

/* Who is writing; once a run. Strings are borrowed until the run ends. */
struct wl_run {
    const char *command;   /* "annotate", "scan" */
    const char *version;   /* of wsalog */
    const char *case_name; /* "" when none */
    int64_t started_us;
    unsigned char patterns_digest[WL_ID_SIZE]; /* of the pattern set in use */
    const char *patterns_version;              /* for people: "built-in 0.1.0 + 1 file" */
};

/* One input as it was met; strings are borrowed until the source ends. */
struct wl_seen {
    const char *locator; /* "app.log", "case.zip!logs/app.log.gz", "-" for standard input */
    const char *host;    /* machine it came from, "" when unknown */
    int64_t mtime_us;    /* 0 when there is none (a pipe) */
    int64_t read_us;     /* when reading began */
    struct wl_span head; /* the first bytes of the decoded content: all there is up to WL_HEAD */
};
#define WL_HEAD 16

struct wl_source_result {
    bool known;       /* this content, or a beginning of it, had been stored before */
    uint64_t added;   /* occurrences that were new */
    uint64_t already; /* occurrences that the database had */
    uint64_t removed; /* occurrences that the database had and a run with rescan has not found */
};

/**
 * Open path. A busy database is waited for up to 30 s (WL_EBUSY), a database of another program, of
 * a newer version of wsalog, a directory or an unreadable file is refused with a message that names
 * it and what to do (WL_EDB, WL_EIO).
 */
int wl_store_open(struct wl_store **out, const char *path, enum wl_store_mode mode,
                  struct wl_error *err);

/** Close. Accepts NULL. What was not flushed is lost, so end the run first. */
void wl_store_free(struct wl_store *store);

int wl_store_begin_run(struct wl_store *store, const struct wl_run *run, struct wl_error *err);

/**
 * From here on, rows of a source that is known are replaced by those of its reading: what both have
 * becomes as it is found now, what is found no more goes. All in one transaction, which is
 * committed when the source ends. Between sources, after wl_store_begin_run().
 */
void wl_store_rescan(struct wl_store *store);

/** Commit all and close the run. @param status exit status of the command */
int wl_store_end_run(struct wl_store *store, int status, int64_t ended_us, struct wl_error *err);

/**
 * Begin a source. Looks up what may be an earlier state of it and marks those lengths in identity,
 * which has not been fed yet and which the caller feeds from here on.
 */
int wl_store_begin_source(struct wl_store *store, const struct wl_seen *seen,
                          struct wl_identity *identity, struct wl_error *err);

/**
 * One occurrence of the current source. Copied; queued, not yet durable. A full batch (10,000 rows
 * or 2 MiB) goes to the store's thread; while two are under way, this waits, for a busy database up
 * to 30 s. The identity must have been fed up to the end of the occurrence's line.
 */
int wl_store_add(struct wl_store *store, const struct wl_occurrence *occurrence,
                 struct wl_error *err);

/** When the first and the last line of the source were written, before it ends. */
void wl_store_date_source(struct wl_store *store, int64_t first_us, int64_t last_us);

/**
 * What the current source, which is about to end, has told about its times: rows whose line leaves
 * something open are dated anew by it when the source ends. Borrowed until then; NULL for nothing.
 */
struct wl_timeline;
void wl_store_redate(struct wl_store *store, const struct wl_timeline *timeline);

/**
 * End the source: decide by the marks whether it is a known one (then new occurrences join it, and
 * provisional ones of the shorter state are replaced).
 * @param complete  false when reading stopped early (a signal, an error)
 */
int wl_store_end_source(struct wl_store *store, uint64_t lines, bool complete,
                        struct wl_source_result *result, struct wl_error *err);

/* Something that was to be read and was not, or not to its end. Strings are borrowed. */
struct wl_gap {
    const char *locator;
    const char *host;    /* "" when unknown */
    const char *verdict; /* "partial", "refused", "failed" */
    const char *reason;
    int64_t met_us;
};

/**
 * Remember a gap, durable at once. Between sources only. It is forgotten when its locator is read
 * whole by a run of the same case.
 */
int wl_store_add_gap(struct wl_store *store, const struct wl_gap *gap, struct wl_error *err);

/**
 * Make everything added so far durable, with the checkpoint of the current source; in a run with
 * rescan that happens at the end of the source only. When this or
 * ending fails, nothing is half committed and the queue stays: call again, or free the store. When
 * the store's thread has failed, what it had is lost: every call fails in the same way, and the
 * store is to be freed; the next reading of the source puts it right.
 */
int wl_store_flush(struct wl_store *store, struct wl_error *err);

/**
 * Likewise, but a busy database is not waited for, nor the store's thread: what cannot be written
 * now is written later, and that is no error.
 */
int wl_store_try_flush(struct wl_store *store, struct wl_error *err);

/**
 * From now on sources may share a transaction: many small ones cost little then. It is open between
 * them and keeps other writers out, until wl_store_release(), a flush, the end of the run, a full
 * batch or many sources. When it fails, what ended in it is lost: the store is to be freed.
 */
void wl_store_group(struct wl_store *store);

/** Commit what ended sources have left open. @return 0, or why that failed */
int wl_store_release(struct wl_store *store, struct wl_error *err);

/** @return the machine that a locator is from, NULL for none that is known */
typedef const char *wl_store_host_fn(void *arg, const char *locator);

/**
 * Near the end of the run: where its sources were met without a host, host_of may know it now.
 * @return 0; errors as of wl_store_flush(), after which nothing of this was done
 */
int wl_store_name_hosts(struct wl_store *store, wl_store_host_fn *host_of, void *arg,
                        struct wl_error *err);

/** Bytes queued and not yet handed to the writer. */
size_t wl_store_queued(struct wl_store *store);

/**
 * Where the database is when --db is not given: $WSALOG_DB, else $XDG_STATE_HOME/wsalog/wsalog.db,
 * else
 * ~/.local/state/wsalog/wsalog.db. @return a new string (free() it), NULL without memory or home
 */
char *wl_store_default_path(void);
