/*
 * What the occurrences probably mean: the incidents that the rules of patterns/diagnoses.yaml see
 * in them, the likeliest first.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Text may hold parts of log lines: whoever prints it escapes it. */
struct wl_diagnosis {
    const char *id;    /* "P1" */
    const char *title; /* one line, no final full stop */
    int confidence;    /* 0-100 */
    const char *const
        *evidence; /* what was found, with counts, times and file:line; ends with NULL */
    const char *const *checks; /* what to do next; ends with NULL */
};

struct wl_diagnoses {
    const struct wl_diagnosis *list;
    size_t count;
    bool judged; /* the rules were asked; else an empty list says nothing */
};
