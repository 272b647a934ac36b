/*
 * The least that storing can cost: the rows of a wsalog database, read into memory first, go into
 * one table of a new file in a plain loop. What the store needs for the same rows (store_fill
 * --from) is measured against this.
 *
 *   bare_insert FROM.db NEW.db [rowid] [sorted]
 *
 * The table is keyed by id without rowid; `rowid` keeps the rows in the order of insertion, with an
 * index of ids beside them. `sorted` orders each batch by id.
 */
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define NUMBERS 9
#define BATCH 10000

struct row {
    unsigned char id[16];
    int64_t numbers[NUMBERS];
    char *text; /* owned */
    int len;
};

struct rows {
    struct row *list;
    size_t count, cap;
};

static void
check(sqlite3 *db, int code)
{
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW)
        return;
    (void)fprintf(stderr, "bare_insert: %s\n", db ? sqlite3_errmsg(db) : "out of memory");
    exit(2);
}

static struct row *
new_row(struct rows *rows)
{
    if (rows->count == rows->cap) {
        rows->cap = rows->cap ? rows->cap * 2 : 4096;
        rows->list = realloc(rows->list, rows->cap * sizeof *rows->list);
        if (!rows->list)
            check(NULL, SQLITE_NOMEM);
    }
    return &rows->list[rows->count++];
}

static void
read_rows(const char *path, struct rows *rows)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;

    check(db, sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL));
    check(db, sqlite3_prepare_v2(db,
                                 "SELECT id, source, line, offset, column, length, code, form, "
                                 "confidence, ifnull(time_us, 0), text FROM occurrence "
                                 "ORDER BY source, offset, column, code",
                                 -1, &stmt, NULL));
    while (sqlite3_step(stmt) == SQLITE_ROW) {
        struct row *row = new_row(rows);

        memcpy(row->id, sqlite3_column_blob(stmt, 0), sizeof row->id);
        for (int i = 0; i < NUMBERS; i++)
            row->numbers[i] = sqlite3_column_int64(stmt, i + 1);
        row->text = strdup((const char *)sqlite3_column_text(stmt, NUMBERS + 1));
        row->len = sqlite3_column_bytes(stmt, NUMBERS + 1);
        if (!row->text)
            check(NULL, SQLITE_NOMEM);
    }
    check(db, sqlite3_finalize(stmt));
    check(db, sqlite3_close(db));
}

static int
by_id(const void *a, const void *b)
{
    return memcmp(((const struct row *)a)->id, ((const struct row *)b)->id, 16);
}

static void
insert(sqlite3 *db, sqlite3_stmt *stmt, const struct row *row)
{
    (void)sqlite3_bind_blob(stmt, 1, row->id, sizeof row->id, SQLITE_STATIC);
    for (int i = 0; i < NUMBERS; i++)
        (void)sqlite3_bind_int64(stmt, i + 2, row->numbers[i]);
    (void)sqlite3_bind_text(stmt, NUMBERS + 2, row->text, row->len, SQLITE_STATIC);
    check(db, sqlite3_step(stmt));
    check(db, sqlite3_reset(stmt));
}

static void
write_rows(sqlite3 *db, const struct rows *rows, int sorted)
{
    sqlite3_stmt *stmt = NULL;

    check(db, sqlite3_prepare_v2(db,
                                 "INSERT OR IGNORE INTO row VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, "
                                 "?8, ?9, ?10, ?11)",
                                 -1, &stmt, NULL));
    for (size_t at = 0; at < rows->count; at += BATCH) {
        size_t count = rows->count - at < BATCH ? rows->count - at : BATCH;

        if (sorted)
            qsort(rows->list + at, count, sizeof *rows->list, by_id);
        check(db, sqlite3_exec(db, "BEGIN", NULL, NULL, NULL));
        for (size_t i = 0; i < count; i++)
            insert(db, stmt, &rows->list[at + i]);
        check(db, sqlite3_exec(db, "COMMIT", NULL, NULL, NULL));
    }
    check(db, sqlite3_finalize(stmt));
}

static sqlite3 *
create(const char *path, int rowid)
{
    sqlite3 *db = NULL;
    char sql[512];

    if (access(path, F_OK) == 0) {
        (void)fprintf(stderr, "bare_insert: '%s' exists\n", path);
        exit(2);
    }
    check(db, sqlite3_open(path, &db));
    (void)snprintf(sql, sizeof sql,
                   "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                   "CREATE TABLE row (id BLOB PRIMARY KEY, source INT, line INT, offset INT,"
                   " column INT, length INT, code INT, form INT, confidence INT, time_us INT,"
                   " text TEXT)%s",
                   rowid ? "" : " WITHOUT ROWID");
    check(db, sqlite3_exec(db, sql, NULL, NULL, NULL));
    return db;
}

static double
seconds(clockid_t clock)
{
    struct timespec time;

    (void)clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int
main(int argc, char **argv)
{
    struct rows rows = {0};
    int rowid = 0, sorted = 0;
    double wall, cpu;
    sqlite3 *db;

    for (int i = 3; i < argc; i++) {
        rowid |= strcmp(argv[i], "rowid") == 0;
        sorted |= strcmp(argv[i], "sorted") == 0;
    }
    if (argc < 3) {
        (void)fprintf(stderr, "usage: bare_insert FROM.db NEW.db [rowid] [sorted]\n");
        return 2;
    }
    read_rows(argv[1], &rows);
    db = create(argv[2], rowid);
    wall = seconds(CLOCK_MONOTONIC);
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    write_rows(db, &rows, sorted);
    wall = seconds(CLOCK_MONOTONIC) - wall;
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    check(db, sqlite3_close(db));
    (void)printf("bare_insert%s%s: %zu rows, %.3f s, %.0f rows/s, CPU %.3f s\n",
                 rowid ? " rowid" : "", sorted ? " sorted" : "", rows.count, wall,
                 (double)rows.count / wall, cpu);
    for (size_t i = 0; i < rows.count; i++)
        free(rows.list[i].text);
    free(rows.list);
    return 0;
}
