/*
 * Deep keywords: those of patterns that find more than the tokens that the prefilter knows, namely
 * small numbers, names of .NET, or a wording of their own. Constant data; what stands near a
 * keyword is looked at by scan/line.h.
 */
#pragma once

#include "scan/pattern_set.h"

enum {
    WL_DEEP_NUMBER = 1, /* 6, 8, 87, 995 to 997 */
    WL_DEEP_NAME = 2,   /* members of .NET's SocketError */
    WL_DEEP_WORDING = 4,
};

#define WL_DEEP_BITS 6 /* of the hash of the first three bytes */
#define WL_DEEP_SLOTS (1u << WL_DEEP_BITS)

struct wl_deep_word {
    struct wl_span text;       /* lower case, three bytes or more */
    uint64_t head, fold, mask; /* eight bytes of a line, first one lowest, begin like it when
                                  (bytes | fold) & mask is head: exact for any case of letters */
    uint8_t looks_for;         /* WL_DEEP_* bits */
};

struct wl_deep {
    const struct wl_deep_word *words; /* by slot; none that a shorter one makes superfluous */
    size_t count;
    uint16_t at[WL_DEEP_SLOTS + 1]; /* words of a slot: from at[slot] up to at[slot + 1] */
};

/** List the deep keywords of a set, whose strings are borrowed. @return 0, WL_ENOMEM */
int wl_deep_make(struct wl_deep *deep, const struct wl_patterns *set);

/** Free one that was made; a zeroed one is fine. */
void wl_deep_done(struct wl_deep *deep);

/** What to look for around p because of the keywords that stand there: WL_DEEP_* bits. */
unsigned wl_deep_at(const struct wl_deep *deep, const char *p, const char *end);
