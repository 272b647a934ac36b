/*
 * The writer: order and completeness whatever the sizes and the reader's pace; turns by lines.
 */
#include "sink/writer.h"

#include "base/buf.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char pattern[1 << 20];

static void
put(struct wl_writer *writer, const char *ptr, size_t len)
{
    struct wl_error err;

    assert_int_equal(wl_writer_put(writer, (struct wl_span){ptr, len}, &err), 0);
}

static void
flush(struct wl_writer *writer)
{
    struct wl_error err;

    assert_int_equal(wl_writer_flush(writer, &err), 0);
}

/* All that comes out of fd, until its other end is closed. */
static void
read_all(int fd, struct wl_buf *out)
{
    char piece[5000];
    ssize_t n;

    wl_buf_init(out);
    while ((n = read(fd, piece, sizeof piece)) > 0)
        wl_buf_add(out, piece, (size_t)n);
    (void)close(fd);
}

static void
test_writer__pieces_of_all_sizes_come_out_in_order(void **state)
{
    static const size_t sizes[] = {1,      0,     WL_WRITER_LARGE - 1,  WL_WRITER_LARGE,
                                   70000,  40000, WL_WRITER_BUFFER - 1, 1,
                                   300000, 3};
    int ends[2];
    struct wl_writer writer;
    struct wl_error err;
    struct wl_buf got;
    size_t at = 0;
    pid_t pid;

    (void)state;
    for (size_t i = 0; i < sizeof pattern; i++)
        pattern[i] = (char)(i * 7 + i / 251);
    assert_int_equal(pipe(ends), 0);
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) { /* does not wait for a slow reader by itself */
        if (fcntl(ends[1], F_SETFL, O_NONBLOCK) < 0 ||
            wl_writer_init(&writer, ends[1], "pipe", &err) < 0)
            _exit(1);
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; at += sizes[i++])
            if (wl_writer_put(&writer, (struct wl_span){pattern + at, sizes[i]}, &err) < 0)
                _exit(1);
        _exit(wl_writer_flush(&writer, &err) < 0);
    }
    (void)close(ends[1]);
    read_all(ends[0], &got);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        at += sizes[i];
    assert_int_equal(got.len, at);
    assert_memory_equal(got.ptr, pattern, at);
    wl_buf_done(&got);
    (void)waitpid(pid, NULL, 0);
}

static void
test_writer__a_reader_that_has_gone_is_told_once(void **state)
{
    struct wl_writer writer;
    struct wl_error err;
    int ends[2];

    (void)state;
    (void)signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe(ends), 0);
    (void)close(ends[0]);
    assert_int_equal(wl_writer_init(&writer, ends[1], "pipe", &err), 0);
    put(&writer, "x", 1);
    assert_int_equal(wl_writer_flush(&writer, &err), WL_EPIPE);
    put(&writer, "x", 1);
    flush(&writer);
    wl_writer_done(&writer);
    (void)close(ends[1]);
}

static void
test_writer__turns_change_between_lines(void **state)
{
    struct wl_turns turns;
    struct wl_turn a = {.turns = &turns, .name = "a"}, b = {.turns = &turns, .name = "b\n"};
    struct wl_writer first, second;
    struct wl_error err;
    struct wl_buf got;
    int ends[2];

    (void)state;
    wl_turns_init(&turns, true);
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(wl_writer_init(&first, ends[1], "pipe", &err), 0);
    assert_int_equal(wl_writer_init(&second, ends[1], "pipe", &err), 0);
    first.turn = &a;
    second.turn = &b;
    put(&first, "1\n", 2);
    flush(&first);
    put(&first, "2", 1);
    flush(&first);
    put(&first, "3\n", 2);
    flush(&first);
    flush(&second);
    put(&second, "4", 1);
    flush(&second);
    put(&first, "5\n", 2);
    flush(&first);
    wl_writer_done(&first);
    wl_writer_done(&second);
    (void)close(ends[1]);
    read_all(ends[0], &got);
    assert_string_equal(wl_buf_text(&got),
                        "==> a <==\n1\n23\n\n==> b\\x0A <==\n4\n\n==> a <==\n5\n");
    wl_buf_done(&got);
    wl_buf_done(&a.header);
    wl_buf_done(&b.header);
    wl_turns_done(&turns);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_writer__pieces_of_all_sizes_come_out_in_order),
        cmocka_unit_test(test_writer__a_reader_that_has_gone_is_told_once),
        cmocka_unit_test(test_writer__turns_change_between_lines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
