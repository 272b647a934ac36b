/*
 * The checks of rules that need the whole set: examples give what they promise, one of the keywords
 * stands in each that matches, no expression runs away. What one file can tell alone is checked by
 * pattern_load.h.
 */
#pragma once

#include "scan/pattern_load.h"

struct wl_checker; /* a detector over a set, made once for all of its rules */

int wl_checker_new(struct wl_checker **out, const struct wl_patterns *set, struct wl_error *err);
void wl_checker_free(struct wl_checker *checker);

/* What is wrong with a rule, in words for people: "expected X, found Y". */
struct wl_rule_fault {
    const struct wl_rule_example *example; /* NULL: the rule itself, see key */
    const char *key;                       /* then the key of its record that is at fault */
    char expected[128], found[256];
};

/**
 * Does the example hold?
 *
 * @param rule  one of the set's, example one of its own
 * @return      1 yes, 0 no: *fault is set, WL_ENOMEM
 */
int wl_rule_check_example(struct wl_checker *checker, const struct wl_rule *rule,
                          const struct wl_rule_example *example, struct wl_rule_fault *fault,
                          struct wl_error *err);

/**
 * Does no expression of the rule run into the limit of steps on mutants of its examples? See
 * pattern_limits.h. Takes a few milliseconds.
 *
 * @return 1 good, 0 not: *fault is set, WL_ENOMEM
 */
int wl_rule_check_limits(struct wl_checker *checker, const struct wl_rule *rule,
                         struct wl_rule_fault *fault, struct wl_error *err);

/** Check all rules of a file, as part of set. @return 0, WL_EPARSE pointing into the file */
int wl_pattern_file_check(const struct wl_pattern_file *file, const struct wl_patterns *set,
                          struct wl_error *err);
