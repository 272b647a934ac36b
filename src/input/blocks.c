#include "input/blocks.h"

#include <stdlib.h>

struct wl_blocks {
    struct wl_source *source;
    char *mem;
    size_t cap;
    size_t start;    /* of what has not been handed out */
    size_t have;     /* end of what has been read */
    size_t searched; /* end of what has been searched for LF */
    size_t lf;       /* behind the last LF that has not been handed out, 0 without */
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
        b->lf -= b->lf ? from : 0;
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
hand_out(struct wl_blocks *b, size_t len, bool ends_line, struct wl_block *out)
{
    size_t after = b->have - b->start - len;

    *out = (struct wl_block){
        .text = b->mem + b->start,
        .len = len,
        .before = b->start < WL_HISTORY ? b->start : WL_HISTORY,
        .after = after < WL_AHEAD ? after : WL_AHEAD,
        .offset = b->offset,
        .starts_line = !b->mid_line,
        .ends_line = ends_line,
        .last = b->ended && b->start + len == b->have,
    };
    b->start += len;
    b->offset += len;
    if (b->lf <= b->start)
        b->lf = 0;
    b->mid_line = !ends_line;
}

/* The line at hand is longer than the window, whether or not its end has been read already. */
static bool
is_too_long(const struct wl_blocks *b)
{
    return b->have - b->start >= WL_LINE_WINDOW && !memchr(b->mem + b->start, '\n', WL_LINE_WINDOW);
}

/*
 * Where a block of whole lines ends now: behind its last LF; 0 when it cannot end yet. A message
 * may wrap, so that a line is judged by what follows it: as long as more comes at once, there are
 * WL_AHEAD bytes of that.
 */
static size_t
border(struct wl_blocks *b)
{
    const char *lf = memrchr(b->mem + b->searched, '\n', b->have - b->searched);

    if (lf)
        b->lf = (size_t)(lf + 1 - b->mem);
    b->searched = b->have;
    if (b->lf == 0 || b->have - b->lf >= WL_AHEAD || !wl_source_ready(b->source))
        return b->lf;
    if (b->have - b->start <= WL_AHEAD)
        return 0;
    lf = memrchr(b->mem + b->start, '\n', b->have - b->start - WL_AHEAD);
    return lf ? (size_t)(lf + 1 - b->mem) : 0;
}

int
wl_blocks_next(struct wl_blocks *b, struct wl_block *out, struct wl_error *err)
{
    if (b->done)
        return 0;
    for (;;) {
        size_t end;
        int rc;
        if (is_too_long(b)) {
            /* where a line is cut depends on its content alone, not on how the bytes came in */
            uint64_t cut = b->offset + WL_LINE_WINDOW - WL_AHEAD;
            cut -= cut % WL_BLOCK;
            hand_out(b, (size_t)(cut - b->offset), false, out);
            return 1;
        }
        if (b->ended) {
            b->done = true;
            hand_out(b, b->have - b->start, true, out);
            out->last = true;
            return 1;
        }
        end = border(b);
        if (end > 0) {
            hand_out(b, end - b->start, true, out);
            return 1;
        }
        rc = fill(b, err);
        if (rc < 0)
            return rc;
    }
}
