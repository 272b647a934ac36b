/*
 * The signs without which a line has no stamp behind its start.
 */
#pragma once

#include "base/span.h"

/* At least four of them, and how many. Made by gen/stamp_tree.py. */
extern const char wl_stamp_signs[];
extern const unsigned char wl_stamp_sign_count;

/** The offset of the first of the signs from at on, line.len if there is none. */
size_t wl_stamp_next_sign(struct wl_span line, size_t at);
