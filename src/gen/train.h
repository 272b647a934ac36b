/*
 * Build time only: automata are taken over text like what they will read, so that the states that
 * come up need not be worked out at run time.
 */
#pragma once

#include "scan/automaton_state.h"
#include "scan/plan.h"

struct wl_trained {
    struct wl_automaton *left[WL_PLAN_GROUPS], *right[WL_PLAN_GROUPS];
    struct wl_automaton *evidence, *fields;
};

int wl_trained_init(struct wl_trained *trained, const struct wl_gate_plan *plan,
                    struct wl_error *err);
void wl_trained_done(struct wl_trained *trained);

/** Read a line as detection would. @return 0, WL_ENOMEM */
int wl_train(struct wl_trained *trained, struct wl_span line);

/** Work out the transitions by common signs that lead from one state that is there to another. */
void wl_train_finish(struct wl_trained *trained);
