/*
 * One line on standard error that says how far a long run is: on a terminal after a second, gone at
 * the end; anywhere at the next block after SIGUSR1. As a sink it counts what passes.
 */
#pragma once

#include "cli/command.h"
#include "sink/sink.h"

struct wl_progress {
    struct wl_sink base;
    bool on, shown;
    bool utf8;
    unsigned width;
    int64_t begun_us, due_us;       /* when the run began; when the line is to be written next */
    uint64_t files, bytes, found;   /* begun; passed; occurrences */
    uint64_t expected;              /* bytes of all files, archives not unpacked; 0 if unknown */
    uint64_t done;                  /* of those files that have been read */
    const struct wl_origin *origin; /* at hand */
    uint64_t looked;                /* bytes at the last look at the clock */
    const char *path;               /* of the file at hand, borrowed */
};

/** Off unless standard error is a terminal that understands more than lines, and not -q. */
void wl_progress_init(struct wl_progress *progress, const struct wl_invocation *invocation);

/** size bytes of a file, an archive as a whole, are done with. */
void wl_progress_done(struct wl_progress *progress, uint64_t size);

/** A file begins. path is borrowed until the next one, or wl_progress_clear(). */
void wl_progress_file(struct wl_progress *progress, const char *path);

/** Take the line away, so that something else can be printed. */
void wl_progress_clear(struct wl_progress *progress);
