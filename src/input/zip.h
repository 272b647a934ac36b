/*
 * The little of a zip that is read without libarchive: how many members its end says there are
 * (readers follow what they find; what a damaged directory or header hides would be lost without a
 * word), and a name that is no UTF-8 although it claims to be.
 */
#pragma once

#include "base/span.h"

#include <stdint.h>

#define WL_ZIP_END_MAX (65535u + 22u + 20u + 56u) /* bytes that the end records can take */

struct wl_zip_end {
    uint64_t members;
    bool modulo; /* of 65536: writers that know no zip64 cut the number */
};

/** Find the end record in the last bytes of a zip. @return whether it is there */
bool wl_zip_end(const char *tail, size_t len, struct wl_zip_end *out);

/** Fewer members were found than the end promises. */
static inline bool
wl_zip_end_misses(const struct wl_zip_end *end, uint64_t found)
{
    return end->modulo ? found % 65536 != end->members && found < end->members
                       : found < end->members;
}

/** The name in the member's header that ends where these bytes end; empty if there is none. */
struct wl_span wl_zip_name(const char *ptr, size_t len);
