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

/* How far reading went from where it began. */
struct wl_reach {
    const char *low, *high;  /* bytes in between have been read, or looked at */
    const char *start, *end; /* where it came to an edge of the text, else NULL */
    bool unsure;             /* what was accepted depends on what it could not see */
};

/**
 * Read outward from at, inside text, as far as something may still match: to the left for a
 * backward automaton, else to the right, with a mark put at `mark`.
 * @param open   text may really end before blanks that lead to a note of ours
 * @param reach  what was read is added
 * @return 1 when numbers were accepted (added to accepted), 0 none, WL_ENOMEM
 */
int wl_automaton_reach(struct wl_automaton *automaton, struct wl_span text, const char *at,
                       const char *mark, bool open, uint64_t *accepted, struct wl_reach *reach);
