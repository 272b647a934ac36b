/*
 * Rows for diagnoses. All rows of the codes that rules speak about while they are few; else, for
 * each code, those that follow its first in the quarters of an hour that have most of it: bursts
 * stay whole, and the work is bounded whatever the database holds.
 */
#include "report/diagnose.h"
#include "report/reports.h"

enum {
    ALL_ROWS = 40000,
    CELLS = 6, /* of a code */
    SAMPLE_CODES = 20,
    MOST_CELLS = 16,
    SAMPLE_ROWS = 1000, /* from the first of each cell on */
};

/* A place where a code is frequent. */
struct cell {
    int64_t source, count, first_us;
};

struct plan {
    uint16_t code;
    struct cell cells[CELLS]; /* most first */
    size_t count;
};

static void
take_row(struct wl_events *events, struct wl_stmt *stmt)
{
    struct wl_raw_event raw = {
        .code = (uint16_t)wl_stmt_int(stmt, 0),
        .at_us = wl_stmt_int(stmt, 1),
        .timed = wl_stmt_int(stmt, 2) != 0,
        .source = wl_stmt_text(stmt, 3),
        .line = wl_stmt_int(stmt, 4),
        .call = wl_stmt_text(stmt, 5),
        .peer = wl_stmt_text(stmt, 6),
        .port = (uint16_t)wl_stmt_int(stmt, 7),
        .process = wl_stmt_text(stmt, 8),
        .host = wl_stmt_text(stmt, 9),
        .text = wl_stmt_text(stmt, 10),
        .idle_us = wl_stmt_is_null(stmt, 11) ? -1 : wl_stmt_int(stmt, 11),
    };

    wl_events_add(events, &raw);
}

static int
take_rows(struct wl_events *events, struct wl_stmt *stmt, struct wl_error *err)
{
    int rc;

    while ((rc = wl_stmt_step(stmt, err)) == 1 && !events->failed)
        take_row(events, stmt);
    wl_stmt_free(stmt);
    return events->failed ? wl_error_set(err, WL_ENOMEM, "out of memory") : rc;
}

static int
read_all(struct wl_events *events, const struct wl_scope *scope, const char *wanted,
         struct wl_error *err)
{
    struct wl_stmt *stmt;
    int rc = wl_scope_prepare(&stmt, scope, wl_report_diagnose_rows, true, err);

    if (rc < 0)
        return rc;
    wl_stmt_bind_text(stmt, ":wanted", wanted);
    return take_rows(events, stmt, err);
}

static void
note_cell(struct plan *plan, struct cell cell)
{
    size_t at = plan->count < CELLS ? plan->count++ : CELLS - 1;

    if (at == CELLS - 1 && plan->count == CELLS && plan->cells[at].count >= cell.count &&
        plan->cells[at].count > 0)
        return;
    for (; at > 0 && plan->cells[at - 1].count < cell.count; at--)
        plan->cells[at] = plan->cells[at - 1];
    plan->cells[at] = cell;
}

static int
plan_cells(struct plan *plans, size_t count, const struct wl_scope *scope, const char *wanted,
           struct wl_error *err)
{
    struct wl_stmt *stmt;
    int rc = wl_scope_prepare(&stmt, scope, wl_report_diagnose_cells, false, err);

    if (rc < 0)
        return rc;
    wl_stmt_bind_text(stmt, ":wanted", wanted);
    while ((rc = wl_stmt_step(stmt, err)) == 1) {
        struct cell cell = {wl_stmt_int(stmt, 0), wl_stmt_int(stmt, 2), wl_stmt_int(stmt, 3)};
        for (size_t i = 0; i < count; i++)
            if (plans[i].code == wl_stmt_int(stmt, 1))
                note_cell(plans + i, cell);
    }
    wl_stmt_free(stmt);
    return rc;
}

/* Add the part of its source that begins with the cell to a JSON array. */
static int
add_part(struct wl_buf *parts, struct wl_store *store, const struct cell *cell, int64_t rows,
         struct wl_error *err)
{
    struct wl_stmt *stmt;
    int rc = wl_stmt_prepare(&stmt, store, wl_report_diagnose_place, err);

    if (rc < 0)
        return rc;
    wl_stmt_bind_int(stmt, ":place", cell->source);
    wl_stmt_bind_int(stmt, ":first", cell->first_us);
    wl_stmt_bind_int(stmt, ":most", rows);
    rc = wl_stmt_step(stmt, err);
    if (rc == 1)
        wl_buf_addf(parts, "%c[%lld,%lld,%lld]", parts->len ? ',' : '[', (long long)cell->source,
                    (long long)wl_stmt_int(stmt, 0), (long long)wl_stmt_int(stmt, 1));
    wl_stmt_free(stmt);
    return rc < 0 ? rc : 0;
}

static int
read_parts(struct wl_events *events, const struct wl_scope *scope, struct wl_buf *parts,
           const char *wanted, struct wl_error *err)
{
    struct wl_stmt *stmt;
    int rc;

    wl_buf_add_text(parts, parts->len ? "]" : "[]");
    if (wl_buf_text(parts)[0] == '\0')
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    rc = wl_scope_prepare(&stmt, scope, wl_report_diagnose_parts, true, err);
    if (rc < 0)
        return rc;
    wl_stmt_bind_text(stmt, ":wanted", wanted);
    wl_stmt_bind_text(stmt, ":parts", wl_buf_text(parts));
    return take_rows(events, stmt, err);
}

static bool
same_row(const struct wl_event *a, const struct wl_event *b)
{
    return a->at_us == b->at_us && a->source == b->source && a->line == b->line &&
           a->code == b->code;
}

/* Cells may overlap. */
static void
drop_repeats(struct wl_events *events)
{
    size_t kept = 0;

    for (size_t i = 0; i < events->count; i++)
        if (kept == 0 || !same_row(events->list + kept - 1, events->list + i))
            events->list[kept++] = events->list[i];
    events->count = kept;
}

static int
read_sample(struct wl_events *events, const struct wl_scope *scope, struct plan *plans,
            size_t count, const char *wanted, struct wl_error *err)
{
    size_t each = count < MOST_CELLS ? MOST_CELLS / count : 1, cells = 0;
    struct wl_buf parts;
    int rc = plan_cells(plans, count, scope, wanted, err);

    wl_buf_init(&parts);
    for (size_t i = 0; i < count; i++)
        cells += plans[i].count < each ? plans[i].count : each;
    for (size_t i = 0; i < count; i++)
        for (size_t c = 0; c < plans[i].count && c < each && rc == 0; c++)
            rc = add_part(&parts, scope->store, plans[i].cells + c, (int64_t)(SAMPLE_ROWS / cells),
                          err);
    if (rc == 0)
        rc = read_parts(events, scope, &parts, wanted, err);
    wl_buf_done(&parts);
    return rc;
}

int
wl_diagnose_read(struct wl_diagnoses *out, const struct wl_scope *scope,
                 const struct wl_code_count *counts, size_t count, struct wl_error *err)
{
    struct plan plans[SAMPLE_CODES] = {0};
    size_t plan_count = 0;
    struct wl_buf wanted;
    int rc;

    wl_buf_init(&wanted);
    for (size_t i = 0; i < count; i++) {
        if (!wl_diagnose_wants(out->events.rules, counts[i].code))
            continue;
        out->of += counts[i].count;
        wl_buf_addf(&wanted, "%c%u", wanted.len ? ',' : '[', (unsigned)counts[i].code);
        if (plan_count < SAMPLE_CODES)
            plans[plan_count++].code = counts[i].code;
    }
    wl_buf_add_text(&wanted, wanted.len ? "]" : "[]");
    if (wl_buf_text(&wanted)[0] == '\0')
        rc = wl_error_set(err, WL_ENOMEM, "out of memory");
    else if (out->of == 0)
        rc = 0;
    else if (out->of <= ALL_ROWS)
        rc = read_all(&out->events, scope, wl_buf_text(&wanted), err);
    else
        rc = read_sample(&out->events, scope, plans, plan_count, wl_buf_text(&wanted), err);
    wl_buf_done(&wanted);
    wl_events_sort(&out->events);
    drop_repeats(&out->events);
    out->looked_at = (int64_t)out->events.count;
    return rc;
}
