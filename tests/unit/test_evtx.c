/*
 * What records look like as text, and how logs are read that are whole.
 */
#include "evtx_fixture.h"

/* The linker sends the library's allocations here; one of them fails. */
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_realloc(void *ptr, size_t size);
void *__wrap_realloc(void *ptr, size_t size);

static int until_failure = -1; /* calls that still succeed; -1: all */

static bool
fails_now(void)
{
    return until_failure >= 0 && until_failure-- == 0;
}

void *
__wrap_calloc(size_t count, size_t size)
{
    return fails_now() ? NULL : __real_calloc(count, size);
}

void *
__wrap_realloc(void *ptr, size_t size)
{
    return fails_now() ? NULL : __real_realloc(ptr, size);
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
test_evtx__a_field_that_is_there_twice_is_the_last(void **state)
{
    (void)state;
    evtx_record(&w,
                "<Event><System><Computer>first</Computer><Channel>System</Channel>"
                "<Provider EventSourceName='old'/><Computer>second&amp;last</Computer>"
                "<Provider Name='new'/></System></Event>",
                NULL, 0, EVTX_TIME);
    assert_log(EVTX_HEAD "INFO computer=second&last channel=System provider=new record_id=1\n");
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
test_evtx__the_last_word_of_binary_data_is_told_if_it_may_be_a_code(void **state)
{
    static const char lost[] = "\0\0\0\0\x46\x27\0\0", odd[] = "\0\x46\x27\0\0";
    struct evtx_value values[] = {
        {.type = WL_EVTX_BINARY, .ptr = lost, .len = 8},
        {.type = WL_EVTX_BINARY, .ptr = lost, .len = 4},
        {.type = WL_EVTX_BINARY, .ptr = odd, .len = 5},
    };

    (void)state;
    assert_values("<Event><EventData><a>{0}</a><b>{1}</b><c>{2}</c></EventData></Event>", values, 3,
                  " a=0000000046270000 binary_word=0x2746 b=00000000 c=0046270000");
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
    for (size_t i = 0; i < (size_t)2 * 65536; i++)
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

static void
test_evtx__tells_when_memory_runs_out(void **state)
{
    int rc = WL_ENOMEM;

    (void)state;
    add_event(&w, 10054);
    evtx_end(&w);
    for (int calls = 0; rc != 0; calls++) {
        struct wl_stream *stream = NULL, *inner = memory_open(w.out.ptr, w.out.len, 4096, 0, NULL);
        struct wl_error err = {0};
        char buf[4096];
        until_failure = calls;
        rc = wl_evtx_open(&stream, inner, &err);
        if (rc == 0 && stream->ops->read(stream, buf, sizeof buf, &err) < 0)
            rc = err.status;
        until_failure = -1;
        assert_true(rc == 0 || rc == WL_ENOMEM);
        assert_true(calls < 100);
        wl_stream_close(stream);
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
        TEST(a_field_that_is_there_twice_is_the_last),
        TEST(data_without_a_name_is_data),
        TEST(the_last_word_of_binary_data_is_told_if_it_may_be_a_code),
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
        TEST(tells_when_memory_runs_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
