/*
 * Which rules have a say in what: sets of them, a bit a rule, for questions to the gate. Internal
 * to the judge.
 */
#pragma once

#include "scan/codes.h"
#include "scan/pattern_set.h"

struct wl_judge_sets {
    const struct wl_patterns *set;
    size_t words;     /* of each set */
    uint64_t *tokens; /* patterns that find tokens */
    uint64_t *small;  /* those of them that find small ones, too */
    uint64_t *doubts; /* contexts that lower the confidence wherever they match */
    uint64_t *bound;  /* contexts that speak of the token that they capture */
    /* contexts that speak of a code and form, made when first asked for */
    uint64_t *speaking;
    struct {
        bool made, bound; /* some of them are of those that speak of one token */
    } * speakers;

    uint64_t *may, *surely; /* what the gate said last */
};

int wl_judge_sets_init(struct wl_judge_sets *sets, const struct wl_patterns *set,
                       struct wl_error *err);
void wl_judge_sets_done(struct wl_judge_sets *sets);

/**
 * The contexts that speak of a code in a form (enum wl_form).
 * @param bound  set when some of them are of the set of that name
 */
const uint64_t *wl_judge_speaking(struct wl_judge_sets *sets, const struct wl_code *code,
                                  unsigned form, bool *bound);

/** The first rule of a set from at on; SIZE_MAX for none. */
static inline size_t
wl_rules_next(const uint64_t *rules, size_t words, size_t at)
{
    for (size_t w = at / 64; w < words; w++) {
        uint64_t bits = w == at / 64 ? rules[w] & ~UINT64_C(0) << at % 64 : rules[w];
        if (bits)
            return 64 * w + (size_t)__builtin_ctzll(bits);
    }
    return SIZE_MAX;
}

static inline bool
wl_rules_has(const uint64_t *rules, size_t rule)
{
    return rules[rule / 64] >> (rule % 64) & 1;
}

static inline void
wl_rules_add(uint64_t *rules, size_t rule)
{
    rules[rule / 64] |= UINT64_C(1) << (rule % 64);
}
