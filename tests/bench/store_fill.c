/*
 * Fills a database through the store's own calls, without reading a log.
 *
 *   store_fill --from FROM.db NEW.db   the rows of another database, as one source: what storing
 *                                      them costs, next to bare_insert
 *   store_fill --rows N NEW.db         N made-up rows in sources of 400,000, always the same ones:
 *                                      a big database to run reports on
 *
 * Made-up ids rise, so that millions of rows take minutes and not hours; nothing that reports read
 * depends on them.
 */
#include "scan/codes.h"
#include "store/query.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define SOURCE_ROWS 400000
#define START_US (INT64_C(1790000000) * 1000000)
#define CODES 31

static struct wl_error error;

static void
check(int rc)
{
    if (rc >= 0)
        return;
    (void)fprintf(stderr, "store_fill: %s\n", error.text);
    exit(2);
}

static double
seconds(void)
{
    struct timespec time;

    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double
cpu_of(int who)
{
    struct rusage usage;

    (void)getrusage(who, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static void
begin(struct wl_store *store, struct wl_identity *identity, const char *name)
{
    struct wl_seen seen = {.locator = name, .host = "", .mtime_us = START_US, .read_us = START_US};

    seen.head = wl_span_of(name);
    wl_identity_reset(identity);
    check(wl_store_begin_source(store, &seen, identity, &error));
    wl_identity_feed(identity, name, strlen(name));
}

/* Rows of another database -----------------------------------------------------------------------
 */

struct rows {
    struct wl_occurrence *list;
    size_t count, cap;
};

static const char *
copy(struct wl_span text)
{
    char *own = malloc(text.len + 1);

    if (!own) {
        (void)fprintf(stderr, "store_fill: out of memory\n");
        exit(2);
    }
    if (text.len > 0)
        memcpy(own, text.ptr, text.len);
    own[text.len] = '\0';
    return own; /* for as long as the program runs */
}

static struct wl_span
copy_text(struct wl_stmt *stmt, int column)
{
    struct wl_span text = wl_stmt_text(stmt, column);

    return (struct wl_span){copy(text), text.len};
}

static struct wl_occurrence
read_row(struct wl_stmt *stmt)
{
    struct wl_occurrence row = {
        .line = (uint64_t)wl_stmt_int(stmt, 1),
        .offset = (uint64_t)wl_stmt_int(stmt, 2),
        .column = (uint32_t)wl_stmt_int(stmt, 3),
        .length = (uint32_t)wl_stmt_int(stmt, 4),
        .code = (uint16_t)wl_stmt_int(stmt, 5),
        .form = (uint8_t)wl_stmt_int(stmt, 6),
        .confidence = (uint8_t)wl_stmt_int(stmt, 7),
        .pattern = copy(wl_stmt_text(stmt, 8)),
        .time_us = wl_stmt_int(stmt, 9),
        .time_text = copy_text(stmt, 10),
        .time_from = (uint8_t)wl_stmt_int(stmt, 11),
        .assumed = (uint8_t)wl_stmt_int(stmt, 12),
        .full_time = wl_stmt_int(stmt, 13) != 0,
        .call = copy_text(stmt, 14),
        .peer_address = copy_text(stmt, 15),
        .peer_port = (uint32_t)wl_stmt_int(stmt, 16),
        .process = copy_text(stmt, 17),
        .level = copy_text(stmt, 18),
        .host = copy_text(stmt, 19),
        .text = copy_text(stmt, 20),
    };

    memcpy(row.id, wl_stmt_text(stmt, 0).ptr, WL_ID_SIZE);
    return row;
}

static void
read_rows(const char *path, struct rows *rows)
{
    struct wl_store *store;
    struct wl_stmt *stmt;
    int rc;

    check(wl_store_open(&store, path, WL_STORE_READ, &error));
    check(wl_stmt_prepare(&stmt, store,
                          "SELECT id, line, offset, column, length, code, form, confidence, "
                          "pattern, time_us, time_text, time_from, time_assumed, line_key IS NOT "
                          "NULL, call, peer_address, peer_port, process, level, host, text "
                          "FROM occurrence ORDER BY source, offset, column, code",
                          &error));
    while ((rc = wl_stmt_step(stmt, &error)) == 1) {
        if (rows->count == rows->cap) {
            rows->cap = rows->cap ? rows->cap * 2 : 4096;
            rows->list = realloc(rows->list, rows->cap * sizeof *rows->list);
            if (!rows->list)
                exit(2);
        }
        rows->list[rows->count++] = read_row(stmt);
    }
    check(rc);
    wl_stmt_free(stmt);
    wl_store_free(store);
}

static size_t
fill_from(struct wl_store *store, struct wl_identity *identity, const struct rows *rows)
{
    begin(store, identity, "store_fill.log");
    for (size_t i = 0; i < rows->count; i++)
        check(wl_store_add(store, &rows->list[i], &error));
    check(wl_store_end_source(store, rows->count, true, NULL, &error));
    return rows->count;
}

/* Made-up rows -----------------------------------------------------------------------------------
 */

static uint32_t
next_random(uint32_t below)
{
    static uint64_t state = 7;

    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((state >> 33) % below);
}

/* Common codes are much more common than rare ones; a source is a day and a half. */
static void
make_row(size_t number, struct wl_occurrence *row, char *text, size_t size)
{
    static const char *const calls[] = {"connect", "recv", "send", "WSARecv", "gethostbyname"};
    static const char *const patterns[] = {"number.winsock-error", "number.os-error",
                                           "text.english", "name.wsa"};
    static const uint16_t codes[CODES] = {10054, 10061, 10060, 10053, 11001, 10048, 10035, 10049,
                                          10051, 10065, 10013, 10055, 10050, 10052, 10057, 10058,
                                          10064, 10004, 10038, 10022, 10047, 11002, 11003, 11004,
                                          10024, 10036, 10037, 10040, 10043, 10056, 997};
    static char peer[32], stamp[32];
    size_t in_source = number % SOURCE_ROWS;
    uint32_t at = next_random(CODES * CODES);
    int len;

    memset(row, 0, sizeof *row);
    for (int i = 0; i < 8; i++)
        row->id[i] = (unsigned char)((uint64_t)number >> (56 - 8 * i));
    row->line = in_source * 5 + 1;
    row->offset = in_source * 700;
    row->code = codes[at * at / (CODES * CODES * CODES)];
    row->time_us = START_US + (int64_t)number * 310000;
    row->time_from = number % 50 ? WL_TIME_LINE : WL_TIME_INHERITED;
    row->full_time = number % 50 != 0;
    row->confidence = 90;
    row->length = 5;
    row->pattern = patterns[next_random(4)];
    row->level = wl_span_of(number % 3 ? "ERROR" : "WARN");
    len = snprintf(stamp, sizeof stamp, "%lld.%06lld", (long long)(row->time_us / 1000000),
                   (long long)(row->time_us % 1000000));
    row->time_text = (struct wl_span){stamp, (size_t)len};
    if (next_random(5) == 0) {
        row->call = wl_span_of(calls[next_random(5)]);
        (void)snprintf(peer, sizeof peer, "10.1.%u.%u", next_random(8), next_random(250));
        row->peer_address = wl_span_of(peer);
        row->peer_port = next_random(4) ? 443 : 8080;
    }
    len = snprintf(text, size,
                   "%s ERROR [worker-%u] pool: connection %08x to backend lost after %u bytes, "
                   "%u ms: Winsock error %u",
                   stamp, next_random(64), next_random(UINT32_MAX), next_random(1u << 20),
                   next_random(30000), (unsigned)row->code);
    row->text = (struct wl_span){text, (size_t)len};
    row->column = (uint32_t)len - 4;
}

static size_t
fill_made_up(struct wl_store *store, struct wl_identity *identity, size_t count)
{
    struct wl_occurrence row;
    char text[256], name[64];

    for (size_t i = 0; i < count; i++) {
        if (i % SOURCE_ROWS == 0) {
            (void)snprintf(name, sizeof name, "%zu-made-up.log", i / SOURCE_ROWS);
            begin(store, identity, name);
        }
        make_row(i, &row, text, sizeof text);
        check(wl_store_add(store, &row, &error));
        if (i % SOURCE_ROWS == SOURCE_ROWS - 1 || i == count - 1)
            check(wl_store_end_source(store, row.line, true, NULL, &error));
    }
    return count;
}

int
main(int argc, char **argv)
{
    static const struct wl_run run = {.command = "scan",
                                      .version = "store_fill",
                                      .case_name = "",
                                      .started_us = START_US,
                                      .patterns_version = "made up"};
    struct wl_identity identity;
    struct wl_store *store;
    struct rows rows = {0};
    double wall, cpu, own;
    size_t count = 0;

    if (argc != 4 || (strcmp(argv[1], "--from") != 0 && strcmp(argv[1], "--rows") != 0)) {
        (void)fprintf(stderr, "usage: store_fill --from FROM.db|--rows N NEW.db\n");
        return 2;
    }
    if (argv[1][2] == 'f')
        read_rows(argv[2], &rows);
    wl_identity_init(&identity);
    wall = seconds();
    cpu = cpu_of(RUSAGE_SELF);
    own = cpu_of(RUSAGE_THREAD);
    check(wl_store_open(&store, argv[3], WL_STORE_WRITE, &error));
    check(wl_store_begin_run(store, &run, &error));
    count = rows.count ? fill_from(store, &identity, &rows)
                       : fill_made_up(store, &identity, strtoul(argv[2], NULL, 10));
    check(wl_store_end_run(store, 0, START_US, &error));
    wall = seconds() - wall;
    own = cpu_of(RUSAGE_THREAD) - own;
    cpu = cpu_of(RUSAGE_SELF) - cpu;
    wl_store_free(store);
    wl_identity_done(&identity);
    free(rows.list);
    (void)printf("store_fill: %zu rows, %.3f s, %.0f rows/s, CPU of the writer %.3f s, of the "
                 "caller %.3f s\n",
                 count, wall, (double)count / wall, cpu - own, own);
    return 0;
}
