/*
 * Tokens that only count near a deep keyword, found in a stretch of text: small numbers, which
 * every line is full of, and names of .NET's errors. Many bytes are looked at at once; what exactly
 * a token is says scan/token.h.
 */
#pragma once

#include "scan/token.h"

struct wl_small {
    uint8_t begins[256]; /* what a byte may begin: 1 + enum wl_small_kind, as bits */
};

enum wl_small_kind { WL_SMALL_NUMBER, WL_SMALL_NAME, WL_SMALL_KINDS };

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
const char *wl_small_next_plain(const struct wl_small *small, enum wl_small_kind kind,
                                const char *p, const char *to, const char *start, const char *end,
                                struct wl_token *token);
