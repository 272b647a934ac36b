/*
 * The ordered end of a run: blocks and what was found in them go to the sinks, one after the other,
 * and get what depends on all that came before: line numbers, ids, the codes that a long line has
 * reported already. Whoever calls here holds the delivery alone; what is kept between blocks is
 * kept here.
 */
#pragma once

#include "flow/ends.h"
#include "flow/findings.h"
#include "flow/flow.h"
#include "flow/readable.h"
#include "scan/timeline.h"

struct wl_delivery {
    const struct wl_flow_setup *setup;
    unsigned wants; /* of all sinks together, see enum wl_want */
    bool begun;     /* between begin and end of a source */
    struct wl_origin origin;
    char host[256]; /* as the source says, "" for nothing */
    struct wl_identity identity;
    uint64_t bytes, newlines, occurrences, broken; /* of the source so far */
    uint64_t older;                                /* occurrences dropped for their age */

    struct wl_readable readable;

    const char *passed; /* bytes of the block up to here have been given to sinks */
    const char *hashed; /* ... have been fed to the identity */
    const char *whole;  /* what stands behind is no content: a character was cut in two there */
    const char *looked; /* ... have been fed to the timeline */
    bool looks_at_line; /* that is the start of a line */
    bool met;           /* something was found in the source, also if it was dropped */
    struct wl_timeline timeline;

    uint64_t line_offset; /* of the line that is still open at the block's start */
    struct wl_dated line_dated;
    char line_stamp[WL_STAMP_MAX];
    uint16_t seen[WL_CODES_MAX]; /* codes reported for that line by earlier parts */
    size_t seen_count;
    bool tail;           /* what has been delivered ends inside a line */
    struct wl_ends ends; /* fed if a sink wants times */
};

/** @return 0, WL_ENOMEM; in any case to be given to wl_delivery_done() */
int wl_delivery_init(struct wl_delivery *delivery, const struct wl_flow_setup *setup);
void wl_delivery_done(struct wl_delivery *delivery);

/** The machine that the source, which begins next, says it is of; what the user says comes first.
 */
void wl_delivery_host(struct wl_delivery *delivery, struct wl_span host);

/** A source begins; origin is filled but for identity, case and time of reading. */
int wl_delivery_begin(struct wl_delivery *delivery, const struct wl_origin *origin,
                      struct wl_error *err);

/** The next block begins. */
void wl_delivery_open(struct wl_delivery *delivery, const struct wl_block *block);

/** Occurrences found in it, in order. May be called several times; fills ids and numbers in. */
int wl_delivery_take(struct wl_delivery *delivery, const struct wl_block *block,
                     struct wl_findings *findings, struct wl_error *err);

/** All of the block has been judged: findings->newlines is final. */
int wl_delivery_close(struct wl_delivery *delivery, const struct wl_block *block,
                      const struct wl_findings *findings, struct wl_error *err);

/** Let out what sinks hold back. */
int wl_delivery_flush(struct wl_delivery *delivery, struct wl_error *err);

/**
 * The source ends; every sink is told, also when one fails. context is that of its stamps.
 * @return 0, the first error
 */
int wl_delivery_end(struct wl_delivery *delivery, bool complete,
                    const struct wl_stamp_context *context, struct wl_error *err);

/** Lines delivered of the source at hand, or of the last one. */
uint64_t wl_delivery_lines(const struct wl_delivery *delivery);
