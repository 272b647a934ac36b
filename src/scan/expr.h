/*
 * A regular expression as a tree, for questions that PCRE2 does not answer: which bytes could stand
 * where? Only what pattern files use is understood (bytes, caseless unless (?-i)); an expression
 * that holds anything else has no tree, and then every answer is "perhaps". PCRE2 alone says what
 * matches.
 */
#pragma once

#include "base/arena.h"
#include "base/span.h"
#include "scan/regex.h"

#include <stdint.h>

#define WL_EXPR_INF UINT16_MAX

/* A set of bytes. */
struct wl_bytes {
    uint64_t bits[4];
};

static inline bool
wl_bytes_has(const struct wl_bytes *set, unsigned char c)
{
    return set->bits[c / 64] >> (c % 64) & 1;
}

/** Letters, digits and _, as \\b and \\w see them. */
extern const struct wl_bytes wl_word_bytes;

enum wl_expr_kind {
    WL_EXPR_EMPTY,
    WL_EXPR_SET,   /* one byte out of set */
    WL_EXPR_CAT,   /* the children in order */
    WL_EXPR_ALT,   /* one of the children */
    WL_EXPR_REP,   /* the child, min to max times */
    WL_EXPR_GROUP, /* the child, captured as group */
    WL_EXPR_LOOK,  /* the child stands (or not) on that side of here */
    WL_EXPR_START, /* ^ */
    WL_EXPR_END,   /* $ */
    WL_EXPR_WORD,  /* \b, negated \B */
};

struct wl_expr {
    uint8_t kind;
    bool negated, behind;
    uint8_t group; /* enum wl_group, WL_GROUPS for any other */
    uint16_t min, max;
    struct wl_bytes set;
    struct wl_expr *first, *next; /* children; siblings */
};

/** Parse regex; the tree lives in arena. @return NULL when it is not understood, or no memory */
struct wl_expr *wl_expr_parse(struct wl_span regex, struct wl_arena *arena);
