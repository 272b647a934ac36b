/*
 * The writer's prepared statements: one row of the table a section of queries.sql, prepared when
 * first needed and kept.
 */
#pragma once

#include "base/error.h"

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>

struct wl_store;

enum wl_query {
    WL_Q_INSERT_PATTERN_SET,
    WL_Q_FIND_PATTERN_SET,
    WL_Q_INSERT_RUN,
    WL_Q_END_RUN,
    WL_Q_FIND_CANDIDATES,
    WL_Q_SEEN_HERE,
    WL_Q_INSERT_SOURCE,
    WL_Q_FIND_UNFINISHED,
    WL_Q_UPDATE_SOURCE,
    WL_Q_DATE_SOURCE,
    WL_Q_DELETE_SOURCE,
    WL_Q_INSERT_SIGHTING,
    WL_Q_NAME_HOSTS,
    WL_Q_DROP_NAMELESS,
    WL_Q_MOVE_SIGHTINGS,
    WL_Q_MOVE_OCCURRENCES,
    WL_Q_MOVE_SUMMARY,
    WL_Q_MOVE_TALLY,
    WL_Q_FIND_OCCURRENCE,
    WL_Q_LAST_OCCURRENCE,
    WL_Q_INSERT_OCCURRENCE,
    WL_Q_FIND_ANY_PROVISIONAL,
    WL_Q_FIND_PROVISIONAL,
    WL_Q_CONFIRM_OCCURRENCE,
    WL_Q_LIST_SOURCES,
    WL_Q_LIST_OPEN_TIMES,
    WL_Q_SET_TIME,
    WL_Q_FIND_LINE_KEY,
    WL_Q_FIND_SAME_PLACE,
    WL_Q_ADD_SUMMARY,
    WL_Q_ADD_TALLY,
    WL_Q_DROP_OUTGROWN,
    WL_Q_TAKE_OCCURRENCE,
    WL_Q_DROP_UNFOUND,
    WL_Q_UNFOLD,
    WL_Q_UNMARK,
    WL_Q_DROP_SUMMARY,
    WL_Q_DROP_TALLY,
    WL_Q_LIST_COUNTED,
    WL_Q_ADD_GAP,
    WL_Q_CLOSE_GAP,
    WL_Q_FIND_ANY_GAP,
    WL_QUERIES
};

/**
 * A statement with its values bound, ready to step. types says what follows, a letter for each
 * parameter: i int64_t, n nothing (NULL), s const char *, t struct wl_span (NULL when empty),
 * T struct wl_span (never NULL, and its pointer neither), b const void * and size_t. Texts and
 * blobs are borrowed until the statement is used again.
 * @return 0 and *out (borrowed); WL_EDB, WL_ENOMEM
 */
int wl_statement_bind(sqlite3_stmt **out, struct wl_store *store, enum wl_query query,
                      struct wl_error *err, const char *types, ...);

/** Next row. @return 1 a row, 0 the end (the statement is rewound), as wl_db_error() */
int wl_statement_step(struct wl_store *store, sqlite3_stmt *stmt, struct wl_error *err);

/** Bind and run to the end. @return 1 there was a row, 0 none, negative as above */
int wl_statement_run(struct wl_store *store, enum wl_query query, struct wl_error *err,
                     const char *types, ...);

/** As wl_statement_run() for a query of one number, which is set only on 1. */
int wl_statement_int(int64_t *value, struct wl_store *store, enum wl_query query,
                     struct wl_error *err, const char *types, ...);

/** Finalize all. */
void wl_statement_done(struct wl_store *store);
