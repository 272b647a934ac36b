/*
 * Rows into table occurrence, many at a time: one statement of WL_GROUP rows opens the table and
 * its indices once and not for each row, which is a quarter of the work.
 */
#include "store/internal.h"

#include "store/queries.h"

#include <assert.h>
#include <string.h>

#define COLUMNS 25

/* The statement of one row, its list of values repeated. */
static int
prepare_many(struct wl_store *store, struct wl_error *err)
{
    const char *values = strstr(wl_query_insert_occurrence, "(?");
    const char *end = wl_query_insert_occurrence + strlen(wl_query_insert_occurrence);
    struct wl_buf sql;
    int rc = 0;

    assert(values && end[-1] == ';');
    wl_buf_init(&sql);
    wl_buf_add(&sql, wl_query_insert_occurrence, (size_t)(end - 1 - wl_query_insert_occurrence));
    for (int i = 1; i < WL_GROUP; i++) {
        wl_buf_add_char(&sql, ',');
        wl_buf_add(&sql, values, (size_t)(end - 1 - values));
    }
    if (sqlite3_prepare_v3(store->db, wl_buf_text(&sql), -1, SQLITE_PREPARE_PERSISTENT,
                           &store->insert_many, NULL) != SQLITE_OK)
        rc = wl_db_error(store, err, "query");
    if (sql.failed)
        rc = wl_error_set(err, WL_ENOMEM, "out of memory");
    wl_buf_done(&sql);
    return rc;
}

static void
bind_int(sqlite3_stmt *stmt, int index, bool is_set, int64_t value)
{
    if (is_set)
        (void)sqlite3_bind_int64(stmt, index, value);
    else
        (void)sqlite3_bind_null(stmt, index);
}

/* Absent when empty. */
static void
bind_text(sqlite3_stmt *stmt, int index, struct wl_span text)
{
    if (text.len > 0)
        (void)sqlite3_bind_text64(stmt, index, text.ptr, text.len, SQLITE_STATIC, SQLITE_UTF8);
    else
        (void)sqlite3_bind_null(stmt, index);
}

static void
bind_row(sqlite3_stmt *stmt, int at, const struct wl_store *store, const struct wl_pending *pending,
         bool folded)
{
    const struct wl_occurrence *row = &pending->row;
    bool timed = row->time_from != WL_TIME_ABSENT;
    int64_t end = row->provisional ? (int64_t)store->reach.length : 0;
    const int64_t numbers[] = {store->now.source_id,
                               (int64_t)row->line,
                               (int64_t)row->offset,
                               row->column,
                               row->length,
                               row->code,
                               row->form,
                               row->confidence};

    (void)sqlite3_bind_blob(stmt, ++at, row->id, WL_ID_SIZE, SQLITE_STATIC);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        (void)sqlite3_bind_int64(stmt, ++at, numbers[i]);
    (void)sqlite3_bind_text(stmt, ++at, row->pattern, -1, SQLITE_STATIC);
    (void)sqlite3_bind_int64(stmt, ++at, store->now.pattern_set_id);
    bind_int(stmt, ++at, timed, row->time_us);
    bind_text(stmt, ++at, row->time_text);
    (void)sqlite3_bind_int(stmt, ++at, row->time_from);
    (void)sqlite3_bind_int(stmt, ++at, row->assumed);
    if (pending->has_key)
        (void)sqlite3_bind_blob(stmt, ++at, pending->key, WL_ID_SIZE, SQLITE_STATIC);
    else
        (void)sqlite3_bind_null(stmt, ++at);
    (void)sqlite3_bind_int(stmt, ++at, folded);
    (void)sqlite3_bind_int64(stmt, ++at, end);
    bind_text(stmt, ++at, row->call);
    bind_text(stmt, ++at, row->peer_address);
    bind_int(stmt, ++at, row->peer_port > 0, row->peer_port);
    bind_text(stmt, ++at, row->process);
    bind_text(stmt, ++at, row->level);
    bind_text(stmt, ++at, row->host);
    (void)sqlite3_bind_text64(stmt, ++at, row->text.len ? row->text.ptr : "", row->text.len,
                              SQLITE_STATIC, SQLITE_UTF8);
}

static int
insert_one(struct wl_store *store, const struct wl_pending *pending, bool folded,
           struct wl_error *err)
{
    sqlite3_stmt *stmt = NULL;
    int rc = wl_statement_bind(&stmt, store, WL_Q_INSERT_OCCURRENCE, err, "");

    if (rc < 0)
        return rc;
    bind_row(stmt, 0, store, pending, folded);
    rc = wl_statement_step(store, stmt, err);
    return rc < 0 ? rc : sqlite3_changes(store->db) > 0;
}

/* Some were there already: the new ones are those behind what was the last row. */
static int
find_new(struct wl_store *store, struct wl_group *group, int64_t last, struct wl_error *err)
{
    for (size_t i = 0; i < group->count; i++) {
        const void *id = group->rows[i].row.id;
        int64_t rowid = 0;
        int rc =
            wl_statement_int(&rowid, store, WL_Q_FIND_OCCURRENCE, err, "b", id, (size_t)WL_ID_SIZE);

        if (rc < 0)
            return rc;
        group->inserted[i] = rowid > last;
    }
    return 0;
}

static int
insert_many(struct wl_store *store, struct wl_group *group, struct wl_error *err)
{
    int64_t last = 0;
    int rc = store->insert_many ? 0 : prepare_many(store, err);

    /* Nobody else writes during the transaction, so a new row always becomes the last one. */
    if (rc == 0)
        rc = wl_statement_int(&last, store, WL_Q_LAST_OCCURRENCE, err, "");
    if (rc < 0)
        return rc;
    for (int i = 0; i < WL_GROUP; i++)
        bind_row(store->insert_many, i * COLUMNS, store, &group->rows[i], group->folded[i]);
    rc = wl_statement_step(store, store->insert_many, err);
    if (rc < 0)
        return rc;
    memset(group->inserted, true, sizeof group->inserted);
    return sqlite3_changes(store->db) == WL_GROUP ? 0 : find_new(store, group, last, err);
}

int
wl_insert_group(struct wl_store *store, struct wl_group *group, struct wl_error *err)
{
    int rc = 0;

    if (group->count == WL_GROUP)
        return insert_many(store, group, err);
    for (size_t i = 0; rc >= 0 && i < group->count; i++) {
        rc = insert_one(store, &group->rows[i], group->folded[i], err);
        group->inserted[i] = rc == 1;
    }
    return rc < 0 ? rc : 0;
}
