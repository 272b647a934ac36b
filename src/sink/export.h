/*
 * Everything that a database knows of its occurrences, one by one in the order of their ids: the
 * same bytes for the same contents, whenever and wherever they were read.
 */
#pragma once

#include "store/query.h"

enum wl_export_format {
    WL_EXPORT_JSONL, /* the fields of sink/jsonl.h; also folded and provisional where they are true
                      */
    WL_EXPORT_CSV,   /* the same as columns, with a header row */
};

/** Takes a piece of the output. @return 0, or an error that ends it */
typedef int wl_export_fn(void *arg, struct wl_span piece, struct wl_error *err);

/**
 * Hand out all occurrences. A source that was met under several names, hosts or cases bears the
 * smallest of each.
 * @return 0, WL_EDB, WL_ENOMEM, an error of each
 */
int wl_export(struct wl_store *store, enum wl_export_format format, wl_export_fn *each, void *arg,
              struct wl_error *err);
