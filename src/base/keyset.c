#include "base/keyset.h"

#include "base/error.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CAP 64u

static const unsigned char zero[WL_KEY_SIZE];

/* Keys may be small plain numbers: multiplying spreads them, and the upper half depends on all. */
static size_t
hash(const unsigned char *key)
{
    uint64_t part[2];

    memcpy(part, key, sizeof part);
    return (
        size_t)((part[0] * UINT64_C(0xD6E8FEB86659FD93) + part[1] * UINT64_C(0x9E3779B97F4A7C15)) >>
                32);
}

/* Where key is, or the free slot where it belongs. cap > count */
static unsigned char *
slot(unsigned char (*keys)[WL_KEY_SIZE], size_t cap, const unsigned char *key)
{
    size_t at = hash(key) & (cap - 1);

    while (memcmp(keys[at], zero, WL_KEY_SIZE) != 0 && memcmp(keys[at], key, WL_KEY_SIZE) != 0)
        at = (at + 1) & (cap - 1);
    return keys[at];
}

static int
grow(struct wl_keyset *set)
{
    size_t cap = set->cap ? set->cap * 2 : FIRST_CAP;
    unsigned char(*keys)[WL_KEY_SIZE] = calloc(cap, sizeof *keys);

    if (!keys)
        return WL_ENOMEM;
    for (size_t i = 0; i < set->cap; i++)
        if (memcmp(set->keys[i], zero, WL_KEY_SIZE) != 0)
            memcpy(slot(keys, cap, set->keys[i]), set->keys[i], WL_KEY_SIZE);
    free(set->keys);
    set->keys = keys;
    set->cap = cap;
    return 0;
}

void
wl_keyset_init(struct wl_keyset *set)
{
    *set = (struct wl_keyset){0};
}

void
wl_keyset_done(struct wl_keyset *set)
{
    free(set->keys);
    wl_keyset_init(set);
}

bool
wl_keyset_has(const struct wl_keyset *set, const unsigned char key[WL_KEY_SIZE])
{
    if (memcmp(key, zero, WL_KEY_SIZE) == 0)
        return set->has_zero;
    return set->cap > 0 && memcmp(slot(set->keys, set->cap, key), key, WL_KEY_SIZE) == 0;
}

int
wl_keyset_add(struct wl_keyset *set, const unsigned char key[WL_KEY_SIZE])
{
    unsigned char *at;

    if (memcmp(key, zero, WL_KEY_SIZE) == 0) {
        bool fresh = !set->has_zero;
        set->has_zero = true;
        return fresh;
    }
    if (set->count * 2 >= set->cap && grow(set) < 0)
        return WL_ENOMEM;
    at = slot(set->keys, set->cap, key);
    if (memcmp(at, key, WL_KEY_SIZE) == 0)
        return 0;
    memcpy(at, key, WL_KEY_SIZE);
    set->count++;
    return 1;
}
