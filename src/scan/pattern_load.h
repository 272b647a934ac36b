/*
 * One pattern file: YAML of `kind: patterns` or `kind: texts` to the structures of pattern_set.h,
 * with every check that needs no other file. See the README for the form.
 */
#pragma once

#include "scan/pattern_set.h"

struct wl_pattern_file;

/**
 * Load and check the file at path.
 * @return 0 and *out; WL_EPARSE (file:line:column, message, caret), WL_EIO, WL_ENOMEM
 */
int wl_pattern_file_load(struct wl_pattern_file **out, const char *path, struct wl_error *err);
void wl_pattern_file_free(struct wl_pattern_file *file);

const struct wl_rule *wl_pattern_file_rules(const struct wl_pattern_file *file, size_t *count);
const struct wl_text *wl_pattern_file_texts(const struct wl_pattern_file *file, size_t *count);

/** The file is of `kind: diagnoses`, of which nothing was read; see diagnosis.h. */
bool wl_pattern_file_diagnoses(const struct wl_pattern_file *file);

/** Ids that the file disables; ends with NULL. */
const char *const *wl_pattern_file_disabled(const struct wl_pattern_file *file);

/** Set an error that points into the file, for checks made elsewhere. @return WL_EPARSE */
int wl_pattern_file_error(const struct wl_pattern_file *file, uint32_t line, uint32_t column,
                          struct wl_error *err, const char *message);

/**
 * The same for rule number index of wl_pattern_file_rules(): points at the value of key in its
 * record.
 */
int wl_pattern_file_rule_error(const struct wl_pattern_file *file, size_t index, const char *key,
                               struct wl_error *err, const char *message);

/** The same for text number index of wl_pattern_file_texts(): points at its text. */
int wl_pattern_file_text_error(const struct wl_pattern_file *file, size_t index,
                               struct wl_error *err, const char *message);

/**
 * Put rules in the order in which they are tried: patterns first, the most certain in front;
 * contexts and fields behind them, in the order they had.
 */
void wl_rules_sort(struct wl_rule *rules, size_t count);
