/*
 * What several occurrences together say, as data: rules that a report weighs (report/diagnose.h).
 * The built-in ones stand in patterns/diagnoses.yaml; users add files of `kind: diagnoses`, whose
 * ids replace or disable built-in ones. Here they are only read and checked.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wl_ydoc;

#define WL_DIAGNOSES_MAX 256

/* Words are sought in every line that is looked at, all at once, so there is one list of them. */
#define WL_WORDS_MAX 512
struct wl_words {
    uint64_t bits[WL_WORDS_MAX / 64];
};

struct wl_word {
    const char *text; /* lower case; begins where a word of the line begins */
    size_t len;
    bool open;     /* "connect*": the line's word may go on */
    uint16_t next; /* with the same first byte, plus 1; 0: none */
};

/* What a program was doing: from the failing call, else from words of the line. */
struct wl_operation {
    const char *name;
    const char *const *calls; /* lower case without WSA and Ex; ends with NULL */
    struct wl_words words;
    const uint16_t *codes; /* that mean it when nothing else tells */
    size_t code_count;
    const uint16_t *remote; /* codes that mean it when the line names another machine */
    size_t remote_count;
};
#define WL_OPERATIONS_MAX 31 /* number 0 is "unknown", operation i is bit i + 1 */

/* Idle times that boxes and programs are known for. */
struct wl_timer {
    int64_t us;
    const char *name;
};

/* What occurrences may have in common. */
enum wl_trait {
    WL_TRAIT_NONE,
    WL_TRAIT_PEER,
    WL_TRAIT_ENDPOINT, /* peer and port */
    WL_TRAIT_PORT,
    WL_TRAIT_HOST,
    WL_TRAIT_PROCESS,
    WL_TRAIT_SOURCE,
    WL_TRAIT_CODE,
    WL_TRAITS
};

/* Which occurrences. */
struct wl_pick {
    const uint16_t *codes; /* none: any */
    size_t code_count;
    uint32_t during, not_during; /* bits of operations; 0: any, none */
    struct wl_words words;       /* one of them in the line, if there are any */
    struct wl_words without;     /* none of them */
    bool has_words;
    bool large; /* only lines that speak of more bytes than a packet holds */
};

/* What is measured of a group of occurrences, or of its densest window. See README, diagnoses. */
enum wl_measure {
    WL_MEASURE_COUNT,
    WL_MEASURE_BURST,
    WL_MEASURE_PEERS,
    WL_MEASURE_ENDPOINTS,
    WL_MEASURE_PORTS,
    WL_MEASURE_CODES,
    WL_MEASURE_PROCESSES,
    WL_MEASURE_HOSTS,
    WL_MEASURE_SOURCES,
    WL_MEASURE_SHARE,
    WL_MEASURE_PART,
    WL_MEASURE_SPAN,
    WL_MEASURE_EPISODES,
    WL_MEASURE_REGULAR,
    WL_MEASURE_IDLE,
    WL_MEASURE_IDLE_AGREE,
    WL_MEASURE_IDLE_NAMED,
    WL_MEASURE_IPV6,
    WL_MEASURE_LOOPBACK,
    WL_MEASURE_LARGE,
    WL_MEASURE_LATE,
    WL_MEASURE_BEHIND,
    WL_MEASURE_AHEAD,
    WL_MEASURE_DENSITY,
    WL_MEASURE_STEADY,
    WL_MEASURE_WORDS, /* percent of the group's lines that have one of the words */
    WL_MEASURE_NEAR,  /* percent of the window's occurrences that have such others near */
    WL_MEASURES
};

struct wl_condition {
    uint8_t measure;             /* enum wl_measure */
    uint8_t same;                /* near: enum wl_trait that both share */
    int64_t low, high;           /* both included */
    int64_t before_us, after_us; /* near */
    struct wl_pick pick;         /* near: which others; words: its words */
};

struct wl_conditions {
    struct wl_condition *list;
    size_t count; /* all must hold */
};

/* One way in which a rule applies. */
struct wl_diagnosis_case {
    struct wl_pick pick;
    uint8_t by;         /* enum wl_trait: groups are weighed apart */
    uint8_t most;       /* enum wl_trait: the window with most of these counts; NONE: most rows */
    int64_t within_us;  /* length of the window; 0: all of the group */
    int64_t confidence; /* 1 to 95 */
    struct wl_conditions needs;
};

struct wl_sign {
    struct wl_conditions when;
    int64_t add;     /* to the confidence */
    const char *say; /* NULL: nothing */
};

/* This one is a consequence of another where both are found at the same time. */
struct wl_yield {
    const char *id;
    int64_t by;
};

/* Occurrences of an example, described. Texts may hold {n}, the number of the occurrence. */
struct wl_example_row {
    uint16_t code;
    int64_t at_us, every_us, idle_us; /* idle: negative, unknown */
    int64_t times, port;
    const char *call, *peer, *process, *host, *source, *text; /* "" when not given */
};

struct wl_diagnosis_example {
    struct wl_example_row *rows;
    size_t count;
    bool match; /* the rule must come first; else it must not be found at all */
    uint32_t line, column;
};

struct wl_diagnosis_rule {
    const char *id, *title;
    const char *meaning, *evidence, *confused, *source; /* prose */
    const char *const *checks;                          /* ends with NULL */
    struct wl_diagnosis_case *cases;                    /* the first that applies best counts */
    struct wl_sign *signs;
    struct wl_yield *yields;
    struct wl_diagnosis_example *examples;
    size_t case_count, sign_count, yield_count, example_count;
    const char *file; /* where it stands */
    uint32_t line;
};

struct wl_diagnosis_rules {
    const struct wl_diagnosis_rule *const *list; /* in the order of the files */
    size_t count;
    const struct wl_operation *operations;
    size_t operation_count;
    const struct wl_timer *timers;
    size_t timer_count;
    const struct wl_word *words;
    const uint16_t *first_word; /* by first byte, plus 1; 0: none */
    size_t word_count;
};

struct wl_diagnosis_set;

/**
 * The built-in rules with those of the user's files over them, in order. Files of another kind are
 * passed over.
 * @return 0 and *out (free with wl_diagnosis_set_free()); WL_EPARSE with file, line, column and
 *         caret; WL_EIO, WL_ENOMEM
 */
int wl_diagnosis_set_new(struct wl_diagnosis_set **out, const char *const *paths, size_t count,
                         struct wl_error *err);
void wl_diagnosis_set_free(struct wl_diagnosis_set *set);

/** What is in it; borrowed. */
const struct wl_diagnosis_rules *wl_diagnosis_set_get(const struct wl_diagnosis_set *set);

/** Is this a document of `kind: diagnoses`? */
bool wl_diagnosis_kind(const struct wl_ydoc *doc);

/** Add the words that text has to *found, by one pass over it. */
void wl_words_find(const struct wl_diagnosis_rules *rules, struct wl_span text,
                   struct wl_words *found);

/** Have they one in common? */
static inline bool
wl_words_meet(const struct wl_words *a, const struct wl_words *b)
{
    uint64_t both = 0;

    for (size_t i = 0; i < WL_WORDS_MAX / 64; i++)
        both |= a->bits[i] & b->bits[i];
    return both != 0;
}
