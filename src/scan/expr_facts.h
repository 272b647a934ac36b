/*
 * What the tree of an expression says about its matches: how long they are, and what stands at
 * their ends.
 */
#pragma once

#include "scan/expr.h"

/** The least bytes that a match takes. */
unsigned wl_expr_least(const struct wl_expr *expr);

/** The most bytes that a match takes, WL_EXPR_INF for no limit. */
unsigned wl_expr_length(const struct wl_expr *expr);

/** The most bytes that a match takes before any place of group, WL_EXPR_INF for no limit. */
unsigned wl_expr_length_before(const struct wl_expr *expr, enum wl_group group);

/** How many places a group has in an expression. */
int wl_expr_places(const struct wl_expr *expr, enum wl_group group);

/**
 * Is what a look asks for one byte, or the edge of the text, or either?
 * @param behind  it looks to the left
 * @param set     the bytes are added
 * @param edge    set when the edge will do
 */
bool wl_expr_one_byte(const struct wl_expr *expr, bool behind, struct wl_bytes *set, bool *edge);

/**
 * Which bytes may a match begin with, or end with? What consumes nothing counts as fulfilled.
 * @param set  they are added, and perhaps more
 * @return     the match may be empty
 */
bool wl_expr_outer_bytes(const struct wl_expr *expr, bool at_end, struct wl_bytes *set);
