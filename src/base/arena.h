/*
 * Memory that is freed all at once: for structures with many small parts and one owner.
 */
#pragma once

#include <stddef.h>

struct wl_arena_block;

struct wl_arena {
    struct wl_arena_block *last;
};

/** Start empty. */
void wl_arena_init(struct wl_arena *arena);

/** Free everything; the arena is empty and usable again. */
void wl_arena_done(struct wl_arena *arena);

/** size zeroed bytes, aligned for anything, or NULL. */
void *wl_arena_alloc(struct wl_arena *arena, size_t size);

/** A NUL-terminated copy of len bytes, or NULL. */
char *wl_arena_copy(struct wl_arena *arena, const char *ptr, size_t len);
