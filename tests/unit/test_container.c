/*
 * What test_containers.py cannot see from outside: time, reading in pieces, what is closed when,
 * failing memory.
 */
#include "archive_fixture.h"
#include "input/container.h"

static const struct wl_container_setup plain = {.limits = {.depth = 8,
                                                           .ratio = 1000,
                                                           .ratio_after = 1 << 20,
                                                           .members = 100,
                                                           .member_bytes = 1 << 30,
                                                           .member_seconds = 10,
                                                           .spool_bytes = 1 << 20,
                                                           .dictionary_bytes = 1 << 20}};

static struct wl_container *
open_it(struct memory *memory, const struct wl_container_setup *setup)
{
    struct wl_container *container = NULL;
    struct wl_error err = {0};

    assert_int_equal(wl_container_open(&container, &memory->stream, "case", setup, &err), 0);
    return container;
}

/* Read a member in pieces. @return the last answer */
static ptrdiff_t
read_all(struct wl_stream *stream, size_t piece, struct wl_buf *out, struct wl_error *err)
{
    ptrdiff_t n;

    do {
        assert_int_equal(wl_buf_reserve(out, piece), 0);
        n = stream->ops->read(stream, out->ptr + out->len, piece, err);
        out->len += n > 0 ? (size_t)n : 0;
    } while (n > 0);
    return n;
}

static void
test_container__reads_the_same_in_any_pieces(void **state)
{
    static const size_t pieces[] = {1, 7, 512, 100000};
    struct wl_buf text = {0}, tar = {0}, packed = {0};

    (void)state;
    for (int i = 0; i < 2000; i++)
        wl_buf_addf(&text, "line %d\n", i);
    add_tar_member(&tar, "a.log", wl_buf_span(&text));
    add_tar_member(&tar, "b.log", wl_span_of("b\n"));
    end_tar(&tar);
    add_gzip(&packed, wl_buf_span(&tar));
    for (size_t in = 0; in < 4; in++)
        for (size_t out = 0; out < 4; out++) {
            struct wl_container *c = open_it(memory_new(wl_buf_span(&packed), pieces[in]), &plain);
            struct wl_member member;
            struct wl_buf got = {0};
            assert_int_equal(wl_container_next(c, &member, NULL), 1);
            assert_string_equal(member.locator, "case!a.log");
            assert_int_equal(read_all(member.stream, pieces[out], &got, NULL), 0);
            assert_true(wl_span_equal(wl_buf_span(&got), wl_buf_span(&text)));
            assert_int_equal(wl_container_next(c, &member, NULL), 1);
            wl_buf_clear(&got);
            assert_int_equal(read_all(member.stream, pieces[out], &got, NULL), 0);
            assert_string_equal(wl_buf_text(&got), "b\n");
            assert_int_equal(wl_container_next(c, &member, NULL), 0);
            assert_int_equal(wl_container_next(c, &member, NULL), 0);
            wl_container_close(c);
            wl_buf_done(&got);
        }
    wl_buf_done(&text);
    wl_buf_done(&tar);
    wl_buf_done(&packed);
}

static void
test_container__passes_over_what_is_left_unread(void **state)
{
    struct wl_buf text = {0}, tar = {0};
    struct wl_container *c;
    struct wl_member member;
    char some[10];

    (void)state;
    for (int i = 0; i < 50000; i++)
        wl_buf_addf(&text, "line %d\n", i);
    add_tar_member(&tar, "a.log", wl_buf_span(&text));
    add_tar_member(&tar, "b.log", wl_span_of("b\n"));
    add_tar_member(&tar, "c.log", wl_span_of("c\n"));
    end_tar(&tar);
    c = open_it(memory_new(wl_buf_span(&tar), 1000), &plain);
    assert_int_equal(wl_container_next(c, &member, NULL), 1);
    assert_int_equal(member.stream->ops->read(member.stream, some, sizeof some, NULL), 10);
    assert_memory_equal(some, "line 0\nlin", 10);
    assert_int_equal(wl_container_next(c, &member, NULL), 1);
    assert_string_equal(member.locator, "case!b.log");
    assert_int_equal(wl_container_next(c, &member, NULL), 1);
    assert_string_equal(member.locator, "case!c.log");
    assert_int_equal(member.stream->ops->read(member.stream, some, sizeof some, NULL), 2);
    assert_memory_equal(some, "c\n", 2);
    assert_int_equal(member.stream->ops->read(member.stream, some, sizeof some, NULL), 0);
    wl_container_close(c);
    wl_buf_done(&text);
    wl_buf_done(&tar);
}

static void
test_container__passes_on_that_the_outermost_stream_fails(void **state)
{
    struct wl_buf tar = {0};
    struct wl_container *c;
    struct wl_member member;
    struct wl_error err = {0};
    struct memory *memory;

    (void)state;
    add_tar_member(&tar, "a.log", wl_span_of("a\n"));
    add_tar_member(&tar, "b.log", wl_span_of("b\n"));
    for (int i = 0; i < 20; i++)
        add_tar_member(&tar, "c.log", wl_span_of("c\n"));
    tar.len = 5 * 1024; /* more than is looked at first, and at the border of a member */
    memory = memory_new(wl_buf_span(&tar), 100000);
    memory->rc = WL_EIO;
    c = open_it(memory, &plain);
    for (int i = 0; i < 5; i++)
        assert_int_equal(wl_container_next(c, &member, &err), 1);
    assert_int_equal(wl_container_next(c, &member, &err), WL_EIO);
    assert_string_equal(err.text, "the disk is gone");
    assert_int_equal(wl_container_next(c, &member, &err), 0);
    wl_container_close(c);
    wl_buf_done(&tar);
}

static void
test_container__closes_the_stream_whatever_happens(void **state)
{
    static const char *const contents[] = {"no archive\n", "", "BZh91AY&SY and no bzip2"};

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct wl_span bytes = wl_span_of(contents[i]);
        struct memory *memory = memory_new(bytes, 100);
        struct wl_container *c = NULL;
        struct wl_error err = {0};
        bool closed = false;
        memory->closed = &closed;
        assert_int_equal(wl_container_open(&c, &memory->stream, "case", &plain, &err), WL_EIO);
        assert_null(c);
        assert_true(closed);
        assert_true(err.text[0] != '\0');
    }
}

/* A clock that goes on by what the test says at each look. */
static uint64_t clock_us, tick_us, wait_us;

static uint64_t
fake_now(void)
{
    return clock_us += tick_us;
}

static void
wait_for_disk(void)
{
    clock_us += wait_us;
}

static void
open_slow(struct wl_buf *tar, struct wl_container **out, uint64_t tick, uint64_t wait)
{
    struct wl_container_setup setup = plain;
    struct wl_buf text = {0};
    struct memory *memory;

    for (int i = 0; i < 300000; i++)
        wl_buf_addf(&text, "line %d\n", i);
    add_tar_member(tar, "a.log", wl_buf_span(&text));
    add_tar_member(tar, "b.log", wl_span_of("b\n"));
    end_tar(tar);
    wl_buf_done(&text);
    setup.now_us = fake_now;
    memory = memory_new(wl_buf_span(tar), 10000);
    memory->on_read = wait_for_disk;
    clock_us = tick_us = wait_us = 0;
    *out = open_it(memory, &setup);
    tick_us = tick;
    wait_us = wait;
}

static void
test_container__ends_a_member_that_takes_too_long(void **state)
{
    struct wl_buf tar = {0}, got = {0};
    struct wl_container *c;
    struct wl_member member;
    struct wl_error err = {0};

    (void)state;
    open_slow(&tar, &c, 0, 0);
    assert_int_equal(wl_container_next(c, &member, NULL), 1);
    tick_us = 500000;
    assert_int_equal(read_all(member.stream, 4096, &got, &err), WL_ELIMIT);
    assert_string_equal(err.text, "takes longer than 10 seconds to unpack");
    assert_true(got.len > 4096 && got.len < 1000000);
    tick_us = 0;
    assert_int_equal(wl_container_next(c, &member, NULL), 1);
    assert_string_equal(member.locator, "case!b.log");
    wl_buf_clear(&got);
    assert_int_equal(read_all(member.stream, 4096, &got, &err), 0);
    wl_container_close(c);
    wl_buf_done(&tar);
    wl_buf_done(&got);
}

static void
test_container__does_not_count_waiting_or_the_readers_own_time(void **state)
{
    struct wl_buf tar = {0}, got = {0};
    struct wl_container *c;
    struct wl_member member;
    char bytes[100000];
    ptrdiff_t n;

    (void)state;
    open_slow(&tar, &c, 0, 3000000); /* a slow line: 3 s for 10,000 bytes */
    assert_int_equal(wl_container_next(c, &member, NULL), 1);
    do {
        n = member.stream->ops->read(member.stream, bytes, sizeof bytes, NULL);
        clock_us += 20000000; /* what is found takes a while to be stored */
    } while (n > 0);
    assert_int_equal(n, 0);
    wl_container_close(c);
    wl_buf_done(&tar);
    wl_buf_done(&got);
}

static long allocations_left = -1; /* -1: no end */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *ptr, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *ptr, size_t size);

static bool
may_allocate(void)
{
    if (allocations_left > 0)
        allocations_left--;
    return allocations_left != 0;
}

void *
__wrap_malloc(size_t size)
{
    return may_allocate() ? __real_malloc(size) : NULL;
}

void *
__wrap_calloc(size_t count, size_t size)
{
    return may_allocate() ? __real_calloc(count, size) : NULL;
}

void *
__wrap_realloc(void *ptr, size_t size)
{
    return may_allocate() ? __real_realloc(ptr, size) : NULL;
}

/* @return members, or the first error */
static int
count_members(struct memory *memory)
{
    struct wl_container *c = NULL;
    struct wl_member member;
    int count = 0, rc = wl_container_open(&c, &memory->stream, "case", &plain, NULL);

    if (rc < 0)
        return rc;
    while ((rc = wl_container_next(c, &member, NULL)) > 0)
        count++;
    wl_container_close(c);
    return rc < 0 ? rc : count;
}

static void
test_container__returns_that_memory_fails(void **state)
{
    struct wl_buf tar = {0}, inner = {0}, packed = {0};
    int rc = WL_ENOMEM;

    (void)state;
    add_tar_member(&inner, "a.log", wl_span_of("a\n"));
    end_tar(&inner);
    for (int i = 0; i < 60; i++)
        add_tar_member(&tar, i % 9 == 0 ? "same.log" : "b.log", wl_span_of("b\n"));
    add_tar_member(&tar, "c.tar", wl_buf_span(&inner));
    end_tar(&tar);
    add_gzip(&packed, wl_buf_span(&tar));
    for (long allocations = 1; rc == WL_ENOMEM; allocations++) {
        struct memory *memory = memory_new(wl_buf_span(&packed), 100000);
        allocations_left = allocations;
        rc = count_members(memory);
        allocations_left = -1;
        assert_true(allocations < 1000);
    }
    assert_int_equal(rc, 61);
    wl_buf_done(&tar);
    wl_buf_done(&inner);
    wl_buf_done(&packed);
}

static void
test_container__tells_containers_by_their_first_bytes(void **state)
{
    struct wl_buf tar = {0};

    (void)state;
    add_tar_member(&tar, "a", wl_span_of("a\n"));
    assert_true(wl_container_is(tar.ptr, tar.len));
    memset(tar.ptr + 257, 0, 8); /* older than the signature, and so is its sum */
    assert_false(wl_container_is(tar.ptr, tar.len));
    assert_true(wl_container_is("\x1f\x8b\x08", 3));
    assert_true(wl_container_is("PK\3\4", 4));
    assert_true(wl_container_is("PK\5\6", 4));
    assert_false(wl_container_is("PK is a text\n", 13));
    assert_false(wl_container_is("ElfFile", 8));
    assert_false(wl_container_is("", 0));
    wl_buf_done(&tar);
}

static void
test_container__seeks_only_where_it_can(void **state)
{
    struct wl_buf tar = {0}, text = {0};

    (void)state;
    for (int i = 0; i < 100000; i++)
        wl_buf_addf(&text, "line %d\n", i);
    add_tar_member(&tar, "a.log", wl_buf_span(&text));
    add_tar_member(&tar, "b.log", wl_span_of("b\n"));
    end_tar(&tar);
    for (int seekable = 0; seekable < 2; seekable++) {
        struct memory *memory = memory_new(wl_buf_span(&tar), 100000);
        struct wl_container *c;
        struct wl_member member;
        if (seekable)
            memory->stream.ops = &seekable_ops;
        c = open_it(memory, &plain);
        assert_int_equal(wl_container_next(c, &member, NULL), 1);
        assert_int_equal(wl_container_next(c, &member, NULL), 1);
        assert_string_equal(member.locator, "case!b.log");
        assert_int_equal(wl_container_next(c, &member, NULL), 0);
        wl_container_close(c);
    }
    wl_buf_done(&tar);
    wl_buf_done(&text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_container__reads_the_same_in_any_pieces),
        cmocka_unit_test(test_container__passes_over_what_is_left_unread),
        cmocka_unit_test(test_container__passes_on_that_the_outermost_stream_fails),
        cmocka_unit_test(test_container__closes_the_stream_whatever_happens),
        cmocka_unit_test(test_container__ends_a_member_that_takes_too_long),
        cmocka_unit_test(test_container__does_not_count_waiting_or_the_readers_own_time),
        cmocka_unit_test(test_container__returns_that_memory_fails),
        cmocka_unit_test(test_container__tells_containers_by_their_first_bytes),
        cmocka_unit_test(test_container__seeks_only_where_it_can),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
