/*
 * One run: source -> blocks -> hits -> occurrences -> sinks. Read this layer first: flow.c is the
 * whole path of a line of log through the program.
 */
#pragma once

#include "base/error.h"
#include "input/encoding.h"
#include "input/follow.h"
#include "scan/detect.h"
#include "sink/sink.h"

#include <signal.h>

#define WL_SINKS_MAX 4

struct wl_flow {
    struct wl_detector *detector;
    struct wl_sink *sinks[WL_SINKS_MAX];
    size_t sink_count;
    enum wl_encoding encoding;
    const char *case_name;             /* "" for none */
    const char *host;                  /* "" when unknown */
    int64_t now_us;                    /* time of reading */
    const volatile sig_atomic_t *stop; /* becomes true: end at the next border; NULL ok */
    struct wl_follow *follow;          /* wait for more at the end of the file; or NULL */
};

struct wl_flow_result {
    uint64_t lines, bytes; /* decoded */
    uint64_t hit_lines, occurrences;
    uint64_t broken; /* surrogates replaced */
    bool utf16, complete;
    bool binary; /* looks like no text: NULs after decoding */
};

/**
 * Read the input at path ("-" for standard input) through all sinks. locator is its shown name.
 * @return 0; WL_EIO (the input), or the error of a sink (WL_EPIPE: the reader of the output has
 * gone); *result tells how far it came in any case
 */
int wl_flow_run(struct wl_flow *flow, const char *path, const char *locator,
                struct wl_flow_result *result, struct wl_error *err);
