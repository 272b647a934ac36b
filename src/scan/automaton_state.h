/*
 * States of an automaton, and how they are worked out. Internal to it: reading is automaton.c.
 */
#pragma once

#include "scan/automaton.h"

#define WL_STATES_MAX 6000u              /* states kept at most */
#define WL_STATE_ITEMS_MAX (256u << 10)  /* nodes kept for them */
#define WL_STATE_ACCEPTS_MAX (64u << 10) /* words of numbers kept for them */
#define WL_STATE_SLOTS 16384u            /* of the hash table, a power of two */

/* States, and where the others begin. WL_STATE_UNKNOWN is a transition that has not been worked
 * out. */
enum { WL_STATE_UNKNOWN, WL_STATE_DEAD, WL_STATE_FIRST };

/* Numbers that a state accepts: some bits of one word of them. */
struct wl_state_accepts {
    uint64_t bits;
    uint32_t word;
};

struct wl_state {
    uint32_t items;   /* where the nodes begin that it stands for, sorted */
    uint32_t accepts; /* where the words begin that are accepted on the way to it */
    uint16_t node_count, accept_count;
    uint32_t scan;   /* the last one that came here, of those that accept */
    uint8_t context; /* class of the byte read last, as far as looks ask for it */
};

struct wl_automaton {
    const struct wl_program *program;
    size_t words;        /* of numbers that are accepted */
    unsigned rare_signs; /* from WL_SIGN_RARE on */

    /* Transitions by state and sign: see wl_state_next(). Those of common signs lie together, so
     * that the processor's nearest cache holds them. */
    int16_t *common, *rare;
    uint8_t quick[256]; /* sign of a byte; WL_SIGN_RARE when reading has to look closer */
    struct wl_state *states;
    size_t state_count;
    uint16_t first[256 + 1]; /* states in which reading starts, by context */
    unsigned epoch;          /* how often all was forgotten */
    uint32_t scan;           /* number of the scan at hand */
    uint32_t *items;
    size_t item_count;
    struct wl_state_accepts *accepts;
    size_t accept_count;
    uint16_t *slots;

    /* scratch */
    uint32_t *stack, *seen, *core;
    uint64_t *accepted;
    uint32_t generation;
};

#define WL_COMMON_SIGNS 64u /* columns of a row; the last one stays unknown */
#define WL_SIGN_RARE (WL_COMMON_SIGNS - 1)
#define WL_ANY_BYTE (-2)
#define WL_NO_BYTE (-1)

/** The state in which reading starts, behind a byte or WL_NO_BYTE. WL_STATE_UNKNOWN: no memory. */
unsigned wl_state_first(struct wl_automaton *automaton, int behind);

/** Work out where a sign leads from a state: a state, which is kept. WL_STATE_UNKNOWN: no memory.
 */
unsigned wl_state_step(struct wl_automaton *automaton, unsigned from, unsigned sign);

/** Where the transition by a sign is kept: a state, as wl_state_marked() has it. */
static inline int16_t *
wl_state_next(const struct wl_automaton *a, unsigned state, unsigned sign)
{
    return sign < WL_SIGN_RARE ? a->common + (size_t)state * WL_COMMON_SIGNS + sign
                               : a->rare + (size_t)state * a->rare_signs + sign - WL_SIGN_RARE;
}

/** How a transition to a state is kept: negative where reading has more to do than to go on. */
static inline int16_t
wl_state_marked(const struct wl_automaton *a, unsigned state)
{
    bool special = state == WL_STATE_DEAD || a->states[state].accept_count > 0;

    return (int16_t)(special ? -(int)state : (int)state);
}
