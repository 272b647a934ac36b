/*
 * Which time a source covers: the first and the last stamp of its lines, looked for near its two
 * ends only, whether or not the lines report anything. So a log that is silent about Winsock is
 * known to have been there.
 */
#pragma once

#include "base/span.h"
#include "scan/stamp.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WL_ENDS_SIZE 8192 /* so near */

struct wl_ends {
    char head[WL_ENDS_SIZE], tail[WL_ENDS_SIZE];
    size_t head_len, tail_len;
    uint64_t len; /* of all */
};

void wl_ends_reset(struct wl_ends *ends);

/** The next bytes of the source. */
void wl_ends_feed(struct wl_ends *ends, struct wl_span bytes);

/**
 * Read the stamps.
 * @return false if there is none at one of the ends; else *first_us <= *last_us
 */
bool wl_ends_read(const struct wl_ends *ends, const struct wl_stamp_context *context,
                  int64_t *first_us, int64_t *last_us);
