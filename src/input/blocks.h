/*
 * A source as blocks of whole lines. A block is handed out as soon as it holds one line end, so
 * that a filter does not hold lines back; a line longer than WL_LINE_WINDOW comes in parts. Some of
 * what came before stays readable in front of a block, some of what follows behind a part.
 */
#pragma once

#include "input/source.h"

#define WL_BLOCK (256u << 10)     /* read at once */
#define WL_HISTORY (16u << 10)    /* bytes kept in front of a block */
#define WL_LINE_WINDOW (1u << 20) /* a longer line is cut */
#define WL_FIRST 64u              /* bytes of the first block, if they come at once */
#define WL_AHEAD 1024u            /* bytes readable behind a part of a cut line */

struct wl_block {
    const char *text;
    size_t len;
    size_t before;    /* readable bytes in front: WL_HISTORY, or all there was */
    size_t after;     /* readable bytes behind; 0 unless the block ends inside a line */
    uint64_t offset;  /* of text in the decoded source */
    bool starts_line; /* text is the start of a line */
    bool ends_line;   /* the last line is whole: ends with LF, or the source ends */
    bool last;        /* nothing follows (the block may be empty) */
};

struct wl_blocks;

/** Blocks of source, which is borrowed. */
int wl_blocks_new(struct wl_blocks **out, struct wl_source *source, struct wl_error *err);
void wl_blocks_free(struct wl_blocks *blocks);

/** The next block, borrowed until the next call. @return 1, 0 end, WL_EIO, WL_ENOMEM */
int wl_blocks_next(struct wl_blocks *blocks, struct wl_block *out, struct wl_error *err);
