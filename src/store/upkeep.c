#include "store/upkeep.h"

#include "store/forget_sql.h"
#include "store/internal.h"
#include "store/merge_sql.h"

#include <sys/stat.h>

/* The number that sql gives. */
static int
ask(struct wl_store *store, const char *sql, int64_t *value, struct wl_error *err)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);

    if (code == SQLITE_OK)
        code = sqlite3_step(stmt);
    if (code == SQLITE_ROW)
        *value = sqlite3_column_int64(stmt, 0);
    (void)sqlite3_finalize(stmt);
    return code == SQLITE_ROW ? 0 : wl_db_error(store, err, "read");
}

static int
count(struct wl_store *store, struct wl_upkeep *have, struct wl_error *err)
{
    int rc = ask(store, "SELECT count(*) FROM occurrence", &have->occurrences, err);

    return rc < 0 ? rc : ask(store, "SELECT count(*) FROM source", &have->sources, err);
}

/* End the transaction that rc is the outcome of. */
static int
finish(struct wl_store *store, int rc, struct wl_error *err)
{
    if (rc == 0)
        rc = wl_db_exec(store, "COMMIT", err);
    if (rc < 0 && !sqlite3_get_autocommit(store->db))
        (void)wl_db_exec(store, "ROLLBACK", NULL);
    return rc;
}

static bool
is_this_one(const struct wl_store *store, const char *path)
{
    struct stat ours, theirs;

    return stat(store->path, &ours) == 0 && stat(path, &theirs) == 0 &&
           ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
}

static int
attach(struct wl_store *store, const char *path, struct wl_error *err)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(store->db, "ATTACH ?1 AS other", -1, &stmt, NULL);

    if (code == SQLITE_OK) {
        (void)sqlite3_bind_text(stmt, 1, path, -1, SQLITE_STATIC);
        code = sqlite3_step(stmt);
    }
    (void)sqlite3_finalize(stmt);
    if (code != SQLITE_DONE)
        return wl_error_set(err, WL_EDB, "cannot open database '%s': %s", path,
                            sqlite3_errmsg(store->db));
    return 0;
}

static int
check_other(struct wl_store *store, const char *path, struct wl_error *err)
{
    int64_t application = 0, version = 0;

    if (ask(store, "PRAGMA other.application_id", &application, NULL) < 0 ||
        ask(store, "PRAGMA other.user_version", &version, NULL) < 0)
        return wl_error_set(err, WL_EDB, "cannot read database '%s': %s", path,
                            sqlite3_errmsg(store->db));
    if (application != WL_DB_APPLICATION)
        return wl_error_set(err, WL_EDB, "'%s' is no database of wsalog", path);
    if (version < WL_DB_VERSION)
        return wl_error_set(err, WL_EDB,
                            "database '%s' is of an older wsalog; 'wsalog scan --db %s PATH' "
                            "brings it up to date",
                            path, path);
    if (version > WL_DB_VERSION)
        return wl_error_set(err, WL_EDB,
                            "database '%s' was made by a newer wsalog (schema %d, this one knows "
                            "%d)",
                            path, (int)version, WL_DB_VERSION);
    return 0;
}

static int
merge_attached(struct wl_store *store, const char *path, struct wl_upkeep *done,
               struct wl_error *err)
{
    static const char *const parts[] = {wl_query_merge_begin, wl_query_merge_runs,
                                        wl_query_merge_occurrences, wl_query_merge_settle,
                                        wl_query_merge_end};
    struct wl_upkeep before = {0};
    int rc = wl_db_exec(store, "BEGIN IMMEDIATE", err);

    if (rc < 0)
        return rc;
    rc = check_other(store, path, err);
    if (rc == 0)
        rc = count(store, &before, err);
    for (size_t i = 0; rc == 0 && i < sizeof parts / sizeof *parts; i++)
        rc = wl_db_exec(store, parts[i], err);
    if (rc == 0)
        rc = wl_recount_all(store, err);
    if (rc == 0)
        rc = count(store, done, err);
    rc = finish(store, rc, err);
    done->occurrences -= before.occurrences;
    done->sources -= before.sources;
    return rc;
}

int
wl_store_merge(struct wl_store *store, const char *path, struct wl_upkeep *done,
               struct wl_error *err)
{
    struct stat status;
    int rc;

    *done = (struct wl_upkeep){0};
    if (is_this_one(store, path))
        return wl_error_set(err, WL_EDB, "'%s' is the database that it would be merged into", path);
    if (stat(path, &status) < 0)
        return wl_error_set(err, WL_EIO, "there is no database '%s'", path);
    rc = attach(store, path, err);
    if (rc < 0)
        return rc;
    rc = merge_attached(store, path, done, err);
    if (wl_db_exec(store, "DETACH other", rc < 0 ? NULL : err) < 0 && rc == 0)
        rc = WL_EDB;
    return rc;
}

/* One statement with the selection's values. */
static int
run_selected(struct wl_store *store, const char *sql, const struct wl_selection *selection,
             struct wl_error *err)
{
    sqlite3_stmt *stmt = NULL;
    int code = sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL), at;

    if (code == SQLITE_OK) {
        if ((at = sqlite3_bind_parameter_index(stmt, ":case")) > 0 && selection->case_name)
            (void)sqlite3_bind_text(stmt, at, selection->case_name, -1, SQLITE_STATIC);
        if ((at = sqlite3_bind_parameter_index(stmt, ":source")) > 0 && selection->source)
            (void)sqlite3_bind_text(stmt, at, selection->source, -1, SQLITE_STATIC);
        if ((at = sqlite3_bind_parameter_index(stmt, ":last")) > 0)
            (void)sqlite3_bind_int(stmt, at, selection->last);
        if ((at = sqlite3_bind_parameter_index(stmt, ":before")) > 0)
            (void)sqlite3_bind_int64(stmt, at, selection->before_us);
        code = sqlite3_step(stmt);
    }
    (void)sqlite3_finalize(stmt);
    return code == SQLITE_DONE ? 0 : wl_db_error(store, err, "write to");
}

static int
forget(struct wl_store *store, const struct wl_selection *selection, struct wl_error *err)
{
    static const char *const by_age[] = {wl_query_forget_before, wl_query_forget_empty,
                                         wl_query_forget_gaps_before, NULL};
    static const char *const by_place[] = {wl_query_forget_sightings, wl_query_forget_gaps,
                                           wl_query_forget_unmet, NULL};
    const char *const *parts = selection->has_before ? by_age : by_place;
    int rc = 0;

    for (; *parts && rc == 0; parts++)
        rc = run_selected(store, *parts, selection, err);
    if (rc == 0 && selection->last)
        rc = wl_db_exec(store, wl_query_forget_last_run, err);
    if (rc == 0)
        rc = wl_db_exec(store, wl_query_forget_settle, err);
    return rc < 0 ? rc : wl_recount_all(store, err);
}

int
wl_store_forget(struct wl_store *store, const struct wl_selection *selection,
                struct wl_upkeep *done, struct wl_error *err)
{
    struct wl_upkeep before = {0}, after = {0};
    int rc = wl_db_exec(store, "BEGIN IMMEDIATE", err);

    if (rc < 0)
        return rc;
    rc = count(store, &before, err);
    if (rc == 0)
        rc = forget(store, selection, err);
    if (rc == 0)
        rc = count(store, &after, err);
    if (selection->dry) {
        (void)wl_db_exec(store, "ROLLBACK", NULL);
    } else {
        rc = finish(store, rc, err);
        /* What has gone is really gone, from the file, too. */
        if (rc == 0 && before.occurrences > after.occurrences)
            rc = wl_db_exec(store, "VACUUM", err);
    }
    *done =
        (struct wl_upkeep){before.occurrences - after.occurrences, before.sources - after.sources};
    return rc;
}
