#include "input_fixture.h"

#include "input/records.h"

#include <stdlib.h>

/* text through the filter, as lines; caller frees */
static char *
lines_of(const char *text, size_t len, enum wl_records kind)
{
    struct wl_source *source;
    struct wl_stream *stream;
    struct wl_error err = {0};
    struct feeding feeding;
    char *out = calloc(1, 2 * len + 8192);
    size_t have = 0;
    ptrdiff_t n;

    feed_begin(&feeding, text, len, len < 1000 ? 7 : 50000);
    assert_int_equal(wl_source_open(&source, "-", WL_ENCODING_BYTES, &err), 0);
    assert_int_equal(wl_records_open(&stream, source, kind, &err), 0);
    while ((n = stream->ops->read(stream, out + have, len < 1000 ? 5 : 4096, &err)) > 0)
        have += (size_t)n;
    assert_int_equal(n, 0);
    wl_stream_close(stream);
    feed_end(&feeding);
    return out;
}

static void
test_records__judge(void **state)
{
    static const struct {
        const char *head;
        enum wl_records kind;
    } cases[] = {
        {"<Events>\n<Event xmlns='x'>", WL_RECORDS_XML},
        {"<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<Events><Event>", WL_RECORDS_XML},
        {"<Event xmlns='http://x'><System>", WL_RECORDS_XML},
        {"<Eventually the log>", WL_RECORDS_NONE},
        {"<?xml version=\"1.0\"?><configuration>", WL_RECORDS_NONE},
        {"[{\"a\":1},", WL_RECORDS_JSON},
        {"[\n  {\n \"a\": 1}", WL_RECORDS_JSON},
        {"{\n    \"__CURSOR\" : \"s=1\",", WL_RECORDS_JSON},
        {"{\"a\":1}\n{\"a\":2}\n", WL_RECORDS_NONE},
        {"[2026-11-22 10:00:00] {x", WL_RECORDS_NONE},
        {"{\"__CURSOR\":\"s=1\",\"MESSAGE\":[65]}\n", WL_RECORDS_JSON},
        {"Level,Date and Time,Source,Event ID,Task Category\r\n", WL_RECORDS_CSV},
        {"Ebene;Datum und Uhrzeit;Quelle;Ereignis-ID;Aufgabenkategorie\r\n", WL_RECORDS_CSV},
        {"#TYPE System.X\r\n\"Message\",\"Id\",\"Version\",\"Level\"\r\n", WL_RECORDS_CSV},
        {"Message\tId\tVersion\tLevel\r\n", WL_RECORDS_CSV},
        {"one, two, three\n", WL_RECORDS_NONE},
        {"loaded 4 modules, ready, done, bye\n", WL_RECORDS_NONE},
        {"a,b,c,d", WL_RECORDS_NONE},
        {"plain text", WL_RECORDS_NONE},
        {"", WL_RECORDS_NONE},
        {"{", WL_RECORDS_NONE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(wl_records_judge(wl_span_of(cases[i].head)), cases[i].kind);
    assert_int_equal(wl_records_judge_raw("\xff\xfe<\0E\0v\0e\0n\0t\0s\0>\0", 18, WL_ENCODING_AUTO),
                     WL_RECORDS_XML);
}

static void
test_records__one_line_each(void **state)
{
    static const struct {
        enum wl_records kind;
        const char *in, *out;
    } cases[] = {
        {WL_RECORDS_XML, "<Events><Event a='1'>x</Event><Event>y</Event></Events>",
         "<Events><Event a='1'>x</Event>\n<Event>y</Event>\n</Events>"},
        {WL_RECORDS_XML, "<Event>\r\n  <EventID>1</EventID>\r\n</Event>\r\n<Event>2</Event>\r\n",
         "<Event> <EventID>1</EventID> </Event>\n<Event>2</Event>\n"},
        {WL_RECORDS_XML, "<Event>a  b</Event>", "<Event>a  b</Event>\n"},
        {WL_RECORDS_XML, "<Event>cut off", "<Event>cut off"},
        {WL_RECORDS_JSON, "[{\"a\":{\"b\":[1,2]}},\n {\"c\":\"}\\\"{\"}]",
         "[{\"a\":{\"b\":[1,2]}}\n{\"c\":\"}\\\"{\"}\n]"},
        {WL_RECORDS_JSON, "{\n  \"a\" : 1,\n  \"b\" : 2\n}\n{\n  \"a\" : 3\n}\n",
         "{ \"a\" : 1, \"b\" : 2 }\n{ \"a\" : 3 }\n"},
        {WL_RECORDS_JSON,
         "{\"MESSAGE\":[ 65,34, 92,10,7,220 ,300],\"x\":[1,2]}\n{\"MESSAGE\" : [ {\"a\":[65]}]}\n",
         "{\"MESSAGE\":\"A\\\"\\\\\\n \334?\",\"x\":[1,2]}\n{\"MESSAGE\" : [{\"a\":[65]}]}\n"},
        {WL_RECORDS_JSON, "{\"MESSAGE\":[],\"a\":\"MESSAGE\",\"b\":[7]}\n",
         "{\"MESSAGE\":[],\"a\":\"MESSAGE\",\"b\":[7]}\n"},
        {WL_RECORDS_CSV, "A,B,C,D\r\n1,\"x\r\n\"\"y\"\", z\n\n\",2,\"\"\r\n\"a\nb\"\n3 \"no\n",
         "A,B,C,D\r\n1,\"x \"\"y\"\", z \",2,\"\"\r\n\"a b\"\n3 \"no\n"},
        {WL_RECORDS_CSV, "A;B;C;D\n1;\"x\ny\"\n1,\"x\ny\n", "A;B;C;D\n1;\"x y\"\n1,\"x\ny\n"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *out = lines_of(cases[i].in, strlen(cases[i].in), cases[i].kind);
        assert_string_equal(out, cases[i].out);
        free(out);
    }
}

/* What never ends is no record: nothing is lost, and lines are lines again. */
static void
test_records__too_long(void **state)
{
    size_t len = WL_RECORD_MAX + 100000;
    char *text = malloc(len), *out;

    (void)state;
    memset(text, 'x', len);
    memcpy(text, "<Event>", 7);
    for (size_t i = 100; i < len; i += 100)
        text[i] = '\n';
    out = lines_of(text, len, WL_RECORDS_XML);
    assert_int_equal(strlen(out), len);
    assert_null(memchr(out, '\n', WL_RECORD_MAX));
    assert_memory_equal(out + len - 50000, text + len - 50000, 50000);
    free(out);
    free(text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records__judge),
        cmocka_unit_test(test_records__one_line_each),
        cmocka_unit_test(test_records__too_long),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
