/*
 * Rows into table occurrence, many at a time: one statement of WL_GROUP rows opens the table and
 * its indices once and not for each row, which is a quarter of the work.
 */
#include "store/internal.h"

#include "store/queries.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define COLUMNS 27

/* What a parameter holds: many are, row by row, what they were in the row before. */
struct wl_bound {
    enum { NOTHING, NUMBER, OTHER } what;
    int64_t number;
};

/* The statement of one row, its list of values repeated. */
static int
prepare_many(struct wl_store *store, struct wl_error *err)
{
    const char *values = strstr(wl_query_insert_occurrence, "(?");
    const char *end = wl_query_insert_occurrence + strlen(wl_query_insert_occurrence);
    struct wl_buf sql;
    int rc = 0;

    assert(values && end[-1] == ';');
    if (!store->bound)
        store->bound = calloc((size_t)WL_GROUP * COLUMNS, sizeof *store->bound);
    if (!store->bound)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
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

/* Parameters of one row, from left to right. */
struct binding {
    sqlite3_stmt *stmt;
    struct wl_bound *bound; /* those of the row; NULL: not known */
    int first, at;          /* parameters before the row, and of it so far */
};

static struct wl_bound *
next_bound(struct binding *b)
{
    b->at++;
    return b->bound ? b->bound + b->at - 1 : NULL;
}

static void
bind_null(struct binding *b)
{
    struct wl_bound *bound = next_bound(b);

    if (bound && bound->what == NOTHING)
        return;
    (void)sqlite3_bind_null(b->stmt, b->first + b->at);
    if (bound)
        bound->what = NOTHING;
}

static void
bind_int(struct binding *b, int64_t value)
{
    struct wl_bound *bound = next_bound(b);

    if (bound && bound->what == NUMBER && bound->number == value)
        return;
    (void)sqlite3_bind_int64(b->stmt, b->first + b->at, value);
    if (bound)
        *bound = (struct wl_bound){NUMBER, value};
}

static void
bind_blob(struct binding *b, const unsigned char blob[WL_ID_SIZE])
{
    struct wl_bound *bound = next_bound(b);

    (void)sqlite3_bind_blob(b->stmt, b->first + b->at, blob, WL_ID_SIZE, SQLITE_STATIC);
    if (bound)
        bound->what = OTHER;
}

static void
bind_text(struct binding *b, struct wl_span text)
{
    struct wl_bound *bound = next_bound(b);

    (void)sqlite3_bind_text64(b->stmt, b->first + b->at, text.len ? text.ptr : "", text.len,
                              SQLITE_STATIC, SQLITE_UTF8);
    if (bound)
        bound->what = OTHER;
}

static void
bind_int_or_null(struct binding *b, bool is_set, int64_t value)
{
    if (is_set)
        bind_int(b, value);
    else
        bind_null(b);
}

/* Absent when empty. */
static void
bind_text_or_null(struct binding *b, struct wl_span text)
{
    if (text.len > 0)
        bind_text(b, text);
    else
        bind_null(b);
}

static void
bind_row(struct binding b, const struct wl_pending *pending, const struct wl_owner *owner)
{
    const struct wl_occurrence *row = &pending->row;

    bind_blob(&b, row->id);
    bind_int(&b, owner->source);
    bind_int(&b, (int64_t)row->line);
    bind_int(&b, (int64_t)row->offset);
    bind_int(&b, row->column);
    bind_int(&b, row->length);
    bind_int(&b, row->code);
    bind_int(&b, row->form);
    bind_int(&b, row->confidence);
    bind_text(&b, wl_span_of(row->pattern));
    bind_int(&b, owner->pattern_set);
    bind_int_or_null(&b, row->time_from != WL_TIME_ABSENT, row->time_us);
    bind_text_or_null(&b, row->time_text);
    bind_int(&b, row->time_from);
    bind_int(&b, row->assumed);
    if (pending->has_key)
        bind_blob(&b, pending->key);
    else
        bind_null(&b);
    bind_int(&b, owner->folded);
    bind_int(&b, (int64_t)row->provisional);
    bind_text_or_null(&b, row->call);
    bind_text_or_null(&b, row->peer_address);
    bind_int_or_null(&b, row->peer_port > 0, row->peer_port);
    bind_text_or_null(&b, row->process);
    bind_text_or_null(&b, row->level);
    bind_text_or_null(&b, row->host);
    bind_text(&b, row->text);
    bind_int_or_null(&b, row->idle_from != WL_IDLE_UNKNOWN, row->idle_us);
    bind_int(&b, row->idle_from);
    assert(b.at == COLUMNS);
}

static struct wl_owner
owner_of(const struct wl_store *store)
{
    return (struct wl_owner){store->now.source_id, store->now.pattern_set_id, false};
}

int
wl_insert_row(struct wl_store *store, const struct wl_pending *pending,
              const struct wl_owner *owner, struct wl_error *err)
{
    sqlite3_stmt *stmt = NULL;
    int rc = wl_statement_bind(&stmt, store, WL_Q_INSERT_OCCURRENCE, err, "");

    if (rc < 0)
        return rc;
    bind_row((struct binding){.stmt = stmt}, pending, owner);
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
    struct wl_owner owner = owner_of(store);
    int64_t last = 0;
    int rc = store->insert_many ? 0 : prepare_many(store, err);

    /* Nobody else writes during the transaction, so a new row always becomes the last one. */
    if (rc == 0)
        rc = wl_statement_int(&last, store, WL_Q_LAST_OCCURRENCE, err, "");
    if (rc < 0)
        return rc;
    for (int i = 0; i < WL_GROUP; i++) {
        owner.folded = group->folded[i];
        bind_row((struct binding){store->insert_many, store->bound + (size_t)i * COLUMNS,
                                  i * COLUMNS, 0},
                 &group->rows[i], &owner);
    }
    rc = wl_statement_step(store, store->insert_many, err);
    if (rc < 0)
        return rc;
    memset(group->inserted, true, sizeof group->inserted);
    return sqlite3_changes(store->db) == WL_GROUP ? 0 : find_new(store, group, last, err);
}

int
wl_insert_group(struct wl_store *store, struct wl_group *group, struct wl_error *err)
{
    struct wl_owner owner = owner_of(store);
    int rc = 0;

    if (group->count == WL_GROUP)
        return insert_many(store, group, err);
    for (size_t i = 0; rc >= 0 && i < group->count; i++) {
        owner.folded = group->folded[i];
        rc = wl_insert_row(store, &group->rows[i], &owner, err);
        group->inserted[i] = rc == 1;
    }
    return rc < 0 ? rc : 0;
}
