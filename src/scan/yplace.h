/*
 * Inside of ydoc: what its two files share. Nobody else includes this.
 */
#pragma once

#include "base/buf.h"
#include "scan/ydoc.h"

#include <stdalign.h>

struct wl_yblock {
    struct wl_yblock *next;
    alignas(max_align_t) char data[];
};

struct wl_ydoc {
    const char *name;
    struct wl_span text; /* the source, without a byte order mark; valid UTF-8 */
    struct wl_ynode *root;
    struct wl_yblock *blocks; /* everything that was allocated for the document */
    struct wl_buf storage;    /* of a file */
};

/* A place that moves forward through a text. */
struct wl_yscan {
    size_t offset; /* bytes */
    size_t index;  /* characters, as libyaml counts them */
    uint32_t line, column;
};

/** The first character. */
struct wl_yscan wl_yscan_start(void);

/** Move forward to a character, from the start again if it lies behind; not past the end. */
void wl_yscan_to_index(struct wl_yscan *scan, struct wl_span text, size_t index);

/** The same for a byte; stops at the first character that does not begin before it. */
void wl_yscan_to_offset(struct wl_yscan *scan, struct wl_span text, size_t offset);
