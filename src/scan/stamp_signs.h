/*
 * The signs without which a line has no stamp behind its start.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* At least four of them, and how many. Made by gen/stamp_tree.py. */
extern const char wl_stamp_signs[];
extern const unsigned char wl_stamp_sign_count;

/** A bit for each of the len bytes, at most 64, that is one of the signs. */
uint64_t wl_stamp_signs_among(const char *p, size_t len);
