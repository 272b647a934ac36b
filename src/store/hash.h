/*
 * XXH3-128 as wsalog writes it down: canonical (big endian) bytes, the same on every machine.
 * Numbers that are hashed are little endian.
 */
#pragma once

#include "store/occurrence.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <xxhash.h>

/* Installed with a library that chooses by processor at run time; else it knows SSE2 alone. */
#if defined(__x86_64__) && __has_include(<xxh_x86dispatch.h>)
#include <xxh_x86dispatch.h>
#endif

/** Hash len bytes. out may lie inside them. */
static inline void
wl_hash(const void *ptr, size_t len, unsigned char out[WL_ID_SIZE])
{
    XXH128_canonical_t canonical;

    XXH128_canonicalFromHash(&canonical, XXH3_128bits(ptr, len));
    memcpy(out, canonical.digest, WL_ID_SIZE);
}

/** The hash of what a state has been fed; it can be fed more. */
static inline void
wl_hash_result(const XXH3_state_t *state, unsigned char out[WL_ID_SIZE])
{
    XXH128_canonical_t canonical;

    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state));
    memcpy(out, canonical.digest, WL_ID_SIZE);
}

static inline void
wl_put_le(unsigned char *out, uint64_t value, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        out[i] = (unsigned char)(value >> 8 * i);
}
