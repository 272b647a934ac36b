/*
 * What is counted about rows while a transaction goes on: the tables summary and tally, added up in
 * memory and written before the commit. Provisional rows are not counted until they are firm.
 */
#pragma once

#include "base/buf.h"
#include "base/error.h"
#include "store/occurrence.h"

#include <stdbool.h>
#include <stdint.h>

struct wl_store;
struct wl_count;
struct wl_ports;

#define WL_COUNTS 2048      /* cells; more are written and begun anew */
#define WL_COUNTED 16       /* fields that are counted, at most */
#define WL_PORTS_OF_PEER 16 /* told apart in one source; further ones are one, -1 */

struct wl_counts {
    struct wl_buf cells;       /* of struct wl_count */
    struct wl_buf values;      /* their texts */
    uint16_t *slots;           /* owned; hash table of cells, 0: free */
    uint16_t last[WL_COUNTED]; /* of each field: the cell last used, as in slots */
    struct wl_ports *ports;    /* owned; those met in the current source */
};

/** Forget what was counted. */
void wl_counts_clear(struct wl_counts *counts);

/** Likewise which ports were met. */
void wl_counts_new_source(struct wl_counts *counts);

/** Free the storage. */
void wl_counts_done(struct wl_counts *counts);

/**
 * In a transaction: one more row of that source.
 * @return 0, WL_ENOMEM, as wl_db_error()
 */
int wl_counts_add(struct wl_store *store, int64_t source, int64_t pattern_set,
                  const struct wl_occurrence *row, bool folded, struct wl_error *err);

/** In a transaction: write all. @return as above */
int wl_counts_write(struct wl_store *store, struct wl_error *err);
