#include "scan/ydoc.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static struct wl_ydoc *
load(const char *text)
{
    struct wl_ydoc *doc = NULL;
    struct wl_error err = {0};

    if (wl_ydoc_load_memory(&doc, "a.yaml", wl_span_of(text), &err) < 0)
        fail_msg("%s", err.text);
    return doc;
}

static void
assert_refused_bytes(const char *text, size_t len, const char *message)
{
    struct wl_ydoc *doc = NULL;
    struct wl_error err = {0};

    assert_int_equal(wl_ydoc_load_memory(&doc, "a.yaml", (struct wl_span){text, len}, &err),
                     WL_EPARSE);
    assert_null(doc);
    if (strncmp(err.text, message, strlen(message)) != 0)
        fail_msg("want '%s', have '%s'", message, err.text);
}

static void
assert_refused(const char *text, const char *message)
{
    assert_refused_bytes(text, strlen(text), message);
}

static void
assert_place(const struct wl_ydoc *doc, const char *key, size_t offset, unsigned line,
             unsigned column)
{
    const struct wl_ynode *node = wl_ynode_get(wl_ydoc_root(doc), key);
    struct wl_yplace place = wl_ydoc_place(doc, node, offset);

    assert_int_equal(place.line, line);
    assert_int_equal(place.column, column);
}

static void
test_ydoc__makes_a_tree_with_places(void **state)
{
    struct wl_ydoc *doc = load("format: 1\n"
                               "codes:\n"
                               "- {code: 10054, names: [A, 'B c']}\n"
                               "- x\n"
                               "empty:\n");
    const struct wl_ynode *root = wl_ydoc_root(doc), *codes = wl_ynode_get(root, "codes");
    const struct wl_ynode *names = wl_ynode_get(codes->first, "names");

    (void)state;
    assert_int_equal(root->kind, WL_YMAPPING);
    assert_int_equal(root->count, 3);
    assert_string_equal(root->first->text.ptr, "format");
    assert_string_equal(root->first->value->text.ptr, "1");
    assert_int_equal(codes->kind, WL_YSEQUENCE);
    assert_int_equal(codes->count, 2);
    assert_int_equal(codes->line, 3);
    assert_int_equal(codes->first->next->line, 4);
    assert_int_equal(codes->first->next->column, 3);
    assert_int_equal(names->count, 2);
    assert_string_equal(names->first->next->text.ptr, "B c");
    assert_int_equal(names->first->next->style, WL_YSINGLE);
    assert_int_equal(names->first->next->line, 3);
    assert_int_equal(names->first->next->column, 28);
    assert_int_equal(wl_ynode_get(root, "empty")->text.len, 0);
    assert_null(wl_ynode_get(root, "absent"));
    assert_null(wl_ynode_get(codes, "x"));
    assert_null(wl_ynode_get(NULL, "x"));
    wl_ydoc_free(doc);
}

static void
test_ydoc__columns_count_characters(void **state)
{
    struct wl_ydoc *doc = load("\xEF\xBB\xBF\xC3\xBC: {\xE2\x82\xAC: b}\r\nz: y\r\n");
    const struct wl_ynode *inner = wl_ydoc_root(doc)->first->value;

    (void)state;
    assert_int_equal(wl_ydoc_root(doc)->column, 1);
    assert_int_equal(inner->first->value->column, 8);
    assert_int_equal(wl_ynode_get(wl_ydoc_root(doc), "z")->line, 2);
    assert_int_equal(wl_ynode_get(wl_ydoc_root(doc), "z")->column, 4);
    wl_ydoc_free(doc);
}

static void
test_ydoc__refuses_with_a_position(void **state)
{
    char deep[100] = {0};

    (void)state;
    assert_refused("a: 1\nb: 2\na: 3\n", "a.yaml:3:1: key 'a' is already in line 1\n");
    assert_refused("a: &x 1\n", "a.yaml:1:4: anchors are not used here\n");
    assert_refused("a: 1\nb: *x\n", "a.yaml:2:4: aliases are not used here\n");
    assert_refused("a: !!str 1\n", "a.yaml:1:4: tags are not used here\n");
    assert_refused("a: ! [1]\n", "a.yaml:1:4: tags are not used here\n");
    assert_refused("a: 1\n---\nb: 1\n", "a.yaml:2:1: a second document in one file\n");
    assert_refused("{[a]: 1}\n", "a.yaml:1:2: a key must be a single word or text\n");
    assert_refused("a: \"x\\0y\"\n", "a.yaml:1:4: a NUL inside a text\n");
    assert_refused("a: \xC3\xA9 \xFF\n", "a.yaml:1:6: not UTF-8\n");
    assert_refused("a: \x01\n", "a.yaml:1:4: control characters are not allowed\n");
    assert_refused("", "a.yaml:1:1: the file is empty\n");
    assert_refused("# only this\n", "a.yaml:1:1: the file is empty\n");
    assert_refused("a: 'b\n", "a.yaml:2:1: found unexpected end of stream while scanning");
    assert_refused("a: 1\n b: 2\n", "a.yaml:2:3: mapping values are not allowed");
    assert_refused_bytes("a: b\0c", 6, "a.yaml:1:5: a NUL byte\n");
    memset(deep, '[', WL_YDOC_DEPTH_MAX + 1);
    assert_refused(deep, "a.yaml:1:17: nested too deeply\n");
}

static void
test_ydoc__finds_places_inside_values(void **state)
{
    struct wl_ydoc *doc = load("p: ab c\n"
                               "s: 'it''s ''x'\n"
                               "l: |-\n"
                               "    one\n"
                               "\n"
                               "      two\n"
                               "    thr\xC3\xA9"
                               "e\n"
                               "m: 'a\n"
                               "   b\n"
                               "\n"
                               "   c'\n"
                               "d: \"\\tx\"\n"
                               "i: |2-\n"
                               "    y\n");

    (void)state;
    assert_place(doc, "p", 0, 1, 4);
    assert_place(doc, "p", 3, 1, 7);
    assert_place(doc, "s", 0, 2, 5);
    assert_place(doc, "s", 2, 2, 7);
    assert_place(doc, "s", 3, 2, 9);
    assert_place(doc, "s", 6, 2, 13);
    assert_place(doc, "s", 7, 2, 14);
    assert_place(doc, "l", 0, 4, 5);
    assert_place(doc, "l", 2, 4, 7);
    assert_place(doc, "l", 4, 5, 1);
    assert_place(doc, "l", 5, 6, 5);
    assert_place(doc, "l", 7, 6, 7);
    assert_place(doc, "l", 16, 7, 9);
    assert_place(doc, "l", 1000, 7, 10);
    assert_place(doc, "m", 2, 9, 4);
    assert_place(doc, "m", 4, 11, 4);
    assert_place(doc, "d", 1, 12, 4);
    assert_place(doc, "i", 2, 14, 5);
    wl_ydoc_free(doc);
}

static void
test_ydoc__literals_with_crlf_have_places(void **state)
{
    struct wl_ydoc *doc = load("l: |-\r\n  one\r\n  two\r\n");

    (void)state;
    assert_place(doc, "l", 5, 3, 4);
    wl_ydoc_free(doc);
}

static void
test_ydoc__error_shows_the_line_and_a_caret(void **state)
{
    struct wl_ydoc *doc = load("a: 1\nb:\t'\xE4\xB8\xAD(x'\n");
    struct wl_error err;

    (void)state;
    assert_int_equal(wl_ydoc_error(doc, 2, 6, &err, "missing %s", ")"), WL_EPARSE);
    assert_int_equal(err.status, WL_EPARSE);
    assert_string_equal(err.text, "a.yaml:2:6: missing )\n"
                                  "  b: '\xE4\xB8\xAD(x'\n"
                                  "        ^");
    assert_int_equal(wl_ydoc_error(doc, 9, 9, NULL, "x"), WL_EPARSE);
    assert_int_equal(wl_ydoc_error(doc, 9, 9, &err, "x"), WL_EPARSE);
    assert_string_equal(err.text, "a.yaml:9:9: x\n  \n  ^");
    wl_ydoc_free(doc);
}

static void
test_ydoc__error_cuts_a_long_line_around_the_caret(void **state)
{
    char text[400];
    struct wl_ydoc *doc;
    struct wl_error err;
    const char *line, *caret;

    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    text[200] = '#';
    doc = load(text);
    (void)wl_ydoc_error(doc, 1, 201, &err, "here");
    line = strchr(err.text, '\n') + 1;
    caret = strchr(line, '\n') + 1;
    assert_int_equal(caret - line - 1, 2 + 76);
    assert_int_equal(caret[strlen(caret) - 1], '^');
    assert_int_equal(line[strlen(caret) - 1], '#');
    wl_ydoc_free(doc);
}

static void
test_ydoc__error_shows_controls_as_question_marks(void **state)
{
    struct wl_ydoc *doc = load("a: b\xC2\x85\n# \xE2\x80\xAE\n");
    struct wl_error err;

    (void)state;
    (void)wl_ydoc_error(doc, 2, 3, &err, "x");
    assert_string_equal(err.text, "a.yaml:2:3: x\n  # ?\n    ^");
    wl_ydoc_free(doc);
}

static void
test_ydoc__reads_files_and_limits_them(void **state)
{
    char path[] = "/tmp/wl-ydoc-XXXXXX";
    int fd = mkstemp(path);
    struct wl_ydoc *doc = NULL;
    struct wl_error err = {0};

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "a: [b]\n", 7), 7);
    assert_int_equal(wl_ydoc_load_file(&doc, path, &err), 0);
    assert_string_equal(wl_ydoc_name(doc), path);
    assert_string_equal(wl_ynode_get(wl_ydoc_root(doc), "a")->first->text.ptr, "b");
    wl_ydoc_free(doc);
    doc = NULL;
    assert_int_equal(ftruncate(fd, WL_YDOC_BYTES_MAX + 1), 0);
    assert_int_equal(wl_ydoc_load_file(&doc, path, &err), WL_ELIMIT);
    assert_int_equal(close(fd), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(wl_ydoc_load_file(&doc, path, &err), WL_EIO);
    assert_int_equal(wl_ydoc_load_file(&doc, "/", &err), WL_EIO);
    assert_null(doc);
    wl_ydoc_free(NULL);
}

/* The linker sends this program's allocations here: the one that takes left to 0 fails. */
/* NOLINTBEGIN(bugprone-reserved-identifier): --wrap makes these names */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);

static long left = -1;

void *
__wrap_malloc(size_t size)
{
    return left > 0 && --left == 0 ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t count, size_t size)
{
    return left > 0 && --left == 0 ? NULL : __real_calloc(count, size);
}
/* NOLINTEND(bugprone-reserved-identifier) */

static void
test_ydoc__memory_failure_is_returned(void **state)
{
    struct wl_ydoc *doc = NULL;
    int rc = WL_ENOMEM, failures = 0;

    (void)state;
    for (long nth = 1; rc != 0; nth++) {
        struct wl_error err = {0};

        left = nth;
        rc = wl_ydoc_load_memory(&doc, "a.yaml", wl_span_of("a: [b, {c: d}]\n"), &err);
        left = -1;
        if (rc == 0)
            break;
        assert_int_equal(rc, WL_ENOMEM);
        assert_string_equal(err.text, "out of memory");
        assert_null(doc);
        failures++;
    }
    assert_true(failures > 8);
    wl_ydoc_free(doc);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ydoc__makes_a_tree_with_places),
        cmocka_unit_test(test_ydoc__columns_count_characters),
        cmocka_unit_test(test_ydoc__refuses_with_a_position),
        cmocka_unit_test(test_ydoc__finds_places_inside_values),
        cmocka_unit_test(test_ydoc__literals_with_crlf_have_places),
        cmocka_unit_test(test_ydoc__error_shows_the_line_and_a_caret),
        cmocka_unit_test(test_ydoc__error_cuts_a_long_line_around_the_caret),
        cmocka_unit_test(test_ydoc__error_shows_controls_as_question_marks),
        cmocka_unit_test(test_ydoc__reads_files_and_limits_them),
        cmocka_unit_test(test_ydoc__memory_failure_is_returned),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
