/*
 * One transaction of the writer. Rows are inserted if their id is new, and only what was really
 * inserted is counted, so that a second reading of the same content changes nothing.
 */
#include "store/internal.h"

#include <assert.h>
#include <string.h>

#define QUARTER_US INT64_C(900000000)
#define NO_QUARTER INT64_C(-1)

int
wl_batch_begin(struct wl_store *store, struct wl_error *err)
{
    store->committed = store->now;
    store->cell_count = 0;
    return wl_db_exec(store, "BEGIN IMMEDIATE", err);
}

int
wl_batch_finish(struct wl_store *store, int rc, struct wl_error *err)
{
    if (rc >= 0)
        rc = wl_db_exec(store, "COMMIT", err);
    if (rc >= 0) {
        wl_buf_clear(&store->records);
        wl_buf_clear(&store->strings);
        store->committed = store->now;
        return 0;
    }
    if (!sqlite3_get_autocommit(store->db)) /* some errors have rolled back already */
        (void)wl_db_exec(store, "ROLLBACK", NULL);
    store->now = store->committed;
    return rc;
}

int
wl_batch_run(struct wl_store *store, struct wl_error *err)
{
    const struct wl_run *run = &store->run;
    const void *digest = run->patterns_digest;
    struct wl_progress *now = &store->now;
    int rc;

    if (now->run_id)
        return 0;
    rc = wl_statement_run(store, WL_Q_INSERT_PATTERN_SET, err, "bs", digest, (size_t)WL_ID_SIZE,
                          run->patterns_version);
    if (rc == 0)
        rc = wl_statement_int(&now->pattern_set_id, store, WL_Q_FIND_PATTERN_SET, err, "b", digest,
                              (size_t)WL_ID_SIZE);
    if (rc == 1)
        rc = wl_statement_run(store, WL_Q_INSERT_RUN, err, "sssii", run->command, run->version,
                              run->case_name, now->pattern_set_id, run->started_us);
    if (rc == 0)
        now->run_id = sqlite3_last_insert_rowid(store->db);
    return rc;
}

static int
write_cells(struct wl_store *store, struct wl_error *err)
{
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < store->cell_count; i++) {
        const struct wl_cell *cell = &store->cells[i];

        rc = wl_statement_run(store, WL_Q_ADD_SUMMARY, err, cell->timed ? "iiiiiii" : "iiiiinn",
                              store->now.source_id, (int64_t)cell->code, cell->quarter, cell->n,
                              cell->folded, cell->first_us, cell->last_us);
    }
    store->cell_count = 0;
    return rc;
}

static int
count_row(struct wl_store *store, const struct wl_occurrence *row, bool folded,
          struct wl_error *err)
{
    int64_t us = row->time_us, quarter = NO_QUARTER;
    bool timed = row->time_from != WL_TIME_ABSENT;
    struct wl_cell *cell = store->cells, *end = cell + store->cell_count;
    int rc;

    if (timed)
        quarter = us - (us % QUARTER_US + QUARTER_US) % QUARTER_US;
    while (cell < end && (cell->code != row->code || cell->quarter != quarter))
        cell++;
    if (cell == end) {
        if (store->cell_count == WL_CELLS && (rc = write_cells(store, err)) < 0)
            return rc;
        cell = &store->cells[store->cell_count++];
        *cell = (struct wl_cell){.code = row->code, .quarter = quarter};
    }
    if (folded) {
        cell->folded++;
        return 0;
    }
    cell->n++;
    if (timed) {
        cell->first_us = cell->timed && cell->first_us < us ? cell->first_us : us;
        cell->last_us = cell->timed && cell->last_us > us ? cell->last_us : us;
        cell->timed = true;
    }
    return 0;
}

/* The current content itself: this reading's source, or one that is a beginning of it. */
static bool
is_ours(const struct wl_store *store, int64_t source)
{
    const struct wl_match *match = (const struct wl_match *)(const void *)store->matches.ptr;
    size_t count = store->matches.len / sizeof *match;

    if (source == store->now.source_id)
        return true;
    for (size_t i = 0; i < count; i++)
        if (match[i].id == source)
            return true;
    return false;
}

/* @return 1 another content has this line, 0 none, negative an error */
static int
is_line_elsewhere(struct wl_store *store, const struct wl_pending *pending, struct wl_error *err)
{
    const void *key = pending->key;
    sqlite3_stmt *stmt = NULL;
    int rc;

    if (!pending->has_key)
        return 0;
    rc = wl_statement_bind(&stmt, store, WL_Q_FIND_LINE_KEY, err, "b", key, (size_t)WL_ID_SIZE);
    if (rc < 0)
        return rc;
    while ((rc = wl_statement_step(store, stmt, err)) == 1)
        if (!is_ours(store, sqlite3_column_int64(stmt, 0))) {
            (void)sqlite3_reset(stmt);
            return 1;
        }
    return rc;
}

/* An older copy of a known log may end inside a line that the known one has as a whole. */
static int
is_line_finished_elsewhere(struct wl_store *store, const struct wl_occurrence *row,
                           struct wl_error *err)
{
    sqlite3_stmt *stmt = NULL;
    const char *text;
    int rc;

    if (!row->provisional)
        return 0;
    rc = wl_statement_bind(&stmt, store, WL_Q_FIND_SAME_PLACE, err, "biiiii",
                           (const void *)store->head, store->seen.head.len, store->now.source_id,
                           (int64_t)row->offset, (int64_t)row->line, (int64_t)row->column,
                           (int64_t)row->code);
    if (rc < 0)
        return rc;
    while ((rc = wl_statement_step(store, stmt, err)) == 1) {
        text = (const char *)sqlite3_column_text(stmt, 0);
        if (text && strncmp(text, row->text.ptr, row->text.len) == 0) {
            (void)sqlite3_reset(stmt);
            return 1;
        }
    }
    return rc;
}

static int
insert_row(struct wl_store *store, const struct wl_pending *pending, struct wl_error *err)
{
    const struct wl_occurrence *row = &pending->row;
    bool timed = row->time_from != WL_TIME_ABSENT;
    uint64_t end = row->provisional ? store->identity->length : 0;
    sqlite3_stmt *stmt = NULL;
    int rc;

    rc = wl_statement_bind(
        &stmt, store, WL_Q_INSERT_OCCURRENCE, err, "biiiiiiiisiitiibittittt", (const void *)row->id,
        (size_t)WL_ID_SIZE, store->now.source_id, (int64_t)row->line, (int64_t)row->offset,
        (int64_t)row->column, (int64_t)row->length, (int64_t)row->code, (int64_t)row->form,
        (int64_t)row->confidence, row->pattern, store->now.pattern_set_id, row->time_us,
        row->time_text, (int64_t)row->time_from, (int64_t)row->assumed, (const void *)pending->key,
        (size_t)WL_ID_SIZE, (int64_t)end, row->call, row->peer_address, (int64_t)row->peer_port,
        row->process, row->level, row->host);
    if (rc < 0)
        return rc;
    /* What is absent is bound again, as NULL: the list above says one type for each. */
    if (!timed)
        (void)sqlite3_bind_null(stmt, 12);
    if (!pending->has_key)
        (void)sqlite3_bind_null(stmt, 16);
    if (row->peer_port == 0)
        (void)sqlite3_bind_null(stmt, 20);
    (void)sqlite3_bind_text64(stmt, 24, row->text.len ? row->text.ptr : "", row->text.len,
                              SQLITE_STATIC, SQLITE_UTF8);
    rc = wl_statement_step(store, stmt, err);
    return rc < 0 ? rc : sqlite3_changes(store->db) > 0;
}

static int
write_row(struct wl_store *store, const struct wl_pending *pending, struct wl_error *err)
{
    const void *id = pending->row.id;
    int rc = 0, folded;

    if (!store->now.source_id) {
        rc = wl_statement_run(store, WL_Q_FIND_OCCURRENCE, err, "b", id, (size_t)WL_ID_SIZE);
        if (rc == 0)
            rc = wl_source_create(store, err);
        else if (rc == 1)
            goto known;
    }
    if (rc < 0 || (rc = insert_row(store, pending, err)) < 0)
        return rc;
    if (rc == 0)
        goto known;
    store->now.added++;
    folded = is_line_elsewhere(store, pending, err);
    if (folded == 0)
        folded = is_line_finished_elsewhere(store, &pending->row, err);
    if (folded == 1)
        rc = wl_statement_run(store, WL_Q_FOLD_OCCURRENCE, err, "b", id, (size_t)WL_ID_SIZE);
    if (folded < 0 || rc < 0)
        return folded < 0 ? folded : rc;
    return count_row(store, &pending->row, folded == 1, err);
known:
    store->now.already++;
    return wl_statement_run(store, WL_Q_CONFIRM_OCCURRENCE, err, "bi", id, (size_t)WL_ID_SIZE,
                            pending->row.provisional ? (int64_t)store->identity->length : 0);
}

static int
write_checkpoint(struct wl_store *store, struct wl_error *err)
{
    unsigned char digest[WL_ID_SIZE];

    if (!store->now.source_id)
        return 0;
    wl_identity_digest(store->identity, digest);
    return wl_statement_run(store, WL_Q_UPDATE_SOURCE, err, "ibibii", store->now.source_id,
                            (const void *)store->head, store->seen.head.len,
                            (int64_t)store->identity->length, (const void *)digest,
                            (size_t)WL_ID_SIZE, (int64_t)store->now.lines, (int64_t)0);
}

int
wl_batch_write(struct wl_store *store, struct wl_error *err)
{
    size_t count = wl_queue_count(store);
    int rc = wl_batch_run(store, err);

    wl_queue_sort(store);
    if (rc == 0 && store->now.source_id) {
        /* Another process that has read more of this content may have taken the source over. */
        rc = wl_statement_run(store, WL_Q_FIND_UNFINISHED, err, "i", store->now.source_id);
        if (rc == 0)
            store->now.source_id = 0;
    }
    if (rc >= 0)
        rc = wl_source_match(store, err);
    for (size_t i = 0; rc >= 0 && i < count; i++) {
        struct wl_pending pending = wl_queue_get(store, i);

        if (pending.row.line > store->now.lines)
            store->now.lines = pending.row.line;
        rc = write_row(store, &pending, err);
    }
    if (rc >= 0)
        rc = write_cells(store, err);
    return rc < 0 ? rc : write_checkpoint(store, err);
}
