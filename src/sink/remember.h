/*
 * The sink that stores. When the database fails it stops storing and keeps the error, so that
 * output goes on: what the failure means is for the command to say.
 */
#pragma once

#include "sink/sink.h"

struct wl_remember_sink {
    struct wl_sink base;
    struct wl_store *store;  /* NULL after a failure of opening */
    struct wl_error error;   /* status 0: none so far */
    uint64_t added, already; /* occurrences: new ones, and those that the database had */
    uint64_t unreleased;     /* bytes since the last release of what sources share */
    uint64_t removed;        /* those that it had and that were not found again, see --rescan */
    bool known;              /* the last source had been stored before */
};

/** Store into store (NULL: a sink that does nothing), which stays the caller's. */
void wl_remember_init(struct wl_remember_sink *sink, struct wl_store *store);

/** Store a gap, between sources; a failure is kept as any other. */
void wl_remember_gap(struct wl_remember_sink *sink, const struct wl_gap *gap);
