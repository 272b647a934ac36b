/*
 * A nondeterministic automaton ready to be read with, as constant data: the built-in patterns have
 * theirs made at build time, so that a start costs nothing.
 */
#pragma once

#include "scan/nfa.h"

enum { WL_SIGN_EDGE, WL_SIGN_MARK, WL_SIGN_CLASS }; /* classes from there on */

struct wl_program {
    const struct wl_nfa_node *nodes;
    const struct wl_bytes *sets;
    const uint32_t *entries;
    uint32_t node_count, set_count, entry_count;
    bool backward; /* reads from right to left */
    bool floating; /* entries may match anywhere, else only where reading starts */
    /* What is read are signs: the edge of a text, a mark, and classes of bytes that all sets treat
     * alike. Those of bytes that are common in logs come first. */
    uint16_t sign_count;
    uint32_t numbers; /* more than any number accepted */
    uint16_t sign_of[256];
    uint8_t sample[256 + WL_SIGN_CLASS];          /* a byte of a class, by sign */
    uint8_t context_of[256], context_sample[256]; /* likewise, as far as looks tell bytes apart;
                                                     context 0 is the edge */
    const uint32_t *by_sign;                      /* floating: entries that a sign may begin ... */
    const uint32_t *by_sign_at; /* ... from by_sign_at[sign] up to by_sign_at[sign + 1] */
};

/** Make a program of nfa, whose arrays it takes over. @return 0, WL_ENOMEM */
int wl_program_make(struct wl_program *program, struct wl_nfa *nfa);

/** Free one that was made. */
void wl_program_done(struct wl_program *program);
