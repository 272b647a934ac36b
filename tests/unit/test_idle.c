/*
 * How long a connection was idle, looked up in the lines before.
 */
#include "flow/idle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define T "2026-11-21 08:"
#define FAIL "00:00 conn-17 write to 10.0.0.5:1433 failed: error 10054"

/* The pause found before the last line of a text, in seconds; -1: none. */
static int64_t
idle_of(const char *text, size_t len, uint16_t code)
{
    const char *end = text + len, *lf = memrchr(text, '\n', len - 1);
    struct wl_span line = {lf + 1, (size_t)(end - lf - 1)};
    const char *peer = memmem(line.ptr, line.len, "10.0.0.5", 8),
               *found = memmem(line.ptr, line.len, "10054", 5);
    struct wl_place place = {.memory = text, .from_start = true};
    struct wl_stamp_context context = {0};
    struct wl_occurrence o = {.code = code, .time_from = WL_TIME_LINE};
    struct wl_stamp stamp;
    unsigned assumed = 0;

    assert_true(wl_stamp_find(line, &stamp));
    assert_true(wl_stamp_resolve(&stamp, &context, &o.time_us, &assumed));
    if (peer) {
        o.peer_address = (struct wl_span){peer, 8};
        o.peer_port = 1433;
    }
    if (found)
        o.matched = (struct wl_span){found, 5};
    wl_idle_find(&place, line, &context, &o);
    return o.idle_from ? o.idle_us / 1000000 : -1;
}

static const struct {
    const char *text;
    int64_t seconds;
} logs[] = {
    /* the same connection */
    {T "00:00 conn-17 query done\n" T "02:00 conn-18 query done\n" T
       "04:00 conn-17 write failed: error 10054",
     240},
    /* conn-171 is another */
    {T "00:00 conn-17 query done\n" T "02:00 conn-171 query done\n" T
       "04:00 conn-17 write failed: error 10054",
     240},
    /* the same peer where no connection is named */
    {T "00:00 to 10.0.0.5:1433\n" T "03:00 to 10.0.0.51:1433\n" T
       "05:50 write to 10.0.0.5:1433 failed: error 10054",
     350},
    /* lines of the attempt itself are no traffic before it */
    {T "00:00 conn-17 query done\n" T "04:00 conn-17 sending query\n" T
       "04:01 conn-17 write failed: error 10054",
     240},
    /* a busy connection was not idle */
    {T "03:58 conn-17 query done\n" T "03:59 conn-17 query done\n" T "04:00 conn-17 query done\n" T
       "04:01 conn-17 write failed: error 10054",
     -1},
    /* attempts that are repeated are no traffic */
    {T "00:00 to 10.0.0.5:1433 failed: error 10054\n" T
       "05:00 to 10.0.0.5:1433 failed: error 10054",
     -1},
    /* nothing names it */
    {T "00:00 conn-18 query done\n" T "04:00 conn-17 write failed: error 10054", -1},
    /* the beginning of an address is no number of a client */
    {T "00:00 client 203.0.113.8 came\n" T "04:00 client 203.0.113.9 failed: error 10054", -1},
    /* the thread, where nothing else is known */
    {T "00:00 [thread-4] query done\n" T "10:00 [thread-4] write failed: error 10054", 600},
};

static void
test_idle__is_the_time_since_the_last_line_of_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof logs / sizeof *logs; i++) {
        int64_t got = idle_of(logs[i].text, strlen(logs[i].text), 10054);
        if (got != logs[i].seconds)
            fail_msg("case %zu: %lld, not %lld", i, (long long)got, (long long)logs[i].seconds);
    }
    assert_int_equal(idle_of(logs[0].text, strlen(logs[0].text), 10061), -1);
}

/* However much stands in memory, no more than WL_HISTORY bytes are looked at. */
static void
test_idle__looks_back_a_bounded_way(void **state)
{
    static const char first[] = T "00:00 conn-17 query done\n",
                      last[] = T "04:00 conn-17 write failed: error 10054";

    (void)state;
    for (int more = 0; more < 2; more++) {
        size_t between = WL_HISTORY - sizeof first + (more ? 2 : 1), len;
        char *text = malloc(sizeof first + between + sizeof last);
        assert_non_null(text);
        memcpy(text, first, sizeof first - 1);
        memset(text + sizeof first - 1, '.', between);
        text[sizeof first - 1 + between - 1] = '\n';
        memcpy(text + sizeof first - 1 + between, last, sizeof last - 1);
        len = sizeof first - 1 + between + sizeof last - 1;
        assert_int_equal(idle_of(text, len, 10054), more ? -1 : 240);
        free(text);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_idle__is_the_time_since_the_last_line_of_the_same),
        cmocka_unit_test(test_idle__looks_back_a_bounded_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
