/*
 * Which rules are worth trying? Automata made from the rules' expressions and keywords answer for a
 * piece of evidence, or for a window, what cannot match and, of much, what surely does; PCRE2 is
 * asked about the rest alone. A gate may say "perhaps" too often, never "no" or "yes" wrongly.
 */
#pragma once

#include "scan/automaton.h"
#include "scan/plan.h"
#include "scan/token.h"

struct wl_gate;

enum wl_gate_answer { WL_GATE_NO, WL_GATE_PERHAPS, WL_GATE_YES };

/** A gate over a set and its plan, which must outlive it. Its parts are made when first asked for.
 */
int wl_gate_new(struct wl_gate **out, const struct wl_patterns *set,
                const struct wl_gate_plan *plan, struct wl_error *err);
void wl_gate_free(struct wl_gate *gate);

/** Another line: what was found out about a window is void. */
void wl_gate_reset(struct wl_gate *gate);

/**
 * Find the patterns and contexts of which a match inside window can capture token as group, with or
 * without the byte before it; wl_gate_rules() and wl_gate_captures() tell.
 * @return 1 when there are patterns among them, 0 when not, WL_ENOMEM
 */
int wl_gate_around(struct wl_gate *gate, enum wl_group group, struct wl_span window,
                   struct wl_span token, struct wl_error *err);

/** Read window, for the questions below. @return 0, WL_ENOMEM */
int wl_gate_window(struct wl_gate *gate, struct wl_span window, struct wl_error *err);

/** Likewise for fields, which are asked for with wl_gate_matches(). */
int wl_gate_fields(struct wl_gate *gate, struct wl_span window, struct wl_error *err);

/** The next field rule, from rule on, that may match; the number of rules if none. */
size_t wl_gate_next_field(const struct wl_gate *gate, size_t rule);

/** Words of a bit a rule, as the functions below take and give them. */
size_t wl_gate_words(const struct wl_gate *gate);

/** Of asked, the rules that surely capture the token last asked about as group. */
void wl_gate_sure(const struct wl_gate *gate, enum wl_group group, const uint64_t *asked,
                  uint64_t *surely);

/**
 * Of the rules asked for, those with a keyword in the window, or without any, that may match in it
 * or, where they speak of one token, may capture that which was last asked about.
 * @param group   of that token, WL_GROUPS for none
 * @param surely  those of may that need no further look
 */
void wl_gate_rules(const struct wl_gate *gate, enum wl_group group, const uint64_t *asked,
                   uint64_t *may, uint64_t *surely);

/** @param from  set to where in the window a match that captures the token may begin */
enum wl_gate_answer wl_gate_captures(const struct wl_gate *gate, enum wl_group group, size_t rule,
                                     size_t *from);

/** As wl_gate_captures() where that said "perhaps", with a look across the gap before the token. */
enum wl_gate_answer wl_gate_bridges(struct wl_gate *gate, enum wl_group group, size_t rule);

/**
 * Does a rule's expression match in the window, or its `unless` number index?
 * @param from  set to where the first match may begin, of an `unless` only on "perhaps"
 */
enum wl_gate_answer wl_gate_matches(struct wl_gate *gate, size_t rule, size_t *from);
enum wl_gate_answer wl_gate_unless(struct wl_gate *gate, size_t rule, size_t index, size_t *from);

/** Does a keyword of the rule stand in the window, or has it none? */
bool wl_gate_keyword(const struct wl_gate *gate, size_t rule);

/** The group as which patterns capture a token. */
static inline enum wl_group
wl_gate_group(enum wl_token_kind kind)
{
    switch (kind) {
    case WL_TOKEN_NUMBER:
    case WL_TOKEN_SMALL:
        return WL_GROUP_CODE;
    case WL_TOKEN_NAME:
    case WL_TOKEN_DOTNET:
        return WL_GROUP_NAME;
    case WL_TOKEN_HEX:
        return WL_GROUP_HEX;
    case WL_TOKEN_HRESULT:
        break;
    }
    return WL_GROUP_HRESULT;
}
