/*
 * The verdict on one piece of evidence: which patterns find it, what its context adds or takes.
 * Internal to detection.
 */
#pragma once

#include "scan/detect.h"
#include "scan/gate.h"
#include "scan/judge_sets.h"
#include "scan/keywords.h"
#include "scan/regex.h"

/* A rule made ready: its expressions are compiled when first needed. */
struct wl_ready_rule {
    struct wl_regex *regex;
    struct wl_regex **unless; /* parallel to rule->unless */
    size_t unless_count;
    unsigned struck; /* matches given up */
};

struct wl_judge {
    const struct wl_patterns *set;
    struct wl_ready_rule *rules; /* parallel to set->rules */
    struct wl_matcher *matcher;
    const struct wl_gate_plan *plan;
    struct wl_gate *gate;
    struct wl_judge_sets sets;    /* of rules */
    unsigned threshold;           /* confidence from which on hits are reported */
    bool plain;                   /* every rule is tried on every window: the oracle */
    struct wl_keywords *keywords; /* plain only, with those of the window at hand */
    uint64_t *present;
    uint64_t given_up;
    wl_trace_fn *trace;
    void *trace_arg;
};

/** plan is that of the set; both must outlive the judge. */
int wl_judge_init(struct wl_judge *judge, const struct wl_patterns *set,
                  const struct wl_gate_plan *plan, struct wl_error *err);
void wl_judge_done(struct wl_judge *judge);

/**
 * Judge a token seen through window.
 * @return confidence, 0 when no pattern finds it, WL_ENOMEM; rule is set when it is positive
 */
int wl_judge_token(struct wl_judge *judge, struct wl_span window, const struct wl_token *token,
                   const struct wl_rule **rule, struct wl_error *err);

/** Judge a message text: its own confidence and its context. @return confidence, WL_ENOMEM */
int wl_judge_text(struct wl_judge *judge, struct wl_span window, const struct wl_text *text,
                  struct wl_span found, struct wl_error *err);

/**
 * The next match of a pattern with a group `text` in window, from *from on, which is moved behind
 * it.
 * @return confidence and *found, 0 no more, WL_ENOMEM
 */
int wl_judge_wording(struct wl_judge *judge, const struct wl_rule *rule, struct wl_span window,
                     size_t *from, struct wl_span *found, struct wl_error *err);

/** Another line begins. */
void wl_judge_reset(struct wl_judge *judge);

/** First match of a rule in text at or after from, its `unless` heeded. @return 1, 0, WL_ENOMEM */
int wl_judge_match(struct wl_judge *judge, const struct wl_rule *rule, struct wl_span text,
                   size_t from, struct wl_match *out, struct wl_error *err);

/** Tell the trace, if there is one. */
void wl_judge_tell(struct wl_judge *judge, enum wl_trace_event event, const struct wl_code *code,
                   struct wl_span found, const struct wl_rule *rule, int weight);

/** The form of evidence that a token is. */
unsigned wl_token_form(const struct wl_token *token);
