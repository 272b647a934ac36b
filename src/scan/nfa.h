/*
 * From expression trees to one nondeterministic automaton (Thompson's construction) that many
 * expressions share; each accepts with numbers of its own. It lets through at least what the
 * expressions do, as "perhaps". Whatever looks further than one byte counts as fulfilled. So does,
 * where a match is sought around a token, all that stands beyond a long gap, so that reading ends
 * soon; in one that may match anywhere, a long repetition is an endless one. An expression with any
 * of this is entered a second time, strictly: there a look forbids more than it has to, and a gap
 * is a short one, so that what is let through surely matches.
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
    WL_NFA_ACCEPT, /* number a; then b, unless that is WL_NFA_NONE */
};

#define WL_NFA_NONE UINT32_MAX

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

/* With what a match is accepted. */
struct wl_nfa_numbers {
    uint32_t surely, perhaps;
};

/**
 * Enter an expression that may match anywhere.
 * Numbers may be equal, where what surely matches is of no interest.
 */
void wl_nfa_add(struct wl_nfa *nfa, const struct wl_expr *expr, struct wl_nfa_numbers numbers);

/** A node that accepts with number, and goes on to next, another such or WL_NFA_NONE. */
uint32_t wl_nfa_accept(struct wl_nfa *nfa, uint32_t number, uint32_t next);

/** Enter a word in any case, lower case here, that may stand anywhere, before a node. */
void wl_nfa_add_word(struct wl_nfa *nfa, struct wl_span word, uint32_t next);

/**
 * Enter what every match of an expression begins with, before a node, if a long gap comes later: to
 * find it anywhere.
 * @return false when there is no such gap, or little before it
 */
bool wl_nfa_add_head(struct wl_nfa *nfa, const struct wl_expr *expr, uint32_t next);

/**
 * Enter what stands around one place of a group: in left, which is backward, up to the group's
 * start; in right its content, a mark, and what follows.
 * @return false when the group may repeat or is only looked at there
 */
bool wl_nfa_add_around(struct wl_nfa *left, struct wl_nfa *right, const struct wl_expr *expr,
                       enum wl_group group, int place, struct wl_nfa_numbers numbers);
