/*
 * A set of 16-byte keys that only grows: which files, which contents have been met.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define WL_KEY_SIZE 16

struct wl_keyset {
    unsigned char (*keys)[WL_KEY_SIZE]; /* owned; open addressing, all zero: free */
    size_t count, cap;                  /* cap: 0 or a power of two */
    bool has_zero;                      /* the key of zeros, which no slot can hold */
};

/** Start empty; owns nothing yet. */
void wl_keyset_init(struct wl_keyset *set);

/** Free the storage; the set is empty and usable again. */
void wl_keyset_done(struct wl_keyset *set);

/** Is key in the set? */
bool wl_keyset_has(const struct wl_keyset *set, const unsigned char key[WL_KEY_SIZE]);

/** Put key into the set. @return 1 it is new, 0 it was there, WL_ENOMEM (nothing has changed) */
int wl_keyset_add(struct wl_keyset *set, const unsigned char key[WL_KEY_SIZE]);
