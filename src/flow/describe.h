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

/* When a line was written. */
struct wl_dated {
    uint8_t from;    /* enum wl_time_from */
    uint8_t assumed; /* WL_STAMP_* bits */
    bool full;       /* the line itself bears date, year and time of day */
    int64_t time_us;
    char text[64]; /* the stamp as written; longer ones are cut */
    size_t len;
};

/* The line at hand, as the run knows it. */
struct wl_place {
    const struct wl_line_hits *line;
    const struct wl_dated *dated; /* of a line whose start is out of reach, else NULL */
    const char *memory;           /* first byte before the line that may be read */
    bool from_start;              /* memory is the start of the source */
    uint64_t number;              /* of the line, from 1 */
    uint64_t offset;              /* of the line's first byte in the source */
    uint64_t shown; /* of line->line.ptr in the source: later, when the line's start is gone */
    bool provisional;
};

/**
 * Date a line by its own stamp, else by that of the record it belongs to, which begins in the
 * WL_HISTORY bytes before it. Of place, memory and from_start are used.
 */
void wl_date(const struct wl_place *place, struct wl_span line,
             const struct wl_stamp_context *context, struct wl_dated *out);

/**
 * Fill out[0 .. line->count): all but ids. Spans point into the block, or into place->dated,
 * or into *scratch when that is NULL.
 * @return 0, WL_ENOMEM
 */
int wl_describe(struct wl_detector *detector, const struct wl_place *place,
                const struct wl_stamp_context *context, struct wl_dated *scratch,
                struct wl_occurrence *out, struct wl_error *err);
