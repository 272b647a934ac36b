/*
 * A sink between a run and one whose flush is dear, the store's: not every pause of the input
 * flushes it, but the first one in a while, and one that lasts.
 */
#pragma once

#include "sink/sink.h"

#define WL_PACE_MS 1000

struct wl_pace_sink {
    struct wl_sink base;
    struct wl_sink *inner; /* borrowed */
    int64_t flushed_ms;
    bool waiting; /* something has come since */
};

void wl_pace_init(struct wl_pace_sink *sink, struct wl_sink *inner);

/** The input has paused for a while: flush what waits. @return 0, an error of the inner sink */
int wl_pace_idle(struct wl_pace_sink *sink, struct wl_error *err);
