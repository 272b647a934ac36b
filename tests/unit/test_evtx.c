/*
 * What records look like as text: the head, and values of all types.
 */
#include "evtx_fixture.h"

static struct evtx_writer w;

static int
set_up(void **state)
{
    (void)state;
    evtx_init(&w);
    return 0;
}

static int
tear_down(void **state)
{
    (void)state;
    evtx_done(&w);
    return 0;
}

/* The log is read as expected, without damage. */
static void
assert_log(const char *expected)
{
    struct evtx_result result;

    evtx_end(&w);
    result = evtx_read_log(&w);
    assert_string_equal(wl_buf_text(&result.text), expected);
    assert_int_equal(result.end, 0);
    assert_undamaged(&result.damage);
    assert_int_equal(result.damage.stale, 0);
    wl_buf_done(&result.text);
}

/* The only record is a document of these values; what is behind its head is expected. */
static void
assert_values(const char *xml, const struct evtx_value *values, size_t count, const char *expected)
{
    struct evtx_result result;
    char line[8192];

    evtx_record(&w, xml, values, count, EVTX_TIME);
    evtx_end(&w);
    result = evtx_read_log(&w);
    (void)snprintf(line, sizeof line, EVTX_HEAD "INFO record_id=1%s\n", expected);
    assert_string_equal(wl_buf_text(&result.text), line);
    assert_undamaged(&result.damage);
    wl_buf_done(&result.text);
    evtx_done(&w);
    evtx_init(&w);
}

static void
assert_value(unsigned type, const void *ptr, size_t len, const char *expected)
{
    struct evtx_value value = {.type = type, .ptr = ptr, .len = len};
    char line[8192];

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
test_evtx__a_record_is_a_line_with_a_head(void **state)
{
    (void)state;
    add_event(&w, 10054);
    assert_log(EVTX_HEAD "ERROR computer=DESKTOP-7 channel=System "
                         "provider=\"Service Control Manager\" event_id=7023 record_id=1 "
                         "param1=\"Relay Service\" ErrorCode=10054\n");
}

static void
test_evtx__levels_are_words(void **state)
{
    static const char *const words[] = {"INFO", "CRITICAL", "ERROR", "WARNING",
                                        "INFO", "DEBUG",    "INFO"};
    struct wl_buf expected;

    (void)state;
    wl_buf_init(&expected);
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++) {
        evtx_event(&w, &(struct evtx_event){.provider = "P",
                                            .channel = "C",
                                            .computer = "H",
                                            .level = i,
                                            .filetime = EVTX_TIME,
                                            .xml = "<EventData/>"});
        wl_buf_addf(&expected,
                    EVTX_HEAD "%s computer=H channel=C provider=P event_id=0 record_id=%u\n",
                    words[i], i + 1);
    }
    assert_log(wl_buf_text(&expected));
    wl_buf_done(&expected);
}

static void
test_evtx__time_is_that_of_the_event_else_of_its_record(void **state)
{
    static const char xml[] = "<Event><System><TimeCreated SystemTime='{0}'/></System></Event>";
    unsigned char time[8];
    struct evtx_value value = {.type = WL_EVTX_FILETIME, .ptr = time, .len = 8};

    (void)state;
    evtx_set64(time, EVTX_TIME);
    evtx_record(&w, xml, &value, 1, EVTX_TIME + 50000000);
    evtx_set64(time, 0);
    evtx_record(&w, xml, &value, 1, EVTX_TIME + 50000000);
    evtx_record(&w, xml, &value, 1, 0);
    evtx_set64(time, UINT64_MAX);
    evtx_record(&w, xml, &value, 1, EVTX_TIME);
    assert_log("2026-11-22T08:00:02.456789Z INFO record_id=1\n"
               "2026-11-22T08:00:07.456789Z INFO record_id=2\n"
               "- INFO record_id=3\n"
               "2026-11-22T08:00:02.456789Z INFO record_id=4\n");
}

static void
test_evtx__numbers_have_their_sign_and_width(void **state)
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
test_evtx__times_guids_and_sids_look_as_in_windows(void **state)
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
test_evtx__binary_is_hex_and_so_is_what_has_a_wrong_size(void **state)
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
test_evtx__text_is_utf8_on_one_line(void **state)
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
test_evtx__lone_surrogates_and_nuls_do_no_harm(void **state)
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
test_evtx__ansi_text_is_utf8_or_latin1(void **state)
{
    (void)state;
    ASSERT_VALUE(WL_EVTX_ANSI, "plain\0", "plain");
    ASSERT_VALUE(WL_EVTX_ANSI, "f\xc3\xbcr", "für");
    ASSERT_VALUE(WL_EVTX_ANSI, "f\xfcr\n", "für\\n");
}

static void
test_evtx__an_array_is_several_values(void **state)
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

static void
test_evtx__data_without_a_name_is_data(void **state)
{
    struct evtx_value values[] = {evtx_string("one"),
                                  {.type = WL_EVTX_NULL},
                                  evtx_string("two words"),
                                  {.type = WL_EVTX_BINARY, .ptr = "F'", .len = 2}};

    (void)state;
    assert_values("<Event><EventData><Data>{0}</Data><Data>{1?}</Data><Data>{2}</Data><Data/>"
                  "<Binary>{3}</Binary></EventData></Event>",
                  values, 4, " Data=one Data=\"two words\" Data= Binary=4627");
}

static void
test_evtx__what_is_optional_and_missing_is_not_there(void **state)
{
    struct evtx_value none = {.type = WL_EVTX_NULL};

    (void)state;
    assert_values("<Event><EventData><Data Name='a'>{0?}</Data><Data Name='b'>{0}</Data>"
                  "<c d='{0?}' e='{0}'>{0?}</c><f g='{0?}'>x{0?}</f></EventData></Event>",
                  &none, 1, " b= e= f=x");
}

static void
test_evtx__elements_in_one_another_are_named_by_the_innermost(void **state)
{
    struct evtx_value code = evtx_u32(10061);

    (void)state;
    assert_values("<Event><UserData><Lost xmlns='urn:x' xmlns:a='urn:y' Kind='peer'>"
                  "<Peer Port='10054' Host=''>db.example.com</Peer>"
                  "<Outer>text <Inner Name='Cause'>{0}</Inner>more</Outer>"
                  "</Lost></UserData></Event>",
                  &code, 1,
                  " Kind=peer Port=10054 Host= Peer=db.example.com Outer=\"text \" Cause=10061"
                  " Outer=more");
}

static void
test_evtx__a_name_may_be_put_in_or_have_blanks(void **state)
{
    struct evtx_value values[] = {evtx_string("Error Code"), evtx_u32(10054)};

    (void)state;
    assert_values("<Event><EventData Name='lost'><Data Name='{0}'>{1}</Data></EventData></Event>",
                  values, 2, " Name=lost Error Code=10054");
}

static void
test_evtx__text_of_parts_is_one_value(void **state)
{
    struct evtx_value code = evtx_u32(10054);

    (void)state;
    assert_values("<Event><EventData><Data Name='m'>a &lt; b &amp; &#48;&odd;{0}"
                  "<![CDATA[ <c> ]]><?x y?>end</Data></EventData></Event>",
                  &code, 1, " m=\"a < b & 0odd10054 <c> end\"");
}

static void
test_evtx__what_a_forwarder_adds_is_shown(void **state)
{
    (void)state;
    assert_values("<Event><EventData/><RenderingInfo Culture='en-US'>"
                  "<Message>A socket failed.</Message><Keywords/></RenderingInfo></Event>",
                  NULL, 0, " Culture=en-US Message=\"A socket failed.\" Keywords=");
}

static void
test_evtx__documents_as_values_may_lack_a_template(void **state)
{
    struct evtx_value value = {.type = WL_EVTX_BINXML,
                               .ptr = "<EventXML><Code Unit='1'>10054</Code></EventXML>",
                               .bare = true};

    (void)state;
    assert_values("<Event><UserData>{0}</UserData></Event>", &value, 1, " Unit=1 Code=10054");
}

static void
test_evtx__values_that_a_template_lacks_are_empty(void **state)
{
    (void)state;
    assert_values("<Event><EventData><Data>{0}</Data><Data>{7}</Data></EventData></Event>",
                  (struct evtx_value[]){evtx_string("a")}, 1, " Data=a Data=");
}

static void
test_evtx__long_values_are_kept(void **state)
{
    static char text[60001];
    struct evtx_value value = {.type = WL_EVTX_STRING, .ptr = text, .len = 60000};
    struct evtx_result result;

    (void)state;
    for (size_t i = 0; i < 30000; i++)
        text[2 * i] = 'x';
    evtx_record(&w, "<Event><EventData><Data>{0}</Data></EventData></Event>", &value, 1, 0);
    evtx_end(&w);
    result = evtx_read_log(&w);
    assert_int_equal(result.text.len, strlen("- INFO record_id=1 Data=\n") + 30000);
    assert_undamaged(&result.damage);
    wl_buf_done(&result.text);
}

static void
test_evtx__chunks_follow_one_another_however_they_are_read(void **state)
{
    static const size_t pieces[] = {1, 7, 4096, 65536};
    struct evtx_result all;

    (void)state;
    for (unsigned i = 0; i < 1000; i++)
        add_event(&w, i);
    evtx_end(&w);
    assert_true(w.chunks >= 3);
    all = evtx_read_log(&w);
    assert_int_equal(all.lines, 1000);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct evtx_result result = evtx_read_all(w.out.ptr, w.out.len, pieces[i], 0);
        assert_string_equal(wl_buf_text(&result.text), wl_buf_text(&all.text));
        assert_undamaged(&result.damage);
        wl_buf_done(&result.text);
    }
    wl_buf_done(&all.text);
}

static void
test_evtx__a_log_may_be_empty_or_have_unused_chunks(void **state)
{
    struct evtx_result result;

    (void)state;
    evtx_end(&w);
    result = evtx_read_log(&w);
    assert_int_equal(result.text.len, 0);
    assert_undamaged(&result.damage);
    wl_buf_done(&result.text);

    add_event(&w, 10054);
    evtx_end_chunk(&w);
    for (size_t i = 0; i < 2 * 65536; i++)
        wl_buf_add_char(&w.out, '\0');
    evtx_end(&w);
    result = evtx_read_log(&w);
    assert_int_equal(result.lines, 1);
    assert_undamaged(&result.damage);
    wl_buf_done(&result.text);
}

static void
test_evtx__refuses_what_is_none(void **state)
{
    static const char *const texts[] = {"", "ElfFile", "a log\nof lines\n"};
    struct wl_stream *stream;
    struct wl_error err;

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        bool closed = false;
        assert_int_equal(
            wl_evtx_open(&stream, memory_open(texts[i], strlen(texts[i]), 100, 0, &closed), &err),
            WL_EIO);
        assert_string_equal(err.text, "no event log");
        assert_true(closed);
    }
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_evtx__##name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_record_is_a_line_with_a_head),
        TEST(levels_are_words),
        TEST(time_is_that_of_the_event_else_of_its_record),
        TEST(numbers_have_their_sign_and_width),
        TEST(times_guids_and_sids_look_as_in_windows),
        TEST(binary_is_hex_and_so_is_what_has_a_wrong_size),
        TEST(text_is_utf8_on_one_line),
        TEST(lone_surrogates_and_nuls_do_no_harm),
        TEST(ansi_text_is_utf8_or_latin1),
        TEST(an_array_is_several_values),
        TEST(data_without_a_name_is_data),
        TEST(what_is_optional_and_missing_is_not_there),
        TEST(elements_in_one_another_are_named_by_the_innermost),
        TEST(a_name_may_be_put_in_or_have_blanks),
        TEST(text_of_parts_is_one_value),
        TEST(what_a_forwarder_adds_is_shown),
        TEST(documents_as_values_may_lack_a_template),
        TEST(values_that_a_template_lacks_are_empty),
        TEST(long_values_are_kept),
        TEST(chunks_follow_one_another_however_they_are_read),
        TEST(a_log_may_be_empty_or_have_unused_chunks),
        TEST(refuses_what_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
