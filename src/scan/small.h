/*
 * Tokens that only count near a deep keyword, found in a stretch of text: small numbers, which
 * every line is full of, and names of .NET's errors. Many bytes are looked at at once; what exactly
 * a token is says scan/token.h.
 */
#pragma once

#include "scan/token.h"

enum wl_small_kind { WL_SMALL_NUMBER, WL_SMALL_NAME, WL_SMALL_KINDS };

#define WL_SMALL_KEYS 1024u

/* What tokens may look like: a bit a number, and one for each two letters that names begin with. */
struct wl_small {
    uint64_t keys[WL_SMALL_KINDS][WL_SMALL_KEYS / 64];
    uint32_t firsts; /* a bit a digit that numbers begin with */
};

/** Prepare what all look-ups need. */
void wl_small_init(struct wl_small *small);

/**
 * The first token of a kind that begins in [p, to), which is inside [start, end).
 * @return where it begins, and *token; to when there is none
 */
const char *wl_small_next(const struct wl_small *small, enum wl_small_kind kind, const char *p,
                          const char *to, const char *start, const char *end,
                          struct wl_token *token);

/** The same, byte after byte: the oracle. */
const char *wl_small_next_plain(enum wl_small_kind kind, const char *p, const char *to,
                                const char *start, const char *end, struct wl_token *token);
