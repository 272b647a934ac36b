/*
 * What may stand before the time stamp that opens a line: brackets and other signs, colours, a
 * level, a number or an address, a short [group], the name of a container with a bar. Blanks are
 * the caller's.
 */
#pragma once

#include "base/span.h"

#define WL_STAMP_START_REACH 64 /* a stamp that begins later is not at the start */

struct wl_stamp_opening {
    size_t at;
    size_t group_end; /* behind the bracket that closes the group we are in, 0 outside */
    bool not_first;   /* a number or a level was passed */
};

/** At the first byte of the line, behind a byte order mark. */
struct wl_stamp_opening wl_stamp_opening_at(struct wl_span line);

/**
 * No stamp begins at o->at: pass the thing that stands there.
 * @return false if the stamp is not at the start of this line
 */
bool wl_stamp_opening_pass(struct wl_stamp_opening *o, struct wl_span line);
