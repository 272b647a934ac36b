/*
 * What detection makes of a pattern set before it can look for it: tables of the prefilter, the
 * index of texts, automata. Constant data, which threads share; the built-in set's is generated, so
 * that a start costs nothing.
 */
#pragma once

#include "scan/plan.h"
#include "scan/prefilter.h"
#include "scan/text_index.h"

/* What stands near a keyword may be more than tokens that the prefilter knows. */
enum {
    WL_DEEP_NUMBER = 1, /* 6, 8, 87, 995 to 997 */
    WL_DEEP_NAME = 2,   /* members of .NET's SocketError */
    WL_DEEP_WORDING = 4,
};
struct wl_deep {
    struct wl_span word; /* lower case */
    uint8_t looks_for;   /* WL_DEEP_* bits */
    uint8_t behind;      /* those of all with the same first byte that come later */
};

struct wl_prepared {
    struct wl_gate_plan plan;
    struct wl_prefilter filter;
    struct wl_text_index texts;
    const struct wl_deep *deep; /* by first byte */
    size_t deep_count;
    uint8_t
        deep_at[256 + 1]; /* those that begin with a byte (lower case), up to deep_at[byte + 1] */
};

/** Prepare a set, which must outlive what is made. @return 0, WL_ENOMEM */
int wl_prepared_make(struct wl_prepared *prepared, const struct wl_patterns *set,
                     struct wl_error *err);

/** Free what was made; a zeroed one is fine. */
void wl_prepared_done(struct wl_prepared *prepared);

/** For the built-in set: static storage. */
extern const struct wl_prepared wl_prepared_builtin;
