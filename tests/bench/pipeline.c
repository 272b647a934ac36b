/* Pipes and posix_spawn(). Every descriptor of ours closes on exec, so that ends of pipes end. */
#include "pipeline.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

int64_t
bench_now_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int
bench_number(const char *word)
{
    char *end;
    long value = strtol(word, &end, 10);

    if (end == word || *end != '\0' || value < 0 || value > 1000000) {
        fprintf(stderr, "no number up to a million: '%s'\n", word);
        exit(2);
    }
    return (int)value;
}

/* One stage reading from in_fd and writing to out_fd. 0, or an errno. */
static int
start_stage(pid_t *pid, char **words, int in_fd, int out_fd)
{
    posix_spawn_file_actions_t actions;
    int rc = posix_spawn_file_actions_init(&actions);

    if (rc != 0)
        return rc;
    rc = posix_spawn_file_actions_adddup2(&actions, in_fd, STDIN_FILENO);
    if (rc == 0)
        rc = posix_spawn_file_actions_adddup2(&actions, out_fd, STDOUT_FILENO);
    if (rc == 0)
        rc = posix_spawnp(pid, words[0], &actions, NULL, words, environ);
    (void)posix_spawn_file_actions_destroy(&actions);
    return rc;
}

/* The word behind the next "|", which becomes NULL; or NULL. */
static char **
cut_stage(char **words)
{
    for (; *words; words++) {
        if (strcmp(*words, "|") == 0) {
            *words = NULL;
            return words + 1;
        }
    }
    return NULL;
}

int
bench_pipeline_start(struct bench_pipeline *pipeline, char **words, int out_fd)
{
    int in_fd = open("/dev/null", O_RDONLY | O_CLOEXEC), rc = in_fd < 0 ? errno : 0;

    pipeline->count = 0;
    while (rc == 0 && words) {
        char **next = cut_stage(words);
        int ends[2] = {-1, -1};

        if (!words[0] || pipeline->count == BENCH_STAGES_MAX)
            rc = EINVAL;
        else if (next && pipe2(ends, O_CLOEXEC) != 0)
            rc = errno;
        else
            rc = start_stage(&pipeline->pids[pipeline->count], words, in_fd,
                             next ? ends[1] : out_fd);
        if (rc != 0)
            fprintf(stderr, "cannot start '%s': %s\n", words[0] ? words[0] : "", strerror(rc));
        else
            pipeline->count++;
        (void)close(in_fd);
        if (ends[1] >= 0)
            (void)close(ends[1]);
        in_fd = ends[0];
        words = next;
    }
    if (in_fd >= 0)
        (void)close(in_fd);
    return rc == 0 ? 0 : -1;
}

static int64_t
micros(const struct timeval *time)
{
    return (int64_t)time->tv_sec * 1000000 + time->tv_usec;
}

void
bench_pipeline_wait(const struct bench_pipeline *pipeline, int at, struct bench_usage *out)
{
    struct rusage usage;
    int status = 0;

    memset(&usage, 0, sizeof usage);
    while (wait4(pipeline->pids[at], &status, 0, &usage) < 0 && errno == EINTR)
        continue;
    out->cpu_us = micros(&usage.ru_utime) + micros(&usage.ru_stime);
    out->rss_kib = usage.ru_maxrss;
    out->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
