#include "report/gaps.h"

#include "report/reports.h"
#include "store/query.h"

#include <stdlib.h>
#include <string.h>

static char *
copy(struct wl_span text)
{
    return strndup(text.ptr, text.len);
}

static int
take_row(struct wl_gaps *gaps, struct wl_stmt *stmt, struct wl_error *err)
{
    struct wl_report_gap *gap;

    gaps->count++;
    if (gaps->named == WL_GAPS_MAX)
        return 0;
    if (!gaps->list)
        gaps->list = calloc(WL_GAPS_MAX, sizeof *gaps->list);
    if (!gaps->list)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    gap = &gaps->list[gaps->named++];
    gap->locator = copy(wl_stmt_text(stmt, 0));
    gap->verdict = copy(wl_stmt_text(stmt, 1));
    gap->reason = copy(wl_stmt_text(stmt, 2));
    return gap->locator && gap->verdict && gap->reason
               ? 0
               : wl_error_set(err, WL_ENOMEM, "out of memory");
}

static void
bind(struct wl_stmt *stmt, const char *name, const char *value)
{
    if (value)
        wl_stmt_bind_text(stmt, name, value);
    else
        wl_stmt_bind_null(stmt, name);
}

int
wl_gaps_load(struct wl_gaps *gaps, struct wl_store *store, const struct wl_report_request *request,
             struct wl_error *err)
{
    struct wl_stmt *stmt;
    int rc = wl_stmt_prepare(&stmt, store, wl_report_gaps, err);

    if (rc < 0)
        return rc;
    bind(stmt, ":case", request->case_name);
    bind(stmt, ":source", request->source);
    bind(stmt, ":host", request->host);
    while (rc == 0 && (rc = wl_stmt_step(stmt, err)) == 1)
        rc = take_row(gaps, stmt, err);
    wl_stmt_free(stmt);
    return rc;
}

void
wl_gaps_done(struct wl_gaps *gaps)
{
    for (size_t i = 0; i < gaps->named; i++) {
        free(gaps->list[i].locator);
        free(gaps->list[i].verdict);
        free(gaps->list[i].reason);
    }
    free(gaps->list);
}
