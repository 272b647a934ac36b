/*
 * A nondeterministic automaton made deterministic while it is read with: each state is worked out
 * when a text first leads to it, and kept. What it has kept is dropped when it grows too large, so
 * that hostile text costs time, not memory.
 */
#pragma once

#include "scan/program.h"

struct wl_automaton;

/** Make an automaton for program, which must outlive it. */
int wl_automaton_new(struct wl_automaton **out, const struct wl_program *program,
                     struct wl_error *err);
void wl_automaton_free(struct wl_automaton *automaton);

/**
 * Read text from its start to its end, as a whole, and add the numbers that are accepted anywhere
 * to accepted (a bit each).
 * @param first  of each number added: behind how many bytes it is accepted first
 * @return 0, WL_ENOMEM
 */
int wl_automaton_scan(struct wl_automaton *automaton, struct wl_span text, uint64_t *accepted,
                      uint16_t *first);

/**
 * Read outward from at, inside text, as far as something may still match: to the left for a
 * backward automaton, else to the right, with a mark put at `mark`.
 * @param open  text may really end before any blank, ESC or sign of a note
 * @return 1 when numbers were accepted (added to accepted), 0 none, WL_ENOMEM
 */
int wl_automaton_reach(struct wl_automaton *automaton, struct wl_span text, const char *at,
                       const char *mark, bool open, uint64_t *accepted);
