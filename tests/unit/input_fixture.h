/*
 * Inputs for tests: bytes that arrive on standard input in given pieces, one a read. A process of
 * its own sends them.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

struct feeding {
    pid_t pid;
    int saved; /* standard input as it was */
};

/* Pieces of `size` bytes, at most 60,000. */
static inline void
feed_begin(struct feeding *feeding, const char *ptr, size_t len, size_t size)
{
    int ends[2];

    assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
    feeding->pid = fork();
    assert_true(feeding->pid >= 0);
    if (feeding->pid == 0) {
        (void)close(ends[0]);
        for (size_t at = 0; at < len; at += size)
            if (send(ends[1], ptr + at, len - at < size ? len - at : size, MSG_NOSIGNAL) < 0)
                break;
        _exit(0);
    }
    (void)close(ends[1]);
    feeding->saved = dup(STDIN_FILENO);
    (void)dup2(ends[0], STDIN_FILENO);
    (void)close(ends[0]);
}

static inline void
feed_end(struct feeding *feeding)
{
    (void)dup2(feeding->saved, STDIN_FILENO);
    (void)close(feeding->saved);
    (void)waitpid(feeding->pid, NULL, 0);
}

/* len bytes of x without LF, then a tail. Free it. */
static inline char *
make_line(size_t len, const char *tail, size_t *total)
{
    char *text = malloc(len + strlen(tail) + 1);

    assert_non_null(text);
    memset(text, 'x', len);
    memcpy(text + len, tail, strlen(tail) + 1);
    *total = len + strlen(tail);
    return text;
}
