/*
 * One line a fact, name first: made for eyes and for grep.
 */
#include "report/dbinfo.h"

#include "base/utf8.h"
#include "report/phrase.h"
#include "report/reports.h"
#include "store/query.h"

static void
line(struct wl_buf *out, const char *name, int64_t value)
{
    wl_buf_addf(out, "%-14s%lld\n", name, (long long)value);
}

/* The one row of section info. */
static void
add_info(struct wl_buf *out, struct wl_stmt *stmt)
{
    static const char *const tables[] = {"sources", "sightings",    "occurrences",
                                         "runs",    "pattern sets", "summary rows"};

    line(out, "bytes", wl_stmt_int(stmt, 0));
    line(out, "schema", wl_stmt_int(stmt, 1));
    for (int i = 0; i < 6; i++)
        line(out, tables[i], wl_stmt_int(stmt, i + 2));
    line(out, "folded", wl_stmt_int(stmt, 8));
    line(out, "without time", wl_stmt_int(stmt, 9));
    if (!wl_stmt_is_null(stmt, 10)) {
        wl_buf_addf(out, "%-14s", "span");
        wl_phrase_span(out, wl_stmt_int(stmt, 10), wl_stmt_int(stmt, 11));
        wl_buf_add_char(out, '\n');
    }
}

static void
add_path(struct wl_buf *out, struct wl_stmt *stmt)
{
    wl_buf_addf(out, "%-14s", "path");
    wl_utf8_add_escaped(out, wl_stmt_text(stmt, 0));
    wl_buf_add_char(out, '\n');
}

static void
add_pattern_set(struct wl_buf *out, struct wl_stmt *stmt)
{
    wl_buf_addf(out, "%-14s", "pattern set");
    wl_utf8_add_escaped(out, wl_stmt_text(stmt, 0));
    wl_buf_add_text(out, ", digest ");
    wl_buf_add(out, wl_stmt_text(stmt, 1).ptr,
               wl_stmt_text(stmt, 1).len < 12 ? wl_stmt_text(stmt, 1).len : 12);
    wl_buf_add_text(out, ": ");
    wl_phrase_count(out, wl_stmt_int(stmt, 2), "occurrence", NULL);
    wl_buf_add_char(out, '\n');
}

static void
add_case(struct wl_buf *out, struct wl_stmt *stmt)
{
    struct wl_span name = wl_stmt_text(stmt, 0);

    wl_buf_addf(out, "%-14s", "case");
    wl_utf8_add_escaped(out, name.len ? name : wl_span_of("(none)"));
    wl_buf_add_text(out, ": ");
    wl_phrase_count(out, wl_stmt_int(stmt, 1), "source", NULL);
    wl_buf_add_char(out, '\n');
}

static int
each_row(struct wl_store *store, const char *sql, void (*add)(struct wl_buf *, struct wl_stmt *),
         struct wl_buf *out, struct wl_error *err)
{
    struct wl_stmt *stmt;
    int rc = wl_stmt_prepare(&stmt, store, sql, err);

    if (rc < 0)
        return rc;
    while ((rc = wl_stmt_step(stmt, err)) == 1)
        add(out, stmt);
    wl_stmt_free(stmt);
    return rc;
}

int
wl_dbinfo_write(struct wl_store *store, struct wl_buf *out, struct wl_error *err)
{
    int rc = each_row(store, wl_report_path, add_path, out, err);

    if (rc == 0)
        rc = each_row(store, wl_report_info, add_info, out, err);
    if (rc == 0)
        rc = each_row(store, wl_report_info_patterns, add_pattern_set, out, err);
    if (rc == 0)
        rc = each_row(store, wl_report_info_cases, add_case, out, err);
    if (rc == 0 && out->failed)
        rc = wl_error_set(err, WL_ENOMEM, "out of memory");
    return rc;
}
