#include "sink/tally.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A source with that content and one line for each code, one second apart from start_us on; a
 * negative start: without times. */
static void
feed(struct wl_tally_sink *sink, const char *content, const uint16_t *codes, size_t count,
     int64_t start_us)
{
    struct wl_identity identity;
    struct wl_origin origin = {.locator = "log", .identity = &identity};
    struct wl_ending ending = {.lines = count, .bytes = strlen(content), .complete = true};

    assert_int_equal(wl_identity_init(&identity), 0);
    assert_int_equal(sink->base.ops->begin(&sink->base, &origin, NULL), 0);
    for (size_t i = 0; i < count; i++) {
        struct wl_occurrence one = {.code = codes[i],
                                    .time_from = start_us < 0 ? WL_TIME_ABSENT : WL_TIME_LINE,
                                    .time_us = start_us + (int64_t)i * 1000000};
        struct wl_found found = {.occurrences = &one, .count = 1};
        assert_int_equal(sink->base.ops->line(&sink->base, &found, NULL), 0);
    }
    wl_identity_feed(&identity, content, strlen(content));
    assert_int_equal(sink->base.ops->end(&sink->base, &ending, NULL), 0);
    wl_identity_done(&identity);
}

static int
setup(void **state)
{
    static struct wl_tally_sink sink;

    *state = &sink;
    return wl_tally_init(&sink, NULL);
}

static int
teardown(void **state)
{
    wl_tally_done(*state);
    return 0;
}

static void
test_tally__ranks_codes_by_count_then_number(void **state)
{
    static const uint16_t codes[] = {10061, 10054, 10060, 10060, 11001};
    struct wl_tally_sink *sink = *state;
    struct wl_tally_row rows[3];
    size_t different;

    feed(sink, "a", codes, 5, 1000000);
    assert_int_equal(wl_tally_top(sink, rows, 3, &different), 3);
    assert_int_equal(different, 4);
    assert_int_equal(rows[0].code->number, 10060);
    assert_int_equal(rows[0].count, 2);
    assert_int_equal(rows[1].code->number, 10054);
    assert_int_equal(rows[2].code->number, 10061);
}

static void
test_tally__spans_the_known_times_of_all_sources(void **state)
{
    static const uint16_t codes[] = {10054, 10054};
    struct wl_tally_sink *sink = *state;

    feed(sink, "a", codes, 2, 7000000);
    feed(sink, "b", codes, 2, 3000000);
    feed(sink, "c", codes, 1, -1);
    assert_int_equal(sink->all.occurrences, 5);
    assert_int_equal(sink->all.lines, 5);
    assert_int_equal(sink->all.dated, 4);
    assert_int_equal(sink->all.first_us, 3000000);
    assert_int_equal(sink->all.last_us, 8000000);
}

static void
test_tally__counts_equal_contents_once(void **state)
{
    static const uint16_t codes[] = {10054};
    struct wl_tally_sink *sink = *state;

    feed(sink, "same", codes, 1, 0);
    assert_false(sink->copy);
    feed(sink, "same", codes, 1, 0);
    assert_true(sink->copy);
    feed(sink, "", codes, 0, 0);
    feed(sink, "", codes, 0, 0);
    assert_false(sink->copy); /* empty files are no copies of each other */
    assert_int_equal(sink->copies, 1);
    assert_int_equal(sink->all.occurrences, 1);
}

static void
test_tally__of_a_single_source_needs_no_content(void **state)
{
    static const uint16_t codes[] = {10054, 10054};
    struct wl_tally_sink *sink = *state;

    assert_int_equal(sink->base.wants, WL_WANT_TIME | WL_WANT_CONTENT | WL_WANT_LINES);
    wl_tally_single(sink);
    assert_int_equal(sink->base.wants, WL_WANT_TIME | WL_WANT_LINES);
    feed(sink, "a", codes, 2, 0);
    assert_int_equal(sink->all.occurrences, 2);
    assert_int_equal(sink->contents.count, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_tally__ranks_codes_by_count_then_number, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_tally__spans_the_known_times_of_all_sources, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_tally__counts_equal_contents_once, setup, teardown),
        cmocka_unit_test_setup_teardown(test_tally__of_a_single_source_needs_no_content, setup,
                                        teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
