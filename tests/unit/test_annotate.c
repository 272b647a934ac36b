#include "sink/annotate.h"

#include "sink/lines.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define NOTE_54 "«WSAECONNRESET 10054: peer reset the connection»"
#define NOTE_04 "«WSAEINTR 10004: blocking call interrupted, mostly by a close»"

struct session {
    struct wl_annotate_sink *annotate;
    struct wl_sink *sink;
    struct wl_writer writer;
    struct wl_error err;
    FILE *file;
};

static void
open_session(struct session *s, struct wl_annotate_options options)
{
    struct wl_origin origin = {.locator = "a.log"};

    options.note.utf8 = true;
    options.width = 80;
    s->file = tmpfile();
    assert_non_null(s->file);
    assert_int_equal(wl_writer_init(&s->writer, fileno(s->file), "file", &s->err), 0);
    assert_int_equal(wl_annotate_new(&s->annotate, &s->writer, &options, &s->err), 0);
    s->sink = wl_annotate_base(s->annotate);
    assert_int_equal(s->sink->ops->begin(s->sink, &origin, &s->err), 0);
}

static void
add(struct session *s, const char *text)
{
    assert_int_equal(s->sink->ops->bytes(s->sink, wl_span_of(text), &s->err), 0);
}

static void
hit(struct session *s, uint16_t code)
{
    struct wl_occurrence o = {.code = code, .matched = wl_span_of("it")};
    struct wl_found found = {.occurrences = &o, .count = 1};

    assert_int_equal(s->sink->ops->line(s->sink, &found, &s->err), 0);
}

static void
assert_out(struct session *s, const char *want)
{
    size_t len = strlen(want);
    char *got = calloc(1, len + 2);

    assert_non_null(got);
    assert_int_equal(wl_writer_flush(&s->writer, &s->err), 0);
    assert_int_equal(pread(fileno(s->file), got, len + 1, 0), (ssize_t)len);
    assert_string_equal(got, want);
    free(got);
}

static void
close_session(struct session *s, const char *want)
{
    struct wl_ending ending = {.complete = true};

    assert_int_equal(s->sink->ops->end(s->sink, &ending, &s->err), 0);
    assert_out(s, want);
    wl_annotate_free(s->annotate);
    wl_writer_done(&s->writer);
    (void)fclose(s->file);
}

static void
test_annotate__a_note_stands_before_the_ending(void **state)
{
    struct session s;

    (void)state;
    open_session(&s, (struct wl_annotate_options){0});
    add(&s, "a\nb");
    hit(&s, 10054);
    add(&s, "\r\nc\n");
    close_session(&s, "a\nb  " NOTE_54 "\r\nc\n");
}

static void
test_annotate__parts_of_one_line_have_their_notes_at_its_end(void **state)
{
    struct session s;

    (void)state;
    open_session(&s, (struct wl_annotate_options){0});
    add(&s, "part\r");
    hit(&s, 10054);
    add(&s, "part\r");
    hit(&s, 10004);
    hit(&s, 10054);
    add(&s, "end\r");
    add(&s, "\nx");
    close_session(&s, "part\rpart\rend  " NOTE_54 "  " NOTE_04 "\r\nx");
}

static void
test_annotate__notes_of_a_long_line_are_known_at_its_end(void **state)
{
    struct session s;

    (void)state;
    open_session(&s, (struct wl_annotate_options){0});
    add(&s, "part");
    hit(&s, 10054);
    add(&s, "part  " NOTE_54);
    add(&s, "\nx");
    close_session(&s, "partpart  " NOTE_54 "\nx");
}

static void
test_annotate__notes_below_are_known_in_whatever_pieces_they_come(void **state)
{
    static const char *const pieces[][4] = {
        {"\n      " NOTE_04 "\n      " NOTE_54 "\nz\n"},
        {"\n", "      " NOTE_04 "\n      " NOTE_54 "\n", "z\n"},
        {"\n", "      " NOTE_04 "\n", "      " NOTE_54 "\n", "z\n"},
    };

    (void)state;
    for (size_t i = 0; i < 3; i++)
        for (int style = WL_STYLE_APPEND; style <= WL_STYLE_NONE; style++) {
            struct session s;
            open_session(&s, (struct wl_annotate_options){.style = (enum wl_annotate_style)style,
                                                          .explain = true});
            add(&s, "y");
            hit(&s, 10054);
            hit(&s, 10004);
            for (size_t k = 0; k < 4 && pieces[i][k]; k++)
                add(&s, pieces[i][k]);
            close_session(&s, "y\n      " NOTE_04 "\n      " NOTE_54 "\nz\n");
        }
}

static void
test_annotate__nothing_is_held_when_the_input_pauses(void **state)
{
    struct session s;

    (void)state;
    open_session(&s, (struct wl_annotate_options){.style = WL_STYLE_BELOW});
    add(&s, "y");
    hit(&s, 10054);
    add(&s, "\n");
    assert_out(&s, "y");
    assert_int_equal(s.sink->ops->flush(s.sink, &s.err), 0);
    assert_out(&s, "y\n      " NOTE_54 "\n");
    add(&s, "z");
    close_session(&s, "y\n      " NOTE_54 "\nz");
}

static void
test_annotate__a_missing_lf_is_not_made_up(void **state)
{
    struct session s;

    (void)state;
    open_session(&s, (struct wl_annotate_options){0});
    add(&s, "y\r");
    hit(&s, 10054);
    close_session(&s, "y\r  " NOTE_54);
    open_session(&s, (struct wl_annotate_options){.style = WL_STYLE_BELOW});
    add(&s, "y");
    hit(&s, 10054);
    close_session(&s, "y\n      " NOTE_54);
}

static void
test_annotate__escapes_all_but_line_ends(void **state)
{
    struct session s;

    (void)state;
    open_session(&s, (struct wl_annotate_options){.escape = true});
    add(&s, "\x1b[1m\r\r\n\tx");
    hit(&s, 10054);
    add(&s, "\r\n\a");
    close_session(&s, "\\x1B[1m\\x0D\r\n\tx  " NOTE_54 "\r\n\\x07");
}

static void
test_annotate__context_is_kept_within_limits(void **state)
{
    size_t len = 3u << 20;
    char *big = malloc(len + 2), *want = malloc(2 * len + 200);
    struct session s;

    (void)state;
    assert_non_null(big);
    assert_non_null(want);
    memset(big, 'b', len);
    memcpy(big + len, "\n", 2);
    open_session(&s, (struct wl_annotate_options){.only = true, .context = 9, .numbers = true});
    for (int i = 0; i < 4; i++)
        add(&s, big);
    add(&s, "y");
    hit(&s, 10054);
    add(&s, "\n");
    /* of four lines of 3 MiB two fit into what context may take */
    (void)sprintf(want, "3-%s4-%s5:y  " NOTE_54 "\n", big, big);
    close_session(&s, want);
    free(big);
    free(want);
}

static void
test_annotate__lines_are_the_same_in_whatever_pieces_they_come(void **state)
{
    static const char before[] = "a\r\nbb\n\n\x1b\r\rd\n\re\r\n", after[] = "\r\n\rf\r\r\n\ng\nh\n";
    static const struct {
        struct wl_annotate_options options;
        const char *want;
    } cases[] = {
        {{.numbers = true},
         "1-a\r\n2-bb\n3-\n4-\x1b\r\rd\n5-\re\r\n6:y  " NOTE_54 "\r\n7-\rf\r\r\n8-\n9-g\n10-h\n"},
        {{.numbers = true, .escape = true},
         "1-a\r\n2-bb\n3-\n4-\\x1B\\x0D\\x0Dd\n5-\\x0De\r\n6:y  " NOTE_54
         "\r\n7-\\x0Df\\x0D\r\n8-\n9-g\n10-h\n"},
        {{.numbers = true, .only = true}, "6:y  " NOTE_54 "\r\n"},
        {{.only = true}, "y  " NOTE_54 "\r\n"},
        {{.numbers = true, .only = true, .context = 2},
         "4-\x1b\r\rd\n5-\re\r\n6:y  " NOTE_54 "\r\n7-\rf\r\r\n8-\n"},
    };
    char piece[64];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t size = 1; size < sizeof before; size++) {
            struct session s;
            open_session(&s, cases[i].options);
            for (size_t at = 0; at < strlen(before); at += size) {
                (void)snprintf(piece, sizeof piece, "%.*s", (int)size, before + at);
                add(&s, piece);
            }
            add(&s, "y");
            hit(&s, 10054);
            for (size_t at = 0; at < strlen(after); at += size) {
                (void)snprintf(piece, sizeof piece, "%.*s", (int)size, after + at);
                add(&s, piece);
            }
            close_session(&s, cases[i].want);
        }
}

static void
test_annotate__an_error_of_the_output_is_told_once(void **state)
{
    struct wl_writer writer;
    struct wl_error err;
    int fd = open("/dev/full", O_WRONLY);

    (void)state;
    if (fd < 0)
        skip();
    assert_int_equal(wl_writer_init(&writer, fd, "file", &err), 0);
    assert_int_equal(wl_writer_put(&writer, wl_span_of("x"), &err), 0);
    assert_int_equal(wl_writer_flush(&writer, &err), WL_EIO);
    assert_int_equal(wl_writer_put(&writer, wl_span_of("x"), &err), 0);
    assert_int_equal(wl_writer_flush(&writer, &err), 0);
    wl_writer_done(&writer);
    (void)close(fd);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_annotate__a_note_stands_before_the_ending),
        cmocka_unit_test(test_annotate__parts_of_one_line_have_their_notes_at_its_end),
        cmocka_unit_test(test_annotate__notes_of_a_long_line_are_known_at_its_end),
        cmocka_unit_test(test_annotate__notes_below_are_known_in_whatever_pieces_they_come),
        cmocka_unit_test(test_annotate__nothing_is_held_when_the_input_pauses),
        cmocka_unit_test(test_annotate__a_missing_lf_is_not_made_up),
        cmocka_unit_test(test_annotate__escapes_all_but_line_ends),
        cmocka_unit_test(test_annotate__context_is_kept_within_limits),
        cmocka_unit_test(test_annotate__lines_are_the_same_in_whatever_pieces_they_come),
        cmocka_unit_test(test_annotate__an_error_of_the_output_is_told_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
