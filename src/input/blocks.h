/*
 * A source as blocks of whole lines. When the input pauses, a block is handed out if it holds one
 * line end, so that a filter does not hold lines back; a line longer than WL_LINE_WINDOW comes in
 * parts. Some of what came before a block stays readable in front of it, some of what follows
 * behind it. But for pauses, what stands in a block and around it that matters does not depend on
 * how the bytes came in. The memory belongs to the caller, so that several blocks can be held at a
 * time.
 */
#pragma once

#include "input/source.h"

#define WL_BLOCK (256u << 10)     /* read at once */
#define WL_HISTORY (32u << 10)    /* bytes kept in front of a block */
#define WL_LINE_WINDOW (1u << 20) /* a longer line is cut */
#define WL_AHEAD 4096u            /* bytes readable behind a block */

struct wl_block {
    const char *text;
    size_t len;
    size_t before;    /* readable bytes in front: WL_HISTORY, or all there was */
    size_t after;     /* readable bytes behind: WL_AHEAD, fewer before a pause and the end */
    uint64_t offset;  /* of text in the decoded source */
    bool starts_line; /* text is the start of a line */
    bool ends_line;   /* the last line is whole: ends with LF, or the source ends */
    bool last;        /* nothing follows (the block may be empty) */
    size_t guessed;   /* of the last one: as wl_source_guessed() */
};

/* Memory for one block and what stands around it. Starts as zeros; grows when a line needs it. */
struct wl_room {
    char *mem;
    size_t cap;
};

void wl_room_done(struct wl_room *room);

struct wl_blocks;

/** Blocks of source, which is borrowed. */
int wl_blocks_new(struct wl_blocks **out, struct wl_source *source, struct wl_error *err);
void wl_blocks_free(struct wl_blocks *blocks);

/**
 * Read the next block into room. The room of the block before must still hold that block, unless it
 * is the same one. Never waits for input.
 * @return 1 a block, borrowed until room is used again; 0 end; WL_PAUSED: the input has no more at
 * the moment, call again (with the same room) when wl_source_ready(); WL_EIO, WL_ENOMEM
 */
#define WL_PAUSED 2
int wl_blocks_next(struct wl_blocks *blocks, struct wl_room *room, struct wl_block *out,
                   struct wl_error *err);
