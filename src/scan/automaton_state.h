/*
 * States of an automaton, and how they are worked out. Internal to it: reading is automaton.c.
 */
#pragma once

#include "scan/automaton.h"

#define WL_STATES_MAX 6000u             /* states kept at most */
#define WL_STATE_ITEMS_MAX (256u << 10) /* nodes and numbers kept for them */
#define WL_STATE_SLOTS 16384u           /* of the hash table, a power of two */

/* States, and where the others begin. WL_STATE_UNKNOWN is a transition that has not been worked
 * out. */
enum { WL_STATE_UNKNOWN, WL_STATE_DEAD, WL_STATE_FIRST };

struct wl_state {
    uint32_t items; /* the nodes it stands for, sorted, then the numbers accepted on the way */
    uint16_t node_count, accept_count;
    uint8_t context; /* class of the byte read last, as far as looks ask for it */
    uint32_t scan;   /* the last one that came here, of those that accept */
};

struct wl_automaton {
    const struct wl_program *program;
    unsigned rare_signs; /* behind the first WL_COMMON_SIGNS */

    struct wl_state *states;
    size_t state_count;
    /* Transitions by state and sign: see wl_state_next(). Those of common signs lie together, so
     * that the processor's nearest cache holds them. */
    uint16_t *common, *rare;
    uint16_t first[256 + 1]; /* states in which reading starts, by context */
    unsigned epoch;          /* how often all was forgotten */
    uint32_t scan;           /* number of the scan at hand */
    uint32_t *items;
    size_t item_count;
    uint16_t *slots;

    /* scratch */
    uint32_t *stack, *seen, *core;
    uint16_t *accepts;
    uint32_t generation;
};

#define WL_COMMON_SIGNS 64u
#define WL_ACCEPTING 0x8000u
#define WL_SIGN_EDGE(a) ((unsigned)(a)->program->class_count)
#define WL_SIGN_MARK(a) ((a)->program->class_count + 1u)
#define WL_ANY_BYTE (-2)
#define WL_NO_BYTE (-1)

/** The state in which reading starts, behind a byte or WL_NO_BYTE. WL_STATE_UNKNOWN: no memory. */
unsigned wl_state_first(struct wl_automaton *automaton, int behind);

/** Work out where a sign leads from a state: a state, which is kept. WL_STATE_UNKNOWN: no memory.
 */
unsigned wl_state_step(struct wl_automaton *automaton, unsigned from, unsigned sign);

/** Where the transition by a sign is kept: a state, marked when it accepts. */
static inline uint16_t *
wl_state_next(const struct wl_automaton *a, unsigned state, unsigned sign)
{
    return sign < WL_COMMON_SIGNS
               ? a->common + (size_t)state * WL_COMMON_SIGNS + sign
               : a->rare + (size_t)state * a->rare_signs + sign - WL_COMMON_SIGNS;
}

/** How a transition to a state is kept. */
static inline uint16_t
wl_state_marked(const struct wl_automaton *a, unsigned state)
{
    return (uint16_t)(state | (a->states[state].accept_count > 0 ? WL_ACCEPTING : 0));
}
