#include "input/blocks.h"

#include <stdlib.h>

/* The least that is read at once: whole packets, where input comes in such. */
#define READ_MIN (WL_BLOCK / 4)

/* Enough for the history, nearly a block that came in small reads, and one read more. */
#define ROOM (WL_HISTORY + WL_BLOCK + READ_MIN)

struct wl_blocks {
    struct wl_source *source;
    char *mem; /* of the room at hand */
    size_t cap;
    size_t start;    /* of what has not been handed out */
    size_t have;     /* end of what has been read */
    size_t searched; /* end of what has been searched for LF */
    size_t lf;       /* behind the last LF that has not been handed out, 0 without */
    uint64_t offset; /* of mem[start] in the decoded source */
    bool mid_line;   /* the last block ended inside a line */
    bool carried;    /* what is left of the last block stands at the front of the room */
    bool done;
    struct wl_error failure; /* of a read; told when all that came before it has been handed out */
};

void
wl_room_done(struct wl_room *room)
{
    free(room->mem);
    *room = (struct wl_room){0};
}

int
wl_blocks_new(struct wl_blocks **out, struct wl_source *source, struct wl_error *err)
{
    struct wl_blocks *blocks = calloc(1, sizeof *blocks);

    if (!blocks)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    blocks->source = source;
    *out = blocks;
    return 0;
}

void
wl_blocks_free(struct wl_blocks *blocks)
{
    free(blocks);
}

static int
grow(struct wl_room *room, size_t cap, struct wl_error *err)
{
    char *grown = realloc(room->mem, cap);

    if (!grown)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    room->mem = grown;
    room->cap = cap;
    return 0;
}

/* What is still needed of the last block goes to the front of the room. */
static int
carry(struct wl_blocks *b, struct wl_room *room, struct wl_error *err)
{
    size_t keep = b->start < WL_HISTORY ? b->start : WL_HISTORY;
    size_t from = b->start - keep, len = b->have - from;
    bool same = b->mem == room->mem && b->mem;
    int rc = 0;

    if (!same && (room->cap < ROOM || room->cap < len)) {
        /* nothing in it is needed */
        wl_room_done(room);
        rc = grow(room, len + WL_BLOCK < ROOM ? ROOM : len + WL_BLOCK, err);
    }
    if (rc < 0)
        return rc;
    if (len > 0 && !(same && from == 0))
        memmove(room->mem, b->mem + from, len);
    b->start -= from;
    b->have -= from;
    b->searched -= from;
    b->lf -= b->lf ? from : 0;
    b->mem = room->mem;
    b->carried = true;
    return 0;
}

static int
fill(struct wl_blocks *b, struct wl_room *room, struct wl_error *err)
{
    ptrdiff_t n;
    size_t space;

    if (!wl_source_ready(b->source))
        return WL_PAUSED;
    if (room->cap - b->have < READ_MIN) {
        int rc = grow(room, room->cap + WL_BLOCK, err);
        if (rc < 0)
            return rc;
        b->mem = room->mem;
    }
    space = room->cap - b->have;
    n = wl_source_read(b->source, b->mem + b->have, space < WL_BLOCK ? space : WL_BLOCK, err);
    if (n < 0)
        return (int)n;
    b->have += (size_t)n;
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
        .last = wl_source_ended(b->source) && b->start + len == b->have,
    };
    if (out->last)
        out->guessed = wl_source_guessed(b->source);
    b->start += len;
    b->offset += len;
    if (b->lf <= b->start)
        b->lf = 0;
    b->mid_line = !ends_line;
    b->carried = false;
    b->done = out->last;
}

/* The line at hand is longer than the window, whether or not its end has been read already. */
static bool
is_too_long(const struct wl_blocks *b)
{
    return b->have - b->start >= WL_LINE_WINDOW && !memchr(b->mem + b->start, '\n', WL_LINE_WINDOW);
}

static void
find_last_lf(struct wl_blocks *b)
{
    const char *lf = NULL;

    if (b->have > b->searched)
        lf = memrchr(b->mem + b->searched, '\n', b->have - b->searched);
    if (lf)
        b->lf = (size_t)(lf + 1 - b->mem);
    b->searched = b->have;
}

/*
 * Where a block of whole lines ends now: behind its last LF; 0 when it should not end yet. A
 * message may wrap, so that a line is judged by what follows it: as long as more comes at once,
 * there are WL_AHEAD bytes of that.
 */
static size_t
border(struct wl_blocks *b)
{
    const char *lf;

    find_last_lf(b);
    if (b->lf == 0 || b->failure.status < 0 || !wl_source_ready(b->source))
        return b->lf;
    if (b->have - b->start < WL_BLOCK)
        return 0;
    if (b->have - b->lf >= WL_AHEAD)
        return b->lf;
    lf = memrchr(b->mem + b->start, '\n', b->have - b->start - WL_AHEAD);
    return lf ? (size_t)(lf + 1 - b->mem) : 0;
}

int
wl_blocks_next(struct wl_blocks *b, struct wl_room *room, struct wl_block *out,
               struct wl_error *err)
{
    int rc = 0;

    if (b->done)
        return 0;
    if (!b->carried)
        rc = carry(b, room, err);
    while (rc == 0) {
        size_t end;
        if (is_too_long(b)) {
            /* where a line is cut depends on its content alone, not on how the bytes came in */
            uint64_t cut = b->offset + WL_LINE_WINDOW - WL_AHEAD;
            cut -= cut % WL_BLOCK;
            hand_out(b, (size_t)(cut - b->offset), false, out);
            return 1;
        }
        if (wl_source_ended(b->source)) {
            hand_out(b, b->have - b->start, true, out);
            return 1;
        }
        end = border(b);
        if (end > 0) {
            hand_out(b, end - b->start, true, out);
            return 1;
        }
        if (b->failure.status < 0) {
            *err = b->failure;
            return err->status;
        }
        rc = fill(b, room, &b->failure);
        if (rc < 0)
            rc = 0;
    }
    return rc;
}
