#include "base/buf.h"
#include "input/names.h"
#include "input/spool.h"
#include "input/stream_file.h"
#include "input/zip.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* A file with 700,000 bytes, 'a' to 'z' over and over, without a name. */
static int
make_file(void)
{
    char path[] = "wl_stream_XXXXXX", bytes[26 * 100];
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    (void)unlink(path);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)('a' + i % 26);
    for (int i = 0; i < 270; i++)
        assert_int_equal(write(fd, bytes, sizeof bytes), sizeof bytes);
    return fd;
}

#define FILE_SIZE (26u * 100u * 270u)

static char
at(struct wl_stream *stream, uint64_t offset)
{
    char c = '\0';

    assert_int_equal(stream->ops->seek(stream, offset, NULL), 0);
    assert_int_equal(stream->ops->read(stream, &c, 1, NULL), 1);
    return c;
}

static uint64_t
rest(struct wl_stream *stream)
{
    char bytes[5000];
    uint64_t sum = 0;
    ptrdiff_t n;

    while ((n = stream->ops->read(stream, bytes, sizeof bytes, NULL)) > 0)
        sum += (uint64_t)n;
    assert_int_equal(n, 0);
    return sum;
}

static void
test_stream__reads_a_file_and_seeks_in_it(void **state)
{
    struct wl_stream *stream;

    (void)state;
    assert_int_equal(wl_stream_fd(&stream, make_file(), "x", NULL), 0);
    assert_int_equal(stream->size, FILE_SIZE);
    assert_int_equal(rest(stream), FILE_SIZE);
    assert_int_equal(at(stream, 27), 'b');
    assert_int_equal(at(stream, 26 * 10000 + 25), 'z');
    wl_stream_close(stream);
    wl_stream_close(NULL);
}

static void
test_stream__reads_a_pipe_once(void **state)
{
    struct wl_stream *stream;
    char bytes[10];
    int ends[2];

    (void)state;
    assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
    assert_int_equal(write(ends[1], "abc", 3), 3);
    (void)close(ends[1]);
    assert_int_equal(wl_stream_fd(&stream, ends[0], "x", NULL), 0);
    assert_null(stream->ops->seek);
    assert_true(stream->size == UINT64_MAX);
    assert_int_equal(stream->ops->read(stream, bytes, sizeof bytes, NULL), 3);
    assert_int_equal(stream->ops->read(stream, bytes, sizeof bytes, NULL), 0);
    wl_stream_close(stream);
}

static void
test_stream__names_what_it_cannot_open(void **state)
{
    struct wl_stream *stream = NULL;
    struct wl_error err = {0};

    (void)state;
    assert_int_equal(wl_stream_open(&stream, "no/such/file", &err), WL_EIO);
    assert_string_equal(err.text, "cannot open 'no/such/file': No such file or directory");
    assert_int_equal(wl_stream_open(&stream, ".", &err), WL_EIO);
    assert_string_equal(err.text, "'.' is a directory");
    assert_null(stream);
}

static void
test_spool__holds_a_stream_and_seeks_in_it(void **state)
{
    struct wl_stream *file, *spool;
    uint64_t used = 5;

    (void)state;
    assert_int_equal(wl_stream_fd(&file, make_file(), "x", NULL), 0);
    assert_int_equal(wl_spool_open(&spool, file, &used, FILE_SIZE + 5, NULL), 0);
    wl_stream_close(file);
    assert_int_equal(spool->size, FILE_SIZE);
    assert_int_equal(used, FILE_SIZE + 5);
    assert_int_equal(rest(spool), FILE_SIZE);
    assert_int_equal(at(spool, 26 * 10000 + 3), 'd');
    assert_int_equal(at(spool, 0), 'a');
    assert_int_equal(spool->ops->seek(spool, FILE_SIZE, NULL), 0);
    assert_int_equal(rest(spool), 0);
    assert_int_equal(spool->ops->seek(spool, FILE_SIZE + 1, NULL), WL_EIO);
    wl_stream_close(spool);
    assert_int_equal(used, 5);
}

static void
test_spool__refuses_more_than_it_may_hold(void **state)
{
    struct wl_stream *file, *spool = NULL;
    struct wl_error err = {0};
    uint64_t used = 0;

    (void)state;
    assert_int_equal(wl_stream_fd(&file, make_file(), "x", NULL), 0);
    assert_int_equal(wl_spool_open(&spool, file, &used, FILE_SIZE - 1, &err), WL_ELIMIT);
    assert_null(spool);
    assert_int_equal(used, 0);
    wl_stream_close(file);
}

static void
add(struct wl_names *names, const char *name, const char *wanted)
{
    struct wl_buf text = {0};

    wl_buf_add_text(&text, "x.zip!");
    wl_buf_add_text(&text, name);
    assert_int_equal(wl_names_add(names, &text, 6), 0);
    assert_string_equal(wl_buf_text(&text) + 6, wanted);
    wl_buf_done(&text);
}

static void
test_names__keeps_equal_ones_apart(void **state)
{
    struct wl_names names = {0};
    char name[20], wanted[20];

    (void)state;
    add(&names, "a", "a");
    add(&names, "b", "b");
    add(&names, "a", "a#2");
    add(&names, "a#3", "a#3");
    add(&names, "a", "a#4");
    add(&names, "a#2", "a#2#2");
    add(&names, "", "");
    for (int round = 1; round <= 2; round++)
        for (int i = 0; i < 1000; i++) {
            (void)snprintf(name, sizeof name, "n%d", i);
            (void)snprintf(wanted, sizeof wanted, round == 1 ? "n%d" : "n%d#2", i);
            add(&names, name, wanted);
        }
    wl_names_done(&names);
}

#define END(count) "PK\5\6\0\0\0\0" count count "\0\0\0\0\0\0\0\0\0\0"

static void
test_zip__finds_how_many_members_there_are(void **state)
{
    static const char plain[] = "..." END("\7\0"), commented[] = END("\2\1") "PK\5\6";
    static const char large[] = "PK\6\6.........................." /* 30 bytes */
                                "..\1\0\0\0\1\0\0\0................"
                                "PK\6\7................" END("\xff\xff");
    struct wl_zip_end end;
    char text[sizeof commented];

    (void)state;
    assert_true(wl_zip_end(plain, sizeof plain, &end)); /* a byte stands behind it */
    assert_int_equal(end.members, 7);
    assert_true(end.modulo);
    assert_true(wl_zip_end_misses(&end, 6));
    assert_false(wl_zip_end_misses(&end, 7));
    assert_false(wl_zip_end_misses(&end, 65536 + 7));
    memcpy(text, commented, sizeof text);
    text[20] = 4;
    assert_true(wl_zip_end(text, sizeof text - 1, &end));
    assert_int_equal(end.members, 258);
    assert_true(wl_zip_end(large, sizeof large - 1, &end));
    assert_int_equal(end.members, UINT64_C(0x100000001));
    assert_false(end.modulo);
    assert_false(wl_zip_end(plain, 10, &end));
    assert_false(wl_zip_end("", 0, &end));
}

static void
test_zip__finds_the_name_before_the_data(void **state)
{
    static const char header[] = "....PK\3\4......................\3\0\2\0abcxy";
    struct wl_span name = wl_zip_name(header, sizeof header - 1);

    (void)state;
    assert_int_equal(name.len, 3);
    assert_memory_equal(name.ptr, "abc", 3);
    assert_int_equal(wl_zip_name(header, sizeof header - 2).len, 0);
    assert_int_equal(wl_zip_name(header, 0).len, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stream__reads_a_file_and_seeks_in_it),
        cmocka_unit_test(test_stream__reads_a_pipe_once),
        cmocka_unit_test(test_stream__names_what_it_cannot_open),
        cmocka_unit_test(test_spool__holds_a_stream_and_seeks_in_it),
        cmocka_unit_test(test_spool__refuses_more_than_it_may_hold),
        cmocka_unit_test(test_names__keeps_equal_ones_apart),
        cmocka_unit_test(test_zip__finds_how_many_members_there_are),
        cmocka_unit_test(test_zip__finds_the_name_before_the_data),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
