/*
 * From a hit to an occurrence: place, time, and what stands around it. Everything depends on the
 * content and on what the file itself says, nothing on how the bytes came in.
 */
#pragma once

#include "input/blocks.h"
#include "scan/detect.h"
#include "scan/stamp.h"
#include "sink/sink.h"

#define WL_TEXT_MAX 8192u /* bytes of a line that are kept */

/* The line at hand, as the run knows it. */
struct wl_place {
    const struct wl_line_hits *line;
    const char *memory; /* first byte before the line that may be read */
    uint64_t number;    /* of the line, from 1 */
    uint64_t offset;    /* of the line's first byte in the source */
    uint64_t shown;     /* of line->line.ptr in the source: later, when the line's start is gone */
    bool provisional;
};

/**
 * Fill out[0 .. line->count): all but ids. Spans point into the block.
 * @return 0, WL_ENOMEM
 */
int wl_describe(struct wl_detector *detector, const struct wl_place *place,
                const struct wl_stamp_context *context, struct wl_occurrence *out,
                struct wl_error *err);
