#include "base/span.h"
#include "input/magic.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define JUDGE(text) judge((text), sizeof(text) - 1)

static struct wl_magic
judge(const char *head, size_t len)
{
    return wl_magic_judge(head, len, true, WL_ENCODING_AUTO);
}

static void
test_magic__knows_containers(void **state)
{
    char tar[512] = "logs/app.log";

    (void)state;
    memcpy(tar + 257, "ustar", 6);
    assert_int_equal(JUDGE("\x1f\x8b\x08\0").kind, WL_MAGIC_CONTAINER);
    assert_string_equal(JUDGE("PK\3\4\x14\0").name, "zip archive");
    assert_string_equal(JUDGE("BZh91AY&SY").name, "bzip2 file");
    assert_string_equal(JUDGE("ElfFile\0\0\0").name, "event log");
    assert_string_equal(judge(tar, sizeof tar).name, "tar archive");
}

static void
test_magic__knows_what_is_no_log(void **state)
{
    (void)state;
    assert_string_equal(JUDGE("\x7f"
                              "ELF\2\1\1\0\0")
                            .name,
                        "program");
    assert_string_equal(JUDGE("MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff").name, "program");
    assert_string_equal(JUDGE("SQLite format 3\0\x10\0").name, "SQLite database");
    assert_string_equal(JUDGE("\x89PNG\r\n\x1a\n\0\0\0\rIHDR").name, "image");
    assert_int_equal(JUDGE("%PDF-1.7\n").kind, WL_MAGIC_NO_LOG);
}

static void
test_magic__takes_text_that_begins_like_something_else(void **state)
{
    (void)state;
    assert_int_equal(JUDGE("MZ unit started\n").kind, WL_MAGIC_TEXT);
    assert_int_equal(JUDGE("BM-7 connected\n").kind, WL_MAGIC_TEXT);
    assert_int_equal(JUDGE("ID3 lookup failed\n").kind, WL_MAGIC_TEXT);
    assert_int_equal(JUDGE("regf\n").kind, WL_MAGIC_TEXT);
    assert_int_equal(JUDGE("PK").kind, WL_MAGIC_TEXT);
    assert_int_equal(JUDGE("").kind, WL_MAGIC_TEXT);
}

static void
test_magic__takes_text_of_any_encoding(void **state)
{
    (void)state;
    assert_int_equal(JUDGE("\xff\xfe"
                           "E\0r\0r\0o\0r\0\r\0\n\0")
                         .kind,
                     WL_MAGIC_TEXT);
    assert_int_equal(JUDGE("E\0r\0r\0o\0r\0\n\0").kind, WL_MAGIC_TEXT);
    assert_int_equal(JUDGE("\0E\0r\0r\0o\0r\0\n").kind, WL_MAGIC_TEXT);
    assert_int_equal(JUDGE("\xd4\xb6\xb3\xcc\xd6\xf7\xbb\xfa\r\n").kind, WL_MAGIC_TEXT); /* GBK */
    assert_int_equal(JUDGE("\x1b[31merror\x1b[0m\r\n\f\n").kind, WL_MAGIC_TEXT);
    assert_int_equal(JUDGE("8=FIX.4.4\x01"
                           "9=12\x01"
                           "35=5\x01"
                           "10=3\x01\n")
                         .kind,
                     WL_MAGIC_TEXT);
}

static void
test_magic__knows_binary_content_without_signature(void **state)
{
    (void)state;
    assert_string_equal(JUDGE("\1\2\3\4 data \0\0\0\x7f\x10").name, "binary");
    assert_string_equal(JUDGE("\0\0\0\0\0\0\0\0").name, "binary");
}

static void
test_magic__lets_a_log_end_in_nuls(void **state)
{
    char head[WL_MAGIC_HEAD] = "10:00 started\n10:01 cut of";

    (void)state;
    assert_int_equal(judge(head, sizeof head).kind, WL_MAGIC_TEXT);
}

static void
test_magic__judges_by_the_encoding_that_is_given(void **state)
{
    static const char wide[] = {'\x31', '\x4e', '\x2d', '\x4e', '\x00', '\x4e', '\x03', '\x4e'};

    (void)state;
    assert_int_equal(wl_magic_judge(wide, sizeof wide, true, WL_ENCODING_AUTO).kind,
                     WL_MAGIC_NO_LOG);
    assert_int_equal(wl_magic_judge(wide, sizeof wide, true, WL_ENCODING_UTF16LE).kind,
                     WL_MAGIC_TEXT);
}

static void
test_magic__peeks_at_the_first_bytes(void **state)
{
    char name[] = "magic-XXXXXX", head[8];
    int fd = mkstemp(name);

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "0123456789", 10), 10);
    (void)close(fd);
    assert_int_equal(wl_magic_peek(name, false, head, sizeof head), 8);
    assert_memory_equal(head, "01234567", 8);
    (void)unlink(name);
    assert_int_equal(wl_magic_peek(name, false, head, sizeof head), -ENOENT);
    assert_int_equal(symlink("/dev/null", name), 0);
    assert_int_equal(wl_magic_peek(name, false, head, sizeof head), -ELOOP);
    assert_int_equal(wl_magic_peek(name, true, head, sizeof head), 0);
    (void)unlink(name);
}

static void
test_magic__tells_a_log_from_what_holds_others(void **state)
{
    char name[] = "magic-XXXXXX", folder[] = "magic-XXXXXX";
    int fd = mkstemp(name);

    (void)state;
    assert_true(fd >= 0);
    assert_true(wl_magic_is_text(name, WL_ENCODING_AUTO));
    assert_int_equal(write(fd, "PK\3\4\24\0\0\0\10\0", 10), 10);
    (void)close(fd);
    assert_false(wl_magic_is_text(name, WL_ENCODING_AUTO));
    (void)unlink(name);
    assert_false(wl_magic_is_text(name, WL_ENCODING_AUTO));
    assert_int_equal(mkfifo(name, 0600), 0);
    assert_false(wl_magic_is_text(name, WL_ENCODING_AUTO));
    (void)unlink(name);
    assert_non_null(mkdtemp(folder));
    assert_false(wl_magic_is_text(folder, WL_ENCODING_AUTO));
    (void)rmdir(folder);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_magic__knows_containers),
        cmocka_unit_test(test_magic__knows_what_is_no_log),
        cmocka_unit_test(test_magic__takes_text_that_begins_like_something_else),
        cmocka_unit_test(test_magic__takes_text_of_any_encoding),
        cmocka_unit_test(test_magic__knows_binary_content_without_signature),
        cmocka_unit_test(test_magic__lets_a_log_end_in_nuls),
        cmocka_unit_test(test_magic__judges_by_the_encoding_that_is_given),
        cmocka_unit_test(test_magic__peeks_at_the_first_bytes),
        cmocka_unit_test(test_magic__tells_a_log_from_what_holds_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
