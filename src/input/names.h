/*
 * The names of one archive's members, made distinct: an archive may hold the same name twice, and
 * each of the two is a source of its own.
 */
#pragma once

#include "base/buf.h"

#include <stdint.h>

struct wl_names {
    struct wl_name *slots; /* owned */
    size_t count, cap;     /* cap: 0 or a power of two */
};

/** Free the storage. */
void wl_names_done(struct wl_names *names);

/**
 * Take up the name that begins at byte from of text and ends with it. If it was there before, "#2",
 * "#3" ... is appended, whichever is new. @return 0, WL_ENOMEM
 */
int wl_names_add(struct wl_names *names, struct wl_buf *text, size_t from);
