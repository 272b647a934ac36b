/*
 * The stamp parser against strptime() and timegm(), on log lines in memory: stamps [LINES
 * [ROUNDS]]. Prints for each round "NS-OURS NS-PEER", one line. Both make microseconds of the same
 * stamps, ours out of the whole line, and both results are compared: fast and wrong does not count.
 */
#include "pipeline.h"
#include "scan/stamp.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LINE_BYTES = 128, EPOCH_S = 1793606400 };

struct line {
    char text[LINE_BYTES];
    size_t len;
};

static void
make_lines(struct line *lines, int count)
{
    for (int i = 0; i < count; i++) {
        time_t second = EPOCH_S + i / 3;
        struct tm parts;
        char date[32];
        (void)gmtime_r(&second, &parts);
        (void)strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts);
        lines[i].len = (size_t)snprintf(lines[i].text, LINE_BYTES,
                                        "%s.%03dZ ERROR worker-%d: recv failed, code=10054", date,
                                        i * 251 % 1000, i % 16);
    }
}

/* Three digits behind the point, as everybody writes them by hand beside strptime(). */
static int64_t
peer(const struct line *line)
{
    struct tm parts;
    const char *rest;

    memset(&parts, 0, sizeof parts);
    rest = strptime(line->text, "%Y-%m-%dT%H:%M:%S", &parts);
    if (!rest || *rest != '.')
        return -1;
    return (int64_t)timegm(&parts) * 1000000 +
           ((rest[1] - '0') * 100 + (rest[2] - '0') * 10 + rest[3] - '0') * INT64_C(1000);
}

static int64_t
ours(const struct line *line)
{
    static const struct wl_stamp_context context = {.reference_us = (int64_t)EPOCH_S * 1000000};
    struct wl_stamp stamp;
    unsigned assumed;
    int64_t instant_us;

    if (!wl_stamp_find((struct wl_span){line->text, line->len}, &stamp) ||
        !wl_stamp_resolve(&stamp, &context, &instant_us, &assumed))
        return -1;
    return instant_us;
}

/* The sum of all instants, so that no call can be left out. */
static int64_t
time_all(int64_t (*parse)(const struct line *), const struct line *lines, int count, int64_t *sum)
{
    int64_t began = bench_now_ns();

    *sum = 0;
    for (int i = 0; i < count; i++)
        *sum += parse(&lines[i]);
    return bench_now_ns() - began;
}

int
main(int argc, char **argv)
{
    int count = argc > 1 ? bench_number(argv[1]) : 300000;
    int rounds = argc > 2 ? bench_number(argv[2]) : 5;
    struct line *lines = calloc((size_t)count + 1, sizeof *lines);
    int rc = 0;

    if (!lines)
        return 2;
    make_lines(lines, count);
    for (int i = 0; i < count && rc == 0; i++) {
        if (ours(&lines[i]) != peer(&lines[i])) {
            fprintf(stderr, "stamps: not the same instant: %s\n", lines[i].text);
            rc = 2;
        }
    }
    for (int round = 0; round < rounds && rc == 0; round++) {
        int64_t sum, peer_sum, own_ns = time_all(ours, lines, count, &sum);
        int64_t peer_ns = time_all(peer, lines, count, &peer_sum);
        printf("%" PRId64 " %" PRId64 "\n", own_ns, peer_ns);
        rc = sum == peer_sum ? 0 : 2;
    }
    free(lines);
    return rc;
}
