/*
 * Inside of pattern files: what the modules that read one share. Only pattern_*.c and
 * diagnosis_*.c include this.
 */
#pragma once

#include "base/arena.h"
#include "scan/pattern_load.h"
#include "scan/ydoc.h"

struct wl_pattern_file {
    struct wl_arena arena;
    struct wl_ydoc *doc;
    struct wl_rule *rules;
    size_t rule_count;
    struct wl_text *texts;
    size_t text_count;
    const char **disabled;
    bool diagnoses;                 /* of that kind: nothing else is read by pattern_load.c */
    const struct wl_ynode *defines; /* a mapping, or NULL */
};

/* A list of rules: what a record of it may and must hold. */
struct wl_pattern_section {
    const char *name;
    enum wl_rule_kind kind;
    const char *keys;     /* blank-separated */
    const char *required; /* likewise */
};

#define WL_WITHIN_MAX 1000 /* bytes of a line that a field may be sought in, less than is shown */

/* An error that points to a node: `return WL_PATTERN_FAIL(...)`. */
#define WL_PATTERN_FAIL(file, node, err, ...) \
    wl_ydoc_error((file)->doc, (node)->line, (node)->column, (err), __VA_ARGS__)

/*
 * Readers of values: all return 0, WL_EPARSE pointing to the node, or WL_ENOMEM.
 */

/** map is a mapping with no key but the allowed ones, and all that are required. */
int wl_pattern_keys(const struct wl_pattern_file *file, const struct wl_ynode *map,
                    const char *allowed, const char *required, struct wl_error *err);

int wl_pattern_number(const struct wl_pattern_file *file, const struct wl_ynode *node, long low,
                      long high, long *value, struct wl_error *err);

/** A number of the code table. */
int wl_pattern_code(const struct wl_pattern_file *file, const struct wl_ynode *node, uint16_t *code,
                    struct wl_error *err);

/** A scalar, or a list of them, as a list that ends with NULL; empty when node is NULL. */
int wl_pattern_strings(struct wl_pattern_file *file, const struct wl_ynode *node, const char ***out,
                       struct wl_error *err);

/** One record of a section. */
int wl_pattern_rule(struct wl_pattern_file *file, const struct wl_pattern_section *section,
                    const struct wl_ynode *map, struct wl_rule *rule, struct wl_error *err);

int wl_pattern_no_memory(struct wl_error *err);
