/*
 * Pauses that a line states.
 */
#include "scan/pause.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define S INT64_C(1000000)

static const struct {
    const char *line;
    uint16_t code;
    int64_t us;
} lines[] = {
    {"send failed, idle for 240 s: 10054", 10054, 240 * S},
    {"connection was idle for 240.5 s: 10054", 10054, 240 * S + 500000},
    {"reset after 4m0s", 10054, 240 * S},
    {"session reset after 5m50s idle: WSAECONNRESET", 10054, 350 * S},
    {"write failed after 3601 seconds of inactivity", 10053, 3601 * S},
    {"last packet received was 3,600,123 milliseconds ago", 10054, 3600 * S + 123000},
    {"inactive: 00:04:00", 10060, 240 * S},
    {"idle=240", 10054, 240 * S},
    {"idle_ms=240000", 10054, 240 * S},
    {"idleTime: 240s", 10054, 240 * S},
    {"Leerlauf 60 Minuten", 10054, 3600 * S},
    {"connect failed after 21000 ms", 10060, -1}, /* no pause: the time of the attempt */
    {"retry after 5 s", 10054, -1},               /* too short */
    {"the pool is idle", 10054, -1},              /* no number */
    {"middle 240 s", 10054, -1},                  /* a word with idle's letters in it */
    {"08:00:00 idle", 10054, -1},                 /* a time of day, not a pause */
};

static void
test_pause__is_read_where_a_line_states_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        int64_t us = wl_pause_stated(wl_span_of(lines[i].line), lines[i].code);
        if (us != lines[i].us)
            fail_msg("'%s': %lld, not %lld", lines[i].line, (long long)us, (long long)lines[i].us);
    }
}

static void
test_pause__matters_where_a_connection_stood(void **state)
{
    (void)state;
    assert_true(wl_pause_matters(10054));
    assert_true(wl_pause_matters(10060));
    assert_false(wl_pause_matters(10061));
    assert_false(wl_pause_matters(10035));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pause__is_read_where_a_line_states_it),
        cmocka_unit_test(test_pause__matters_where_a_connection_stood),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
