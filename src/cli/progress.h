/*
 * One line on standard error that says how far a long run is. It shows only on a terminal, only
 * after a second, and is gone at the end. As a sink it counts the bytes that pass.
 */
#pragma once

#include "cli/command.h"
#include "sink/sink.h"

struct wl_progress {
    struct wl_sink base;
    bool on, shown;
    bool utf8;
    unsigned width;
    int64_t due_us;        /* when the line is to be written next */
    uint64_t files, bytes; /* begun; passed */
    uint64_t looked;       /* bytes at the last look at the clock */
    const char *path;      /* of the file at hand, borrowed */
};

/** Off unless standard error is a terminal that understands more than lines, and not -q. */
void wl_progress_init(struct wl_progress *progress, const struct wl_invocation *invocation);

/** A file begins. path is borrowed until the next one, or wl_progress_clear(). */
void wl_progress_file(struct wl_progress *progress, const char *path);

/** Take the line away, so that something else can be printed. */
void wl_progress_clear(struct wl_progress *progress);
