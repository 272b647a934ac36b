/*
 * How soon a followed log comes out: follow FILE LINES IDLE-MS COMMAND [| STAGE]...
 *
 * The command reads FILE as it grows and writes what it makes of it to a pipe. LINES times a line
 * that reports an error is appended, and the time is taken until it has come out whole. Then
 * nothing happens for IDLE-MS. Prints one line "NS" for each, and at last "idle CPU-US" with what
 * all stages used meanwhile.
 */
#include "pipeline.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { READY_TRIES = 200, WAIT_MS = 10000, SETTLE_MS = 300 };

/* What came out and was not looked at yet. */
struct output {
    int fd;
    size_t len;
    char bytes[1 << 16];
};

/* More output, waiting at most timeout_ms. 1 some, 0 none, -1 the end. */
static int
more(struct output *out, int timeout_ms)
{
    struct pollfd poller = {.fd = out->fd, .events = POLLIN};
    ssize_t got;

    if (poll(&poller, 1, timeout_ms) <= 0)
        return 0;
    if (out->len > sizeof out->bytes / 2)
        out->len = 0;
    got = read(out->fd, out->bytes + out->len, sizeof out->bytes - out->len - 1);
    if (got <= 0)
        return -1;
    out->len += (size_t)got;
    out->bytes[out->len] = '\0';
    return 1;
}

static int
append_line(int log_fd, unsigned number)
{
    char line[128];
    int len = snprintf(
        line, sizeof line,
        "2026-11-22 08:00:02 ERROR req=%08u recv failed: WSAGetLastError() = 10054\n", number);

    return write(log_fd, line, (size_t)len) == len ? 0 : -1;
}

/* Until the whole line of that number is out. 0, or -1. */
static int
await_line(struct output *out, unsigned number, int timeout_ms)
{
    char mark[32];

    (void)snprintf(mark, sizeof mark, "req=%08u ", number);
    for (;;) {
        const char *found = out->len ? strstr(out->bytes, mark) : NULL;
        if (found && strchr(found, '\n')) {
            out->len = 0;
            return 0;
        }
        if (more(out, timeout_ms) <= 0)
            return -1;
    }
}

/* A follower tells nobody when it has begun to follow: append until something comes. */
static int
await_ready(struct output *out, int log_fd)
{
    for (int i = 0; i < READY_TRIES; i++) {
        if (append_line(log_fd, 0) < 0)
            return -1;
        if (await_line(out, 0, 50) == 0) {
            while (more(out, SETTLE_MS) > 0)
                continue;
            out->len = 0;
            return 0;
        }
    }
    fprintf(stderr, "follow: nothing comes out\n");
    return -1;
}

static void
sleep_ms(int ms)
{
    struct timespec time = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L};

    while (nanosleep(&time, &time) < 0 && errno == EINTR)
        continue;
}

static int64_t
cpu_us(const struct bench_pipeline *pipeline)
{
    int64_t sum = 0;

    for (int i = 0; i < pipeline->count; i++) {
        struct timespec used;
        clockid_t clock;
        if (clock_getcpuclockid(pipeline->pids[i], &clock) == 0 && clock_gettime(clock, &used) == 0)
            sum += (int64_t)used.tv_sec * 1000000 + used.tv_nsec / 1000;
    }
    return sum;
}

static int
measure(struct output *out, int log_fd, int lines)
{
    for (int i = 1; i <= lines; i++) {
        int64_t began;
        sleep_ms(10);
        began = bench_now_ns();
        if (append_line(log_fd, (unsigned)i) < 0 || await_line(out, (unsigned)i, WAIT_MS) < 0) {
            fprintf(stderr, "follow: line %d did not come out\n", i);
            return -1;
        }
        printf("%" PRId64 "\n", bench_now_ns() - began);
    }
    return 0;
}

static void
stop(const struct bench_pipeline *pipeline)
{
    struct bench_usage usage;

    for (int i = 0; i < pipeline->count; i++)
        (void)kill(pipeline->pids[i], SIGTERM);
    for (int i = 0; i < pipeline->count; i++)
        bench_pipeline_wait(pipeline, i, &usage);
}

int
main(int argc, char **argv)
{
    static struct output out;
    struct bench_pipeline pipeline;
    int64_t before;
    int log_fd, ends[2], rc;

    if (argc < 5) {
        fprintf(stderr, "usage: follow FILE LINES IDLE-MS COMMAND [| STAGE]...\n");
        return 2;
    }
    log_fd = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
    if (log_fd < 0 || pipe2(ends, O_CLOEXEC) != 0) {
        fprintf(stderr, "follow: %s: %s\n", argv[1], strerror(errno));
        return 2;
    }
    rc = bench_pipeline_start(&pipeline, argv + 4, ends[1]);
    (void)close(ends[1]);
    out.fd = ends[0];
    if (rc == 0)
        rc = await_ready(&out, log_fd);
    if (rc == 0)
        rc = measure(&out, log_fd, bench_number(argv[2]));
    if (rc == 0) {
        sleep_ms(SETTLE_MS);
        before = cpu_us(&pipeline);
        sleep_ms(bench_number(argv[3]));
        printf("idle %" PRId64 "\n", cpu_us(&pipeline) - before);
    }
    stop(&pipeline);
    return rc == 0 ? 0 : 2;
}
