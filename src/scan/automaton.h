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
 * @return 0, WL_ENOMEM
 */
int wl_automaton_scan(struct wl_automaton *automaton, struct wl_span text, uint64_t *accepted);

/** The same; of each number added, first says behind how many bytes it is accepted first. */
int wl_automaton_locate(struct wl_automaton *automaton, struct wl_span text, uint64_t *accepted,
                        uint16_t *first);

/**
 * Read from `from` up to `to`, inside text: is number accepted there, what is accepted being
 * something that begins between them?
 */
bool wl_automaton_ends(struct wl_automaton *automaton, struct wl_span text, const char *from,
                       const char *to, uint32_t number);

/**
 * Read outward from at, inside text, as far as something may still match: to the left for a
 * backward automaton, else to the right, with a mark put at `mark`.
 * @return 1 when numbers were accepted (added to accepted), 0 none, WL_ENOMEM
 */
int wl_automaton_reach(struct wl_automaton *automaton, struct wl_span text, const char *at,
                       const char *mark, uint64_t *accepted);

/**
 * Read outward to the left as above: where is number accepted?
 * @param places  set, the nearest first
 * @return how many, at most max
 */
size_t wl_automaton_places(struct wl_automaton *automaton, struct wl_span text, const char *at,
                           uint32_t number, const char **places, size_t max);
