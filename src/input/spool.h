/*
 * A stream kept in memory, so that it can be sought in. What all spools together hold is counted
 * and bounded; nothing goes to disk.
 */
#pragma once

#include "input/stream.h"

/**
 * Read from, which is borrowed, to its end.
 * @param used   bytes that all spools hold, this one's added until it is closed; borrowed
 * @param limit  more than that many of them: WL_ELIMIT
 * @return 0 and *out (wl_stream_close()); WL_ELIMIT, or the error of reading (nothing is kept);
 *         WL_ENOMEM
 */
int wl_spool_open(struct wl_stream **out, struct wl_stream *from, uint64_t *used, uint64_t limit,
                  struct wl_error *err);
