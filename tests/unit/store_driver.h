/*
 * What flow does with a log, in small: lines of `error 10054` are hits, a line that
 * begins with `T<seconds> ` bears its own full time. Shared by the tests of the store; header only.
 */
#pragma once

#include "store/internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct driver {
    char dir[64];
    char path[128];
    struct wl_store *store;
    struct wl_source_result result; /* of the last source */
    int64_t clock_us; /* when reading began; every source is read later than the last */
};

/* How a content is met; what is left out is a plain complete reading. */
struct reading {
    const char *locator, *host;
    int64_t mtime_us;
    size_t piece;      /* feed at most so much of a line at a time; 0: whole lines */
    size_t flush_each; /* flush after so many lines; 0: never */
    size_t stop_after; /* lines, then the process dies; 0: never */
    bool cut_short;    /* ends in good order, but before the end of the input */
};

static inline void
driver_must(int rc, const struct wl_error *err)
{
    if (rc < 0)
        fail_msg("%d: %s", rc, err->text);
}

static inline void
driver_open(struct driver *d)
{
    static const struct wl_run run = {
        .command = "scan", .version = "0", .case_name = "", .patterns_version = "p"};
    struct wl_error err = {0};

    driver_must(wl_store_open(&d->store, d->path, WL_STORE_WRITE, &err), &err);
    assert_non_null(d->store);
    driver_must(wl_store_begin_run(d->store, &run, &err), &err);
}

static inline void
driver_kill(struct driver *d)
{
    wl_store_free(d->store); /* what was not committed is lost, as by kill -9 */
    d->store = NULL;
}

static inline void
driver_close(struct driver *d)
{
    struct wl_error err = {0};

    if (d->store)
        driver_must(wl_store_end_run(d->store, 0, 1, &err), &err);
    driver_kill(d);
}

static inline struct driver *
driver_new(void)
{
    struct driver *d = calloc(1, sizeof *d);

    assert_non_null(d);
    (void)snprintf(d->dir, sizeof d->dir, "/tmp/wsalog-XXXXXX");
    assert_non_null(mkdtemp(d->dir));
    (void)snprintf(d->path, sizeof d->path, "%s/a.db", d->dir);
    return d;
}

static inline void
driver_free(struct driver *d)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal"};
    char name[160];

    wl_store_free(d->store);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        (void)snprintf(name, sizeof name, "%s%s", d->path, endings[i]);
        (void)unlink(name);
    }
    assert_int_equal(rmdir(d->dir), 0);
    free(d);
}

/* One line, ending included. @return whether it is a hit */
static inline bool
driver_find(const char *line, size_t len, struct wl_occurrence *out)
{
    size_t text = len && line[len - 1] == '\n' ? len - 1 : len;
    const char *stamp = line[0] == 'T' ? memchr(line, ' ', text) : NULL;

    memset(out, 0, sizeof *out);
    for (size_t i = stamp ? (size_t)(stamp - line) : 0; i + 5 <= text; i++) {
        if (memcmp(line + i, "100", 3) != 0 && memcmp(line + i, "110", 3) != 0)
            continue;
        out->code = (uint16_t)strtoul(
            (const char[6]){line[i], line[i + 1], line[i + 2], line[i + 3], line[i + 4], '\0'},
            NULL, 10);
        out->column = (uint32_t)i + 1;
        out->length = 5;
        out->text = (struct wl_span){line, text};
        out->pattern = "number.test";
        out->confidence = 90;
        out->provisional = text == len;
        if (line[0] == 'T') {
            out->time_us = strtoll(line + 1, NULL, 10) * 1000000;
            out->time_from = WL_TIME_LINE;
            out->full_time = true;
        }
        return true;
    }
    return false;
}

static inline int
driver_line(struct driver *d, struct wl_identity *identity, const char *log, size_t at, size_t len,
            size_t number, size_t piece, struct wl_error *err)
{
    unsigned char prefix[WL_ID_SIZE];
    struct wl_occurrence row;

    for (size_t fed = 0; fed < len;) {
        size_t part = piece && piece < len - fed ? piece : len - fed;

        wl_identity_feed(identity, log + at + fed, part);
        fed += part;
    }
    if (!driver_find(log + at, len, &row))
        return 0;
    if (row.provisional)
        row.provisional = at + len;
    row.line = number;
    row.offset = at;
    wl_identity_digest(identity, prefix);
    wl_occurrence_id(identity, prefix, &row);
    return wl_store_add(d->store, &row, err);
}

/* Read log; after a death the store is gone. @return 0, or the error of the store */
static inline int
driver_try(struct driver *d, const char *log, size_t len, struct reading how, struct wl_error *err)
{
    struct wl_seen seen = {.locator = how.locator ? how.locator : "app.log",
                           .host = how.host ? how.host : "",
                           .mtime_us = how.mtime_us,
                           .read_us = d->clock_us += 1000,
                           .head = {log, len < WL_HEAD ? len : WL_HEAD}};
    struct wl_identity identity;
    size_t number = 0;
    int rc;

    assert_int_equal(wl_identity_init(&identity), 0);
    rc = wl_store_begin_source(d->store, &seen, &identity, err);
    for (size_t at = 0; rc == 0 && at < len && (!how.stop_after || number < how.stop_after);) {
        const char *lf = memchr(log + at, '\n', len - at);
        size_t size = lf ? (size_t)(lf - log) + 1 - at : len - at;

        rc = driver_line(d, &identity, log, at, size, ++number, how.piece, err);
        at += size;
        if (rc == 0 && how.flush_each && number % how.flush_each == 0)
            rc = wl_store_flush(d->store, err);
    }
    if (rc == 0 && how.stop_after && !how.cut_short)
        driver_kill(d);
    else if (rc == 0)
        rc = wl_store_end_source(d->store, number, !how.cut_short, &d->result, err);
    wl_identity_done(&identity);
    return rc;
}

static inline void
driver_read(struct driver *d, const char *log, size_t len, struct reading how)
{
    struct wl_error err = {0};

    if (!d->store)
        driver_open(d);
    driver_must(driver_try(d, log, len, how, &err), &err);
}

static inline void
driver_scan(struct driver *d, const char *log, const char *locator)
{
    driver_read(d, log, strlen(log), (struct reading){.locator = locator});
}

/* The first column of the only row of sql. */
static inline int64_t
driver_int(struct driver *d, const char *sql)
{
    struct wl_error err = {0};
    struct wl_stmt *stmt;
    int64_t value;

    if (!d->store)
        driver_open(d);
    driver_must(wl_stmt_prepare(&stmt, d->store, sql, &err), &err);
    assert_int_equal(wl_stmt_step(stmt, &err), 1);
    value = wl_stmt_int(stmt, 0);
    wl_stmt_free(stmt);
    return value;
}

/* All that the database knows, without row numbers, runs and times of reading; free() it. */
static inline char *
driver_dump(struct driver *d)
{
    static const char sql[] =
        "SELECT 'o ' || hex(o.id) || ' ' || hex(s.digest) || ' ' || o.line || ' ' || o.offset || ' "
        "'"
        " || o.column || ' ' || o.length || ' ' || o.code || ' ' || o.form || ' ' || o.confidence"
        " || ' ' || o.pattern || ' ' || ifnull(o.time_us, '-') || ' ' || o.time_from || ' '"
        " || ifnull(hex(o.line_key), '-') || ' ' || o.folded || ' ' || o.provisional || ' ' || "
        "o.text"
        " FROM occurrence o JOIN source s ON s.id = o.source"
        " UNION ALL SELECT 's ' || hex(head) || ' ' || length || ' ' || hex(digest) || ' ' || lines"
        " || ' ' || complete FROM source"
        " UNION ALL SELECT 'g ' || hex(s.digest) || ' ' || locator || ' ' || host || ' ' || "
        "mtime_us"
        " FROM sighting g JOIN source s ON s.id = g.source"
        " UNION ALL SELECT 'c ' || hex(s.digest) || ' ' || code || ' ' || quarter || ' ' || n || ' "
        "'"
        " || folded || ' ' || ifnull(c.first_us, '-') || ' ' || ifnull(c.last_us, '-')"
        " FROM summary c JOIN source s ON s.id = c.source ORDER BY 1";
    struct wl_error err = {0};
    struct wl_stmt *stmt;
    struct wl_buf out;
    int rc;

    if (!d->store)
        driver_open(d);
    wl_buf_init(&out);
    driver_must(wl_stmt_prepare(&stmt, d->store, sql, &err), &err);
    while ((rc = wl_stmt_step(stmt, &err)) == 1) {
        wl_buf_add_span(&out, wl_stmt_text(stmt, 0));
        wl_buf_add_char(&out, '\n');
    }
    driver_must(rc, &err);
    wl_stmt_free(stmt);
    (void)wl_buf_text(&out);
    return out.ptr;
}

/* Two queries that must come to the same. */
static inline void
driver_check_equal(struct driver *d, const char *one, const char *other)
{
    assert_int_equal(driver_int(d, one), driver_int(d, other));
}

/* Table tally, of one field: cell by cell what the rows come to. */
static inline void
driver_check_tally(struct driver *d, const char *field, const char *value, const char *number)
{
    struct wl_buf sql;

    wl_buf_init(&sql);
    wl_buf_addf(&sql,
                "WITH want AS (SELECT source, '%s', ifnull(%s, '') v, ifnull(%s, 0) k, "
                "sum(folded = 0), sum(folded), sum(folded = 0 AND time_us IS NULL), "
                "min(iif(folded, NULL, time_us)), max(iif(folded, NULL, time_us)) "
                "FROM occurrence WHERE provisional = 0 GROUP BY source, v, k), "
                "got AS (SELECT * FROM tally WHERE field = '%s') "
                "SELECT (SELECT count(*) FROM (SELECT * FROM want EXCEPT SELECT * FROM got)) + "
                "(SELECT count(*) FROM (SELECT * FROM got EXCEPT SELECT * FROM want))",
                field, value, number, field);
    assert_int_equal(driver_int(d, wl_buf_text(&sql)), 0);
    wl_buf_done(&sql);
}

/* What must hold of every database: what is counted are the rows that are not provisional, cell by
 * cell, and every row's source was seen. */
static inline void
driver_check_totals(struct driver *d)
{
    driver_check_equal(d, "SELECT count(*) FROM occurrences",
                       "SELECT count(*) FROM occurrence WHERE folded = 0");
    assert_int_equal(
        driver_int(d, "WITH want AS (SELECT source, code, ifnull(time_us - (time_us % 900000000 + "
                      "900000000) % 900000000, -1) q, sum(folded = 0), sum(folded), sum(folded = 0 "
                      "AND time_from = 2), sum(folded = 0 AND time_from = 3), min(iif(folded, NULL,"
                      " time_us)), max(iif(folded, NULL, time_us)) FROM occurrence WHERE "
                      "provisional = 0 GROUP BY 1, 2, 3) SELECT (SELECT count(*) FROM (SELECT * "
                      "FROM want EXCEPT SELECT * FROM summary)) + (SELECT count(*) FROM (SELECT * "
                      "FROM summary EXCEPT SELECT * FROM want))"),
        0);
    driver_check_tally(d, "code", "''", "code");
    driver_check_tally(d, "quarter", "''",
                       "ifnull(time_us - (time_us % 900000000 + 900000000) % 900000000, -1)");
    driver_check_tally(d, "time_from", "''", "time_from");
    driver_check_tally(d, "pattern_set", "''", "pattern_set");
    driver_check_tally(d, "pattern", "pattern", "0");
    driver_check_tally(d, "call", "call", "0");
    driver_check_tally(d, "peer", "peer_address", "iif(peer_address IS NULL, 0, peer_port)");
    driver_check_tally(d, "process", "process", "0");
    driver_check_tally(d, "level", "level", "0");
    driver_check_tally(d, "host", "host", "0");
    assert_int_equal(driver_int(d, "SELECT count(*) FROM occurrence WHERE source NOT IN (SELECT "
                                   "source FROM sighting)"),
                     0);
}

/* A test's tear-down: totals agree, whatever it did. */
static inline int
driver_end(void **state)
{
    struct driver *d = *state;

    driver_check_totals(d);
    driver_close(d);
    driver_free(d);
    wl_db_busy_ms = 30000;
    return 0;
}
