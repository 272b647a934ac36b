/*
 * Opening a database: what is created, what is refused and in which words.
 */
#include "schema_2.h"
#include "store/internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static char dir[64];
static char path[128];

static int
make_dir(void **state)
{
    (void)state;
    (void)snprintf(dir, sizeof dir, "/tmp/wsalog-XXXXXX");
    if (!mkdtemp(dir))
        return -1;
    (void)snprintf(path, sizeof path, "%s/a.db", dir);
    return 0;
}

static int
remove_dir(void **state)
{
    static const char *const left[] = {"a.db", "a.db-wal", "a.db-shm", "s/t/b.db", "s/t", "s"};
    char name[160];

    (void)state;
    for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
        (void)snprintf(name, sizeof name, "%s/%s", dir, left[i]);
        (void)remove(name);
    }
    return rmdir(dir);
}

static unsigned
mode_of(const char *name)
{
    struct stat status;

    assert_int_equal(stat(name, &status), 0);
    return status.st_mode & 0777u;
}

static void
run_sql(const char *sql)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void
assert_refused(enum wl_store_mode mode, int status, const char *words)
{
    struct wl_store *store = NULL;
    struct wl_error err = {0};

    assert_int_equal(wl_store_open(&store, path, mode, &err), status);
    assert_null(store);
    if (!strstr(err.text, words) || !strstr(err.text, path) || !strstr(err.text, "--db"))
        fail_msg("message: %s", err.text);
}

static void
assert_opens(const char *name, enum wl_store_mode mode)
{
    struct wl_store *store = NULL;
    struct wl_error err = {0};

    if (wl_store_open(&store, name, mode, &err) != 0)
        fail_msg("%s", err.text);
    wl_store_free(store);
}

static void
test_store__creates_a_private_database_and_its_directories(void **state)
{
    char name[128];

    (void)state;
    (void)snprintf(name, sizeof name, "%s/s/t/b.db", dir);
    assert_opens(name, WL_STORE_WRITE);
    assert_int_equal(mode_of(name), 0600);
    (void)snprintf(name, sizeof name, "%s/s/t", dir);
    assert_int_equal(mode_of(name), 0700);
}

static void
test_store__opens_its_own_database_again(void **state)
{
    (void)state;
    assert_opens(path, WL_STORE_WRITE);
    assert_opens(path, WL_STORE_WRITE);
    assert_opens(path, WL_STORE_READ);
}

static void
test_store__runs_a_query_with_bound_values(void **state)
{
    struct wl_store *store = NULL;
    struct wl_stmt *stmt = NULL;
    struct wl_span text;

    (void)state;
    assert_int_equal(wl_store_open(&store, path, WL_STORE_WRITE, NULL), 0);
    assert_int_equal(wl_stmt_prepare(&stmt, store, "SELECT :n + 1, :t, :none", NULL), 0);
    for (int round = 0; round < 2; round++) {
        wl_stmt_bind_int(stmt, ":n", round);
        wl_stmt_bind_text(stmt, ":t", "words");
        wl_stmt_bind_null(stmt, ":none");
        assert_int_equal(wl_stmt_step(stmt, NULL), 1);
        assert_int_equal(wl_stmt_int(stmt, 0), round + 1);
        text = wl_stmt_text(stmt, 1);
        assert_int_equal(text.len, 5);
        assert_memory_equal(text.ptr, "words", 5);
        assert_true(wl_stmt_is_null(stmt, 2));
        assert_int_equal(wl_stmt_text(stmt, 2).len, 0);
        assert_int_equal(wl_stmt_step(stmt, NULL), 0);
    }
    wl_stmt_free(stmt);
    wl_store_free(store);
}

static void
test_store__reads_only_what_exists(void **state)
{
    (void)state;
    assert_refused(WL_STORE_READ, WL_EIO, "there is no database");
    assert_int_not_equal(access(path, F_OK), 0);
}

static void
test_store__refuses_a_directory(void **state)
{
    (void)state;
    assert_int_equal(mkdir(path, 0700), 0);
    assert_refused(WL_STORE_WRITE, WL_EIO, "is a directory");
}

static void
test_store__refuses_the_database_of_another_program(void **state)
{
    (void)state;
    run_sql("CREATE TABLE t (x)");
    assert_refused(WL_STORE_WRITE, WL_EDB, "another program");
    run_sql("PRAGMA application_id = 7");
    assert_refused(WL_STORE_WRITE, WL_EDB, "another program");
    assert_refused(WL_STORE_READ, WL_EDB, "another program");
}

static void
test_store__refuses_a_newer_version(void **state)
{
    (void)state;
    assert_opens(path, WL_STORE_WRITE);
    run_sql("PRAGMA user_version = 99");
    assert_refused(WL_STORE_WRITE, WL_EDB, "newer wsalog");
}

static struct wl_occurrence
identify(struct wl_identity *identity, const char *line, uint64_t offset)
{
    struct wl_occurrence row = {.offset = offset, .column = 1, .code = 10054};
    unsigned char prefix[WL_ID_SIZE];

    wl_identity_feed(identity, line, strlen(line));
    wl_identity_digest(identity, prefix);
    wl_occurrence_id(identity, prefix, &row);
    return row;
}

/* A database of version 2, or of 1, which had the same tables. */
#define OLD "PRAGMA application_id = 1465076807;" /* 'WSLG' */

/* What a database is made of, without the way it is written. */
#define SHAPE \
    "SELECT t.type, t.name, c.cid, c.name AS col, c.type AS kind, c.\"notnull\", c.dflt_value, " \
    "c.pk " \
    "FROM %s.sqlite_schema t LEFT JOIN pragma_table_info(t.name, '%s') c " \
    "WHERE t.name NOT LIKE 'sqlite_%%'"

/* A database of version 2 becomes just what a new one is, and keeps its rows. */
static void
test_store__brings_version_2_up_to_date(void **state)
{
    char sql[2048], old[sizeof path + 8];

    (void)state;
    assert_opens(path, WL_STORE_WRITE);
    (void)snprintf(old, sizeof old, "%s.old", path);
    assert_int_equal(rename(path, old), 0);
    run_sql(wl_sql_schema_2);
    run_sql(OLD "PRAGMA user_version = 2;"
                "INSERT INTO source VALUES (1, x'31', 45, x'00', 3, 1);"
                "INSERT INTO occurrence VALUES (x'31323334', 1, 1, 0, 1, 5, 10054, 0, 90, '', 1, "
                "NULL, NULL, 0, 0, NULL, 0, 0, NULL, NULL, NULL, NULL, NULL, NULL, 'text')");
    assert_refused(WL_STORE_READ, WL_EDB, "older wsalog");
    assert_opens(path, WL_STORE_WRITE);
    (void)snprintf(sql, sizeof sql,
                   "ATTACH '%s' AS fresh; CREATE TEMP TABLE proof (n CHECK (n = 0));"
                   "INSERT INTO proof SELECT count(*) FROM (" SHAPE " EXCEPT " SHAPE ");"
                   "INSERT INTO proof SELECT count(*) FROM (" SHAPE " EXCEPT " SHAPE ");"
                   "INSERT INTO proof SELECT count(*) - 1 FROM occurrence "
                   "WHERE text = 'text' AND idle_us IS NULL AND idle_from = 0;"
                   "INSERT INTO proof SELECT user_version - 3 FROM pragma_user_version()",
                   old, "main", "main", "fresh", "fresh", "fresh", "fresh", "main", "main");
    run_sql(sql);
    assert_int_equal(unlink(old), 0);
}

/* In version 1 they had no place in front, and more of the hash. */
static void
test_store__puts_the_ids_of_version_1_in_order(void **state)
{
    static const char *const lines[] = {"10054 at first\n", "10054 in the head\n", "10054 later\n"};
    struct wl_identity identity;
    uint64_t offset = 0;

    (void)state;
    assert_int_equal(wl_identity_init(&identity), 0);
    run_sql(wl_sql_schema_2);
    run_sql(OLD
            "PRAGMA user_version = 1;"
            "INSERT INTO source VALUES (1, CAST('10054 at first\n1' AS BLOB), 45, x'00', 3, 1)");
    for (size_t i = 0; i < 3; i++) {
        struct wl_occurrence row = identify(&identity, lines[i], offset);
        char sql[512], id[2 * WL_ID_SIZE + 1];
        for (size_t k = 0; k < WL_ID_SIZE; k++)
            (void)snprintf(id + 2 * k, 3, "%02x", row.id[k]);
        (void)snprintf(sql, sizeof sql,
                       "CREATE TABLE IF NOT EXISTS want (id BLOB);"
                       "INSERT INTO want VALUES (x'%s');"
                       "INSERT INTO occurrence VALUES (x'%s0123456789abcdef', 1, %zu, %zu, 1, 5, "
                       "10054, 0, 90, '', 1, NULL, NULL, 0, 0, NULL, 0, 0, NULL, NULL, NULL, NULL,"
                       " NULL, NULL, '')",
                       id, id + (size_t)2 * WL_ID_PLACE, i + 1, (size_t)offset);
        run_sql(sql);
        offset += strlen(lines[i]);
    }
    wl_identity_done(&identity);
    assert_opens(path, WL_STORE_WRITE);
    run_sql("CREATE TABLE same (n CHECK (n = 3));"
            "INSERT INTO same SELECT count(*) FROM occurrence JOIN want USING (id);"
            "CREATE TABLE version (n CHECK (n = 3));"
            "INSERT INTO version SELECT user_version FROM pragma_user_version()");
}

static void
test_store__refuses_a_file_that_is_no_database(void **state)
{
    FILE *file = fopen(path, "w");

    (void)state;
    assert_non_null(file);
    for (int i = 0; i < 1000; i++)
        (void)fputs("a log, not a database\n", file);
    assert_int_equal(fclose(file), 0);
    assert_refused(WL_STORE_WRITE, WL_EDB, "not a database");
    assert_refused(WL_STORE_READ, WL_EDB, "not a database");
}

static void
test_store__says_that_a_database_is_damaged(void **state)
{
    FILE *file;

    (void)state;
    assert_opens(path, WL_STORE_WRITE);
    file = fopen(path, "r+");
    assert_non_null(file);
    assert_int_equal(fseek(file, 100, SEEK_SET), 0); /* behind the header: the table of tables */
    for (int i = 0; i < 4000; i++)
        (void)fputc('#', file);
    assert_int_equal(fclose(file), 0);
    assert_refused(WL_STORE_WRITE, WL_EDB, "is damaged");
    assert_refused(WL_STORE_READ, WL_EDB, "is damaged");
}

static void
test_store__refuses_what_it_may_not_write(void **state)
{
    (void)state;
    if (geteuid() == 0)
        return; /* nothing is read-only for root */
    assert_opens(path, WL_STORE_WRITE);
    assert_int_equal(chmod(path, 0400), 0);
    assert_refused(WL_STORE_WRITE, WL_EIO, "cannot write");
    assert_int_equal(chmod(path, 0), 0);
    assert_refused(WL_STORE_READ, WL_EIO, "cannot read");
}

static void
test_store__finds_its_default_place(void **state)
{
    char *found;

    (void)state;
    (void)setenv("HOME", "/home/u", 1);
    (void)setenv("XDG_STATE_HOME", "relative", 1);
    (void)unsetenv("WSALOG_DB");
    assert_string_equal(found = wl_store_default_path(), "/home/u/.local/state/wsalog/wsalog.db");
    free(found);
    (void)setenv("XDG_STATE_HOME", "/state", 1);
    assert_string_equal(found = wl_store_default_path(), "/state/wsalog/wsalog.db");
    free(found);
    (void)setenv("WSALOG_DB", "my.db", 1);
    assert_string_equal(found = wl_store_default_path(), "my.db");
    free(found);
}

#define WITH_DIR(test) cmocka_unit_test_setup_teardown(test, make_dir, remove_dir)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_DIR(test_store__creates_a_private_database_and_its_directories),
        WITH_DIR(test_store__opens_its_own_database_again),
        WITH_DIR(test_store__runs_a_query_with_bound_values),
        WITH_DIR(test_store__reads_only_what_exists),
        WITH_DIR(test_store__refuses_a_directory),
        WITH_DIR(test_store__refuses_the_database_of_another_program),
        WITH_DIR(test_store__refuses_a_newer_version),
        WITH_DIR(test_store__brings_version_2_up_to_date),
        WITH_DIR(test_store__puts_the_ids_of_version_1_in_order),
        WITH_DIR(test_store__refuses_a_file_that_is_no_database),
        WITH_DIR(test_store__says_that_a_database_is_damaged),
        WITH_DIR(test_store__refuses_what_it_may_not_write),
        cmocka_unit_test(test_store__finds_its_default_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
