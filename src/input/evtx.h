/*
 * Windows event logs (.evtx) as text: a line a record (input/evtx_line.h says how it looks), in the
 * order of the file. Read forward, a chunk of 64 KiB at a time. What the file header says about
 * numbers is not believed, since a log that was copied while it was open has an old one: it only
 * tells that chunks are missing at the end.
 */
#pragma once

#include "input/stream.h"

/* What could not be read. */
struct wl_evtx_damage {
    uint64_t chunks;  /* in which something is damaged, or that are none */
    uint64_t records; /* lost in them, as far as that can be told */
    uint64_t offset;  /* in the event log, of the first such chunk or record; else UINT64_MAX */
    uint64_t stale;   /* chunks that were read but have other checksums than they say: most likely
                         of a log that was copied while it was open; no damage by itself */
};

/**
 * Read the event log inner, which is owned from now on, also on failure.
 * @return 0 and *out; WL_EIO: it can't be read, or is no event log; WL_ENOMEM
 * Reading *out returns WL_EIO or WL_ELIMIT when reading inner does, behind all records that were
 * whole by then. Damage is no error: see wl_evtx_damage().
 */
int wl_evtx_open(struct wl_stream **out, struct wl_stream *inner, struct wl_error *err);

/**
 * What was damaged so far: complete when the end was read. Borrowed until the stream is closed.
 * NULL if stream was not opened by wl_evtx_open().
 */
const struct wl_evtx_damage *wl_evtx_damage(const struct wl_stream *stream);
