/*
 * From expression trees to one nondeterministic automaton (Thompson's construction) that many
 * expressions share; each accepts with a number of its own. It lets through at least what the
 * expressions do. Whatever looks further than one byte counts as fulfilled. So does, where a match
 * is sought around a token, all that stands beyond a long gap, so that reading ends soon; in one
 * that may match anywhere, a long repetition is an endless one.
 */
#pragma once

#include "base/error.h"
#include "scan/expr.h"

enum wl_nfa_op {
    WL_NFA_BYTE,   /* a byte out of set, then a */
    WL_NFA_SPLIT,  /* a or b */
    WL_NFA_LEFT,   /* the byte on the left is in set, then a; edge: the text may begin here */
    WL_NFA_RIGHT,  /* likewise on the right */
    WL_NFA_BORDER, /* \b, then a */
    WL_NFA_INSIDE, /* \B, then a */
    WL_NFA_MARK,   /* the end of the token, then a */
    WL_NFA_ACCEPT, /* number a */
};

struct wl_nfa_node {
    uint8_t op;
    bool edge;
    uint16_t set;
    uint32_t a, b;
};

struct wl_nfa {
    struct wl_nfa_node *nodes;
    size_t node_count, node_cap;
    struct wl_bytes *sets;
    size_t set_count, set_cap;
    uint32_t *entries;
    size_t entry_count, entry_cap;
    bool backward; /* reads from right to left */
    bool floating; /* entries may match anywhere, else only where reading starts */
    bool failed;   /* no memory at some point */
};

void wl_nfa_init(struct wl_nfa *nfa, bool backward, bool floating);
void wl_nfa_done(struct wl_nfa *nfa);

/**
 * Enter an expression that may match anywhere. It accepts with 2 * number + 1 what surely matches,
 * with 2 * number what perhaps does.
 */
void wl_nfa_add(struct wl_nfa *nfa, const struct wl_expr *expr, uint32_t number);

/**
 * Enter what stands around each place of a group: in left, which is backward, up to the group's
 * start; in right its content, a mark, and what follows. The n-th place accepts with
 * 2 * (first + n) + 1 what surely stands there, with 2 * (first + n) what perhaps does.
 * @return number of places, -1 when the group may repeat or is only looked at
 */
int wl_nfa_add_around(struct wl_nfa *left, struct wl_nfa *right, const struct wl_expr *expr,
                      enum wl_group group, uint32_t first);

/** The most bytes that a match takes, WL_EXPR_INF for no limit. */
unsigned wl_nfa_length(const struct wl_expr *expr);

/** The most bytes that a match takes before any place of group, WL_EXPR_INF for no limit. */
unsigned wl_nfa_length_before(const struct wl_expr *expr, enum wl_group group);
