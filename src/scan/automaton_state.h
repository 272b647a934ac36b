/*
 * States of an automaton, and how they are worked out. Internal to it: reading is automaton.c.
 */
#pragma once

#include "scan/automaton.h"

#define WL_STATES_MAX 4096u              /* states kept at most */
#define WL_STATE_ITEMS_MAX (256u << 10)  /* nodes kept for them */
#define WL_STATE_ACCEPTS_MAX (16u << 10) /* words of numbers kept for them */
#define WL_STATE_SLOTS 8192u             /* of the hash table, a power of two */

#define WL_COMMON_SIGNS 64u /* columns of a row; the last one stays unknown */
#define WL_SIGN_RARE (WL_COMMON_SIGNS - 1)
#define WL_ANY_BYTE (-2)
#define WL_NO_BYTE (-1)

/*
 * A state is known by where its row of transitions begins, in units of four of them: so it fits 16
 * bits, and needs no arithmetic. At states below WL_STATE_PLAIN reading has more to do than to go
 * on: WL_STATE_UNKNOWN is a transition that has not been worked out, from WL_STATE_DEAD nothing can
 * match any more, those from WL_STATE_SPECIAL on accept.
 */
#define WL_STATE_UNIT (WL_COMMON_SIGNS / 4)
#define WL_STATE_SPECIAL_MAX 1536u
enum {
    WL_STATE_UNKNOWN,
    WL_STATE_DEAD = WL_STATE_UNIT,
    WL_STATE_SPECIAL = 2 * WL_STATE_UNIT,
    WL_STATE_PLAIN = WL_STATE_SPECIAL_MAX * WL_STATE_UNIT
};

/* What an accepting state adds, at hand: most add to one word or two. */
struct wl_accepting {
    struct wl_state_accepts some[2]; /* bits are 0 where there is none */
    bool more;                       /* see its list */
};

struct wl_automaton {
    const struct wl_program *program;
    const struct wl_states *made; /* states worked out beforehand, NULL without */
    size_t words;                 /* of numbers that are accepted */
    unsigned rare_signs;          /* from WL_SIGN_RARE on */

    /* Transitions by state and sign: see wl_state_next(). Those of common signs lie together, so
     * that the processor's nearest cache holds them. */
    uint16_t *common, *rare;
    uint8_t quick[256]; /* of a byte: where in a row its transition is, in bytes; that of
                         WL_SIGN_RARE when reading has to look closer */
    struct wl_state *states;
    size_t special_count, plain_count; /* with the two that are no states */
    uint16_t first[256 + 1];           /* states in which reading starts, by context */
    unsigned epoch;                    /* how often all was forgotten */
    bool fixed;                        /* no states are added */
    uint32_t *items;
    size_t item_count;
    struct wl_state_accepts *accepts;
    size_t accept_count;
    struct wl_accepting *accepting; /* of special states */
    uint16_t *slots;

    /* scratch */
    uint32_t *stack, *seen, *core, *merged, *from;
    uint64_t *accepted;
    uint32_t generation;
};

/** The state in which reading starts, behind a byte or WL_NO_BYTE. WL_STATE_UNKNOWN: no memory. */
unsigned wl_state_first(struct wl_automaton *automaton, int behind);

/** Work out where a sign leads from a state: a state, which is kept. WL_STATE_UNKNOWN: no memory.
 */
unsigned wl_state_step(struct wl_automaton *automaton, unsigned from, unsigned sign);

static inline struct wl_state *
wl_state_of(const struct wl_automaton *a, unsigned state)
{
    return a->states + state / WL_STATE_UNIT;
}

/** Where the transition by a sign is kept. */
static inline uint16_t *
wl_state_next(const struct wl_automaton *a, unsigned state, unsigned sign)
{
    return sign < WL_SIGN_RARE
               ? a->common + 4 * (size_t)state + sign
               : a->rare + state / WL_STATE_UNIT * (size_t)a->rare_signs + sign - WL_SIGN_RARE;
}
