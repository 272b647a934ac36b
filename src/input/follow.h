/*
 * A file that is followed by its name: when it has been read, there may be more, until the name
 * belongs to another file or the file was cut; then a new source begins. A file that has lost its
 * name is followed on until another one of that name has content, since its writer may not have
 * noticed yet. inotify tells of changes; where it does not work (other machines' file systems), it
 * is looked after them.
 */
#pragma once

#include "base/error.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

struct wl_follow_setup {
    const volatile sig_atomic_t *stop; /* a signal set it: end; NULL ok */
    int wake_fd;                       /* can be read, or was hung up: end; -1 for none */
    int output_fd;                     /* whose reader is watched for; -1 for none */
    bool poll;                         /* without inotify */
    /** Called once in each wait of idle_ms; NULL ok. @return 0, 1 (call again), an error */
    int (*idle)(void *arg, struct wl_error *err);
    unsigned idle_ms;
    void *arg;
};

struct wl_follow;

/** Follow path, which is borrowed and need not exist. @return 0, WL_ENOMEM */
int wl_follow_new(struct wl_follow **out, const char *path, const struct wl_follow_setup *setup,
                  struct wl_error *err);
void wl_follow_free(struct wl_follow *follow);

/**
 * Wait until there is a regular file of that name which can be read. Errors as of wl_follow_wait().
 */
int wl_follow_await(struct wl_follow *follow, struct wl_error *err);

/** Its present state is read through fd, which stays the caller's. */
void wl_follow_begin(struct wl_follow *follow, int fd);

/** More can be read at once, or it is over. To be asked before each read, which it may forbid. */
bool wl_follow_ready(struct wl_follow *follow);

/** These bytes have been read. */
void wl_follow_seen(struct wl_follow *follow, const char *ptr, size_t len);

/** What would be read now is no continuation of what was. */
bool wl_follow_over(const struct wl_follow *follow);

/**
 * Wait until it is ready.
 * @return 0; WL_EIO with empty err->text: told to end; WL_EPIPE: the output's reader has gone
 */
int wl_follow_wait(struct wl_follow *follow, struct wl_error *err);
