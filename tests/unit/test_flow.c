#include "input_fixture.h"

#include "base/buf.h"
#include "flow/flow.h"
#include "scan/codes.h"

#include <inttypes.h>
#include <stdio.h>

/* A sink that writes down what it is told: bytes as they are, in lines the rest: a line's
 * occurrences in braces. */
struct recorder {
    struct wl_sink base;
    struct wl_buf bytes, lines;
    unsigned begun, ended;
    struct wl_ending ending;
    uint64_t fail_at; /* the line that is refused, 0 for none */
    const struct wl_origin *origin;
    struct wl_occurrence last; /* of its spans the lengths alone are valid */
    uint64_t identified;       /* bytes that the identity had been fed at the end */
};

static unsigned wants = WL_WANT_ALL;

static int
take_begin(struct wl_sink *sink, const struct wl_origin *origin, struct wl_error *err)
{
    (void)err;
    wl_buf_addf(&((struct recorder *)sink)->lines, "begin %s ", origin->locator);
    ((struct recorder *)sink)->begun++;
    ((struct recorder *)sink)->origin = origin;
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
        r->last = *o;
        if (r->fail_at && o->line == r->fail_at)
            return wl_error_set(err, WL_EIO, "refused");
        wl_buf_addf(&r->lines, "{%u line %" PRIu64 " at %" PRIu64 "+%u, time %d %" PRId64 ", id ",
                    o->code, o->line, o->offset, o->column, o->time_from,
                    o->time_from ? o->time_us / 1000000 : 0);
        for (size_t k = 0; k < WL_ID_SIZE; k++)
            wl_buf_addf(&r->lines, "%02x", o->id[k]);
        if (o->idle_from)
            wl_buf_addf(&r->lines, ", idle %d %" PRId64, o->idle_from, o->idle_us);
        wl_buf_addf(&r->lines, "%s%s}", o->provisional ? " provisional" : "",
                    found->again ? " again" : "");
    }
    return 0;
}

static int
take_end(struct wl_sink *sink, const struct wl_ending *ending, struct wl_error *err)
{
    (void)err;
    wl_buf_addf(&((struct recorder *)sink)->lines,
                "end after %" PRIu64 " bytes, %" PRIu64 " lines%s\n", ending->bytes, ending->lines,
                ending->complete ? "" : ", incomplete");
    ((struct recorder *)sink)->ended++;
    ((struct recorder *)sink)->ending = *ending;
    ((struct recorder *)sink)->identified = ((struct recorder *)sink)->origin->identity->length;
    return 0;
}

static const struct wl_sink_ops ops = {take_begin, take_bytes, take_line, NULL, take_end};

static void
begin_input(void *arg, const char *locator)
{
    (void)locator;
    wl_buf_add_text(arg, "turn ");
}

static int
end_input(void *arg, const struct wl_flow_result *result, struct wl_error *err)
{
    struct wl_buf *lines = arg;

    (void)err;
    if (result)
        wl_buf_addf(lines, "done %d %" PRIu64 "\n", result->error.status, result->occurrences);
    else
        wl_buf_add_text(lines, "dropped\n");
    return 0;
}

/* Read paths (NULL: nothing to read) with so many threads. @return what the run returned */
static int
run_paths(struct recorder *r, const char *const *paths, size_t count, unsigned jobs,
          uint64_t fail_at)
{
    struct wl_flow_setup setup = {.min_confidence = WL_THRESHOLD,
                                  .jobs = jobs,
                                  .sinks = {&r->base},
                                  .sink_count = 1,
                                  .case_name = "",
                                  .host = ""};
    struct wl_pattern_set *set;
    struct wl_flow *flow;
    struct wl_error err = {0};
    int rc;

    *r = (struct recorder){.base = {&ops, wants}, .fail_at = fail_at};
    assert_int_equal(wl_pattern_set_new(&set, NULL, 0, &err), 0);
    setup.patterns = wl_pattern_set_get(set);
    assert_int_equal(wl_flow_new(&flow, &setup, &err), 0);
    for (size_t i = 0; i < count; i++) {
        struct wl_input input = {.path = paths[i],
                                 .locator = paths[i],
                                 .begin = begin_input,
                                 .end = end_input,
                                 .arg = &r->lines};
        assert_true(wl_flow_add(flow, &input, &err) >= 0);
    }
    rc = wl_flow_finish(flow, &err);
    wl_flow_free(flow);
    wl_pattern_set_free(set);
    return rc;
}

static void
run(struct recorder *r, const char *ptr, size_t len, size_t piece, unsigned jobs, uint64_t fail_at)
{
    static const char *const path = "-";
    struct feeding feeding;

    feed_begin(&feeding, ptr, len, piece);
    assert_int_equal(run_paths(r, &path, 1, jobs, fail_at), 0);
    feed_end(&feeding);
    assert_int_equal(r->begun, 1);
    assert_int_equal(r->ended, 1);
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

    run(&first, ptr, len, pieces[0], 1, 0);
    assert_int_equal(first.bytes.len, len);
    if (len > 0)
        assert_memory_equal(first.bytes.ptr, ptr, len);
    for (size_t i = 1; i < count; i++) {
        run(&other, ptr, len, pieces[i], 1 + (unsigned)i % 4, 0);
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
                               "a whole line, so that the message does not go on\n"
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
    assert_non_null(strstr(lines, "{10004 line 6 at "));
    assert_non_null(strstr(lines, " provisional}"));
    assert_int_equal(r.ending.lines, 6);
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
    run(&r, text, sizeof text - 1, 50, 1, 2);
    assert_non_null(strstr(wl_buf_text(&r.lines), "done -2 "));
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
    run(&r, "", 0, 1, 1, 0);
    assert_int_equal(r.ending.lines, 0);
    assert_true(r.ending.complete);
    done(&r);
}

static void
test_flow__works_out_what_a_sink_wants_and_no_more(void **state)
{
    static const char text[] = "2026-11-21 08:00:00 ERROR send to 192.0.2.7:5060: WSAECONNRESET\n";
    static const unsigned char none[WL_ID_SIZE];

    (void)state;
    for (wants = 0; wants <= WL_WANT_ALL; wants++) {
        const struct wl_occurrence *o;
        bool content = wants & (WL_WANT_ID | WL_WANT_CONTENT);
        struct recorder r;
        run(&r, text, sizeof text - 1, 7, 1, 0);
        o = &r.last;
        assert_int_equal(o->code, 10054);
        assert_int_equal(o->text.len, sizeof text - 2);
        assert_int_equal(o->time_from, wants & WL_WANT_TIME ? WL_TIME_LINE : WL_TIME_ABSENT);
        assert_int_equal(o->peer_address.len, wants & WL_WANT_FIELDS ? 9 : 0);
        assert_int_equal(o->level.len, wants & WL_WANT_FIELDS ? 5 : 0);
        assert_int_equal(memcmp(o->id, none, WL_ID_SIZE) != 0, (wants & WL_WANT_ID) != 0);
        assert_int_equal(r.identified, content ? sizeof text - 1 : 0);
        assert_int_equal(o->line, wants & WL_WANT_LINES ? 1 : 0);
        done(&r);
    }
    wants = WL_WANT_ALL;
}

#define FILE_SIZE (3u << 19)

/* A log that has a bit of everything; each line depends on its number alone. */
static void
write_log(const char *path, size_t size, unsigned salt)
{
    FILE *file = fopen(path, "w");
    size_t len = 0;

    assert_non_null(file);
    for (unsigned i = salt; len < size; i++) {
        int n;
        if (i % 7919 == 7918) /* longer than a block, and now and then than the window */
            n = fprintf(file, "long %*d WSAECONNREFUSED %*d\n", 400000, 1, i % 2 ? 900000 : 10, 2);
        else if (i % 3001 == 0)
            n = fprintf(file, "#Fields: date time c-ip %s\n",
                        i % 2 ? "sc-status sc-win32-status" : "sc-win32-status sc-status");
        else if (i % 5 == 0)
            n = fprintf(file, "2026-11-20 08:%02u:%02u 10.0.0.1 10054 10060\n", i / 60 % 60,
                        i % 60);
        else if (i % 4099 < 600) /* every line reports a code */
            n = fprintf(file, "recv failed: WSAECONNRESET\n");
        else if (i % 11 == 0)
            n = fprintf(file, "An existing connection was forcibly closed\nby the remote host.\n");
        else
            n = fprintf(file, "nothing to be seen on port %u here\n", i % 65536);
        len += (size_t)n;
    }
    assert_int_equal(fclose(file), 0);
}

static void
assert_same_with_all_jobs(const char *const *paths, size_t count, uint64_t fail_at)
{
    static const unsigned jobs[] = {2, 5};
    struct recorder first, other;
    int rc = run_paths(&first, paths, count, 1, fail_at);

    for (size_t i = 0; i < sizeof jobs / sizeof *jobs; i++) {
        assert_int_equal(run_paths(&other, paths, count, jobs[i], fail_at), rc);
        assert_string_equal(wl_buf_text(&other.lines), wl_buf_text(&first.lines));
        assert_int_equal(other.bytes.len, first.bytes.len);
        assert_memory_equal(other.bytes.ptr, first.bytes.ptr, first.bytes.len);
        done(&other);
    }
    done(&first);
}

static void
test_flow__any_number_of_threads_gives_the_same(void **state)
{
    char dir[] = "/tmp/test_flow.XXXXXX", name[6][64];
    const char *paths[12];
    size_t count = 0;

    (void)state;
    assert_non_null(mkdtemp(dir));
    for (size_t i = 0; i < 6; i++) {
        (void)snprintf(name[i], sizeof name[i], "%s/%zu", dir, i);
        if (i != 3)
            write_log(name[i], i < 2 ? FILE_SIZE : i == 4 ? 0 : 9000, (unsigned)(i * 1500));
        paths[count++] = name[i]; /* the fourth is missing */
        if (i % 2)
            paths[count++] = NULL;
    }
    paths[count++] = dir; /* no file */
    assert_same_with_all_jobs(paths, count, 0);
    assert_same_with_all_jobs(paths, count, 40000);
    for (size_t i = 0; i < 6; i++)
        (void)unlink(name[i]);
    assert_int_equal(rmdir(dir), 0);
}

static void
test_flow__threads_read_a_pipe_as_one_does(void **state)
{
    char path[] = "/tmp/test_flow.XXXXXX";
    int fd = mkstemp(path);
    char *text = malloc(FILE_SIZE + (2u << 20));
    ssize_t len;
    struct recorder r;
    static const size_t pieces[] = {60000, 50021, 8191};

    (void)state;
    assert_true(fd >= 0);
    assert_non_null(text);
    write_log(path, FILE_SIZE, 7000);
    len = read(fd, text, FILE_SIZE + (2u << 20));
    assert_true(len >= (ssize_t)FILE_SIZE);
    r = run_in_pieces(text, (size_t)len, pieces, 3);
    done(&r);
    free(text);
    (void)close(fd);
    (void)unlink(path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flow__what_is_found_does_not_depend_on_pieces),
        cmocka_unit_test(test_flow__a_line_in_parts_is_one_line_with_one_time),
        cmocka_unit_test(test_flow__a_sink_that_fails_ends_the_run_and_is_ended),
        cmocka_unit_test(test_flow__an_empty_source_begins_and_ends),
        cmocka_unit_test(test_flow__works_out_what_a_sink_wants_and_no_more),
        cmocka_unit_test(test_flow__any_number_of_threads_gives_the_same),
        cmocka_unit_test(test_flow__threads_read_a_pipe_as_one_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
