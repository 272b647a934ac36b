/*
 * Diagnoses in a report: from its summary, and into its formats.
 */
#pragma once

#include "report/diagnose.h"
#include "report/layout.h"
#include "report/summary.h"

/** Diagnose what a summary with a table of codes is about. @return as wl_diagnose() */
int wl_diagnose_summary(struct wl_diagnoses *out, const struct wl_summary *summary,
                        struct wl_store *store, const struct wl_report_request *request,
                        struct wl_error *err);

/** The likeliest in full, the others a line each. diagnoses is not NULL, nor below. */
void wl_diagnoses_text(struct wl_layout *layout, const struct wl_diagnoses *diagnoses);

/** @param inert  appends text of a log so that it stays text */
void wl_diagnoses_markdown(struct wl_buf *out, const struct wl_diagnoses *diagnoses,
                           void (*inert)(struct wl_buf *, struct wl_span));

/** The member "diagnoses" of an object, without a comma behind it; NULL: an empty list. */
void wl_diagnoses_json(struct wl_buf *out, const struct wl_diagnoses *diagnoses);

/** The section of the page; there is at least one. */
struct wl_html;
void wl_diagnoses_html(const struct wl_html *html);

/** The same with the times, if they are known. */
void wl_diagnosis_counted_text(struct wl_buf *out, const struct wl_diagnosis *diagnosis);

/** "127 x 10061 WSAECONNREFUSED, 3 x 10054 WSAECONNRESET". */
void wl_diagnosis_codes_text(struct wl_buf *out, const struct wl_diagnosis *diagnosis);
