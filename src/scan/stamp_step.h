/*
 * Reading the steps of a time format one after the other: what the plain matcher of one format
 * (stamp_match.c) and the functions that try many at once (stamp_read.h) have in common.
 */
#pragma once

#include "scan/stamp_format.h"

struct wl_stamp_reader {
    struct wl_span line;
    size_t at;
    size_t from, to; /* the text of the stamp, without what stands for itself around it */
    bool has_text, has_date, has_year, has_zone;
    struct wl_stamp *out; /* its fields are set as they are read */
};

/**
 * Read one step at m->at and pass it.
 * @param op  the step in its template; WL_STAMP_OP_DAY_MONTH looks at the one behind it
 * @return    false if something else is here; the reader is of no use any more
 */
bool wl_stamp_take(struct wl_stamp_reader *m, const unsigned char *op);
