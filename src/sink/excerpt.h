/*
 * One line of one source with some lines around it, and what it reports: for showing evidence where
 * it stands. Nothing else of the source is kept, however long it is.
 */
#pragma once

#include "base/buf.h"
#include "scan/codes.h"
#include "sink/sink.h"

#include <signal.h>

#define WL_EXCERPT_CODES 16u
#define WL_EXCERPT_MAX (1u << 20) /* bytes kept before the line, and behind its beginning */

struct wl_excerpt_sink {
    struct wl_sink base;

    /* asked */
    const char *locator; /* of the source; NULL: the first one */
    uint64_t number;     /* of the line, from 1; 0: it is told by offset */
    uint64_t offset;     /* of its first byte in the decoded source */
    unsigned around;     /* lines before and behind */

    /* found */
    bool seen;          /* the source was met */
    bool found;         /* the line is there: text is meaningful */
    struct wl_buf text; /* lines in order, with their endings */
    size_t at;          /* where in text the line begins */
    uint64_t lines;     /* of the source, when it was read to its end without finding the line */
    size_t count;       /* codes that the line reports */
    const struct wl_code *codes[WL_EXCERPT_CODES]; /* the surest first */
    struct wl_buf calls[WL_EXCERPT_CODES];         /* function that failed, empty when unknown */

    volatile sig_atomic_t done; /* all is there: reading may stop */

    /* own */
    bool here, over; /* in the source; nothing more is wanted of it */
    uint64_t start;  /* offset of text in the source */
    uint64_t line;   /* number of the line in which text begins */
};

/** The asked fields are set afterwards. */
void wl_excerpt_init(struct wl_excerpt_sink *sink);
void wl_excerpt_done(struct wl_excerpt_sink *sink);
