/*
 * Diagnoses for `wsalog patterns`: listed, checked, tested.
 */
#pragma once

#include "report/layout.h"
#include "scan/diagnosis.h"

/** Append diagnoses, one a line. @param places  where each stands, on a line of its own */
void wl_diagnosis_list_text(struct wl_layout *layout, const struct wl_diagnosis_rules *rules,
                            bool places);

/** The same as JSON, one object a line. */
void wl_diagnosis_list_json(struct wl_buf *out, const struct wl_diagnosis_rules *rules);

/**
 * Run the examples of all rules; those that fail are told in out.
 * @param passed, failed  are added to
 * @return 0, WL_ENOMEM
 */
int wl_diagnosis_check_all(struct wl_buf *out, const struct wl_diagnosis_rules *rules,
                           size_t *passed, size_t *failed, struct wl_error *err);

/**
 * Check the files of users up to number count - 1 together, and the examples of the last one.
 * @return how many rules that has; WL_EPARSE, WL_EIO, WL_ENOMEM
 */
int wl_diagnosis_check_file(const char *const *paths, size_t count, struct wl_error *err);
