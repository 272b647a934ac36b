/*
 * Whatever happens between two readings (growth in any pieces, kill -9 anywhere, a full disk,
 * another writer), the rows in the end are those of one undisturbed reading.
 */
#include "store_driver.h"

#include <signal.h>
#include <sys/wait.h>

static uint32_t seed;

static uint32_t
next_random(uint32_t below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

/* A log of 40 lines: hits with and without time, equal lines, some hits in a row, no LF at the end.
 */
static void
make_log(struct wl_buf *log)
{
    wl_buf_init(log);
    wl_buf_add_text(log, "T0 start of the service\n");
    for (int i = 0; i < 40; i++) {
        switch (next_random(5)) {
        case 0:
            wl_buf_addf(log, "T%d error 10054\n", i * 300);
            break;
        case 1:
            wl_buf_addf(log, "error 10061 at %d\n", i);
            break;
        case 2:
            wl_buf_add_text(log, "T7 error 10060\n");
            break;
        case 3:
            wl_buf_addf(log, "nothing, line %d\n", i);
            break;
        default:
            wl_buf_add_text(log, "T8 fine\n");
        }
    }
    wl_buf_add_text(log, "T13000 error 10013");
}

static int
begin(void **state)
{
    seed = 7;
    wl_db_busy_ms = 50;
    *state = driver_new();
    return 0;
}

/* What one undisturbed reading leaves, after a first one of the beginning (0: none). free() it. */
static char *
undisturbed(const struct wl_buf *log, size_t beginning)
{
    struct driver *d = driver_new();
    char *dump;

    if (beginning)
        driver_read(d, log->ptr, beginning, (struct reading){0});
    driver_read(d, log->ptr, log->len, (struct reading){0});
    dump = driver_dump(d);
    driver_check_totals(d);
    driver_free(d);
    return dump;
}

static void
assert_dump(struct driver *d, const char *want)
{
    char *got = driver_dump(d);

    driver_check_totals(d);
    assert_string_equal(got, want);
    free(got);
}

static void
test_store__does_not_care_how_a_log_grew(void **state)
{
    struct driver *fresh = NULL;
    struct wl_buf log;
    char *want;

    (void)state;
    make_log(&log);
    want = undisturbed(&log, 0);
    for (int round = 0; round < 60; round++) {
        fresh = driver_new();
        for (size_t at = 1 + next_random(300); at < log.len; at += 1 + next_random(200))
            driver_read(fresh, log.ptr, at,
                        (struct reading){.piece = next_random(9), .flush_each = next_random(5)});
        driver_read(fresh, log.ptr, log.len, (struct reading){0});
        assert_dump(fresh, want);
        driver_free(fresh);
    }
    free(want);
    wl_buf_done(&log);
}

static void
test_store__recovers_from_readings_that_died(void **state)
{
    struct wl_buf log;
    char *want;

    (void)state;
    make_log(&log);
    for (int round = 0; round < 60; round++) {
        struct driver *d = driver_new();
        size_t beginning = round % 2 ? 1 + next_random((uint32_t)log.len) : 0;

        want = undisturbed(&log, beginning);
        if (beginning)
            driver_read(d, log.ptr, beginning, (struct reading){0});
        for (uint32_t death = 1 + next_random(3); death > 0; death--)
            driver_read(d, log.ptr, log.len,
                        (struct reading){.flush_each = 1 + next_random(6),
                                         .stop_after = 1 + next_random(40),
                                         .cut_short = next_random(3) == 0});
        driver_read(d, log.ptr, log.len, (struct reading){.flush_each = next_random(4)});
        assert_dump(d, want);
        driver_free(d);
        free(want);
    }
    wl_buf_done(&log);
}

static int
die(void *unused)
{
    (void)unused;
    (void)raise(SIGKILL);
    return 1;
}

/* In a process of its own, that gets kill -9 after so many steps of SQLite's machine. */
static void
read_and_die(struct driver *d, const struct wl_buf *log, int steps)
{
    pid_t child = fork();
    int status;

    assert_true(child >= 0);
    if (child == 0) {
        driver_open(d);
        if (!d->store)
            _exit(1);
        sqlite3_progress_handler(d->store->db, steps, die, NULL);
        driver_read(d, log->ptr, log->len, (struct reading){.flush_each = 8});
        driver_close(d);
        (void)raise(SIGKILL);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
}

static void
test_store__recovers_from_kill_9_anywhere(void **state)
{
    struct wl_buf log;
    char *want;

    (void)state;
    make_log(&log);
    want = undisturbed(&log, 300);
    for (int steps = 5; steps < 6000; steps = steps * 5 / 4) {
        struct driver *d = driver_new();

        driver_read(d, log.ptr, 300, (struct reading){0});
        driver_close(d);
        read_and_die(d, &log, steps);
        driver_read(d, log.ptr, log.len, (struct reading){0});
        assert_dump(d, want);
        assert_int_equal(driver_int(d, "SELECT count(*) FROM pragma_integrity_check WHERE "
                                       "integrity_check <> 'ok'"),
                         0);
        driver_free(d);
    }
    free(want);
    wl_buf_done(&log);
}

static void
test_store__keeps_what_other_logs_have_after_a_death(void **state)
{
    struct driver *d = *state, *calm = driver_new();
    struct wl_buf log;
    char *want;

    /* Two logs share a beginning; the second one's reading dies inside it, and both are read again.
     */
    make_log(&log);
    driver_read(calm, log.ptr, log.len, (struct reading){.locator = "a.log"});
    log.ptr[log.len - 30] ^= 1;
    driver_read(calm, log.ptr, log.len, (struct reading){.locator = "b.log"});
    log.ptr[log.len - 30] ^= 1;
    want = driver_dump(calm);
    driver_read(d, log.ptr, log.len, (struct reading){.locator = "a.log"});
    log.ptr[log.len - 30] ^= 1;
    driver_read(d, log.ptr, log.len,
                (struct reading){.locator = "b.log", .flush_each = 1, .stop_after = 20});
    log.ptr[log.len - 30] ^= 1;
    driver_read(d, log.ptr, log.len, (struct reading){.locator = "a.log"});
    log.ptr[log.len - 30] ^= 1;
    driver_read(d, log.ptr, log.len, (struct reading){.locator = "b.log"});
    assert_dump(d, want);
    free(want);
    driver_free(calm);
    wl_buf_done(&log);
}

static void
test_store__says_that_a_database_is_busy_and_keeps_the_queue(void **state)
{
    struct driver *d = *state;
    struct wl_error err = {0};
    struct wl_buf log;
    sqlite3 *other;
    char *want;

    make_log(&log);
    want = undisturbed(&log, 0);
    driver_open(d);
    assert_int_equal(sqlite3_open(d->path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    /* Only the end fails: until then rows wait in memory. */
    assert_int_equal(driver_try(d, log.ptr, log.len, (struct reading){0}, &err), WL_EBUSY);
    assert_non_null(strstr(err.text, "busy"));
    assert_non_null(strstr(err.text, d->path));
    assert_true(wl_store_queued(d->store) > 0);
    assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(other), SQLITE_OK);
    driver_kill(d);
    driver_read(d, log.ptr, log.len, (struct reading){0});
    assert_dump(d, want);
    free(want);
    wl_buf_done(&log);
}

static void
test_store__goes_on_after_a_full_disk(void **state)
{
    struct driver *d = *state;
    struct wl_error err = {0};
    struct wl_seen seen = {.locator = "app.log", .host = ""};
    struct wl_identity identity;
    struct wl_buf log;

    wl_buf_init(&log);
    for (int i = 0; i < 3000; i++)
        wl_buf_addf(&log, "T%d error 10054\n", i);
    driver_open(d);
    (void)driver_int(d, "PRAGMA max_page_count = 20");
    seen.head = (struct wl_span){log.ptr, WL_HEAD};
    assert_int_equal(wl_identity_init(&identity), 0);
    driver_must(wl_store_begin_source(d->store, &seen, &identity, &err), &err);
    for (size_t at = 0, number = 1; at < log.len; number++) {
        const char *lf = memchr(log.ptr + at, '\n', log.len - at);
        size_t size = (size_t)(lf - log.ptr) + 1 - at;

        driver_must(driver_line(d, &identity, log.ptr, at, size, number, 0, &err), &err);
        at += size;
    }
    assert_int_equal(wl_store_flush(d->store, &err), WL_EDB);
    assert_non_null(strstr(err.text, "full"));
    assert_non_null(strstr(err.text, d->path));
    assert_int_equal(driver_int(d, "SELECT count(*) FROM occurrence"), 0);
    assert_int_equal(driver_int(d, "SELECT count(*) FROM source"), 0);
    (void)driver_int(d, "PRAGMA max_page_count = 100000");
    driver_must(wl_store_end_source(d->store, 3000, true, &d->result, &err), &err);
    assert_int_equal(d->result.added, 3000);
    assert_int_equal(driver_int(d, "SELECT count(*) FROM occurrence"), 3000);
    wl_identity_done(&identity);
    wl_buf_done(&log);
}

static void
test_store__lets_two_writers_read_the_same_log(void **state)
{
    struct driver *d = *state, *other = calloc(1, sizeof *other);
    struct wl_error err = {0};
    struct wl_seen seen = {.locator = "app.log", .host = "", .read_us = 1};
    struct wl_identity identity;
    struct wl_buf log;
    char *want;

    assert_non_null(other);
    make_log(&log);
    want = undisturbed(&log, 0);
    memcpy(other->path, d->path, sizeof other->path);
    seen.head = (struct wl_span){log.ptr, WL_HEAD};
    driver_open(d);
    assert_int_equal(wl_identity_init(&identity), 0);
    driver_must(wl_store_begin_source(d->store, &seen, &identity, &err), &err);
    for (size_t at = 0, number = 1; at < log.len; number++) {
        const char *lf = memchr(log.ptr + at, '\n', log.len - at);
        size_t size = lf ? (size_t)(lf - log.ptr) + 1 - at : log.len - at;

        driver_must(driver_line(d, &identity, log.ptr, at, size, number, 0, &err), &err);
        driver_must(wl_store_flush(d->store, &err), &err);
        at += size;
        /* The other one reads all of it in between, and takes over what this one has begun. */
        if (number == 20)
            driver_read(other, log.ptr, log.len, (struct reading){0});
    }
    driver_must(wl_store_end_source(d->store, 42, true, NULL, &err), &err);
    driver_close(other);
    assert_dump(d, want);
    wl_identity_done(&identity);
    free(other);
    free(want);
    wl_buf_done(&log);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, begin, driver_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(test_store__does_not_care_how_a_log_grew),
        WITH_STORE(test_store__recovers_from_readings_that_died),
        WITH_STORE(test_store__recovers_from_kill_9_anywhere),
        WITH_STORE(test_store__keeps_what_other_logs_have_after_a_death),
        WITH_STORE(test_store__says_that_a_database_is_busy_and_keeps_the_queue),
        WITH_STORE(test_store__goes_on_after_a_full_disk),
        WITH_STORE(test_store__lets_two_writers_read_the_same_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
