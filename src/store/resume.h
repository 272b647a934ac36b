/*
 * What need not be read again when a scan that was interrupted goes on: files that bear the name
 * and the modification time under which they were read to their end.
 */
#pragma once

#include "base/keyset.h"
#include "store/store.h"

/** The key of a place: its shown name and modification time. */
void wl_resume_key(const char *locator, int64_t mtime_us, unsigned char key[WL_KEY_SIZE]);

/**
 * Put the keys of all places that runs of the present one's case and patterns have read into set.
 * After wl_store_begin_run(). @return 0, WL_EDB, WL_ENOMEM
 */
int wl_resume_load(struct wl_keyset *set, struct wl_store *store, struct wl_error *err);
