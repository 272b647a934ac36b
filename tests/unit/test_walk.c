#include "base/buf.h"
#include "input/walk.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define NOBODY 65534

/* All tests work in a new directory. */
static char top[] = "walk-XXXXXX";

static int
enter(void **state)
{
    (void)state;
    return mkdtemp(top) && chdir(top) == 0 ? 0 : -1;
}

static int
leave(void **state)
{
    char command[64];

    (void)state;
    if (chdir("..") != 0)
        return -1;
    (void)snprintf(command, sizeof command, "rm -rf %s", top);
    return system(command); /* NOLINT(cert-env33-c): a name made above */
}

static void
make_file(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

    assert_true(fd >= 0);
    (void)close(fd);
}

/* One line an item: kind, path, reason. */
struct log {
    struct wl_buf text;
    size_t stop_after; /* items; 0: never */
    size_t count;
};

static int
take(void *arg, const struct wl_walk_item *item, struct wl_error *err)
{
    static const char *const kinds[] = {"file", "left", "gap", "missing"};
    struct log *log = arg;

    (void)err;
    wl_buf_addf(&log->text, "%s%s %s%s%s\n", item->operand ? "operand " : "", kinds[item->kind],
                item->path, item->reason ? ": " : "", item->reason ? item->reason : "");
    return ++log->count == log->stop_after;
}

static int
walk(struct log *log, const char *const *operands, int output)
{
    struct wl_walk *w;
    int rc = 0;

    wl_buf_init(&log->text);
    assert_int_equal(wl_walk_new(&w, operands[0] && operands[1], take, log, NULL), 0);
    wl_walk_exclude(w, output);
    for (; *operands && rc == 0; operands++)
        rc = wl_walk_operand(w, *operands, NULL);
    wl_walk_free(w);
    return rc;
}

static void
expect(const char *const *operands, const char *text)
{
    struct log log = {.stop_after = 0};

    assert_int_equal(walk(&log, operands, -1), 0);
    assert_string_equal(wl_buf_text(&log.text), text);
    wl_buf_done(&log.text);
}

#define OPERANDS(...) \
    (const char *const[]) \
    { \
        __VA_ARGS__, NULL \
    }

static void
test_walk__goes_by_bytes_of_names(void **state)
{
    (void)state;
    assert_int_equal(mkdir("order", 0777), 0);
    assert_int_equal(mkdir("order/b", 0777), 0);
    make_file("order/b/x");
    make_file("order/a");
    make_file("order/B");
    make_file("order/\xff\n");
    make_file("order/b.log");
    expect(OPERANDS("order/"),
           "file order/B\nfile order/a\nfile order/b/x\nfile order/b.log\nfile order/\xff\n\n");
}

static void
test_walk__follows_links_only_as_operands(void **state)
{
    (void)state;
    assert_int_equal(mkdir("links", 0777), 0);
    make_file("links/log");
    assert_int_equal(symlink("..", "links/loop"), 0);
    assert_int_equal(symlink("log", "links/other"), 0);
    expect(OPERANDS("links"), "file links/log\nleft links/loop: symbolic link\n"
                              "left links/other: symbolic link\n");
    expect(OPERANDS("links/other"), "operand file links/other\n");
}

static void
test_walk__reports_a_file_once(void **state)
{
    (void)state;
    assert_int_equal(mkdir("once", 0777), 0);
    make_file("once/a");
    assert_int_equal(link("once/a", "once/b"), 0);
    make_file("once/c");
    expect(OPERANDS("once"), "file once/a\nleft once/b: same file under another name\n"
                             "file once/c\n");
    expect(OPERANDS("once/c", "once"),
           "operand file once/c\nfile once/a\nleft once/b: same file under another name\n"
           "left once/c: same file under another name\n");
}

static void
test_walk__leaves_what_is_no_file(void **state)
{
    (void)state;
    assert_int_equal(mkdir("special", 0777), 0);
    assert_int_equal(mkfifo("special/pipe", 0666), 0);
    expect(OPERANDS("special"), "left special/pipe: named pipe\n");
    expect(OPERANDS("special/pipe"), "operand file special/pipe\n");
}

static void
test_walk__goes_on_after_a_missing_operand(void **state)
{
    (void)state;
    make_file("there");
    expect(OPERANDS("not-there", "there", "-"),
           "operand missing not-there: No such file or directory\noperand file there\n"
           "operand file -\n");
}

static void
test_walk__reports_what_it_cannot_enter_and_goes_on(void **state)
{
    bool root = geteuid() == 0;

    (void)state;
    assert_int_equal(mkdir("closed", 0777), 0);
    assert_int_equal(mkdir("closed/a", 0), 0);
    make_file("closed/b");
    /* nothing is closed to root, so be somebody else for a while */
    assert_int_equal(chmod(".", 0755), 0);
    if (root && seteuid(NOBODY) != 0)
        return;
    expect(OPERANDS("closed"), "gap closed/a: Permission denied\nfile closed/b\n");
    expect(OPERANDS("closed/a"), "operand missing closed/a: Permission denied\n");
    if (root)
        assert_int_equal(seteuid(0), 0);
}

/* Too long a path cannot be read by anybody, root included. */
static void
test_walk__reports_what_is_too_deep(void **state)
{
    char name[201], *back = getcwd(NULL, 0);
    struct log log = {.stop_after = 0};

    (void)state;
    memset(name, 'd', 200);
    name[200] = '\0';
    assert_int_equal(mkdir("deep", 0777), 0);
    assert_int_equal(chdir("deep"), 0);
    for (int i = 0; i < 22; i++) {
        assert_int_equal(mkdir(name, 0777), 0);
        assert_int_equal(chdir(name), 0);
    }
    assert_int_equal(chdir(back), 0);
    make_file("deep/z");
    assert_int_equal(walk(&log, OPERANDS("deep"), -1), 0);
    assert_int_equal(log.count, 2);
    assert_memory_equal(wl_buf_text(&log.text), "gap deep/ddd", 12);
    assert_non_null(strstr(wl_buf_text(&log.text), ": File name too long\nfile deep/z\n"));
    wl_buf_done(&log.text);
    free(back);
}

static void
test_walk__never_reads_the_output(void **state)
{
    struct log log = {.stop_after = 0};
    int fd;

    (void)state;
    assert_int_equal(mkdir("out", 0777), 0);
    make_file("out/result");
    fd = open("out/result", O_WRONLY | O_CLOEXEC);
    assert_int_equal(walk(&log, OPERANDS("out"), fd), 0);
    assert_string_equal(wl_buf_text(&log.text), "left out/result: output of this command\n");
    wl_buf_done(&log.text);
    (void)close(fd);
}

static void
test_walk__stops_when_told(void **state)
{
    struct log log = {.stop_after = 2};

    (void)state;
    assert_int_equal(mkdir("stop", 0777), 0);
    make_file("stop/a");
    make_file("stop/b");
    make_file("stop/c");
    assert_int_equal(walk(&log, OPERANDS("stop"), -1), 1);
    assert_int_equal(log.count, 2);
    wl_buf_done(&log.text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_walk__goes_by_bytes_of_names),
        cmocka_unit_test(test_walk__follows_links_only_as_operands),
        cmocka_unit_test(test_walk__reports_a_file_once),
        cmocka_unit_test(test_walk__leaves_what_is_no_file),
        cmocka_unit_test(test_walk__goes_on_after_a_missing_operand),
        cmocka_unit_test(test_walk__reports_what_it_cannot_enter_and_goes_on),
        cmocka_unit_test(test_walk__reports_what_is_too_deep),
        cmocka_unit_test(test_walk__never_reads_the_output),
        cmocka_unit_test(test_walk__stops_when_told),
    };

    return cmocka_run_group_tests(tests, enter, leave);
}
