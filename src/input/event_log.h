/*
 * An event log as a stream of lines (input/evtx.h) that says at its end what could not be read.
 */
#pragma once

#include "input/stream.h"

/**
 * As wl_evtx_open(), but that reading ends in WL_EIO, behind all that could be read, where
 * something was damaged.
 */
int wl_event_log_open(struct wl_stream **out, struct wl_stream *inner, struct wl_error *err);

/** inner, borrowed: closing *out leaves it open. @return 0, WL_ENOMEM */
int wl_stream_borrow(struct wl_stream **out, struct wl_stream *inner, struct wl_error *err);
