/*
 * BinXML: the documents of an event log. Reads one record's document and tells a wl_evtx_line what
 * is in it. Names and templates lie anywhere in the chunk; nothing outside of it is read, and how
 * much may be done for one chunk is limited, however its parts refer to each other.
 */
#pragma once

#include "base/error.h"
#include "input/evtx_chunk.h"
#include "input/evtx_line.h"

#define WL_EVTX_SLOTS ((size_t)4096) /* values of all templates that are open at a time */

/* Work for one chunk: bytes put out, and so many for each token. A usual one takes 2 million at
 * most.
 */
#define WL_EVTX_WORK ((size_t)8 << 20)
#define WL_EVTX_TOKEN_WORK ((size_t)16)

/* A value that a template puts in. */
struct wl_evtx_slot {
    uint16_t at, len;
    uint8_t type;
};

struct wl_binxml {
    const unsigned char *chunk; /* WL_EVTX_CHUNK bytes, borrowed */
    struct wl_evtx_line *line;  /* borrowed */
    size_t work;                /* that may still be done; set to WL_EVTX_WORK with a new chunk */
    size_t size;                /* of the line, when work was last counted */
    bool found;                 /* an element in this document */
    struct wl_evtx_slot slots[WL_EVTX_SLOTS];
    size_t slot_count;
};

/**
 * Read the document in [from, to) of the chunk into the line that was begun.
 * @return 0; WL_EPARSE it is damaged; WL_ELIMIT more work than allowed: the rest of the chunk can't
 * be read either
 */
int wl_binxml_read(struct wl_binxml *x, size_t from, size_t to);
