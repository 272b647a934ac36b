/*
 * One transaction of the writer. Rows are inserted if their id is new, and only what was really
 * inserted is counted, so that a second reading of the same content changes nothing.
 */
#include "store/internal.h"

#include <assert.h>
#include <string.h>

int
wl_batch_end_group(struct wl_store *store, struct wl_error *err)
{
    if (store->grouped == 0)
        return 0;
    store->grouped = 0;
    wl_counts_clear(&store->counts); /* they are written already */
    return wl_batch_finish(store, 0, err);
}

int
wl_batch_join(struct wl_store *store, struct wl_error *err)
{
    if (store->grouped == 0)
        return wl_batch_begin(store, err);
    wl_counts_clear(&store->counts);
    return 0;
}

int
wl_batch_leave(struct wl_store *store, int rc, struct wl_error *err)
{
    if (rc >= 0 && store->grouping && store->grouped + 1 < WL_GROUP_SOURCES) {
        rc = wl_counts_write(store, err);
        wl_counts_clear(&store->counts);
        if (rc >= 0)
            store->grouped++;
        if (rc >= 0)
            return 0;
    }
    store->grouped = 0;
    return wl_batch_finish(store, rc, err);
}

int
wl_batch_begin(struct wl_store *store, struct wl_error *err)
{
    int rc;

    if (store->rescanning)
        return 0;
    rc = wl_batch_end_group(store, err);
    if (rc < 0)
        return rc;
    store->committed = store->now;
    wl_counts_clear(&store->counts);
    return wl_db_exec(store, "BEGIN IMMEDIATE", err);
}

int
wl_batch_finish(struct wl_store *store, int rc, struct wl_error *err)
{
    store->rescanning = false;
    if (rc >= 0)
        rc = wl_counts_write(store, err);
    if (rc >= 0)
        rc = wl_db_exec(store, "COMMIT", err);
    if (rc >= 0) {
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
    if (rc == 0)
        rc = wl_statement_run(store, WL_Q_FIND_ANY_GAP, err, "");
    if (rc < 0)
        return rc;
    store->any_gap = rc == 1;
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

int
wl_batch_is_repeat(struct wl_store *store, const struct wl_pending *pending, struct wl_error *err)
{
    int rc;

    if (!store->any_others)
        return 0;
    rc = is_line_elsewhere(store, pending, err);
    return rc ? rc : is_line_finished_elsewhere(store, &pending->row, err);
}

static struct wl_span
text_of(sqlite3_stmt *stmt, int column)
{
    const char *text = (const char *)sqlite3_column_text(stmt, column);

    return (struct wl_span){text ? text : "",
                            text ? (size_t)sqlite3_column_bytes(stmt, column) : 0};
}

int
wl_batch_count_row(struct wl_store *store, sqlite3_stmt *stmt, struct wl_error *err)
{
    struct wl_occurrence row = {
        .code = (uint16_t)sqlite3_column_int(stmt, 3),
        .time_from = (uint8_t)sqlite3_column_int(stmt, 4),
        .time_us = sqlite3_column_int64(stmt, 5),
        .pattern = text_of(stmt, 6).ptr,
        .call = text_of(stmt, 7),
        .peer_address = text_of(stmt, 8),
        .peer_port = (uint32_t)sqlite3_column_int64(stmt, 9),
        .process = text_of(stmt, 10),
        .level = text_of(stmt, 11),
        .host = text_of(stmt, 12),
        .assumed = (uint8_t)sqlite3_column_int(stmt, 13),
    };

    return wl_counts_add(store, sqlite3_column_int64(stmt, 0), sqlite3_column_int64(stmt, 2), &row,
                         sqlite3_column_int(stmt, 1) != 0, err);
}

static int
confirm(struct wl_store *store, const struct wl_occurrence *row, struct wl_error *err)
{
    int64_t end = (int64_t)row->provisional;
    const void *id = row->id;
    sqlite3_stmt *stmt = NULL;
    int rc;

    store->now.already++;
    if (!store->any_provisional)
        return 0;
    rc = wl_statement_bind(&stmt, store, WL_Q_FIND_PROVISIONAL, err, "b", id, (size_t)WL_ID_SIZE);
    if (rc == 0)
        rc = wl_statement_step(store, stmt, err);
    if (rc <= 0)
        return rc;
    /* A provisional row that has become firm is counted, as it stands in the database. */
    rc = row->provisional ? 0 : wl_batch_count_row(store, stmt, err);
    (void)sqlite3_reset(stmt);
    return rc < 0 ? rc
                  : wl_statement_run(store, WL_Q_CONFIRM_OCCURRENCE, err, "bi", id,
                                     (size_t)WL_ID_SIZE, end);
}

static int
write_group(struct wl_store *store, struct wl_group *group, struct wl_error *err)
{
    int rc = wl_insert_group(store, group, err);

    for (size_t i = 0; rc >= 0 && i < group->count; i++) {
        const struct wl_occurrence *row = &group->rows[i].row;

        if (!group->inserted[i]) {
            rc = confirm(store, row, err);
            continue;
        }
        store->now.added++;
        if (row->provisional)
            store->any_provisional = true;
        else
            rc = wl_counts_add(store, store->now.source_id, store->now.pattern_set_id, row,
                               group->folded[i], err);
    }
    group->count = 0;
    return rc < 0 ? rc : 0;
}

/* Before this reading has a source, a row may show that it needs none: the database has all. */
static int
is_known(struct wl_store *store, const struct wl_occurrence *row, struct wl_error *err)
{
    int rc;

    if (store->now.source_id)
        return 0;
    rc = wl_statement_run(store, WL_Q_FIND_OCCURRENCE, err, "b", (const void *)row->id,
                          (size_t)WL_ID_SIZE);
    return rc ? rc : wl_source_create(store, err);
}

/* Rows come in the order of ids, so equal ones are neighbours; they do not share a group. */
static int
write_rows(struct wl_store *store, const struct wl_batch *batch, struct wl_error *err)
{
    struct wl_group group = {.count = 0};
    size_t count = wl_batch_count(batch);
    int rc = 0;

    for (size_t i = 0; rc >= 0 && i < count; i++) {
        struct wl_pending *pending = &group.rows[group.count];

        wl_batch_get(batch, i, pending);
        if (group.count > 0 && memcmp(pending[-1].row.id, pending->row.id, WL_ID_SIZE) == 0) {
            rc = write_group(store, &group, err);
            group.rows[0] = *pending;
            pending = group.rows;
        }
        if (pending->row.line > store->now.lines)
            store->now.lines = pending->row.line;
        if (rc == 0)
            rc = is_known(store, &pending->row, err);
        if (rc == 1)
            rc = confirm(store, &pending->row, err);
        else if (rc == 0 && (rc = wl_batch_is_repeat(store, pending, err)) >= 0)
            group.folded[group.count++] = rc == 1;
        if (rc >= 0)
            rc = group.count == WL_GROUP ? write_group(store, &group, err) : 0;
    }
    return rc < 0 ? rc : write_group(store, &group, err);
}

static int
write_checkpoint(struct wl_store *store, struct wl_error *err)
{
    if (!store->now.source_id)
        return 0;
    return wl_statement_run(store, WL_Q_UPDATE_SOURCE, err, "ibibii", store->now.source_id,
                            (const void *)store->head, store->seen.head.len,
                            (int64_t)store->reach.length, (const void *)store->reach.digest,
                            (size_t)WL_ID_SIZE, (int64_t)store->now.lines, (int64_t)0);
}

/* Whether other sources may have lines of this one; the usual first scan of a log need not ask for
 * each line. */
static int
look_for_others(struct wl_store *store, struct wl_error *err)
{
    sqlite3_stmt *stmt = NULL;
    int rc = wl_statement_bind(&stmt, store, WL_Q_LIST_SOURCES, err, "");

    store->any_others = false;
    while (rc >= 0 && (rc = wl_statement_step(store, stmt, err)) == 1)
        if (!is_ours(store, sqlite3_column_int64(stmt, 0))) {
            store->any_others = true;
            (void)sqlite3_reset(stmt);
            return 0;
        }
    return rc;
}

static int
look_around(struct wl_store *store, struct wl_error *err)
{
    int rc = 0;

    if (store->now.source_id) {
        /* Another process that has read more of this content may have taken the source over. */
        rc = wl_statement_run(store, WL_Q_FIND_UNFINISHED, err, "i", store->now.source_id);
        if (rc == 0)
            store->now.source_id = 0;
    }
    if (rc >= 0)
        rc = wl_source_match(store, err);
    if (rc >= 0)
        rc = look_for_others(store, err);
    if (rc >= 0)
        rc = wl_statement_run(store, WL_Q_FIND_ANY_PROVISIONAL, err, "");
    store->any_provisional = rc == 1;
    return rc < 0 ? rc : 0;
}

/* From here on the batch's own view of the content is the store's. */
static int
take_reach(struct wl_store *store, struct wl_batch *batch, struct wl_error *err)
{
    store->reach = batch->reach;
    wl_buf_add_span(&store->passed, wl_buf_span(&batch->passed));
    if (store->passed.failed)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    wl_buf_clear(&batch->passed);
    return 0;
}

int
wl_batch_write(struct wl_store *store, struct wl_batch *batch, struct wl_error *err)
{
    int rc = wl_batch_run(store, err);

    if (rc == 0)
        rc = wl_batch_sort(batch, err);
    if (rc == 0)
        rc = take_reach(store, batch, err);
    if (rc == 0)
        rc = look_around(store, err);
    if (rc == 0)
        rc = store->rescan ? wl_rescan_rows(store, batch, err) : write_rows(store, batch, err);
    if (rc == 0)
        rc = write_checkpoint(store, err);
    return rc;
}

int
wl_batch_seal(struct wl_store *store, struct wl_batch *batch, struct wl_error *err)
{
    const struct wl_identity *identity = store->identity;

    batch->reach.length = identity->length;
    wl_identity_digest(identity, batch->reach.digest);
    while (store->marks_taken < identity->mark_next) {
        const struct wl_mark *mark = &identity->marks[store->marks_taken];
        struct wl_reach reach = {.length = mark->length};

        memcpy(reach.digest, mark->digest, WL_ID_SIZE);
        wl_buf_add(&batch->passed, (const char *)&reach, sizeof reach);
        if (batch->passed.failed)
            return wl_error_set(err, WL_ENOMEM, "out of memory");
        store->marks_taken++;
    }
    return 0;
}

int
wl_batch_commit(struct wl_store *store, struct wl_batch *batch, struct wl_error *err)
{
    int rc = wl_batch_seal(store, batch, err);

    if (rc == 0)
        rc = wl_batch_begin(store, err);
    if (rc < 0)
        return rc;
    rc = wl_batch_write(store, batch, err);
    if (rc == 0 && store->rescan)
        store->rescanning = true; /* the end of the source commits */
    else
        rc = wl_batch_finish(store, rc, err);
    if (rc == 0)
        wl_batch_clear(batch);
    return rc;
}
