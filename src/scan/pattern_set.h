/*
 * What detection knows, as data: rules (regular expressions that find codes, weigh their context,
 * or pick out fields) and message texts. The built-in set is generated from the files of patterns/;
 * users add files of the same form, whose ids replace or disable built-in ones.
 */
#pragma once

#include "base/error.h"
#include "scan/text_index.h"

#include <stdint.h>

struct wl_prepared;

enum wl_rule_kind {
    WL_RULE_PATTERN, /* finds a code: its regex names a group that says what */
    WL_RULE_CONTEXT, /* adds weight to, or takes it from, codes found near it */
    WL_RULE_FIELD,   /* picks out call, peer, port, process, level or host */
    WL_RULE_KINDS
};

/* A line of the rule's own tests. */
struct wl_rule_example {
    const char *line;
    const uint16_t *codes; /* what detection must report on it (patterns), NULL elsewhere */
    uint16_t count;
    bool match;                  /* the rule itself must match; else it must not */
    uint32_t at_line, at_column; /* in its file */
};

struct wl_range {
    uint16_t first, last;
};

struct wl_rule {
    uint8_t kind;    /* enum wl_rule_kind */
    bool small;      /* pattern: also for 6, 8, 87, 995-997 and .NET names */
    uint8_t forms;   /* context: bits (1 << enum wl_form) that it speaks about */
    int16_t weight;  /* pattern: confidence, 1 to 99; context: what it adds, -100 to 100 */
    uint16_t code;   /* pattern with a group `text`: the code that the text stands for; else 0 */
    uint16_t within; /* field: matches that begin later in the line do not count; 0: all do */
    uint16_t range_count, example_count;
    uint32_t at_line;
    const char *id, *title;
    const char *regex;           /* definitions already put in */
    const char *const *keywords; /* lower case, ends with NULL; contexts and fields may have none */
    const char *const *unless;   /* ends with NULL */
    const char *const *levels;   /* field: pairs of what is found as level and what that means, such
                                    as "3", "error"; ends with NULL */
    const struct wl_range *ranges; /* context: codes that it speaks about; none: all */
    const struct wl_rule_example *examples;
    const char *file; /* where it stands, with at_line */
};

struct wl_text {
    const char *id;       /* text.de.10054, text.de.10054.2 ... */
    const char *language; /* "en", "pt-BR" */
    const char *text;     /* as in the file, UTF-8 */
    uint16_t code;
    uint8_t confidence; /* 1 to 99; 0: switched off by a file's `disable` */
};

/* A set, or the content of one file. */
struct wl_patterns {
    const struct wl_rule *rules; /* patterns by falling weight, then contexts, then fields */
    size_t rule_count;
    const struct wl_text *texts;
    size_t text_count;
    const struct wl_text_form
        *forms; /* the texts, folded, in every encoding that they are looked for */
    size_t form_count;
    const struct wl_prepared *prepared; /* what detection makes of it; NULL: not yet */
    const char *version;                /* "built-in 0.1.0", "built-in 0.1.0 + net.yaml" */
    unsigned char digest[16];
};

/** The built-in set: static storage. */
const struct wl_patterns *wl_patterns_builtin(void);

struct wl_pattern_set;

/**
 * The built-in set with the user's files over it, in order. Every file is checked as
 * `wsalog patterns check` does.
 * @return 0 and *out (free with wl_pattern_set_free()); WL_EPARSE with file, line, column and
 * caret, WL_EIO, WL_ENOMEM
 */
int wl_pattern_set_new(struct wl_pattern_set **out, const char *const *paths, size_t count,
                       struct wl_error *err);

/** The same without running the examples of the files, for who reports on each of them. */
int wl_pattern_set_new_unchecked(struct wl_pattern_set **out, const char *const *paths,
                                 size_t count, struct wl_error *err);
void wl_pattern_set_free(struct wl_pattern_set *set);

/** What is in it; borrowed. */
const struct wl_patterns *wl_pattern_set_get(const struct wl_pattern_set *set);
