/*
 * Is a database sound? SQLite's own checks, then what the tables must say of each other: every
 * number that a report takes from a count is counted again from the rows.
 */
#pragma once

#include "base/buf.h"
#include "store/store.h"

/**
 * Append a line for each kind of fault, with how many there are and one of them.
 * @param faults  set to how many kinds were found; 0: the database is sound
 * @return        0; WL_EDB (it is too damaged to be read), WL_ENOMEM
 */
int wl_verify(struct wl_store *store, struct wl_buf *out, unsigned *faults, struct wl_error *err);
