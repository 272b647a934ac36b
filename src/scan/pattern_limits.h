/*
 * Can an expression run away? Not proven but tried, on mutants of lines that it is made for.
 */
#pragma once

#include "scan/pattern_set.h"
#include "scan/regex.h"

/**
 * Try regex on mutants of line, each about as long as a window: a few characters of it (a word, a
 * number, blanks, some of them in a row) repeated many times, and what follows changed or left out.
 * The same ones every time.
 *
 * @return true: one of them ran into the matcher's limit of steps
 */
bool wl_regex_runs_away(const struct wl_regex *regex, struct wl_matcher *matcher,
                        struct wl_span line);
