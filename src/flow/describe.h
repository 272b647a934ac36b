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
    bool behind;     /* the stamp stands behind what it dates, as CMTrace has it */
    int64_t time_us;
    struct wl_span text;   /* the stamp as written, of a long one the first WL_STAMP_MAX bytes */
    struct wl_stamp stamp; /* valid if there is one; its text is not */
};

#define WL_STAMP_MAX 64u

/* The last line that was dated by an earlier one: lines behind it need not look farther back. */
struct wl_dated_line {
    const char *line;   /* its start; NULL for none */
    const char *record; /* start of the line with the stamp; NULL if there is none in reach */
    int lines;          /* from that one to line */
    struct wl_dated dated;
};

/* The line at hand, as far as its block tells. */
struct wl_place {
    const struct wl_line_hits *line;
    const char *memory;         /* first byte before the line that may be read */
    const char *limit;          /* end of what may be read behind it; NULL: the line is all */
    bool from_start;            /* memory is the start of the source */
    uint64_t offset;            /* of line->line.ptr in the source */
    uint64_t provisional;       /* as in struct wl_occurrence */
    struct wl_dated_line *last; /* earlier in the same memory, brought forward; NULL for none */
};

/**
 * Date a line by its own stamp, else by that of the record it belongs to, which begins in the
 * 16 KiB before it; of a CMTrace entry, by the one that ends it, in the WL_AHEAD bytes
 * behind the line. Of place, memory, limit, from_start and last are used.
 */
void wl_date(const struct wl_place *place, struct wl_span line,
             const struct wl_stamp_context *context, struct wl_dated *out);

/** Put a date into an occurrence. */
void wl_describe_date(struct wl_occurrence *out, const struct wl_dated *dated);

/**
 * Fill out[0 .. line->count), but for ids and the number of the line; time and fields only if
 * wants (enum wl_want) says so. Spans point into the block.
 * @param dated  set to the date of the line
 * @return 0, WL_ENOMEM
 */
int wl_describe(struct wl_detector *detector, const struct wl_place *place,
                const struct wl_stamp_context *context, unsigned wants, struct wl_occurrence *out,
                struct wl_dated *dated, struct wl_error *err);
