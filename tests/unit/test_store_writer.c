/*
 * The thread that writes full batches: nobody sees it, except that full batches are written while
 * the next one is filled; its errors come up, and what it has not committed is lost as a whole.
 */
#include "store_driver.h"

#define LINES 21000 /* more than two full batches */

static int
begin(void **state)
{
    *state = driver_new();
    return 0;
}

/* Many hits; codes, times and peers vary. */
static void
make_log(struct wl_buf *log, int lines)
{
    wl_buf_init(log);
    for (int i = 0; i < lines; i++)
        wl_buf_addf(log, "%s%d error 100%d from 10.0.0.%d\n", i % 7 ? "T" : "-", i * 3, 48 + i % 17,
                    i % 5);
}

static char *
undisturbed(const struct wl_buf *log)
{
    struct driver *d = driver_new();
    char *dump;

    driver_read(d, log->ptr, log->len, (struct reading){0});
    dump = driver_dump(d);
    driver_free(d);
    return dump;
}

static void
test_store_writer__is_not_made_for_a_small_input(void **state)
{
    struct driver *d = *state;
    struct wl_buf log;

    make_log(&log, 500);
    driver_read(d, log.ptr, log.len, (struct reading){.flush_each = 100});
    assert_false(d->store->writer.running);
    assert_int_equal(d->result.added, 500);
    wl_buf_done(&log);
}

static void
test_store_writer__leaves_what_one_batch_would(void **state)
{
    struct driver *d = *state;
    struct wl_buf log;
    char *want, *got;

    make_log(&log, LINES);
    want = undisturbed(&log);
    for (size_t each = 300; each < LINES; each *= 7) {
        struct driver *other = driver_new();

        driver_read(other, log.ptr, log.len, (struct reading){.flush_each = each});
        got = driver_dump(other);
        assert_string_equal(got, want);
        free(got);
        driver_free(other);
    }
    driver_read(d, log.ptr, log.len, (struct reading){0});
    assert_true(d->store->writer.running);
    assert_int_equal(d->result.added, LINES);
    assert_int_equal(driver_int(d, "SELECT count(*) FROM occurrence"), LINES);
    assert_int_equal(driver_int(d, "SELECT lines FROM source"), LINES);
    free(want);
    wl_buf_done(&log);
}

static void
test_store_writer__tells_new_rows_from_known_ones(void **state)
{
    struct driver *d = *state;
    struct wl_buf log;
    char *once, *again;

    make_log(&log, LINES);
    driver_read(d, log.ptr, log.len, (struct reading){.locator = "a.log"});
    once = driver_dump(d);
    driver_read(d, log.ptr, log.len, (struct reading){.locator = "a.log"});
    assert_int_equal(d->result.added, 0);
    assert_int_equal(d->result.already, LINES);
    again = driver_dump(d);
    assert_string_equal(again, once);
    /* Another content from the middle on: the first half is shared, the second is other lines. */
    log.ptr[log.len / 2] = '!';
    driver_read(d, log.ptr, log.len, (struct reading){.locator = "b.log"});
    assert_false(d->result.known);
    assert_int_equal(d->result.added + d->result.already, LINES);
    assert_true(d->result.already > LINES / 3 && d->result.added > LINES / 3);
    assert_int_equal(driver_int(d, "SELECT count(*) FROM occurrence"), LINES + d->result.added);
    free(once);
    free(again);
    wl_buf_done(&log);
}

static void
test_store_writer__loses_whole_batches_when_it_is_freed(void **state)
{
    struct driver *d = *state;
    struct wl_buf log;
    char *want, *got;

    make_log(&log, LINES);
    want = undisturbed(&log);
    for (size_t stop = 6000; stop < LINES; stop += 12000)
        driver_read(d, log.ptr, log.len, (struct reading){.stop_after = stop});
    driver_read(d, log.ptr, log.len, (struct reading){0});
    got = driver_dump(d);
    assert_string_equal(got, want);
    free(got);
    free(want);
    wl_buf_done(&log);
}

static void
test_store_writer__hands_on_its_errors(void **state)
{
    struct driver *d = *state;
    struct wl_error err = {0};
    struct wl_buf log;
    char *want, *got;

    make_log(&log, LINES);
    want = undisturbed(&log);
    driver_open(d);
    (void)driver_int(d, "PRAGMA max_page_count = 60");
    assert_int_equal(driver_try(d, log.ptr, log.len, (struct reading){0}, &err), WL_EDB);
    assert_non_null(strstr(err.text, "full"));
    assert_non_null(strstr(err.text, d->path));
    /* Rows are lost, so it stays with that. */
    err = (struct wl_error){0};
    assert_int_equal(wl_store_flush(d->store, &err), WL_EDB);
    assert_int_equal(wl_store_try_flush(d->store, NULL), WL_EDB);
    assert_int_equal(wl_store_end_source(d->store, LINES, true, NULL, NULL), WL_EDB);
    assert_int_equal(wl_store_end_run(d->store, 0, 1, NULL), WL_EDB);
    assert_non_null(strstr(err.text, "full"));
    driver_kill(d);
    driver_read(d, log.ptr, log.len, (struct reading){0});
    got = driver_dump(d);
    assert_string_equal(got, want);
    free(got);
    free(want);
    wl_buf_done(&log);
}

static void
test_store_writer__waits_for_a_busy_database_but_not_for_ever(void **state)
{
    struct driver *d = *state;
    struct wl_error err = {0};
    struct wl_buf log;
    sqlite3 *other;

    make_log(&log, LINES);
    wl_db_busy_ms = 50;
    driver_open(d);
    assert_int_equal(sqlite3_open(d->path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(driver_try(d, log.ptr, log.len, (struct reading){0}, &err), WL_EBUSY);
    assert_non_null(strstr(err.text, "busy"));
    assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(other), SQLITE_OK);
    driver_kill(d);
    wl_buf_done(&log);
}

static void
test_store_writer__does_not_hold_up_who_only_tries(void **state)
{
    struct driver *d = *state;
    struct wl_error err = {0};
    struct wl_seen seen = {.locator = "app.log", .host = ""};
    struct wl_identity identity;
    struct wl_buf log;
    size_t at = 0, number = 0;
    sqlite3 *other;

    make_log(&log, LINES);
    driver_open(d);
    seen.head = (struct wl_span){log.ptr, WL_HEAD};
    wl_identity_init(&identity);
    driver_must(wl_store_begin_source(d->store, &seen, &identity, &err), &err);
    assert_int_equal(sqlite3_open(d->path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    /* The thread waits for the other program with all batches but the one that is being filled. */
    while (wl_writer_under_way(d->store) < WL_BATCHES) {
        const char *lf = memchr(log.ptr + at, '\n', log.len - at);
        size_t size = (size_t)(lf - log.ptr) + 1 - at;

        driver_must(driver_line(d, &identity, log.ptr, at, size, ++number, 0, &err), &err);
        driver_must(number % 1000 ? 0 : wl_store_try_flush(d->store, &err), &err);
        at += size;
    }
    driver_must(wl_store_try_flush(d->store, &err), &err);
    assert_int_equal(wl_store_queued(d->store), 0);
    assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(other), SQLITE_OK);
    driver_must(wl_store_flush(d->store, &err), &err);
    assert_int_equal(driver_int(d, "SELECT count(*) FROM occurrence"), number);
    driver_must(wl_store_end_source(d->store, number, false, NULL, &err), &err);
    wl_identity_done(&identity);
    wl_buf_done(&log);
}

static void
test_store_writer__tells_few_ports_of_a_peer_apart(void **state)
{
    struct driver *d = *state;
    struct wl_error err = {0};
    struct wl_seen seen = {.locator = "app.log", .host = "", .head = {"0123456789abcdef", WL_HEAD}};
    struct wl_identity identity;
    struct wl_occurrence row = {.code = 10054, .pattern = "p", .text = {"t", 1}};

    driver_open(d);
    wl_identity_init(&identity);
    driver_must(wl_store_begin_source(d->store, &seen, &identity, &err), &err);
    for (uint32_t i = 0; i < 1000; i++) {
        wl_identity_feed(&identity, "x", 1);
        memcpy(row.id, &i, sizeof i);
        row.line = i + 1;
        row.peer_address = wl_span_of(i % 2 ? "10.0.0.1" : "10.0.0.2");
        row.peer_port = i % 2 ? 50000 + i : 440 + i % 16;
        driver_must(wl_store_add(d->store, &row, &err), &err);
    }
    driver_must(wl_store_end_source(d->store, 1000, true, NULL, &err), &err);
    assert_int_equal(driver_int(d, "SELECT count(*) FROM tally WHERE value = '10.0.0.2'"), 8);
    assert_int_equal(driver_int(d, "SELECT count(*) FROM tally WHERE value = '10.0.0.1'"),
                     WL_PORTS_OF_PEER + 1);
    assert_int_equal(driver_int(d, "SELECT n FROM tally WHERE number = -1 AND field = 'peer'"),
                     500 - WL_PORTS_OF_PEER);
    assert_int_equal(driver_int(d, "SELECT sum(n) FROM tally WHERE field = 'peer'"), 1000);
    /* For the common check at the end, which knows nothing of that. */
    (void)driver_int(d, "DELETE FROM tally WHERE field = 'peer' RETURNING 1");
    (void)driver_int(d, "UPDATE occurrence SET peer_address = NULL RETURNING 1");
    (void)driver_int(d, "INSERT INTO tally SELECT source, 'peer', '', 0, count(*), 0, count(*), "
                        "NULL, NULL FROM occurrence GROUP BY 1 RETURNING 1");
    wl_identity_done(&identity);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, begin, driver_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(test_store_writer__is_not_made_for_a_small_input),
        WITH_STORE(test_store_writer__leaves_what_one_batch_would),
        WITH_STORE(test_store_writer__tells_new_rows_from_known_ones),
        WITH_STORE(test_store_writer__loses_whole_batches_when_it_is_freed),
        WITH_STORE(test_store_writer__hands_on_its_errors),
        WITH_STORE(test_store_writer__waits_for_a_busy_database_but_not_for_ever),
        WITH_STORE(test_store_writer__does_not_hold_up_who_only_tries),
        WITH_STORE(test_store_writer__tells_few_ports_of_a_peer_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
