/*
 * Prepared statements by number. Binding errors show at the first step, so they are not looked at.
 */
#include "store/statement.h"

#include "store/internal.h"
#include "store/queries.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>

static const char *const texts[WL_QUERIES] = {
    [WL_Q_INSERT_PATTERN_SET] = wl_query_insert_pattern_set,
    [WL_Q_FIND_PATTERN_SET] = wl_query_find_pattern_set,
    [WL_Q_INSERT_RUN] = wl_query_insert_run,
    [WL_Q_END_RUN] = wl_query_end_run,
    [WL_Q_FIND_CANDIDATES] = wl_query_find_candidates,
    [WL_Q_SEEN_HERE] = wl_query_seen_here,
    [WL_Q_INSERT_SOURCE] = wl_query_insert_source,
    [WL_Q_FIND_UNFINISHED] = wl_query_find_unfinished,
    [WL_Q_UPDATE_SOURCE] = wl_query_update_source,
    [WL_Q_DATE_SOURCE] = wl_query_date_source,
    [WL_Q_DELETE_SOURCE] = wl_query_delete_source,
    [WL_Q_INSERT_SIGHTING] = wl_query_insert_sighting,
    [WL_Q_NAME_HOSTS] = wl_query_name_hosts,
    [WL_Q_DROP_NAMELESS] = wl_query_drop_nameless,
    [WL_Q_MOVE_SIGHTINGS] = wl_query_move_sightings,
    [WL_Q_MOVE_OCCURRENCES] = wl_query_move_occurrences,
    [WL_Q_MOVE_SUMMARY] = wl_query_move_summary,
    [WL_Q_MOVE_TALLY] = wl_query_move_tally,
    [WL_Q_FIND_OCCURRENCE] = wl_query_find_occurrence,
    [WL_Q_LAST_OCCURRENCE] = wl_query_last_occurrence,
    [WL_Q_INSERT_OCCURRENCE] = wl_query_insert_occurrence,
    [WL_Q_FIND_ANY_PROVISIONAL] = wl_query_find_any_provisional,
    [WL_Q_FIND_PROVISIONAL] = wl_query_find_provisional,
    [WL_Q_CONFIRM_OCCURRENCE] = wl_query_confirm_occurrence,
    [WL_Q_LIST_SOURCES] = wl_query_list_sources,
    [WL_Q_LIST_OPEN_TIMES] = wl_query_list_open_times,
    [WL_Q_SET_TIME] = wl_query_set_time,
    [WL_Q_FIND_LINE_KEY] = wl_query_find_line_key,
    [WL_Q_FIND_SAME_PLACE] = wl_query_find_same_place,
    [WL_Q_ADD_SUMMARY] = wl_query_add_summary,
    [WL_Q_ADD_TALLY] = wl_query_add_tally,
    [WL_Q_DROP_OUTGROWN] = wl_query_drop_outgrown,
    [WL_Q_TAKE_OCCURRENCE] = wl_query_take_occurrence,
    [WL_Q_DROP_UNFOUND] = wl_query_drop_unfound,
    [WL_Q_UNFOLD] = wl_query_unfold,
    [WL_Q_UNMARK] = wl_query_unmark,
    [WL_Q_DROP_SUMMARY] = wl_query_drop_summary,
    [WL_Q_DROP_TALLY] = wl_query_drop_tally,
    [WL_Q_LIST_COUNTED] = wl_query_list_counted,
    [WL_Q_ADD_GAP] = wl_query_add_gap,
    [WL_Q_CLOSE_GAP] = wl_query_close_gap,
    [WL_Q_FIND_ANY_GAP] = wl_query_find_any_gap,
};

static int
prepare(sqlite3_stmt **out, struct wl_store *store, enum wl_query query, struct wl_error *err)
{
    sqlite3_stmt **stmt = &store->statements[query];

    if (*stmt)
        (void)sqlite3_reset(*stmt);
    else if (sqlite3_prepare_v3(store->db, texts[query], -1, SQLITE_PREPARE_PERSISTENT, stmt,
                                NULL) != SQLITE_OK)
        return wl_db_error(store, err, "query");
    *out = *stmt;
    return 0;
}

/* A span that is there, though empty, has a pointer: SQLite makes NULL of one without. */
static void
bind_blob(sqlite3_stmt *stmt, int index, const void *ptr, size_t len)
{
    (void)sqlite3_bind_blob64(stmt, index, len ? ptr : "", len, SQLITE_STATIC);
}

static void
bind_all(sqlite3_stmt *stmt, const char *types, va_list args)
{
    for (int index = 1; *types; types++, index++) {
        struct wl_span span;
        const void *ptr;

        switch (*types) {
        case 'i':
            (void)sqlite3_bind_int64(stmt, index, va_arg(args, int64_t));
            break;
        case 's':
            (void)sqlite3_bind_text(stmt, index, va_arg(args, const char *), -1, SQLITE_STATIC);
            break;
        case 't':
            span = va_arg(args, struct wl_span);
            if (span.len > 0)
                (void)sqlite3_bind_text64(stmt, index, span.ptr, span.len, SQLITE_STATIC,
                                          SQLITE_UTF8);
            else
                (void)sqlite3_bind_null(stmt, index);
            break;
        case 'T':
            span = va_arg(args, struct wl_span);
            (void)sqlite3_bind_text64(stmt, index, span.ptr, span.len, SQLITE_STATIC, SQLITE_UTF8);
            break;
        case 'b':
            ptr = va_arg(args, const void *);
            bind_blob(stmt, index, ptr, va_arg(args, size_t));
            break;
        default:
            assert(*types == 'n');
            (void)sqlite3_bind_null(stmt, index);
        }
    }
}

static int
bind_list(sqlite3_stmt **out, struct wl_store *store, enum wl_query query, struct wl_error *err,
          const char *types, va_list args)
{
    int rc = prepare(out, store, query, err);

    if (rc == 0)
        bind_all(*out, types, args);
    return rc;
}

int
wl_statement_bind(sqlite3_stmt **out, struct wl_store *store, enum wl_query query,
                  struct wl_error *err, const char *types, ...)
{
    va_list args;
    int rc;

    va_start(args, types);
    rc = bind_list(out, store, query, err, types, args);
    va_end(args);
    return rc;
}

int
wl_statement_step(struct wl_store *store, sqlite3_stmt *stmt, struct wl_error *err)
{
    int code = sqlite3_step(stmt);
    int rc;

    if (code == SQLITE_ROW)
        return 1;
    rc = code == SQLITE_DONE ? 0 : wl_db_error(store, err, "write to");
    (void)sqlite3_reset(stmt);
    return rc;
}

int
wl_statement_run(struct wl_store *store, enum wl_query query, struct wl_error *err,
                 const char *types, ...)
{
    sqlite3_stmt *stmt = NULL;
    va_list args;
    int rc;

    va_start(args, types);
    rc = bind_list(&stmt, store, query, err, types, args);
    va_end(args);
    if (rc == 0)
        rc = wl_statement_step(store, stmt, err);
    if (rc == 1)
        (void)sqlite3_reset(stmt);
    return rc;
}

int
wl_statement_int(int64_t *value, struct wl_store *store, enum wl_query query, struct wl_error *err,
                 const char *types, ...)
{
    sqlite3_stmt *stmt = NULL;
    va_list args;
    int rc;

    va_start(args, types);
    rc = bind_list(&stmt, store, query, err, types, args);
    va_end(args);
    if (rc == 0)
        rc = wl_statement_step(store, stmt, err);
    if (rc == 1) {
        *value = sqlite3_column_int64(stmt, 0);
        (void)sqlite3_reset(stmt);
    }
    return rc;
}

void
wl_statement_done(struct wl_store *store)
{
    for (size_t i = 0; i < WL_QUERIES; i++)
        (void)sqlite3_finalize(store->statements[i]);
    (void)sqlite3_finalize(store->insert_many);
    free(store->bound);
}
