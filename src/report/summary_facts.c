#include "report/summary_facts.h"

#include "report/reports.h"

static int
load_times(struct wl_summary *summary, const struct wl_scope *scope, struct wl_error *err)
{
    struct wl_stmt *stmt;
    int rc = wl_scope_has_values(scope)
                 ? wl_scope_prepare_values(&stmt, scope, wl_report_times_values, "time_from", err)
                 : wl_scope_prepare(&stmt, scope, wl_report_times, false, err);

    if (rc < 0)
        return rc;
    rc = wl_stmt_step(stmt, err);
    if (rc == 1) {
        summary->undated = wl_stmt_int(stmt, 0);
        summary->from_line = wl_stmt_int(stmt, 1);
        summary->inherited = wl_stmt_int(stmt, 2);
        summary->from_file = wl_stmt_int(stmt, 3);
    }
    wl_stmt_free(stmt);
    return rc < 0 ? rc : 0;
}

static int
load_assumed(struct wl_summary *summary, const struct wl_scope *scope, struct wl_error *err)
{
    struct wl_stmt *stmt;
    int rc =
        wl_scope_has_values(scope)
            ? wl_scope_prepare_values(&stmt, scope, wl_report_assumed_values, "time_assumed", err)
            : wl_scope_prepare(&stmt, scope, wl_report_assumed, true, err);

    if (rc < 0)
        return rc;
    rc = wl_stmt_step(stmt, err);
    for (int i = 0; i < 4 && rc == 1; i++)
        summary->assumed[i] = wl_stmt_int(stmt, i);
    wl_stmt_free(stmt);
    return rc < 0 ? rc : 0;
}

/* The one number of a prepared statement, which is freed. */
static int
take_number(int64_t *value, int rc, struct wl_stmt *stmt, struct wl_error *err)
{
    if (rc < 0)
        return rc;
    rc = wl_stmt_step(stmt, err);
    if (rc == 1)
        *value = wl_stmt_int(stmt, 0);
    wl_stmt_free(stmt);
    return rc < 0 ? rc : 0;
}

static int
load_origins(struct wl_summary *summary, const struct wl_scope *scope, struct wl_error *err)
{
    struct wl_stmt *stmt = NULL;
    int rc;

    if (wl_scope_has_values(scope)) {
        rc = wl_scope_prepare_values(&stmt, scope, wl_report_count_numbers, "pattern_set", err);
        rc = take_number(&summary->pattern_sets, rc, stmt, err);
        if (rc < 0)
            return rc;
        rc = wl_scope_prepare_values(&stmt, scope, wl_report_count_hosts, "host", err);
        return take_number(&summary->hosts, rc, stmt, err);
    }
    rc = wl_scope_prepare(&stmt, scope, wl_report_origins, true, err);
    if (rc < 0)
        return rc;
    rc = wl_stmt_step(stmt, err);
    if (rc == 1) {
        summary->pattern_sets = wl_stmt_int(stmt, 0);
        summary->hosts = wl_stmt_int(stmt, 1);
    }
    wl_stmt_free(stmt);
    return rc < 0 ? rc : 0;
}

int
wl_summary_facts(struct wl_summary *summary, const struct wl_scope *scope, struct wl_error *err)
{
    int rc = load_times(summary, scope, err);

    if (rc == 0)
        rc = load_assumed(summary, scope, err);
    return rc < 0 ? rc : load_origins(summary, scope, err);
}
