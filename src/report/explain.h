/*
 * What is known about a code, for people and for programs. Which code is meant is decided by the
 * caller.
 */
#pragma once

#include "base/span.h"
#include "report/prose.h"
#include "scan/codes.h"
#include "scan/related.h"

#include <stdbool.h>

/**
 * All about a code: numbers, summary, meaning, calls, causes, checks, other name spaces. Several
 * lines.
 * @param call  the function that reported it: what is particular to that stands instead of the
 *              general words, and where nothing is, that is said; empty when unknown
 */
void wl_explain_add_code(const struct wl_prose *prose, const struct wl_code *code,
                         struct wl_span call);

/** A code on one line: number, name, summary. At most 80 columns. */
void wl_explain_add_row(const struct wl_prose *prose, const struct wl_code *code);

/** A number that is no Winsock code, and where to look instead. One wrapped paragraph. */
void wl_explain_add_related(const struct wl_prose *prose, const struct wl_related *related);

/** A remark on a word of the user: 'ECONNRESET': what it is. One wrapped paragraph. */
void wl_explain_add_note(const struct wl_prose *prose, const char *word, const char *remark);

/** A code as one JSON object and a line feed; what is unknown is left out. */
void wl_explain_add_code_json(struct wl_buf *out, const struct wl_code *code, struct wl_span call);

/** A related number as one JSON object and a line feed. It has `system` instead of `severity`. */
void wl_explain_add_related_json(struct wl_buf *out, const struct wl_related *related);

/** Every one of the words (separated by blanks) occurs in a name, the summary, the meaning, a cause
 * or a check of code, in any case. */
bool wl_explain_contains(const struct wl_code *code, const char *words);
