/*
 * A known source that is read again to replace its rows: --rescan. One transaction from its first
 * row to its end, so that nobody sees it half done. In it, what this reading finds is marked by a
 * negative pattern_set; at the end, what the source has without the mark is what is found no more.
 *
 * A row that another source has, too (logs with a common beginning), is replaced, but stays there.
 * A reading that was cut short says nothing about the rest: it replaces and adds, and drops
 * nothing.
 */
#include "store/internal.h"

#include <string.h>

/* Counts of these sources are counted anew at the end. */
static int
note_source(struct wl_store *store, int64_t source, struct wl_error *err)
{
    const int64_t *known = (const int64_t *)(const void *)store->touched.ptr;
    size_t count = store->touched.len / sizeof *known;

    for (size_t i = 0; i < count; i++)
        if (known[i] == source)
            return 0;
    wl_buf_add(&store->touched, (const char *)&source, sizeof source);
    return store->touched.failed ? wl_error_set(err, WL_ENOMEM, "out of memory") : 0;
}

/* In the place of the row with that id. @return 1 done, 0 there is none, negative an error */
static int
replace(struct wl_store *store, const struct wl_pending *pending, struct wl_error *err)
{
    const void *id = pending->row.id;
    struct wl_owner owner = {.pattern_set = -store->now.pattern_set_id};
    sqlite3_stmt *stmt = NULL;
    int rc =
        wl_statement_bind(&stmt, store, WL_Q_TAKE_OCCURRENCE, err, "b", id, (size_t)WL_ID_SIZE);

    if (rc == 0)
        rc = wl_statement_step(store, stmt, err);
    if (rc <= 0)
        return rc;
    owner.source = sqlite3_column_int64(stmt, 0);
    owner.folded = sqlite3_column_int(stmt, 1) != 0;
    rc = wl_statement_step(store, stmt, err);
    if (rc == 0)
        rc = note_source(store, owner.source, err);
    if (rc == 0)
        rc = wl_insert_row(store, pending, &owner, err);
    return rc < 0 ? rc : 1;
}

static int
add(struct wl_store *store, const struct wl_pending *pending, struct wl_error *err)
{
    struct wl_owner owner = {.pattern_set = -store->now.pattern_set_id};
    int rc = store->now.source_id ? 0 : wl_source_create(store, err);

    if (rc == 0)
        rc = wl_batch_is_repeat(store, pending, err);
    if (rc < 0)
        return rc;
    owner.source = store->now.source_id;
    owner.folded = rc == 1;
    rc = wl_insert_row(store, pending, &owner, err);
    return rc < 0 ? rc : 0;
}

int
wl_rescan_rows(struct wl_store *store, const struct wl_batch *batch, struct wl_error *err)
{
    size_t count = wl_batch_count(batch);
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < count; i++) {
        struct wl_pending pending;

        wl_batch_get(batch, i, &pending);
        if (pending.row.line > store->now.lines)
            store->now.lines = pending.row.line;
        rc = replace(store, &pending, err);
        if (rc == 1)
            store->now.already++;
        else if (rc == 0 && (rc = add(store, &pending, err)) == 0)
            store->now.added++;
        rc = rc < 0 ? rc : 0;
    }
    return rc;
}

/* A line that is gone here may stand in another content, too: one of them counts again. */
static int
unfold(struct wl_store *store, const void *key, int len, struct wl_error *err)
{
    sqlite3_stmt *stmt = NULL;
    int rc = wl_statement_bind(&stmt, store, WL_Q_UNFOLD, err, "b", key, (size_t)len);

    while (rc >= 0 && (rc = wl_statement_step(store, stmt, err)) == 1)
        rc = note_source(store, sqlite3_column_int64(stmt, 0), err);
    return rc;
}

/* What the source had and is found no more. */
static int
drop_unfound(struct wl_store *store, int64_t source, bool provisional, struct wl_error *err)
{
    sqlite3_stmt *stmt = NULL;
    int rc =
        wl_statement_bind(&stmt, store, WL_Q_DROP_UNFOUND, err, "ii", source, (int64_t)provisional);

    while (rc >= 0 && (rc = wl_statement_step(store, stmt, err)) == 1) {
        store->now.removed++;
        if (sqlite3_column_bytes(stmt, 0) == WL_ID_SIZE)
            rc = unfold(store, sqlite3_column_blob(stmt, 0), WL_ID_SIZE, err);
    }
    return rc < 0 ? rc : note_source(store, source, err);
}

int
wl_rescan_settle(struct wl_store *store, int64_t target, bool complete, struct wl_error *err)
{
    const struct wl_match *match = (const struct wl_match *)(const void *)store->matches.ptr;
    size_t count = store->matches.len / sizeof *match;
    int rc = complete ? drop_unfound(store, target, true, err) : note_source(store, target, err);

    /* Other copies of its beginning: their last lines may be halves that this reading has whole. */
    for (size_t i = 0; rc == 0 && complete && i < count; i++)
        if (match[i].id != target)
            rc = drop_unfound(store, match[i].id, false, err);
    for (size_t i = 0; rc == 0 && i < store->touched.len / sizeof(int64_t); i++) {
        int64_t source = ((const int64_t *)(const void *)store->touched.ptr)[i];

        rc = wl_statement_run(store, WL_Q_UNMARK, err, "i", source);
        if (rc == 0)
            rc = wl_recount_source(store, source, err);
    }
    return rc;
}
