/*
 * The writers, one file each; report.c has them in a table. Each appends a whole report to out.
 */
#pragma once

#include "report/summary.h"

void wl_report_text(struct wl_buf *out, const struct wl_summary *summary,
                    const struct wl_report_request *request);
void wl_report_csv(struct wl_buf *out, const struct wl_summary *summary,
                   const struct wl_report_request *request);
void wl_report_json(struct wl_buf *out, const struct wl_summary *summary,
                    const struct wl_report_request *request);
void wl_report_markdown(struct wl_buf *out, const struct wl_summary *summary,
                        const struct wl_report_request *request);
void wl_report_html(struct wl_buf *out, const struct wl_summary *summary,
                    const struct wl_report_request *request);

/* What request->by stands for; WL_BYS for the overview. The name is known to be good. */
enum wl_by_id wl_report_by(const struct wl_report_request *request);

/* request->limit, or what suits the writer. */
size_t wl_report_limit(const struct wl_report_request *request, size_t usual);
