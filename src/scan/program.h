/*
 * A nondeterministic automaton ready to be read with, as constant data: the built-in patterns have
 * theirs made at build time, so that a start costs nothing.
 */
#pragma once

#include "scan/nfa.h"

struct wl_program {
    const struct wl_nfa_node *nodes;
    const struct wl_bytes *sets;
    const uint32_t *entries;
    uint32_t node_count, set_count, entry_count;
    bool backward; /* reads from right to left */
    bool floating; /* entries may match anywhere, else only where reading starts */
    /* Bytes that all sets treat alike are of one class; behind the classes stand two signs more,
     * for the edge of a text and for a mark. */
    uint16_t class_count;
    uint32_t numbers; /* more than any number accepted */
    uint8_t class_of[256], sample[256];
    uint8_t context_of[256], context_sample[256]; /* likewise, as far as looks tell bytes apart;
                                                     context 0 is the edge */
    const uint32_t *by_class;                     /* floating: entries that a class may begin ... */
    const uint32_t *by_class_at; /* ... from by_class_at[class] up to by_class_at[class + 1] */
};

/** Make a program of nfa, whose arrays it takes over. @return 0, WL_ENOMEM */
int wl_program_make(struct wl_program *program, struct wl_nfa *nfa);

/** Free one that was made. */
void wl_program_done(struct wl_program *program);
