/*
 * Values of all types as text.
 */
#include "evtx_fixture.h"

static void
assert_value(unsigned type, const void *ptr, size_t len, const char *expected)
{
    struct evtx_value value = {.type = type, .ptr = ptr, .len = len};
    char line[1024];

    (void)snprintf(line, sizeof line, " v=%s", expected);
    assert_values("<Event><EventData><Data Name='v'>{0}</Data></EventData></Event>", &value, 1,
                  line);
}

#define ASSERT_VALUE(type, bytes, expected) \
    assert_value((type), (bytes), sizeof(bytes) - 1, (expected))

static void
assert_text(const char *text, const char *expected)
{
    struct evtx_value value = evtx_string(text);

    assert_value(value.type, value.ptr, value.len, expected);
}

static void
test_evtx_value__numbers_have_their_sign_and_width(void **state)
{
    (void)state;
    ASSERT_VALUE(WL_EVTX_INT8, "\x80", "-128");
    ASSERT_VALUE(WL_EVTX_UINT8, "\xff", "255");
    ASSERT_VALUE(WL_EVTX_INT16, "\xfe\xff", "-2");
    ASSERT_VALUE(WL_EVTX_UINT16, "\x46\x27", "10054");
    ASSERT_VALUE(WL_EVTX_INT32, "\xba\xd8\xff\xff", "-10054");
    ASSERT_VALUE(WL_EVTX_UINT32, "\x46\x27\x07\x80", "2147952454");
    ASSERT_VALUE(WL_EVTX_INT64, "\0\0\0\0\0\0\0\x80", "-9223372036854775808");
    ASSERT_VALUE(WL_EVTX_UINT64, "\xff\xff\xff\xff\xff\xff\xff\xff", "18446744073709551615");
    ASSERT_VALUE(WL_EVTX_HEX32, "\x46\x27\x07\x80", "0x80072746");
    ASSERT_VALUE(WL_EVTX_HEX32, "\0\0\0\0", "0x0");
    ASSERT_VALUE(WL_EVTX_HEX64, "\x46\x27\0\0\0\0\0\x80", "0x8000000000002746");
    ASSERT_VALUE(WL_EVTX_SIZE, "\x46\x27\0\0", "0x2746");
    ASSERT_VALUE(WL_EVTX_SIZE, "\x46\x27\0\0\x01\0\0\0", "0x100002746");
    ASSERT_VALUE(WL_EVTX_REAL32, "\0\0\xc0\x3f", "1.5");
    ASSERT_VALUE(WL_EVTX_REAL64, "\0\0\0\0\0\0\xe0\xbf", "-0.5");
    ASSERT_VALUE(WL_EVTX_BOOL, "\1\0\0\0", "true");
    ASSERT_VALUE(WL_EVTX_BOOL, "\0", "false");
}

static void
test_evtx_value__times_guids_and_sids_look_as_in_windows(void **state)
{
    unsigned char time[8];

    (void)state;
    evtx_set64(time, EVTX_TIME);
    assert_value(WL_EVTX_FILETIME, time, 8, "2026-11-22T08:00:02.4567891Z");
    ASSERT_VALUE(WL_EVTX_SYSTEMTIME, "\xea\x07\x0b\0\0\0\x16\0\x08\0\0\0\x02\0\xc8\1",
                 "2026-11-22T08:00:02.456Z");
    ASSERT_VALUE(WL_EVTX_GUID, "\x33\x22\x11\x00\x55\x44\x77\x66\x88\x99\xaa\xbb\xcc\xdd\xee\xff",
                 "{00112233-4455-6677-8899-AABBCCDDEEFF}");
    ASSERT_VALUE(WL_EVTX_SID, "\1\2\0\0\0\0\0\5\x20\0\0\0\x20\2\0\0", "S-1-5-32-544");
}

static void
test_evtx_value__binary_is_hex_and_so_is_what_has_a_wrong_size(void **state)
{
    (void)state;
    ASSERT_VALUE(WL_EVTX_BINARY, "\x46\x27\0\xff", "462700FF");
    ASSERT_VALUE(WL_EVTX_UINT32, "\x46\x27", "4627");
    ASSERT_VALUE(WL_EVTX_GUID, "\x01", "01");
    ASSERT_VALUE(WL_EVTX_SID, "\1\xff\0\0\0\0\0\5", "01FF000000000005");
    ASSERT_VALUE(0x23, "ab", "6162");
    ASSERT_VALUE(WL_EVTX_BINARY, "", "");
}

static void
test_evtx_value__text_is_utf8_on_one_line(void **state)
{
    (void)state;
    assert_text("C:\\new\\app.exe", "C:\\new\\app.exe");
    assert_text("an error", "\"an error\"");
    assert_text("say \"no\" 10054", "\"say \"no\" 10054\"");
    assert_text("a\r\nb\tc", "a\\r\\nb\\tc");
    assert_text("\x01\x1b[m\x7f\xc2\x85", "\\x01\\x1B[m\\x7F\\x85");
    assert_text("\xe2\x80\xa8x\xe2\x80\xa9", "\\u{2028}x\\u{2029}");
    assert_text("Zeitüberschreitung 接続 \U0001F50C", "\"Zeitüberschreitung 接続 \U0001F50C\"");
}

static void
test_evtx_value__lone_surrogates_and_nuls_do_no_harm(void **state)
{
    (void)state;
    ASSERT_VALUE(WL_EVTX_STRING, "a\0\0\xd8", "a\xef\xbf\xbd");
    ASSERT_VALUE(WL_EVTX_STRING,
                 "\0\xdc"
                 "a\0",
                 "\xef\xbf\xbd"
                 "a");
    ASSERT_VALUE(WL_EVTX_STRING,
                 "\0\xd8"
                 "a\0",
                 "\xef\xbf\xbd"
                 "a");
    ASSERT_VALUE(WL_EVTX_STRING, "a\0\0\0b\0\0\0\0\0", "a\\x00b");
    ASSERT_VALUE(WL_EVTX_STRING, "a\0b", "a"); /* half a unit */
}

static void
test_evtx_value__ansi_text_is_utf8_or_latin1(void **state)
{
    (void)state;
    ASSERT_VALUE(WL_EVTX_ANSI, "plain\0", "plain");
    ASSERT_VALUE(WL_EVTX_ANSI, "f\xc3\xbcr", "für");
    ASSERT_VALUE(WL_EVTX_ANSI, "f\xfcr\n", "für\\n");
}

static void
test_evtx_value__an_array_is_several_values(void **state)
{
    (void)state;
    ASSERT_VALUE(WL_EVTX_ARRAY | WL_EVTX_STRING, "a\0 \0b\0\0\0\0\0c\0", "\"a b\" v= v=c");
    ASSERT_VALUE(WL_EVTX_ARRAY | WL_EVTX_ANSI, "ab\0c\0", "ab v=c");
    ASSERT_VALUE(WL_EVTX_ARRAY | WL_EVTX_UINT16, "\x46\x27\x4d\x27", "10054 v=10061");
    ASSERT_VALUE(WL_EVTX_ARRAY | WL_EVTX_UINT16, "\x46\x27\x4d", "10054 v=4D");
    ASSERT_VALUE(WL_EVTX_ARRAY | WL_EVTX_SID,
                 "\1\1\0\0\0\0\0\5\x12\0\0\0\1\1\0\0\0\0\0\5\x13\0\0\0", "S-1-5-18 v=S-1-5-19");
    ASSERT_VALUE(WL_EVTX_ARRAY | WL_EVTX_BOOL, "\1\0\0\0\0\0\0\0", "true v=false");
    ASSERT_VALUE(WL_EVTX_ARRAY | WL_EVTX_BINARY, "\1\2", "0102");
    ASSERT_VALUE(WL_EVTX_ARRAY | WL_EVTX_UINT32, "", "");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_evtx_value__##name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(numbers_have_their_sign_and_width),
        TEST(times_guids_and_sids_look_as_in_windows),
        TEST(binary_is_hex_and_so_is_what_has_a_wrong_size),
        TEST(text_is_utf8_on_one_line),
        TEST(lone_surrogates_and_nuls_do_no_harm),
        TEST(ansi_text_is_utf8_or_latin1),
        TEST(an_array_is_several_values),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
