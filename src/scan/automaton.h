/*
 * A nondeterministic automaton made deterministic while it is read with: each state is worked out
 * when a text first leads to it, and kept. What it has kept is dropped when it grows too large, so
 * that hostile text costs time, not memory.
 */
#pragma once

#include "scan/nfa.h"

struct wl_automaton;

/**
 * Make an automaton over nfa, which must outlive it.
 * @param floating  entries may match anywhere, else only where reading starts
 */
int wl_automaton_new(struct wl_automaton **out, const struct wl_nfa *nfa, bool floating,
                     struct wl_error *err);
void wl_automaton_free(struct wl_automaton *automaton);

/** Words of 64 bits that a set of accepted numbers takes. */
size_t wl_automaton_words(const struct wl_automaton *automaton);

/**
 * Read text from its start to its end, as a whole, and add the numbers that are accepted anywhere
 * to accepted.
 * @return 0, WL_ENOMEM
 */
int wl_automaton_scan(struct wl_automaton *automaton, struct wl_span text, uint64_t *accepted);

/**
 * Read outward from at, inside text, as far as something may still match: to the left for a
 * backward automaton, else to the right, with a mark put at `mark`.
 * @return 1 when numbers were accepted (added to accepted), 0 none, WL_ENOMEM
 */
int wl_automaton_reach(struct wl_automaton *automaton, struct wl_span text, const char *at,
                       const char *mark, uint64_t *accepted);
