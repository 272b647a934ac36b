/*
 * Commands joined by pipes, as a shell would start them, from a program so small that neither its
 * memory nor its start weighs on what is measured.
 */
#pragma once

#include <stdint.h>
#include <sys/types.h>

enum { BENCH_STAGES_MAX = 8 };

struct bench_pipeline {
    pid_t pids[BENCH_STAGES_MAX];
    int count;
};

/** What wait4() says of one stage; a signal N counts as status 128 + N. */
struct bench_usage {
    int64_t cpu_us;
    int64_t rss_kib; /* at most, its own: nothing of the program that started it */
    int status;
};

/**
 * Start the stages in words, which a word "|" separates. The first reads /dev/null, the last writes
 * to out_fd; standard error is shared.
 *
 * @param words  ends with NULL; its "|" words become NULL
 * @return       0, or -1 with a message on standard error; what had been started then ends alone
 */
int bench_pipeline_start(struct bench_pipeline *pipeline, char **words, int out_fd);

/** Wait for stage number at (from 0) to end. */
void bench_pipeline_wait(const struct bench_pipeline *pipeline, int at, struct bench_usage *out);

/** A decimal number up to a million; anything else ends the program with status 2 and a message. */
int bench_number(const char *word);

/** Nanoseconds of a clock that never jumps. */
int64_t bench_now_ns(void);
