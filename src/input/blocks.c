#include "input/blocks.h"

#include <stdlib.h>

struct wl_blocks {
    struct wl_source *source;
    char *mem;
    size_t cap;
    size_t start;    /* of what has not been handed out */
    size_t have;     /* end of what has been read */
    size_t searched; /* no LF before here, from start on */
    uint64_t offset; /* of mem[start] in the decoded source */
    bool mid_line;   /* the last block ended inside a line */
    bool ended, done;
};

int
wl_blocks_new(struct wl_blocks **out, struct wl_source *source, struct wl_error *err)
{
    struct wl_blocks *blocks = calloc(1, sizeof *blocks);

    if (blocks) {
        blocks->cap = WL_HISTORY + WL_BLOCK + WL_AHEAD;
        blocks->mem = malloc(blocks->cap);
    }
    if (!blocks || !blocks->mem) {
        wl_blocks_free(blocks);
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    blocks->source = source;
    *out = blocks;
    return 0;
}

void
wl_blocks_free(struct wl_blocks *blocks)
{
    if (!blocks)
        return;
    free(blocks->mem);
    free(blocks);
}

/* Move what is still needed to the front; grow when one line fills the memory. */
static int
make_room(struct wl_blocks *b, struct wl_error *err)
{
    size_t keep = b->start < WL_HISTORY ? b->start : WL_HISTORY;
    size_t from = b->start - keep;
    char *grown;

    if (from > 0) {
        memmove(b->mem, b->mem + from, b->have - from);
        b->start -= from;
        b->have -= from;
        b->searched -= from;
    }
    if (b->cap - b->have >= WL_BLOCK / 4)
        return 0;
    grown = realloc(b->mem, b->cap + WL_BLOCK);
    if (!grown)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    b->mem = grown;
    b->cap += WL_BLOCK;
    return 0;
}

static int
fill(struct wl_blocks *b, struct wl_error *err)
{
    ptrdiff_t n;
    size_t room;
    int rc = make_room(b, err);

    if (rc < 0)
        return rc;
    room = b->cap - b->have;
    n = wl_source_read(b->source, b->mem + b->have, room < WL_BLOCK ? room : WL_BLOCK, err);
    if (n < 0)
        return (int)n;
    b->have += (size_t)n;
    b->ended = n == 0;
    return 0;
}

static void
hand_out(struct wl_blocks *b, size_t len, size_t after, bool ends_line, struct wl_block *out)
{
    *out = (struct wl_block){
        .text = b->mem + b->start,
        .len = len,
        .before = b->start < WL_HISTORY ? b->start : WL_HISTORY,
        .after = after,
        .offset = b->offset,
        .starts_line = !b->mid_line,
        .ends_line = ends_line,
        .last = b->ended && b->start + len == b->have,
    };
    b->start += len;
    b->offset += len;
    b->searched = b->start;
    b->mid_line = !ends_line;
}

/* The head of a source is better known in one piece, unless somebody waits for a first short line.
 */
static bool
is_too_short(const struct wl_blocks *b)
{
    return b->offset == 0 && b->have - b->start < WL_FIRST && !b->ended &&
           wl_source_ready(b->source);
}

int
wl_blocks_next(struct wl_blocks *b, struct wl_block *out, struct wl_error *err)
{
    if (b->done)
        return 0;
    for (;;) {
        const char *lf = b->have > b->searched
                             ? memrchr(b->mem + b->searched, '\n', b->have - b->searched)
                             : NULL;
        size_t left = b->have - b->start;
        int rc;
        if (lf && !is_too_short(b)) {
            hand_out(b, (size_t)(lf + 1 - (b->mem + b->start)), 0, true, out);
            return 1;
        }
        if (!lf)
            b->searched = b->have;
        if (b->ended) {
            b->done = true;
            hand_out(b, left, 0, true, out);
            out->last = true;
            return 1;
        }
        if (left >= WL_LINE_WINDOW) {
            /* where a line is cut depends on its content alone, not on how the bytes came in */
            uint64_t end = b->offset + WL_LINE_WINDOW - WL_AHEAD;
            end -= end % WL_BLOCK;
            hand_out(b, (size_t)(end - b->offset), WL_AHEAD, false, out);
            return 1;
        }
        rc = fill(b, err);
        if (rc < 0)
            return rc;
    }
}
