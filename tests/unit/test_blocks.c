#include "input_fixture.h"

#include "base/buf.h"
#include "input/blocks.h"

#define CUTS_MAX 64
#define ROOMS 3

/* What a reader of blocks saw. */
struct seen {
    struct wl_buf text;
    uint64_t cuts[CUTS_MAX]; /* where blocks ended inside a line */
    size_t cut_count, blocks;
    bool last;
};

static void
check_block(const struct wl_block *block, const struct seen *seen, const char *ptr, size_t len)
{
    size_t history = block->offset < WL_HISTORY ? block->offset : WL_HISTORY;

    assert_int_equal(block->offset, seen->text.len);
    assert_int_equal(block->before, history);
    assert_memory_equal(block->text - block->before, ptr + block->offset - block->before,
                        block->before + block->len + block->after);
    assert_true(block->offset + block->len + block->after <= len);
    assert_int_equal(block->starts_line, block->offset == 0 || ptr[block->offset - 1] == '\n');
    if (!block->ends_line) {
        assert_int_equal(block->after, WL_AHEAD);
        assert_null(memchr(block->text, '\n', block->len));
    } else if (!block->last) {
        assert_int_equal(block->text[block->len - 1], '\n');
    }
}

/* With memory for `count` blocks, by turns. */
static void
read_all(struct seen *seen, const char *ptr, size_t len, size_t piece, size_t count)
{
    struct feeding feeding;
    struct wl_source *source;
    struct wl_blocks *blocks;
    struct wl_room rooms[ROOMS] = {0};
    struct wl_block block;
    struct wl_error err;
    size_t at = 0;
    int rc;

    *seen = (struct seen){0};
    feed_begin(&feeding, ptr, len, piece);
    assert_int_equal(wl_source_open(&source, "-", WL_ENCODING_BYTES, &err), 0);
    assert_int_equal(wl_blocks_new(&blocks, source, &err), 0);
    while ((rc = wl_blocks_next(blocks, rooms + at % count, &block, &err)) > 0) {
        if (rc == WL_PAUSED) {
            assert_int_equal(wl_source_wait(source, NULL, &err), 0);
            continue;
        }
        at++;
        assert_false(seen->last);
        check_block(&block, seen, ptr, len);
        wl_buf_add(&seen->text, block.text, block.len);
        if (!block.ends_line && seen->cut_count < CUTS_MAX)
            seen->cuts[seen->cut_count++] = block.offset + block.len;
        seen->blocks++;
        seen->last = block.last;
    }
    assert_int_equal(rc, 0);
    assert_true(seen->last);
    assert_int_equal(seen->text.len, len);
    wl_blocks_free(blocks);
    wl_source_free(source);
    for (size_t i = 0; i < ROOMS; i++)
        wl_room_done(rooms + i);
    feed_end(&feeding);
}

static void
assert_same_cuts(const char *ptr, size_t len, size_t want)
{
    static const size_t pieces[] = {60000, 4096, 33333, 50021};
    struct seen first, other;

    read_all(&first, ptr, len, pieces[0], 1);
    assert_int_equal(first.cut_count, want);
    for (size_t i = 1; i < sizeof pieces / sizeof *pieces; i++) {
        read_all(&other, ptr, len, pieces[i], 1 + i % ROOMS);
        assert_int_equal(other.cut_count, first.cut_count);
        assert_memory_equal(other.cuts, first.cuts, first.cut_count * sizeof *first.cuts);
        wl_buf_done(&other.text);
    }
    wl_buf_done(&first.text);
}

static void
test_blocks__an_empty_source_is_one_empty_block(void **state)
{
    struct seen seen;

    (void)state;
    read_all(&seen, "", 0, 1, 1);
    assert_int_equal(seen.blocks, 1);
    wl_buf_done(&seen.text);
}

static void
test_blocks__borders_are_line_ends_whatever_the_pieces(void **state)
{
    static const char text[] = "one\ntwo\r\n\n\n\0\nlast, and \xFF no end";

    (void)state;
    for (size_t piece = 1; piece <= sizeof text; piece++) {
        struct seen seen;
        read_all(&seen, text, sizeof text - 1, piece, 1 + piece % ROOMS);
        assert_int_equal(seen.cut_count, 0);
        wl_buf_done(&seen.text);
    }
}

static void
test_blocks__a_line_is_cut_by_its_length_not_by_what_has_been_read(void **state)
{
    static const struct {
        size_t len, cuts;
    } lines[] = {{WL_LINE_WINDOW - 2, 0},
                 {WL_LINE_WINDOW - 1, 0},
                 {WL_LINE_WINDOW, 1},
                 {WL_LINE_WINDOW + 9, 1},
                 {WL_LINE_WINDOW + 70000, 1}};

    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        size_t total;
        char *text = make_line(lines[i].len, "\nshort\n", &total);
        assert_same_cuts(text, total, lines[i].cuts);
        free(text);
    }
}

static void
test_blocks__a_very_long_line_comes_in_parts_of_bounded_size(void **state)
{
    size_t total;
    char *text = make_line(5u << 20, "", &total);

    (void)state;
    memcpy(text, "first\n", 6);
    assert_same_cuts(text, total, 6);
    free(text);
}

static void
test_blocks__an_input_that_pauses_is_not_waited_for(void **state)
{
    int pipe_ends[2], saved = dup(STDIN_FILENO);
    struct wl_source *source;
    struct wl_blocks *blocks;
    struct wl_room room = {0};
    struct wl_block block;
    struct wl_error err;
    volatile sig_atomic_t stop = 0;

    (void)state;
    assert_int_equal(pipe(pipe_ends), 0);
    (void)dup2(pipe_ends[0], STDIN_FILENO);
    assert_int_equal(wl_source_open(&source, "-", WL_ENCODING_AUTO, &err), 0);
    assert_int_equal(wl_blocks_new(&blocks, source, &err), 0);
    assert_int_equal(wl_blocks_next(blocks, &room, &block, &err), WL_PAUSED);
    assert_int_equal(write(pipe_ends[1], "a\nb", 3), 3);
    assert_int_equal(wl_source_wait(source, &stop, &err), 0);
    assert_int_equal(wl_blocks_next(blocks, &room, &block, &err), 1);
    assert_int_equal(block.len, 2);
    assert_int_equal(wl_blocks_next(blocks, &room, &block, &err), WL_PAUSED);
    stop = 1;
    assert_int_equal(wl_source_wait(source, &stop, &err), WL_EIO);
    assert_string_equal(err.text, "");
    stop = 0;
    (void)close(pipe_ends[1]);
    assert_int_equal(wl_source_wait(source, &stop, &err), 0);
    assert_int_equal(wl_blocks_next(blocks, &room, &block, &err), 1);
    assert_true(block.last);
    assert_int_equal(block.len, 1);
    assert_int_equal(wl_blocks_next(blocks, &room, &block, &err), 0);
    wl_blocks_free(blocks);
    wl_source_free(source);
    wl_room_done(&room);
    (void)close(pipe_ends[0]);
    (void)dup2(saved, STDIN_FILENO);
    (void)close(saved);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks__an_empty_source_is_one_empty_block),
        cmocka_unit_test(test_blocks__borders_are_line_ends_whatever_the_pieces),
        cmocka_unit_test(test_blocks__a_line_is_cut_by_its_length_not_by_what_has_been_read),
        cmocka_unit_test(test_blocks__a_very_long_line_comes_in_parts_of_bounded_size),
        cmocka_unit_test(test_blocks__an_input_that_pauses_is_not_waited_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
