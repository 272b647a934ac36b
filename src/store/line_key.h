/*
 * line_key: one line met in two contents (a log and an excerpt of it) has one key. Equal lines of
 * one content are told apart by their ordinal; how many of them were seen is remembered for 1024
 * distinct lines only, so memory stays flat.
 *
 * A key begins with the digits of the line's stamp, so that lines of one time lie together in the
 * index of keys: it grows at its end, as logs do, and not all over.
 */
#pragma once

#include "base/span.h"
#include "store/occurrence.h"

#include <stdint.h>

#define WL_ORDINAL_SETS 256
#define WL_ORDINAL_WAYS 4

struct wl_ordinals {
    struct {
        unsigned char key[WL_ORDINAL_WAYS][WL_ID_SIZE];
        uint32_t seen[WL_ORDINAL_WAYS]; /* 0: free */
        uint32_t oldest;                /* the way to be used next */
    } sets[WL_ORDINAL_SETS];
};

/** Forget all: a new source begins. */
void wl_ordinals_clear(struct wl_ordinals *ordinals);

/**
 * The key of the next occurrence of code in a line with this text; host may be empty.
 * @param stamp  the line's stamp as written
 */
void wl_line_key(struct wl_ordinals *ordinals, struct wl_span host, struct wl_span text,
                 struct wl_span stamp, uint16_t code, unsigned char out[WL_ID_SIZE]);
