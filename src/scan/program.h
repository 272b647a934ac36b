/*
 * A nondeterministic automaton ready to be read with, as constant data: the built-in patterns have
 * theirs made at build time, so that a start costs nothing.
 */
#pragma once

#include "scan/nfa.h"

/* Numbers that a state accepts: some bits of one word of them. */
struct wl_state_accepts {
    uint64_t bits;
    uint32_t word;
};

/* A state of the deterministic automaton that a program makes. */
struct wl_state {
    uint32_t items;   /* where the nodes begin that it stands for, sorted; those of states worked
                         out beforehand come first */
    uint32_t accepts; /* where the words begin that are accepted on the way to it */
    uint32_t row;     /* where its transitions are that were worked out beforehand; 0: nowhere */
    uint16_t node_count, accept_count;
    uint16_t slot;   /* in the table of states */
    uint8_t context; /* class of the byte read last, as far as looks ask for it */
    bool open;       /* transitions from it are kept */
};

/* States worked out beforehand, and transitions between them; scan/automaton_state.h says how they
 * are kept. */
struct wl_states {
    const struct wl_state *plain, *special; /* without the two that are no states */
    /* a row: a state whose transitions by common signs are much alike, how many there are besides,
     * then sign and state of each */
    const uint16_t *rows;
    const uint32_t *items;
    const struct wl_state_accepts *accepts;
    const uint16_t *first;
    uint32_t plain_count, special_count, item_count, accept_count;
};

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
    const uint32_t *by_sign_at;   /* ... from by_sign_at[sign] up to by_sign_at[sign + 1] */
    const struct wl_states *made; /* states worked out beforehand; may be NULL */
};

/** Make a program of nfa, whose arrays it takes over. @return 0, WL_ENOMEM */
int wl_program_make(struct wl_program *program, struct wl_nfa *nfa);

/** Free one that was made. */
void wl_program_done(struct wl_program *program);
