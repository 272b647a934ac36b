/*
 * What gates (scan/gate.h) need to know of a set of rules, worked out once: automata for what
 * stands around a token, and for what stands in a window. Constant data; the built-in set's is
 * generated.
 */
#pragma once

#include "scan/pattern_set.h"
#include "scan/program.h"
#include "scan/regex.h"

#define WL_PLAN_GROUPS (WL_GROUP_HRESULT + 1) /* groups that name a code */

/* What stands around tokens captured as one group. Places of the group are numbered; automata
 * accept them by 64: a word for what surely stands there, and one for what perhaps does. */
struct wl_plan_sides {
    struct wl_program left, right;
    const uint16_t *rule_of; /* of a place */
    uint32_t place_count;
    const uint64_t *blind;  /* a bit a rule: the automata know nothing of it */
    const uint16_t *before; /* of a rule: the most bytes from a match's start to the group */
};

/** Words in which the automata for both sides accept. */
static inline size_t
wl_plan_place_words(const struct wl_plan_sides *sides)
{
    return 2 * (size_t)(sides->place_count / 64 + 1);
}

/*
 * What stands in a window. Numbered are rules, from 0 on, and behind them, from the next word on,
 * each `unless` of each rule. Accepted are words of 64 numbers: what surely matches, what perhaps
 * does, which rules have a keyword there, and of which rules the head is there, which every match
 * needs.
 */
struct wl_plan_inside {
    struct wl_program program;
    const uint64_t *blind; /* a bit a number: the automaton knows nothing of it */
};

struct wl_gate_plan {
    const struct wl_span *keywords; /* lower case, each once */
    uint32_t keyword_count;
    const uint16_t *rule_keywords; /* numbers of keywords, rule after rule ... */
    const uint16_t *keywords_at;   /* ... from keywords_at[rule] up to keywords_at[rule + 1] */
    uint32_t rule_words, number_words;
    uint32_t number_count;
    const uint16_t *first_unless; /* of a rule: number of its first unless */
    const uint16_t *length;       /* of a number: the most bytes that a match takes */
    const uint64_t *unkeyed;      /* a bit a rule: it has no keywords */
    const uint64_t *headless;     /* a bit a rule: its head is not looked for */
    struct wl_plan_sides sides[WL_PLAN_GROUPS];
    struct wl_plan_inside evidence, fields;
};

/** Work out the plan for rules, whose strings are borrowed. @return 0, WL_ENOMEM */
int wl_gate_plan_make(struct wl_gate_plan *plan, const struct wl_rule *rules, size_t rule_count);

/** Free one that was made; a zeroed one is fine. */
void wl_gate_plan_done(struct wl_gate_plan *plan);

/** The number of a rule's unless number index. */
static inline size_t
wl_plan_unless(const struct wl_gate_plan *plan, size_t rule, size_t index)
{
    return plan->first_unless[rule] + index;
}

/** Words in which the automata for a window accept. */
static inline size_t
wl_plan_hit_words(const struct wl_gate_plan *plan)
{
    return 2 * ((size_t)plan->number_words + plan->rule_words);
}
