/*
 * What a content is stored as, however often, under whatever name and in whatever pieces it is met.
 */
#include "store_driver.h"

#define LOG \
    "T0 start of the service\nT1 error 10054\nT2 fine\nT3 error 10061\nT3 error 10061\n" \
    "error 11001 without time\nT2000 error 10054\n"

static int
begin(void **state)
{
    *state = driver_new();
    return 0;
}

static int64_t
rows(struct driver *d)
{
    return driver_int(d, "SELECT count(*) FROM occurrence WHERE folded = 0");
}

static int64_t
sources(struct driver *d)
{
    return driver_int(d, "SELECT count(*) FROM source");
}

static int64_t
sightings(struct driver *d)
{
    return driver_int(d, "SELECT count(*) FROM sighting");
}

static void
test_store__counts_the_same_content_once(void **state)
{
    struct driver *d = *state;
    char *once, *twice;

    driver_scan(d, LOG, "app.log");
    assert_false(d->result.known);
    assert_int_equal(d->result.added, 5);
    once = driver_dump(d);
    driver_close(d);
    driver_scan(d, LOG, "app.log");
    assert_true(d->result.known);
    assert_int_equal(d->result.added, 0);
    assert_int_equal(d->result.already, 5);
    twice = driver_dump(d);
    assert_string_equal(once, twice);
    assert_int_equal(driver_int(d, "SELECT min(read_us) FROM sighting"), 1000);
    free(once);
    free(twice);
}

static void
test_store__sees_a_renamed_copy_as_one_source(void **state)
{
    struct driver *d = *state;

    driver_scan(d, LOG, "app.log");
    driver_scan(d, LOG, "case.zip!app.log");
    driver_read(d, LOG, strlen(LOG), (struct reading){.locator = "-", .piece = 3});
    assert_int_equal(rows(d), 5);
    assert_int_equal(sources(d), 1);
    assert_int_equal(sightings(d), 3);
}

static void
test_store__keeps_the_fields_of_a_row(void **state)
{
    struct driver *d = *state;

    driver_scan(d, "ab\nT5 x\xFF 10054\n", "app.log");
    assert_int_equal(driver_int(d,
                                "SELECT count(*) FROM occurrence WHERE line = 2 AND offset = 3 AND"
                                " column = 7 AND length = 5 AND code = 10054 AND time_us = 5000000"
                                " AND time_from = 1 AND call IS NULL AND peer_port IS NULL AND"
                                " host IS NULL AND text = 'T5 x' || char(65533) || ' 10054'"),
                     1);
    assert_int_equal(driver_int(d, "SELECT lines FROM source"), 2);
}

static void
test_store__adds_the_new_lines_of_a_log_that_grew(void **state)
{
    struct driver *d = *state;

    driver_read(d, LOG, 40, (struct reading){.mtime_us = 1});
    driver_read(d, LOG, strlen(LOG), (struct reading){.mtime_us = 2});
    assert_true(d->result.known);
    assert_int_equal(rows(d), 5);
    assert_int_equal(sources(d), 1);
    assert_int_equal(sightings(d), 2);
    assert_int_equal(driver_int(d, "SELECT length FROM source"), strlen(LOG));
    assert_int_equal(driver_int(d, "SELECT lines FROM source"), 7);
}

static void
test_store__replaces_a_provisional_last_line(void **state)
{
    struct driver *d = *state;

    driver_scan(d, "a first line of text\nT1 error 10054", "app.log");
    assert_int_equal(driver_int(d, "SELECT count(*) FROM occurrence WHERE provisional"), 1);
    driver_scan(d, "a first line of text\nT1 error 10054", "app.log");
    assert_int_equal(driver_int(d, "SELECT count(*) FROM occurrence WHERE provisional"), 1);
    driver_scan(d, "a first line of text\nT1 error 10054 at x", "app.log");
    assert_int_equal(driver_int(d, "SELECT count(*) FROM occurrence WHERE provisional"), 1);
    driver_scan(d, "a first line of text\nT1 error 10054 at x\nT2 error 10061", "app.log");
    assert_int_equal(rows(d), 2);
    assert_int_equal(driver_int(d, "SELECT count(*) FROM occurrence WHERE provisional"), 1);
    driver_scan(d, "a first line of text\nT1 error 10054 at x\nT2 error 100619\n", "app.log");
    assert_int_equal(rows(d), 2);
    assert_int_equal(driver_int(d, "SELECT count(*) FROM occurrence WHERE provisional"), 0);
    assert_int_equal(sources(d), 1);
}

static void
test_store__takes_a_provisional_line_that_is_confirmed(void **state)
{
    static const char log[] = "a first line of text\n10054\n";
    struct driver *d = *state;
    struct wl_error err = {0};
    struct wl_seen seen = {.locator = "x", .host = "", .head = {log, WL_HEAD}};
    struct wl_identity identity;
    unsigned char prefix[WL_ID_SIZE];
    struct wl_occurrence row;

    /* A whole line whose evidence may still wrap: provisional, but its id stays when it does not.
     */
    driver_open(d);
    assert_int_equal(wl_identity_init(&identity), 0);
    driver_must(wl_store_begin_source(d->store, &seen, &identity, &err), &err);
    wl_identity_feed(&identity, log, strlen(log));
    assert_true(driver_find(log + 21, 6, &row));
    row.provisional = strlen(log);
    row.line = 2;
    row.offset = 21;
    wl_identity_digest(&identity, prefix);
    wl_occurrence_id(&identity, prefix, &row);
    driver_must(wl_store_add(d->store, &row, &err), &err);
    driver_must(wl_store_end_source(d->store, 2, true, NULL, &err), &err);
    wl_identity_done(&identity);
    assert_int_equal(driver_int(d, "SELECT provisional FROM occurrence"), strlen(log));
    driver_scan(d, "a first line of text\n10054\nmore\n", "x");
    assert_int_equal(rows(d), 1);
    assert_int_equal(driver_int(d, "SELECT provisional FROM occurrence"), 0);
}

static void
test_store__makes_a_new_source_of_a_replaced_file(void **state)
{
    struct driver *d = *state;

    driver_scan(d, LOG, "app.log");
    driver_scan(d, "T0 start of the service\nT9 error 10060\n", "app.log");
    assert_false(d->result.known);
    driver_scan(d, "something else\nT9 error 10060\n", "app.log");
    assert_int_equal(sources(d), 3);
    assert_int_equal(rows(d), 6); /* the second 10060 is the same line, by its own time */
    assert_int_equal(driver_int(d, "SELECT count(*) FROM occurrence WHERE folded"), 1);
}

static void
test_store__shares_the_rows_of_a_common_prefix(void **state)
{
    struct driver *d = *state;

    driver_scan(d, LOG "x\n10013\n", "a.log");
    driver_scan(d, LOG "y\n10014\n", "b.log");
    assert_false(d->result.known);
    assert_int_equal(d->result.already, 5);
    assert_int_equal(rows(d), 7);
    assert_int_equal(sources(d), 2);
    driver_scan(d, LOG "x\n10013\n10015\n", "a.log");
    driver_scan(d, LOG "y\n10014\n10016\n", "b.log");
    assert_int_equal(rows(d), 9);
    assert_int_equal(sources(d), 2);
}

static void
test_store__adds_nothing_for_an_older_copy(void **state)
{
    struct driver *d = *state;
    char *before, *after;

    driver_scan(d, LOG, "app.log");
    driver_read(d, LOG, 39, (struct reading){.locator = "app.log.old"});
    assert_int_equal(d->result.added, 0);
    assert_int_equal(rows(d), 5);
    before = driver_dump(d);
    driver_read(d, LOG, 39, (struct reading){.locator = "app.log.old"});
    driver_scan(d, LOG, "app.log");
    after = driver_dump(d);
    assert_string_equal(before, after);
    driver_scan(d, LOG "10013\n", "app.log");
    assert_int_equal(driver_int(d, "SELECT length FROM source ORDER BY 1 DESC"), strlen(LOG) + 6);
    assert_int_equal(sources(d), 2);
    free(before);
    free(after);
}

static void
test_store__folds_the_torn_last_line_of_an_older_copy(void **state)
{
    static const char log[] = "a first line of text\nerror 10054 in connect\nmore\n";
    struct driver *d = *state;

    driver_scan(d, log, "app.log");
    driver_read(d, log, 35, (struct reading){.locator = "copy"});
    assert_int_equal(rows(d), 1);
    driver_scan(d, log, "app.log");
    driver_read(d, log, 35, (struct reading){.locator = "copy"});
    assert_int_equal(rows(d), 1);
    assert_int_equal(driver_int(d, "SELECT count(*) FROM occurrence WHERE folded"), 1);
}

static void
test_store__folds_the_timed_lines_of_an_excerpt(void **state)
{
    struct driver *d = *state;

    driver_scan(d, LOG, "app.log");
    driver_scan(d, strstr(LOG, "T3"), "tail.txt");
    assert_int_equal(d->result.added, 4);
    assert_int_equal(rows(d), 6); /* the line without a time cannot be told from another */
    assert_int_equal(driver_int(d, "SELECT sum(folded) FROM summary"), 3);
    driver_read(d, strstr(LOG, "T3"), strlen(strstr(LOG, "T3")),
                (struct reading){.locator = "tail.txt", .host = "elsewhere"});
    assert_int_equal(rows(d), 6);
}

static void
test_store__tells_hosts_apart(void **state)
{
    struct driver *d = *state;

    driver_read(d, "x\nT1 10054\n", 11, (struct reading){.host = "alpha"});
    driver_read(d, "y\nT1 10054\n", 11, (struct reading){.host = "beta"});
    assert_int_equal(rows(d), 2);
}

static void
test_store__sights_empty_sources(void **state)
{
    struct driver *d = *state;

    driver_scan(d, "", "a.log");
    driver_scan(d, "", "b.log");
    assert_true(d->result.known);
    assert_int_equal(sources(d), 1);
    assert_int_equal(sightings(d), 2);
    driver_scan(d, LOG, "c.log"); /* no growth of the empty one */
    assert_false(d->result.known);
    assert_int_equal(sources(d), 2);
}

static void
test_store__follows_a_tiny_source_that_grows(void **state)
{
    struct driver *d = *state;

    for (size_t len = 1; len <= strlen(LOG); len++)
        driver_read(d, LOG, len, (struct reading){0});
    assert_int_equal(sources(d), 1);
    assert_int_equal(rows(d), 5);
    assert_int_equal(driver_int(d, "SELECT length(head) FROM source"), WL_HEAD);
}

static void
test_store__writes_batches_of_a_big_source(void **state)
{
    struct driver *d = *state;
    struct wl_buf log;

    wl_buf_init(&log);
    for (int i = 0; i < 25000; i++)
        wl_buf_addf(&log, "T%d error 10054\n", i * 100);
    driver_read(d, log.ptr, log.len, (struct reading){0});
    assert_int_equal(d->result.added, 25000);
    assert_int_equal(wl_store_queued(d->store), 0);
    assert_int_equal(driver_int(d, "SELECT count(*) FROM summary"), 2778);
    wl_buf_done(&log);
}

#define WITH_STORE(test) cmocka_unit_test_setup_teardown(test, begin, driver_end)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_STORE(test_store__counts_the_same_content_once),
        WITH_STORE(test_store__sees_a_renamed_copy_as_one_source),
        WITH_STORE(test_store__keeps_the_fields_of_a_row),
        WITH_STORE(test_store__adds_the_new_lines_of_a_log_that_grew),
        WITH_STORE(test_store__replaces_a_provisional_last_line),
        WITH_STORE(test_store__takes_a_provisional_line_that_is_confirmed),
        WITH_STORE(test_store__makes_a_new_source_of_a_replaced_file),
        WITH_STORE(test_store__shares_the_rows_of_a_common_prefix),
        WITH_STORE(test_store__adds_nothing_for_an_older_copy),
        WITH_STORE(test_store__folds_the_torn_last_line_of_an_older_copy),
        WITH_STORE(test_store__folds_the_timed_lines_of_an_excerpt),
        WITH_STORE(test_store__tells_hosts_apart),
        WITH_STORE(test_store__sights_empty_sources),
        WITH_STORE(test_store__follows_a_tiny_source_that_grows),
        WITH_STORE(test_store__writes_batches_of_a_big_source),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
