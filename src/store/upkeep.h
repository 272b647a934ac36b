/*
 * Work on a database as a whole: merging others into it, and letting parts of it go. Each is one
 * transaction; a database opened for writing, between runs.
 */
#pragma once

#include "store/store.h"

/* What changed. */
struct wl_upkeep {
    int64_t occurrences, sources; /* more, or fewer, than before */
};

/**
 * Merge the database at path, which is only read. The order of merges does not matter, nor does
 * doing it twice: see merge.sql.
 * @return 0; WL_EDB (it is this one, no database of wsalog, or of another version), WL_EBUSY,
 * WL_ENOMEM
 */
int wl_store_merge(struct wl_store *store, const char *path, struct wl_upkeep *done,
                   struct wl_error *err);

/* What is to go: everything that all members given fit. */
struct wl_selection {
    const char *case_name; /* NULL: any */
    const char *source;    /* glob for a locator, or its end behind '/' or '!'; NULL: any */
    bool last;             /* what the latest run was the first to meet */
    bool has_before;
    int64_t before_us; /* occurrences older than this; with no other member given */
    bool dry;          /* only say what would go */
};

/**
 * Let go of sources that were met nowhere else, or of occurrences by their age. Lines that another
 * source has, too, count there from now on.
 * @return 0, WL_EBUSY, WL_EDB, WL_ENOMEM
 */
int wl_store_forget(struct wl_store *store, const struct wl_selection *selection,
                    struct wl_upkeep *done, struct wl_error *err);
