#include "report/verify.h"

#include "base/utf8.h"
#include "report/reports.h"
#include "store/query.h"

/* Each gives a row for a fault: its first column says where. */
static const struct {
    const char *what, *sql;
} checks[] = {
    {"SQLite finds the file damaged", wl_report_verify_integrity},
    {"row without the row it belongs to", wl_report_verify_foreign},
    {"occurrence without source or pattern set", wl_report_verify_orphans},
    {"id that is none", wl_report_verify_ids},
    {"source that was never met anywhere", wl_report_verify_sightings},
    {"line counted twice, or not at all", wl_report_verify_folded},
    {"count by source, code and quarter of an hour that is not that of the rows",
     wl_report_verify_summary},
    {"count by source and field that is not that of the rows", wl_report_verify_tally},
    {"total that differs by code, by source and by day", wl_report_verify_totals},
};

static int
run_check(struct wl_store *store, size_t which, struct wl_buf *out, unsigned *faults,
          struct wl_error *err)
{
    struct wl_stmt *stmt;
    struct wl_buf first;
    long long count = 0;
    int rc = wl_stmt_prepare(&stmt, store, checks[which].sql, err);

    if (rc < 0)
        return rc;
    wl_buf_init(&first);
    while ((rc = wl_stmt_step(stmt, err)) == 1)
        if (count++ == 0)
            wl_utf8_add_escaped(&first, wl_stmt_text(stmt, 0));
    if (rc == 0 && count > 0) {
        wl_buf_addf(out, "%s: %lld, such as %s\n", checks[which].what, count, wl_buf_text(&first));
        ++*faults;
    }
    out->failed = out->failed || first.failed;
    wl_buf_done(&first);
    wl_stmt_free(stmt);
    return rc;
}

int
wl_verify(struct wl_store *store, struct wl_buf *out, unsigned *faults, struct wl_error *err)
{
    int rc = 0;

    *faults = 0;
    for (size_t i = 0; i < sizeof checks / sizeof *checks && rc == 0; i++)
        rc = run_check(store, i, out, faults, err);
    if (rc == 0 && out->failed)
        rc = wl_error_set(err, WL_ENOMEM, "out of memory");
    return rc;
}
