/*
 * Which source a content is. While it is read, its new rows belong to an unfinished source of their
 * own (complete = 0) that is made with the first of them; no other source is touched. When it has
 * been read to its end, the longest complete source that is a beginning of it, or equals it, wins:
 * the unfinished source is taken over by it, and so is what an interrupted run has left of the same
 * place. So a run that was killed leaves nothing that the next one does not put right.
 *
 * An empty content is a beginning of everything, and therefore of nothing.
 */
#include "store/internal.h"

#include <assert.h>
#include <string.h>

static int
bind_candidates(sqlite3_stmt **stmt, struct wl_store *store, struct wl_error *err)
{
    return wl_statement_bind(stmt, store, WL_Q_FIND_CANDIDATES, err, "b", (const void *)store->head,
                             store->seen.head.len);
}

static int
mark_candidates(struct wl_store *store, struct wl_error *err)
{
    struct wl_buf lengths;
    sqlite3_stmt *stmt = NULL;
    int rc;

    rc = bind_candidates(&stmt, store, err);
    if (rc < 0)
        return rc;
    wl_buf_init(&lengths);
    while ((rc = wl_statement_step(store, stmt, err)) == 1) {
        uint64_t length = (uint64_t)sqlite3_column_int64(stmt, 1);

        wl_buf_add(&lengths, (const char *)&length, sizeof length);
    }
    if (rc == 0 && (lengths.failed ||
                    wl_identity_mark(store->identity, (const uint64_t *)(const void *)lengths.ptr,
                                     lengths.len / sizeof(uint64_t)) < 0))
        rc = wl_error_set(err, WL_ENOMEM, "out of memory");
    wl_buf_done(&lengths);
    return rc;
}

int
wl_store_begin_source(struct wl_store *store, const struct wl_seen *seen,
                      struct wl_identity *identity, struct wl_error *err)
{
    int rc;

    assert(store->running && !store->in_source && identity->length == 0);
    rc = wl_writer_wait(store, err);
    if (rc < 0)
        return rc;
    store->seen = *seen;
    if (store->seen.head.len > WL_HEAD)
        store->seen.head.len = WL_HEAD;
    if (store->seen.head.len > 0)
        memcpy(store->head, seen->head.ptr, store->seen.head.len);
    store->identity = identity;
    store->marks_taken = 0;
    wl_buf_clear(&store->passed);
    rc = mark_candidates(store, err);
    if (rc < 0)
        return rc;
    wl_ordinals_clear(&store->ordinals);
    wl_counts_clear(&store->counts);
    wl_counts_new_source(&store->counts);
    store->timeline = NULL;
    store->now.source_id = 0;
    store->now.lines = store->now.added = store->now.already = store->now.removed = 0;
    wl_buf_clear(&store->touched);
    store->in_source = true;
    store->dated = false;
    return 0;
}

void
wl_store_date_source(struct wl_store *store, int64_t first_us, int64_t last_us)
{
    store->dated = true;
    store->first_us = first_us;
    store->last_us = last_us;
}

/* P at a length that the reading has passed, or NULL. */
static const unsigned char *
digest_at(const struct wl_store *store, uint64_t length)
{
    const struct wl_reach *passed = (const struct wl_reach *)(const void *)store->passed.ptr;
    size_t low = 0, high = store->passed.len / sizeof *passed;

    if (length == store->reach.length)
        return store->reach.digest;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (passed[middle].length == length)
            return passed[middle].digest;
        if (passed[middle].length < length)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

int
wl_source_match(struct wl_store *store, struct wl_error *err)
{
    sqlite3_stmt *stmt = NULL;
    int rc = bind_candidates(&stmt, store, err);

    wl_buf_clear(&store->matches);
    if (rc < 0)
        return rc;
    while ((rc = wl_statement_step(store, stmt, err)) == 1) {
        struct wl_match match;
        const unsigned char *ours;
        const void *theirs;

        memset(&match, 0, sizeof match);
        match.id = sqlite3_column_int64(stmt, 0);
        match.length = (uint64_t)sqlite3_column_int64(stmt, 1);
        match.complete = sqlite3_column_int(stmt, 3) != 0;
        theirs = sqlite3_column_blob(stmt, 2);
        ours = digest_at(store, match.length);
        if (match.id != store->now.source_id && ours && theirs &&
            sqlite3_column_bytes(stmt, 2) == WL_ID_SIZE && memcmp(ours, theirs, WL_ID_SIZE) == 0)
            wl_buf_add(&store->matches, (const char *)&match, sizeof match);
    }
    if (rc == 0 && store->matches.failed)
        rc = wl_error_set(err, WL_ENOMEM, "out of memory");
    return rc;
}

static int
add_sighting(struct wl_store *store, int64_t source, struct wl_error *err)
{
    const struct wl_seen *seen = &store->seen;

    return wl_statement_run(store, WL_Q_INSERT_SIGHTING, err, "isssiii", source, seen->locator,
                            seen->host, store->run.case_name, seen->mtime_us, seen->read_us,
                            store->now.run_id);
}

int
wl_source_create(struct wl_store *store, struct wl_error *err)
{
    int rc = wl_statement_run(store, WL_Q_INSERT_SOURCE, err, "bibi", (const void *)store->head,
                              store->seen.head.len, (int64_t)store->reach.length,
                              (const void *)store->reach.digest, (size_t)WL_ID_SIZE,
                              (int64_t)store->now.lines);

    if (rc < 0)
        return rc;
    store->now.source_id = sqlite3_last_insert_rowid(store->db);
    return add_sighting(store, store->now.source_id, err);
}

/* @return 1 this source was met at the same place before, 0 not, negative an error */
static int
was_seen_here(struct wl_store *store, int64_t source, struct wl_error *err)
{
    return wl_statement_run(store, WL_Q_SEEN_HERE, err, "isss", source, store->seen.locator,
                            store->seen.host, store->run.case_name);
}

/*
 * Complete sources first, then the longest, then the oldest. A content that was not read to its end
 * joins only what it equals or what an earlier try has left: it says nothing about the rest.
 */
static int
choose(struct wl_store *store, bool complete, int64_t *target, struct wl_error *err)
{
    const struct wl_match *match = (const struct wl_match *)(const void *)store->matches.ptr;
    const struct wl_match *best = NULL;
    size_t count = store->matches.len / sizeof *match;
    int rc = 1;

    for (const struct wl_match *m = match; m < match + count; m++) {
        if (!complete && m->length != store->reach.length)
            rc = m->complete ? 0 : was_seen_here(store, m->id, err);
        if (rc < 0)
            return rc;
        if (rc == 1 &&
            (!best || m->complete > best->complete ||
             (m->complete == best->complete &&
              (m->length > best->length || (m->length == best->length && m->id < best->id)))))
            best = m;
        rc = 1;
    }
    *target = best ? best->id : store->now.source_id;
    if (*target)
        return 0;
    rc = wl_source_create(store, err);
    *target = store->now.source_id;
    return rc;
}

static int
take_over(struct wl_store *store, int64_t from, int64_t to, struct wl_error *err)
{
    static const enum wl_query moves[] = {WL_Q_MOVE_OCCURRENCES, WL_Q_MOVE_SUMMARY, WL_Q_MOVE_TALLY,
                                          WL_Q_MOVE_SIGHTINGS};
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < sizeof moves / sizeof *moves; i++)
        rc = wl_statement_run(store, moves[i], err, "ii", from, to);
    return rc < 0 ? rc : wl_statement_run(store, WL_Q_DELETE_SOURCE, err, "i", from);
}

static int
take_over_leftovers(struct wl_store *store, int64_t target, struct wl_error *err)
{
    const struct wl_match *match = (const struct wl_match *)(const void *)store->matches.ptr;
    size_t count = store->matches.len / sizeof *match;
    int rc = 0;

    if (store->now.source_id && store->now.source_id != target)
        rc = take_over(store, store->now.source_id, target, err);
    for (size_t i = 0; rc == 0 && i < count; i++) {
        if (match[i].id == target || match[i].complete)
            continue;
        rc = was_seen_here(store, match[i].id, err);
        if (rc == 1)
            rc = take_over(store, match[i].id, target, err);
    }
    return rc;
}

/* The source has been read to this very end before. */
static bool
is_whole(const struct wl_store *store, int64_t source)
{
    const struct wl_match *match = (const struct wl_match *)(const void *)store->matches.ptr;
    size_t count = store->matches.len / sizeof *match;

    for (const struct wl_match *m = match; m < match + count; m++)
        if (m->id == source)
            return m->complete && m->length == store->reach.length;
    return false;
}

/* After wl_batch_write(): give what was read its place among the sources. */
static int
settle(struct wl_store *store, bool complete, struct wl_error *err)
{
    int64_t target = 0, length = (int64_t)store->reach.length;
    int rc = choose(store, complete, &target, err);
    bool grown = !is_whole(store, target);

    if (rc == 0)
        rc = take_over_leftovers(store, target, err);
    if (rc == 0)
        rc = add_sighting(store, target, err);
    if (rc == 0 && complete)
        rc = wl_gap_close(store, err);
    if (rc == 0)
        rc = wl_statement_run(store, WL_Q_UPDATE_SOURCE, err, "ibibii", target,
                              (const void *)store->head, store->seen.head.len, length,
                              (const void *)store->reach.digest, (size_t)WL_ID_SIZE,
                              (int64_t)store->now.lines, (int64_t)complete);
    if (rc == 0 && store->dated)
        rc = wl_statement_run(store, WL_Q_DATE_SOURCE, err, "iii", target, store->first_us,
                              store->last_us);
    /* Rows of a last line that has since become longer: its whole has another id. */
    if (rc >= 0)
        rc = wl_statement_run(store, WL_Q_DROP_OUTGROWN, err, "ii", target, length);
    if (rc >= 0)
        rc = wl_redate_source(store, target, store->matches.len > 0, grown, err);
    return rc >= 0 && store->rescan ? wl_rescan_settle(store, target, complete, err) : rc;
}

int
wl_store_end_source(struct wl_store *store, uint64_t lines, bool complete,
                    struct wl_source_result *result, struct wl_error *err)
{
    struct wl_source_result found = {0};
    struct wl_batch *batch;
    int rc;

    assert(store->in_source);
    rc = wl_writer_wait(store, err);
    batch = &store->batches[store->filling];
    if (rc == 0)
        rc = wl_batch_seal(store, batch, err);
    if (rc == 0)
        rc = wl_batch_join(store, err);
    if (rc < 0)
        return rc;
    rc = wl_batch_write(store, batch, err);
    if (rc == 0) {
        store->now.lines = lines;
        found.known = store->matches.len > 0;
        rc = wl_counts_write(store, err); /* before they move to another source */
    }
    if (rc == 0)
        rc = settle(store, complete, err);
    found.added = store->now.added;
    found.already = store->now.already;
    found.removed = store->now.removed;
    rc = wl_batch_leave(store, rc, err);
    if (rc < 0)
        return rc;
    wl_batch_clear(batch);
    store->in_source = false;
    store->timeline = NULL;
    store->identity = NULL;
    if (result)
        *result = found;
    return 0;
}
