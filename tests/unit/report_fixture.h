/*
 * A small database for tests of reports, filled row by row. Times are given in seconds after
 * BASE_US, 2026-11-21T08:00:00Z, which begins a quarter of an hour.
 */
#pragma once

#include "report/report.h"
#include "store/query.h"
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define BASE_US INT64_C(1795248000000000)
#define AT(seconds) (BASE_US + (int64_t)(seconds)*1000000)

struct fixture {
    char dir[64], path[96];
    struct wl_store *store;
    struct wl_buf out;
    int count;
};

struct row {
    int source, code;
    int64_t time_us; /* 0: none */
    int time_from;
    bool folded;
    const char *line_key, *call, *peer, *process, *host;
    int port;
};

static inline void
run_sql(struct fixture *f, const char *sql)
{
    struct wl_stmt *stmt;
    struct wl_error err;

    if (wl_stmt_prepare(&stmt, f->store, sql, &err) < 0 || wl_stmt_step(stmt, &err) < 0)
        fail_msg("%s", err.text);
    wl_stmt_free(stmt);
}

static inline int64_t
query_int(struct fixture *f, const char *sql)
{
    struct wl_stmt *stmt;
    int64_t value;

    assert_int_equal(wl_stmt_prepare(&stmt, f->store, sql, NULL), 0);
    assert_int_equal(wl_stmt_step(stmt, NULL), 1);
    value = wl_stmt_int(stmt, 0);
    wl_stmt_free(stmt);
    return value;
}

static inline void
bind_or_null(struct wl_stmt *stmt, const char *name, const char *value)
{
    if (value)
        wl_stmt_bind_text(stmt, name, value);
    else
        wl_stmt_bind_null(stmt, name);
}

static inline void
add_sighting(struct fixture *f, int source, const char *locator, const char *host,
             const char *case_name, int64_t mtime_us)
{
    struct wl_stmt *stmt;

    assert_int_equal(wl_stmt_prepare(&stmt, f->store,
                                     "INSERT INTO sighting VALUES "
                                     "(:source, :locator, :host, :case, :mtime, :read, 1)",
                                     NULL),
                     0);
    wl_stmt_bind_int(stmt, ":source", source);
    wl_stmt_bind_text(stmt, ":locator", locator);
    wl_stmt_bind_text(stmt, ":host", host);
    wl_stmt_bind_text(stmt, ":case", case_name);
    wl_stmt_bind_int(stmt, ":mtime", mtime_us);
    wl_stmt_bind_int(stmt, ":read", AT(500000));
    assert_int_equal(wl_stmt_step(stmt, NULL), 0);
    wl_stmt_free(stmt);
}

static inline void
add_source(struct fixture *f, int source, const char *locator, const char *host,
           const char *case_name, int64_t mtime_us)
{
    char sql[128];

    (void)snprintf(sql, sizeof sql,
                   "INSERT INTO source VALUES (%d, x'', 9, x'%02x', 1, 1, NULL, NULL)", source,
                   (unsigned)source);
    run_sql(f, sql);
    add_sighting(f, source, locator, host, case_name, mtime_us);
}

static inline void
add_row(struct fixture *f, struct row row)
{
    struct wl_stmt *stmt;
    char id[16];

    (void)snprintf(id, sizeof id, "%08d", ++f->count);
    assert_int_equal(
        wl_stmt_prepare(&stmt, f->store,
                        "INSERT INTO occurrence VALUES (CAST(:id AS BLOB), :source, 1, 0, 1, 5, "
                        ":code, 0, 90, 'p.' || (:code % 3), 1, nullif(:time, 0), NULL, :from, 0, "
                        "CAST(:key AS BLOB), :folded, 0, :call, :peer, nullif(:port, 0), "
                        ":process, NULL, :host, 'x', NULL, 0)",
                        NULL),
        0);
    wl_stmt_bind_text(stmt, ":id", id);
    wl_stmt_bind_int(stmt, ":source", row.source);
    wl_stmt_bind_int(stmt, ":code", row.code);
    wl_stmt_bind_int(stmt, ":time", row.time_us);
    wl_stmt_bind_int(stmt, ":from", row.time_us && !row.time_from ? 1 : row.time_from);
    bind_or_null(stmt, ":key", row.line_key);
    wl_stmt_bind_int(stmt, ":folded", row.folded);
    bind_or_null(stmt, ":call", row.call);
    bind_or_null(stmt, ":peer", row.peer);
    wl_stmt_bind_int(stmt, ":port", row.port);
    bind_or_null(stmt, ":process", row.process);
    bind_or_null(stmt, ":host", row.host);
    assert_int_equal(wl_stmt_step(stmt, NULL), 0);
    wl_stmt_free(stmt);
}

static inline void
tally_up(struct fixture *f, const char *field, const char *value, const char *number)
{
    char sql[512];

    (void)snprintf(sql, sizeof sql,
                   "INSERT INTO tally SELECT source, '%s', %s, %s, sum(1 - folded), sum(folded), "
                   "sum(folded = 0 AND time_us IS NULL), min(iif(folded, NULL, time_us)), "
                   "max(iif(folded, NULL, time_us)) FROM occurrence GROUP BY 1, 3, 4",
                   field, value, number);
    run_sql(f, sql);
}

/* Make the tables that writers keep from the rows there are. */
static inline void
sum_up(struct fixture *f)
{
    run_sql(f, "DELETE FROM tally");
    run_sql(f, "INSERT INTO summary SELECT source, code, "
               "coalesce(time_us - time_us % 900000000, -1), sum(1 - folded), sum(folded), "
               "sum(folded = 0 AND time_from = 2), sum(folded = 0 AND time_from = 3), "
               "min(CASE WHEN folded = 0 THEN time_us END), "
               "max(CASE WHEN folded = 0 THEN time_us END) "
               "FROM occurrence GROUP BY source, code, 3");
    tally_up(f, "code", "''", "code");
    tally_up(f, "quarter", "''", "coalesce(time_us - time_us % 900000000, -1)");
    tally_up(f, "time_from", "''", "time_from");
    tally_up(f, "pattern_set", "''", "pattern_set");
    tally_up(f, "pattern", "pattern", "0");
    tally_up(f, "call", "coalesce(call, '')", "0");
    tally_up(f, "peer", "coalesce(peer_address, '')",
             "iif(peer_address IS NULL, 0, coalesce(peer_port, 0))");
    tally_up(f, "process", "coalesce(process, '')", "0");
    tally_up(f, "level", "coalesce(level, '')", "0");
    tally_up(f, "host", "coalesce(host, '')", "0");
}

/* An empty database. */
static inline int
set_up(void **state)
{
    struct fixture *f = calloc(1, sizeof *f);

    if (!f)
        return -1;
    (void)snprintf(f->dir, sizeof f->dir, "/tmp/wsalog-XXXXXX");
    if (!mkdtemp(f->dir))
        return -1;
    (void)snprintf(f->path, sizeof f->path, "%s/a.db", f->dir);
    wl_buf_init(&f->out);
    *state = f;
    if (wl_store_open(&f->store, f->path, WL_STORE_WRITE, NULL) < 0)
        return -1;
    run_sql(f, "INSERT INTO pattern_set VALUES (1, x'0a0b', 'built-in 1')");
    run_sql(f, "INSERT INTO run VALUES (1, 'scan', '1', '', 1, 0, 1, 0)");
    return 0;
}

static inline int
tear_down(void **state)
{
    static const char *const left[] = {"", "-wal", "-shm", "-journal"};
    struct fixture *f = *state;
    char name[128];

    wl_store_free(f->store);
    wl_buf_done(&f->out);
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        (void)snprintf(name, sizeof name, "%s%s", f->path, left[i]);
        (void)unlink(name);
    }
    (void)rmdir(f->dir);
    free(f);
    return 0;
}

static inline const char *
report(struct fixture *f, struct wl_report_request request)
{
    struct wl_error err;

    wl_buf_clear(&f->out);
    if (wl_report_write(f->store, &request, &f->out, &err) < 0)
        fail_msg("%s", err.text);
    return wl_buf_text(&f->out);
}

static inline void
assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no '%s' in:\n%s", part ? part : "(null)", text ? text : "(null)");
}

static inline void
assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("'%s' in:\n%s", part ? part : "(null)", text ? text : "(null)");
}

/* What most tests look at: three sources, one of them an excerpt of another; undated rows; noise.
 */
static inline void
fill(struct fixture *f)
{
    add_source(f, 1, "case.zip!logs/app.log", "srv1", "8841", AT(7200));
    add_source(f, 2, "tail.log", "", "", AT(9000));
    add_source(f, 3, "-", "", "", 0);
    add_row(f, (struct row){.source = 1,
                            .code = 10054,
                            .time_us = AT(0),
                            .line_key = "k1",
                            .call = "recv",
                            .peer = "10.0.0.5",
                            .port = 443});
    add_row(f, (struct row){.source = 1,
                            .code = 10054,
                            .time_us = AT(60),
                            .peer = "10.0.0.5",
                            .port = 80,
                            .process = "w3wp.exe"});
    add_row(f, (struct row){.source = 1,
                            .code = 10061,
                            .time_us = AT(3600),
                            .time_from = 2,
                            .call = "connect",
                            .peer = "fe80::1",
                            .port = 25});
    add_row(f, (struct row){.source = 1, .code = 10035, .time_us = AT(90000), .host = "srv2"});
    add_row(f, (struct row){.source = 2,
                            .code = 10054,
                            .time_us = AT(0),
                            .line_key = "k1",
                            .folded = true,
                            .peer = "10.0.0.5"});
    add_row(f, (struct row){.source = 2, .code = 10060, .time_us = 0});
    add_row(f, (struct row){.source = 3, .code = 10060, .time_us = 0});
    add_row(f, (struct row){.source = 3, .code = 10048, .time_us = AT(100), .time_from = 3});
    add_row(f, (struct row){.source = 3, .code = 49, .time_us = AT(200)});
    sum_up(f);
}
