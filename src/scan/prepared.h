/*
 * What detection makes of a pattern set before it can look for it: tables of the prefilter, the
 * index of texts, automata. Constant data, which threads share; the built-in set's is generated, so
 * that a start costs nothing.
 */
#pragma once

#include "scan/deep.h"
#include "scan/plan.h"
#include "scan/prefilter.h"
#include "scan/text_index.h"

struct wl_prepared {
    struct wl_gate_plan plan;
    struct wl_prefilter filter;
    struct wl_text_index texts;
    struct wl_deep deep;
};

/** Prepare a set, which must outlive what is made. @return 0, WL_ENOMEM */
int wl_prepared_make(struct wl_prepared *prepared, const struct wl_patterns *set,
                     struct wl_error *err);

/** Free what was made; a zeroed one is fine. */
void wl_prepared_done(struct wl_prepared *prepared);

/** For the built-in set: static storage. */
extern const struct wl_prepared wl_prepared_builtin;
