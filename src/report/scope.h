/*
 * Which occurrences a report is about, as SQL: puts sections of reports.sql together and binds the
 * request's values. What to do with the rows is for summary.c.
 */
#pragma once

#include "base/buf.h"
#include "report/report.h"
#include "store/query.h"

struct wl_scope {
    struct wl_store *store;
    int64_t since_us, until_us;               /* half-open; the extremes of int64_t when open */
    struct wl_buf codes;                      /* JSON array; empty for any */
    const char *source;                       /* NULL: any */
    const char *case_name;                    /* NULL: any */
    const char *host, *peer, *level, *ignore; /* of the request; NULL: any, nothing */
    bool whole;                               /* all codes and times are asked for */
    bool rows; /* count occurrences one by one; else the summary is as good */
};

/** Take over the request, which is borrowed. scope->rows is set where the summary is too coarse. */
int wl_scope_init(struct wl_scope *scope, struct wl_store *store,
                  const struct wl_report_request *request, struct wl_error *err);
void wl_scope_done(struct wl_scope *scope);

/**
 * Prepare a section of reports.sql over the scope, with its values bound.
 *
 * @param rows  the section reads `picked`; else it reads `cells`, from wherever scope->rows says
 * @return      as wl_stmt_prepare()
 */
int wl_scope_prepare(struct wl_stmt **out, const struct wl_scope *scope, const char *section,
                     bool rows, struct wl_error *err);

/**
 * Whether fields need not be counted row by row or quarter by quarter: wl_scope_prepare_values()
 * will do.
 */
bool wl_scope_has_values(const struct wl_scope *scope);

/** Prepare a section over the `cells` of that field of table tally, or, for NULL, without any. */
int wl_scope_prepare_values(struct wl_stmt **out, const struct wl_scope *scope, const char *section,
                            const char *field, struct wl_error *err);
