#include "input_fixture.h"

#include "base/buf.h"
#include "flow/flow.h"
#include "scan/codes.h"

#include <inttypes.h>

/* A sink that writes down what it is told: bytes as they are, a line's occurrences in braces. */
struct recorder {
    struct wl_sink base;
    struct wl_buf bytes, lines;
    unsigned begun, ended;
    struct wl_ending ending;
    uint64_t fail_at; /* the line that is refused, 0 for none */
};

static int
take_begin(struct wl_sink *sink, const struct wl_origin *origin, struct wl_error *err)
{
    (void)err;
    assert_string_equal(origin->locator, "name");
    ((struct recorder *)sink)->begun++;
    return 0;
}

static int
take_bytes(struct wl_sink *sink, struct wl_span bytes, struct wl_error *err)
{
    (void)err;
    assert_true(bytes.len > 0);
    wl_buf_add_span(&((struct recorder *)sink)->bytes, bytes);
    return 0;
}

static int
take_line(struct wl_sink *sink, const struct wl_found *found, struct wl_error *err)
{
    struct recorder *r = (struct recorder *)sink;

    for (size_t i = 0; i < found->count; i++) {
        const struct wl_occurrence *o = found->occurrences + i;
        if (o->line == r->fail_at)
            return wl_error_set(err, WL_EIO, "refused");
        wl_buf_addf(&r->lines, "{%u line %" PRIu64 " at %" PRIu64 "+%u, time %d %" PRId64 ", id ",
                    o->code, o->line, o->offset, o->column, o->time_from,
                    o->time_from ? o->time_us / 1000000 : 0);
        for (size_t k = 0; k < WL_ID_SIZE; k++)
            wl_buf_addf(&r->lines, "%02x", o->id[k]);
        wl_buf_addf(&r->lines, "%s%s}", o->provisional ? " provisional" : "",
                    found->again ? " again" : "");
    }
    return 0;
}

static int
take_end(struct wl_sink *sink, const struct wl_ending *ending, struct wl_error *err)
{
    (void)err;
    ((struct recorder *)sink)->ended++;
    ((struct recorder *)sink)->ending = *ending;
    return 0;
}

static const struct wl_sink_ops ops = {take_begin, take_bytes, take_line, NULL, take_end};

static int
run(struct recorder *r, const char *ptr, size_t len, size_t piece, uint64_t fail_at)
{
    struct wl_flow flow = {.sinks = {&r->base}, .sink_count = 1, .case_name = "", .host = ""};
    struct wl_flow_result result;
    struct wl_pattern_set *set;
    struct feeding feeding;
    struct wl_error err = {0};
    int rc;

    *r = (struct recorder){.base = {&ops, true}, .fail_at = fail_at};
    assert_int_equal(wl_pattern_set_new(&set, NULL, 0, &err), 0);
    assert_int_equal(wl_detector_new(&flow.detector, wl_pattern_set_get(set), &err), 0);
    feed_begin(&feeding, ptr, len, piece);
    rc = wl_flow_run(&flow, "-", "name", &result, &err);
    feed_end(&feeding);
    wl_detector_free(flow.detector);
    wl_pattern_set_free(set);
    assert_int_equal(r->begun, 1);
    assert_int_equal(r->ended, 1);
    return rc;
}

static void
done(struct recorder *r)
{
    wl_buf_done(&r->bytes);
    wl_buf_done(&r->lines);
}

/* All pieces give what one piece gives. @return what that is, to be freed with done() */
static struct recorder
run_in_pieces(const char *ptr, size_t len, const size_t *pieces, size_t count)
{
    struct recorder first, other;

    assert_int_equal(run(&first, ptr, len, pieces[0], 0), 0);
    assert_int_equal(first.bytes.len, len);
    if (len > 0)
        assert_memory_equal(first.bytes.ptr, ptr, len);
    for (size_t i = 1; i < count; i++) {
        assert_int_equal(run(&other, ptr, len, pieces[i], 0), 0);
        assert_string_equal(wl_buf_text(&other.lines), wl_buf_text(&first.lines));
        assert_int_equal(other.bytes.len, len);
        assert_int_equal(other.ending.lines, first.ending.lines);
        done(&other);
    }
    return first;
}

static void
test_flow__what_is_found_does_not_depend_on_pieces(void **state)
{
    static const char text[] = "2026-11-21 08:00:00 start\n"
                               "  WSAECONNRESET here\r\n"
                               "An existing connection was forcibly closed\n"
                               "by the remote host.\n"
                               "\0\xFF\r WSAEINTR";
    size_t pieces[sizeof text - 1];
    struct recorder r;
    const char *lines;

    (void)state;
    for (size_t i = 0; i < sizeof text - 1; i++)
        pieces[i] = sizeof text - 1 - i;
    r = run_in_pieces(text, sizeof text - 1, pieces, sizeof text - 1);
    lines = wl_buf_text(&r.lines);
    assert_non_null(strstr(lines, "{10054 line 2 at 26+3, time 2 1795248000, id "));
    assert_non_null(strstr(lines, "{10054 line 4 at "));
    assert_null(strstr(lines, " line 3 at "));
    assert_non_null(strstr(lines, "{10004 line 5 at "));
    assert_non_null(strstr(lines, " provisional}"));
    assert_int_equal(r.ending.lines, 5);
    assert_true(r.ending.complete);
    done(&r);
}

static void
test_flow__a_line_in_parts_is_one_line_with_one_time(void **state)
{
    static const size_t pieces[] = {60000, 4096, 50021};
    static const char head[] = "2026-11-21 08:00:00 x ", decoy[] = "2011-01-01 01:01:01 ";
    size_t total;
    char *text = make_line(5u << 19, " WSAEINTR\nnext WSAEINVAL\n", &total);
    struct recorder r;
    const char *lines;

    (void)state;
    memcpy(text, head, sizeof head - 1);
    memcpy(text + (3u << 18) - WL_MARGIN, decoy, sizeof decoy - 1);
    memcpy(text + (3u << 18) - 4, " WSAECONNRESET ", 15);
    memcpy(text + (1u << 20) - 4, " WSAECONNRESET ", 15);
    r = run_in_pieces(text, total, pieces, 3);
    lines = wl_buf_text(&r.lines);
    assert_non_null(strstr(lines, "{10054 line 1 at 0+786430, time 1 1795248000, id "));
    assert_null(strstr(strstr(lines, "10054") + 5, "10054"));
    assert_non_null(strstr(lines, "{10004 line 1 at 0+2621442, time 1 1795248000, id "));
    assert_non_null(strstr(lines, " again}"));
    assert_non_null(strstr(lines, "{10022 line 2 at 2621450+6, "));
    done(&r);
    free(text);
}

static void
test_flow__a_sink_that_fails_ends_the_run_and_is_ended(void **state)
{
    static const char text[] = "WSAEINTR\nWSAEINTR\nx\nWSAEINTR\n";
    struct recorder r;

    (void)state;
    assert_int_equal(run(&r, text, sizeof text - 1, 50, 2), WL_EIO);
    assert_non_null(strstr(wl_buf_text(&r.lines), " line 1 at "));
    assert_null(strstr(wl_buf_text(&r.lines), " line 4 at "));
    assert_false(r.ending.complete);
    done(&r);
}

static void
test_flow__an_empty_source_begins_and_ends(void **state)
{
    struct recorder r;

    (void)state;
    assert_int_equal(run(&r, "", 0, 1, 0), 0);
    assert_int_equal(r.ending.lines, 0);
    assert_true(r.ending.complete);
    done(&r);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flow__what_is_found_does_not_depend_on_pieces),
        cmocka_unit_test(test_flow__a_line_in_parts_is_one_line_with_one_time),
        cmocka_unit_test(test_flow__a_sink_that_fails_ends_the_run_and_is_ended),
        cmocka_unit_test(test_flow__an_empty_source_begins_and_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
