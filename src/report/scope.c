/*
 * SQL is put together from constant sections only; whatever comes from a user is bound.
 */
#include "report/scope.h"

#include "report/reports.h"

#define QUARTER_US (INT64_C(900) * 1000000)

int
wl_scope_init(struct wl_scope *scope, struct wl_store *store,
              const struct wl_report_request *request, struct wl_error *err)
{
    *scope = (struct wl_scope){
        .store = store,
        .since_us = request->has_since ? request->since_us : INT64_MIN,
        .until_us = request->has_until ? request->until_us : INT64_MAX,
        .source = request->source,
        .case_name = request->case_name,
        .host = request->host,
        .peer = request->peer,
        .level = request->level,
        .ignore = request->ignore,
    };
    scope->whole = !request->has_since && !request->has_until && request->code_count == 0;
    scope->rows = (request->has_since && request->since_us % QUARTER_US != 0) ||
                  (request->has_until && request->until_us % QUARTER_US != 0) || request->host ||
                  request->peer || request->level || request->ignore;
    wl_buf_init(&scope->codes);
    for (size_t i = 0; i < request->code_count; i++)
        wl_buf_addf(&scope->codes, "%c%u", i ? ',' : '[', (unsigned)request->codes[i]);
    if (request->code_count)
        wl_buf_add_char(&scope->codes, ']');
    (void)wl_buf_text(&scope->codes);
    if (scope->codes.failed)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    return 0;
}

void
wl_scope_done(struct wl_scope *scope)
{
    wl_buf_done(&scope->codes);
}

static void
bind_text(struct wl_stmt *stmt, const char *name, const char *value)
{
    if (value)
        wl_stmt_bind_text(stmt, name, value);
    else
        wl_stmt_bind_null(stmt, name);
}

static int
prepare(struct wl_stmt **out, const struct wl_scope *scope, const char *const parts[],
        struct wl_error *err)
{
    struct wl_buf sql;
    int rc;

    wl_buf_init(&sql);
    wl_buf_add_text(&sql, wl_report_scope);
    for (size_t i = 0; parts[i]; i++)
        wl_buf_add_text(&sql, parts[i]);
    rc = wl_stmt_prepare(out, scope->store, wl_buf_text(&sql), err);
    if (sql.failed && rc == 0) {
        wl_stmt_free(*out);
        *out = NULL; /* a caller frees it in any case */
        rc = wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    wl_buf_done(&sql);
    if (rc < 0)
        return rc;
    bind_text(*out, ":source", scope->source);
    bind_text(*out, ":case", scope->case_name);
    return 0;
}

int
wl_scope_prepare(struct wl_stmt **out, const struct wl_scope *scope, const char *section, bool rows,
                 struct wl_error *err)
{
    const char *from_rows[] = {wl_report_rows, section, NULL};
    const char *from_counts[] = {wl_report_counted, wl_report_quarters, section, NULL};
    int rc = prepare(out, scope, rows || scope->rows ? from_rows : from_counts, err);

    if (rc < 0)
        return rc;
    wl_stmt_bind_int(*out, ":since", scope->since_us);
    wl_stmt_bind_int(*out, ":until", scope->until_us);
    bind_text(*out, ":codes", scope->codes.len ? scope->codes.ptr : NULL);
    if (rows || scope->rows) {
        bind_text(*out, ":host", scope->host);
        bind_text(*out, ":peer", scope->peer);
        bind_text(*out, ":level", scope->level);
        bind_text(*out, ":ignore", scope->ignore);
    }
    return 0;
}

bool
wl_scope_has_values(const struct wl_scope *scope)
{
    return scope->whole && !scope->rows;
}

int
wl_scope_prepare_values(struct wl_stmt **out, const struct wl_scope *scope, const char *section,
                        const char *field, struct wl_error *err)
{
    const char *parts[] = {wl_report_counted, field ? wl_report_values : section,
                           field ? section : NULL, NULL};
    int rc = prepare(out, scope, parts, err);

    if (rc == 0 && field)
        wl_stmt_bind_text(*out, ":field", field);
    return rc;
}
