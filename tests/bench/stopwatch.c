/*
 * Times commands: stopwatch [-n ROUNDS] [-c CPU] [-o FILE | -d] COMMAND [| STAGE]... [||
 * COMMAND...]...
 *
 * Commands (words "||" part them) take turns, ROUNDS times, each as a pipeline of stages (words "|"
 * part them). The last stage writes to FILE, /dev/null by default; with -d into a pipe that is
 * emptied here. -c keeps everything on one processor. For each run one line: NUMBER-OF-COMMAND
 * WALL-NS, then for each stage CPU-US RSS-KIB STATUS
 */
#include "pipeline.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COMMANDS_MAX = 16, WORDS_MAX = 256 };

struct options {
    int rounds;
    const char *out;
    bool drain;
};

static void
empty(int fd)
{
    static char bytes[128 * 1024];

    while (read(fd, bytes, sizeof bytes) > 0)
        continue;
}

/* A copy of the words up to "||", since starting cuts them. Returns where the rest begins, or NULL.
 */
static char **
copy_words(char **words, char *copy[WORDS_MAX])
{
    int n = 0;

    for (; words[n] && strcmp(words[n], "||") != 0; n++) {
        if (n == WORDS_MAX - 1) {
            fprintf(stderr, "stopwatch: too many words\n");
            exit(2);
        }
        copy[n] = words[n];
    }
    copy[n] = NULL;
    return words[n] ? words + n + 1 : NULL;
}

static int
open_out(const struct options *options, int ends[2])
{
    ends[0] = ends[1] = -1;
    if (options->drain)
        return pipe2(ends, O_CLOEXEC) == 0 ? ends[1] : -1;
    return open(options->out, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
}

static int
run(const struct options *options, int number, char **words)
{
    struct bench_usage usage[BENCH_STAGES_MAX];
    struct bench_pipeline pipeline;
    int ends[2], out_fd = open_out(options, ends);
    int64_t began;

    if (out_fd < 0) {
        fprintf(stderr, "stopwatch: %s: %s\n", options->drain ? "pipe" : options->out,
                strerror(errno));
        return -1;
    }
    began = bench_now_ns();
    if (bench_pipeline_start(&pipeline, words, out_fd) < 0)
        return -1;
    (void)close(out_fd);
    if (options->drain) {
        empty(ends[0]);
        (void)close(ends[0]);
    }
    for (int i = 0; i < pipeline.count; i++)
        bench_pipeline_wait(&pipeline, i, &usage[i]);
    printf("%d %" PRId64, number, bench_now_ns() - began);
    for (int i = 0; i < pipeline.count; i++)
        printf(" %" PRId64 " %" PRId64 " %d", usage[i].cpu_us, usage[i].rss_kib, usage[i].status);
    printf("\n");
    return fflush(stdout);
}

static int
pin(int cpu)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    if (sched_setaffinity(0, sizeof set, &set) == 0)
        return 0;
    fprintf(stderr, "stopwatch: processor %d: %s\n", cpu, strerror(errno));
    return -1;
}

/* Where the commands begin in argv, or -1. */
static int
read_options(int argc, char **argv, struct options *options)
{
    int letter;

    /* '+': the options of the commands are theirs. */
    while ((letter = getopt(argc, argv, "+n:c:o:d")) != -1) {
        if (letter == 'n')
            options->rounds = bench_number(optarg);
        else if (letter == 'o')
            options->out = optarg;
        else if (letter == 'd')
            options->drain = true;
        else if (letter != 'c' || pin(bench_number(optarg)) < 0)
            return -1;
    }
    return optind < argc ? optind : -1;
}

int
main(int argc, char **argv)
{
    struct options options = {.rounds = 1, .out = "/dev/null"};
    int first = read_options(argc, argv, &options);

    if (first < 0) {
        fprintf(stderr, "usage: stopwatch [-n ROUNDS] [-c CPU] [-o FILE | -d] COMMAND [| STAGE]... "
                        "[|| COMMAND...]...\n");
        return 2;
    }
    for (int round = 0; round < options.rounds; round++) {
        char **words = argv + first;
        for (int number = 0; words && number < COMMANDS_MAX; number++) {
            char *copy[WORDS_MAX];
            words = copy_words(words, copy);
            if (run(&options, number, copy) < 0)
                return 2;
        }
    }
    return 0;
}
