/*
 * Open a database: whose it is, which version, how it is to be locked and cached. A file that is
 * not ours is never changed, so everything is checked before the first PRAGMA that writes.
 */
#include "store/internal.h"
#include "store/path.h"
#include "store/queries.h"
#include "store/schema.h"
#include "store/views.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define INSTEAD "give another one with --db PATH, or use --no-store"

int wl_db_busy_ms = 30000;

/* Step i brings a database from version i to i + 1; a new one gets the schema whole. */
static const char *const steps[WL_DB_VERSION] = {NULL, wl_query_to_version_2,
                                                 wl_query_to_version_3};

/* What the system said about the last call that failed; 0 when nobody has kept it. */
static int
system_error(const struct wl_store *store)
{
    int error = sqlite3_system_errno(store->db);
    sqlite3_file *journal = NULL;

    if (error == 0)
        (void)sqlite3_file_control(store->db, "main", SQLITE_FCNTL_LAST_ERRNO, &error);
    if (error == 0)
        (void)sqlite3_file_control(store->db, "main", SQLITE_FCNTL_JOURNAL_POINTER,
                                   (void *)&journal);
    if (journal && journal->pMethods)
        (void)journal->pMethods->xFileControl(journal, SQLITE_FCNTL_LAST_ERRNO, &error);
    return error;
}

/* The file itself can be opened, else path.c has said so: its log cannot be made. */
static int
directory_error(const struct wl_store *store, struct wl_error *err)
{
    if (store->mode == WL_STORE_WRITE)
        return wl_error_set(err, WL_EDB,
                            "cannot write to database '%s': its directory is read-only; " INSTEAD,
                            store->path);
    return wl_error_set(err, WL_EDB,
                        "cannot read database '%s': its directory is read-only, and even a reader "
                        "has to make a file there; copy the database and give --db COPY",
                        store->path);
}

/* SQLite's "disk I/O error" may well be a full disk: the system knows. */
static int
file_error(const struct wl_store *store, struct wl_error *err, int code, const char *doing)
{
    int error = code == SQLITE_FULL ? ENOSPC : system_error(store);

    if (error == ENOSPC || error == EDQUOT)
        return wl_error_set(err, WL_EDB,
                            "cannot write to database '%s': the disk is full; make room and try "
                            "again, or " INSTEAD,
                            store->path);
    if (error == EROFS || error == EACCES || (code == SQLITE_CANTOPEN && error == ENOENT))
        return directory_error(store, err);
    return wl_error_set(err, WL_EDB, "cannot %s database '%s': %s; try again, or " INSTEAD, doing,
                        store->path, error ? strerror(error) : sqlite3_errmsg(store->db));
}

int
wl_db_error(const struct wl_store *store, struct wl_error *err, const char *doing)
{
    int code = store->db ? sqlite3_errcode(store->db) & 0xff : SQLITE_NOMEM;

    switch (code) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return file_error(store, err, code, doing);
    case SQLITE_READONLY:
        return directory_error(store, err);
    case SQLITE_NOMEM:
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return wl_error_set(
            err, WL_EBUSY,
            "database '%s' is busy: another program has been using it for %d s; try "
            "again later, or " INSTEAD,
            store->path, wl_db_busy_ms / 1000);
    case SQLITE_NOTADB:
        return wl_error_set(err, WL_EDB, "'%s' is not a database; " INSTEAD, store->path);
    case SQLITE_CORRUPT:
        return wl_error_set(err, WL_EDB, "database '%s' is damaged (%s); move it away, or " INSTEAD,
                            store->path, sqlite3_errmsg(store->db));
    default:
        return wl_error_set(err, WL_EDB, "cannot %s database '%s': %s", doing, store->path,
                            sqlite3_errmsg(store->db));
    }
}

int
wl_db_exec(struct wl_store *store, const char *sql, struct wl_error *err)
{
    if (sqlite3_exec(store->db, sql, NULL, NULL, NULL) != SQLITE_OK)
        return wl_db_error(store, err, store->mode == WL_STORE_WRITE ? "write to" : "read");
    return 0;
}

/* The first column of the first row of sql, 0 when there is none. */
static int
read_int(struct wl_store *store, const char *sql, int64_t *value, struct wl_error *err)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);

    *value = 0;
    if (code == SQLITE_OK)
        code = sqlite3_step(stmt);
    if (code == SQLITE_ROW)
        *value = sqlite3_column_int64(stmt, 0);
    (void)sqlite3_finalize(stmt);
    return code == SQLITE_ROW || code == SQLITE_DONE ? 0 : wl_db_error(store, err, "read");
}

/* @return 0 and *version (0: a new, empty database); WL_EDB for one that is not ours */
static int
check_owner(struct wl_store *store, int64_t *version, struct wl_error *err)
{
    bool alone = sqlite3_get_autocommit(store->db) != 0;
    int64_t application = 0, tables = 0;
    int rc = alone ? wl_db_exec(store, "BEGIN", err) : 0;

    /* One view of the file: another process may be making it at this moment. */
    if (rc == 0)
        rc = read_int(store, "PRAGMA application_id", &application, err);
    if (rc == 0)
        rc = read_int(store, "PRAGMA user_version", version, err);
    if (rc == 0)
        rc = read_int(store, "SELECT count(*) FROM sqlite_master", &tables, err);
    if (alone && !sqlite3_get_autocommit(store->db))
        (void)wl_db_exec(store, "COMMIT", NULL);
    if (rc < 0)
        return rc;
    if (application != WL_DB_APPLICATION && (application || *version || tables))
        return wl_error_set(err, WL_EDB, "'%s' is a database of another program; " INSTEAD,
                            store->path);
    if (*version > WL_DB_VERSION)
        return wl_error_set(err, WL_EDB,
                            "database '%s' was made by a newer wsalog (schema %d, this one knows "
                            "%d); use that version, or " INSTEAD,
                            store->path, (int)*version, WL_DB_VERSION);
    return 0;
}

/* placed_id(id, head, offset): an id of version 1 as it is today. */
static void
placed_id(sqlite3_context *context, int count, sqlite3_value **values)
{
    unsigned char id[WL_ID_SIZE];
    const char *old = sqlite3_value_blob(values[0]), *head = sqlite3_value_blob(values[1]);
    int64_t offset = sqlite3_value_int64(values[2]), known = sqlite3_value_bytes(values[1]);

    (void)count;
    if (sqlite3_value_bytes(values[0]) != WL_ID_SIZE ||
        (known < WL_HEAD && known < offset)) { /* not as we write it: it is left alone */
        sqlite3_result_value(context, values[0]);
        return;
    }
    wl_occurrence_place(head ? head : "", (uint64_t)offset, id);
    memcpy(id + WL_ID_PLACE, old, WL_ID_SIZE - WL_ID_PLACE);
    sqlite3_result_blob(context, id, sizeof id, SQLITE_TRANSIENT);
}

static int
migrate(struct wl_store *store, struct wl_error *err)
{
    int64_t version = 0;
    char pragmas[96];
    int rc;

    if (sqlite3_create_function(store->db, "placed_id", 3,
                                SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL,
                                placed_id, NULL, NULL) != SQLITE_OK)
        return wl_db_error(store, err, "write to");
    rc = wl_db_exec(store, "BEGIN IMMEDIATE", err);
    if (rc < 0)
        return rc;
    rc = check_owner(store, &version, err); /* again: another process may have been faster */
    if (rc == 0 && version == 0)
        rc = wl_db_exec(store, wl_sql_schema, err);
    for (int64_t step = version; rc == 0 && step > 0 && step < WL_DB_VERSION; step++)
        rc = wl_db_exec(store, steps[step], err);
    if (rc == 0)
        rc = wl_db_exec(store, wl_sql_views, err);
    if (rc == 0) {
        (void)sqlite3_snprintf((int)sizeof pragmas, pragmas,
                               "PRAGMA application_id = %d; PRAGMA user_version = %d",
                               WL_DB_APPLICATION, WL_DB_VERSION);
        rc = wl_db_exec(store, pragmas, err);
    }
    if (rc == 0)
        rc = wl_db_exec(store, "COMMIT", err);
    if (!sqlite3_get_autocommit(store->db))
        (void)wl_db_exec(store, "ROLLBACK", NULL);
    return rc;
}

/* The switch to WAL reports a locked database at once, whatever the busy timeout says. */
static int
want_wal(struct wl_store *store)
{
    int code = SQLITE_BUSY;

    for (int waited_ms = 0; waited_ms <= wl_db_busy_ms; waited_ms += 10) {
        sqlite3_stmt *stmt = NULL;
        code = sqlite3_prepare_v2(store->db, "PRAGMA journal_mode = WAL", -1, &stmt, NULL);
        if (code == SQLITE_OK)
            code = sqlite3_step(stmt);
        if (code == SQLITE_ROW)
            code = strcmp((const char *)sqlite3_column_text(stmt, 0), "wal") == 0 ? SQLITE_OK
                                                                                  : SQLITE_ERROR;
        (void)sqlite3_finalize(stmt);
        if (code != SQLITE_BUSY)
            break;
        (void)sqlite3_sleep(10);
    }
    return code;
}

static int
prepare_writing(struct wl_store *store, struct wl_error *err)
{
    int64_t version = 0;
    int code, rc;

    if (sqlite3_db_readonly(store->db, "main"))
        return wl_error_set(err, WL_EIO, "cannot write to database '%s': it is read-only; " INSTEAD,
                            store->path);
    if ((rc = check_owner(store, &version, err)) < 0)
        return rc;
    /* Takes effect on a new file only. The fewer pages the indices have, the better. */
    if (version == 0 && (rc = wl_db_exec(store, "PRAGMA page_size = 8192", err)) < 0)
        return rc;
    /* A file system without shared memory: one writer, and a rollback journal that is synced. */
    if ((code = want_wal(store)) == SQLITE_BUSY)
        return wl_db_error(store, err, "write to");
    if (code == SQLITE_OK)
        rc = wl_db_exec(store, "PRAGMA synchronous = NORMAL", err);
    else
        rc = wl_db_exec(store, "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL", err);
    if (rc == 0)
        rc = wl_db_exec(store,
                        "PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 16777216;"
                        "PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = MEMORY",
                        err);
    if (rc == 0 && version < WL_DB_VERSION)
        rc = migrate(store, err);
    return rc;
}

/* One snapshot for as long as the store is open, so that totals of several queries agree. */
static int
prepare_reading(struct wl_store *store, struct wl_error *err)
{
    int64_t version = 0;
    int rc = wl_db_exec(store, "PRAGMA query_only = ON; BEGIN", err);

    if (rc == 0)
        rc = check_owner(store, &version, err);
    if (rc == 0 && version < WL_DB_VERSION)
        rc = wl_error_set(
            err, WL_EDB, "database '%s' is %s; 'wsalog scan --db %s PATH' brings it up to date",
            store->path, version == 0 ? "still empty" : "of an older wsalog", store->path);
    return rc;
}

/* SQLite's statistics of memory cost a lock for each allocation, and nobody asks for them. */
static void
configure(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

int
wl_db_open(struct wl_store *store, struct wl_error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    bool write = store->mode == WL_STORE_WRITE;
    int rc = wl_path_prepare(store->path, write, err);

    if (rc < 0)
        return rc;
    (void)pthread_once(&once, configure);
    if (sqlite3_open_v2(store->path, &store->db,
                        (write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) |
                            SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE,
                        NULL) != SQLITE_OK)
        return wl_db_error(store, err, "open");
    (void)sqlite3_busy_timeout(store->db, wl_db_busy_ms);
    (void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    rc = write ? prepare_writing(store, err) : prepare_reading(store, err);
    if (rc < 0)
        return rc;
    /* Only now, since SQLite counts it in pages of the size that it knows. For a writer 12 MiB, of
     * 32 for the process: logs that come again and again, or in no order, hit the indices all over.
     */
    return wl_db_exec(store, write ? "PRAGMA cache_size = -12288" : "PRAGMA cache_size = -8192",
                      err);
}
