/*
 * Diagnoses: what the occurrences of a report together say, by rules that are data
 * (scan/diagnosis.h). Only rules whose codes occur are weighed, over a bounded number of rows; a
 * rule is about one group (a peer, a process ...), the one for which most speaks.
 */
#pragma once

#include "base/arena.h"
#include "report/diagnose_events.h"
#include "report/scope.h"

#define WL_DIAGNOSIS_SAMPLES 3
#define WL_DIAGNOSIS_REMARKS 12
#define WL_DIAGNOSIS_CODES 6
#define WL_DIAGNOSIS_FLOOR 40 /* what is less sure is not said */

struct wl_diagnosis_sample {
    struct wl_span source, text;
    int64_t line, at_us;
    uint16_t code;
    bool timed;
};

/* How many occurrences a code has in the scope. */
struct wl_code_count {
    uint16_t code;
    int64_t count;
};

struct wl_diagnosis {
    const struct wl_diagnosis_rule *rule;
    int64_t confidence;        /* 1 to 99 */
    int64_t count;             /* occurrences that bear it out */
    int64_t first_us, last_us; /* of these */
    bool timed;                /* those are times of lines, not of files */
    struct wl_span subject;    /* what it is about: an endpoint, a port ...; may be empty */
    struct wl_code_count codes[WL_DIAGNOSIS_CODES]; /* most frequent first, ends with count 0 */
    struct wl_span remarks[WL_DIAGNOSIS_REMARKS];   /* sentences without a full stop */
    size_t remark_count;
    struct wl_diagnosis_sample samples[WL_DIAGNOSIS_SAMPLES];
    size_t sample_count;
    char **checks; /* the rule's, with names of the evidence filled in; ends with NULL */
};

struct wl_diagnoses {
    struct wl_diagnosis *list; /* the likeliest first */
    size_t count;
    int64_t looked_at, of; /* occurrences that were read, and how many there are of their codes */
    struct wl_arena arena; /* what list points into, but for events and rules */
    struct wl_events events;
    struct wl_diagnosis_set *set; /* owned; NULL when the caller's are used */
};

/**
 * Diagnose what lies in the scope.
 *
 * @param counts  all codes in it
 * @param paths   files of users, as of wl_diagnosis_set_new()
 * @return        0 (free with wl_diagnoses_done() in any case), WL_EPARSE, WL_EIO, WL_EDB,
 * WL_ENOMEM
 */
int wl_diagnose(struct wl_diagnoses *out, const struct wl_scope *scope,
                const struct wl_code_count *counts, size_t count, const char *const *paths,
                size_t path_count, struct wl_error *err);
void wl_diagnoses_done(struct wl_diagnoses *diagnoses);

/** The same over out->events, which are sorted, with the rules that these have. */
int wl_diagnose_events(struct wl_diagnoses *out, const struct wl_code_count *counts, size_t count,
                       struct wl_error *err);

/** Does any rule speak about the code? */
bool wl_diagnose_wants(const struct wl_diagnosis_rules *rules, uint16_t code);

/** Read the rows that rules need into events, and sort them. @return 0, WL_EDB, WL_ENOMEM */
int wl_diagnose_read(struct wl_diagnoses *out, const struct wl_scope *scope,
                     const struct wl_code_count *counts, size_t count, struct wl_error *err);

/* An example of a rule that does not do as it should. */
struct wl_diagnosis_fault {
    struct wl_span found; /* "P5 (70), P6 (55)", "nothing" */
    char text[160];
};

/**
 * Run one example.
 * @return 1 it passes, 0 it does not and *fault is set, WL_ENOMEM
 */
int wl_diagnosis_test(const struct wl_diagnosis_rules *rules, const struct wl_diagnosis_rule *rule,
                      const struct wl_diagnosis_example *example, struct wl_diagnosis_fault *fault,
                      struct wl_error *err);
