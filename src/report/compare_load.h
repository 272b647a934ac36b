/*
 * Reading one side of a comparison. Shared by compare.c and compare_load.c only.
 */
#pragma once

#include "report/compare_model.h"
#include "report/scope.h"

/* What is read of one side. */
struct wl_compare_loading {
    const struct wl_compare_side *side;
    struct wl_scope scope;
    struct wl_bins bins;
    int64_t *sources; /* by number */
    size_t source_count, source_cap;
};

/**
 * Read a side: its cover, its codes, its peers, each of them as a row of its own.
 * @return 0, WL_EPARSE: no log covers it; WL_EDB, WL_EBUSY, WL_ENOMEM
 */
int wl_compare_load(struct wl_comparison *comparison, struct wl_compare_loading *l, int index,
                    struct wl_error *err);

/** Both sides are read: make one row of those of one peer. */
void wl_compare_join_peers(struct wl_changes *peers);
