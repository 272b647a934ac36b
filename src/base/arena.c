#include "base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK 16384u

struct wl_arena_block {
    struct wl_arena_block *before;
    size_t used, size;
    alignas(max_align_t) char bytes[];
};

void
wl_arena_init(struct wl_arena *arena)
{
    arena->last = NULL;
}

void
wl_arena_done(struct wl_arena *arena)
{
    while (arena->last) {
        struct wl_arena_block *block = arena->last;
        arena->last = block->before;
        free(block);
    }
}

void *
wl_arena_alloc(struct wl_arena *arena, size_t size)
{
    struct wl_arena_block *block = arena->last;
    size_t need = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    void *result;

    if (!block || block->size - block->used < need) {
        size_t room = need > BLOCK ? need : BLOCK;
        block = malloc(sizeof *block + room);
        if (!block)
            return NULL;
        block->before = arena->last;
        block->used = 0;
        block->size = room;
        arena->last = block;
    }
    result = block->bytes + block->used;
    block->used += need;
    memset(result, 0, need);
    return result;
}

char *
wl_arena_copy(struct wl_arena *arena, const char *ptr, size_t len)
{
    char *copy = wl_arena_alloc(arena, len + 1);

    if (copy && len)
        memcpy(copy, ptr, len);
    return copy;
}
