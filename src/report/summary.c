/*
 * Fills the model from SQL. Every table is read over one scope, so each adds up to the same total;
 * days and hours are folded here, since only C knows the local zone. Rendering is for the writers.
 */
#include "report/summary.h"

#include "base/civil.h"
#include "report/reports.h"
#include "report/scope.h"
#include "report/summary_facts.h"

#include <assert.h>
#include <stdlib.h>

const struct wl_by wl_bys[WL_BYS] = {
    [WL_BY_CODE] = {.name = "code",
                    .plural = "codes",
                    .section = wl_report_by_code,
                    .field = "code",
                    .values = wl_report_by_code},
    [WL_BY_SOURCE] = {.name = "source",
                      .plural = "sources",
                      .section = wl_report_by_source,
                      .field = "code",
                      .values = wl_report_by_source},
    [WL_BY_PEER] = {.name = "peer",
                    .plural = "peers",
                    .section = wl_report_by_peer,
                    .field = "peer",
                    .values = wl_report_by_value,
                    .rows = true},
    [WL_BY_CALL] = {.name = "call",
                    .plural = "calls",
                    .section = wl_report_by_call,
                    .field = "call",
                    .values = wl_report_by_value,
                    .rows = true},
    [WL_BY_DAY] = {.name = "day",
                   .plural = "days",
                   .section = wl_report_by_quarter,
                   .field = "quarter",
                   .values = wl_report_by_quarter,
                   .unit_us = WL_US_DAY},
    [WL_BY_HOUR] = {.name = "hour",
                    .plural = "hours",
                    .section = wl_report_by_quarter,
                    .field = "quarter",
                    .values = wl_report_by_quarter,
                    .unit_us = 3600 * WL_US_SECOND},
    [WL_BY_MINUTE] = {.name = "minute",
                      .plural = "minutes",
                      .section = wl_report_by_minute,
                      .rows = true,
                      .unit_us = 60 * WL_US_SECOND},
    [WL_BY_PATTERN] = {.name = "pattern",
                       .plural = "patterns",
                       .section = wl_report_by_pattern,
                       .field = "pattern",
                       .values = wl_report_by_value,
                       .rows = true},
    [WL_BY_HOST] = {.name = "host",
                    .plural = "hosts",
                    .section = wl_report_by_host,
                    .field = "host",
                    .values = wl_report_by_host_value,
                    .rows = true},
    [WL_BY_LEVEL] = {.name = "level",
                     .plural = "levels",
                     .section = wl_report_by_level,
                     .field = "level",
                     .values = wl_report_by_value,
                     .rows = true},
    [WL_BY_PROCESS] = {.name = "process",
                       .plural = "processes",
                       .section = wl_report_by_process,
                       .field = "process",
                       .values = wl_report_by_value,
                       .rows = true},
};

/* From here on the sparkline is drawn from quarters of an hour; finer ones need each occurrence, as
 * long as these are not too many: then what one quarter has is spread evenly from its first to its
 * last. */
#define COARSE_PART_US (3600 * WL_US_SECOND)
#define FINE_ROWS 100000
/* So far from the epoch that the timeline's arithmetic stays within 64 bits. */
#define FAR_US (INT64_C(1) << 56)

static struct wl_span
text_at(const struct wl_report_table *table, size_t at, size_t len)
{
    return len ? (struct wl_span){table->text.ptr + at, len} : wl_span_of("");
}

struct wl_span
wl_table_key(const struct wl_report_table *table, const struct wl_report_row *row)
{
    return text_at(table, row->key, row->key_len);
}

struct wl_span
wl_table_host(const struct wl_report_table *table, const struct wl_report_row *row)
{
    return text_at(table, row->host, row->host_len);
}

static struct wl_report_row *
add_row(struct wl_report_table *table)
{
    if (table->count == table->cap) {
        size_t cap = table->cap ? table->cap * 2 : 16;
        struct wl_report_row *grown = realloc(table->rows, cap * sizeof *grown);
        if (!grown)
            return NULL;
        table->rows = grown;
        table->cap = cap;
    }
    assert(table->rows);
    table->rows[table->count] = (struct wl_report_row){0};
    return &table->rows[table->count++];
}

static size_t
keep_text(struct wl_report_table *table, struct wl_span text, size_t *len)
{
    size_t at = table->text.len;

    wl_buf_add_span(&table->text, text);
    *len = text.len;
    return at;
}

/* The first instant of the local day, hour or minute that us lies in, and its name. */
int64_t
wl_unit_name(struct wl_buf *out, int64_t unit_us, int64_t us)
{
    struct wl_civil civil;
    int64_t into_us;

    wl_civil_from_instant(us, &civil, NULL);
    wl_buf_addf(out, "%04d-%02d-%02d", (int)civil.year, civil.month, civil.day);
    if (unit_us == WL_US_DAY) {
        struct wl_civil midnight = {.year = civil.year, .month = civil.month, .day = civil.day};
        return wl_civil_to_instant(&midnight);
    }
    into_us = civil.second * WL_US_SECOND + civil.micros;
    if (unit_us > 60 * WL_US_SECOND) {
        into_us += civil.minute * 60 * WL_US_SECOND;
        civil.minute = 0;
    }
    wl_buf_addf(out, " %02d:%02d", civil.hour, civil.minute);
    return us - into_us;
}

/* Quarters come oldest first, so those of one local day or hour stand together. */
static struct wl_report_row *
unit_row(struct wl_report_table *table, const struct wl_by *by, int64_t quarter_us)
{
    struct wl_report_row *row = table->count ? &table->rows[table->count - 1] : NULL;
    size_t at = table->text.len;
    int64_t start_us = wl_unit_name(&table->text, by->unit_us, quarter_us);

    if (row && row->start_us == start_us) {
        table->text.len = at;
        return row;
    }
    row = add_row(table);
    if (!row)
        return NULL;
    row->start_us = start_us;
    row->key = at;
    row->key_len = table->text.len - at;
    return row;
}

/* The current row of a by_* section: key, n, first_us, last_us, host, parts, port. */
static int
take_row(struct wl_report_table *table, enum wl_by_id id, struct wl_stmt *stmt)
{
    const struct wl_by *by = &wl_bys[id];
    struct wl_report_row *row =
        by->unit_us ? unit_row(table, by, wl_stmt_int(stmt, 0)) : add_row(table);
    bool fresh = row && row->count == 0;

    if (!row)
        return WL_ENOMEM;
    if (!by->unit_us)
        row->key = keep_text(table, wl_stmt_text(stmt, 0), &row->key_len);
    if (id == WL_BY_CODE) {
        row->number = (uint16_t)wl_stmt_int(stmt, 0);
        row->code = wl_code_by_number(row->number);
    }
    row->count += wl_stmt_int(stmt, 1);
    if (fresh || wl_stmt_int(stmt, 2) < row->first_us)
        row->first_us = wl_stmt_int(stmt, 2);
    if (fresh || wl_stmt_int(stmt, 3) > row->last_us)
        row->last_us = wl_stmt_int(stmt, 3);
    row->host = keep_text(table, wl_stmt_text(stmt, 4), &row->host_len);
    row->parts = wl_stmt_int(stmt, 5);
    row->port = (uint16_t)wl_stmt_int(stmt, 6);
    return table->text.failed ? WL_ENOMEM : 0;
}

static int
load_table(struct wl_summary *summary, const struct wl_scope *scope, enum wl_by_id id,
           struct wl_error *err)
{
    struct wl_report_table *table = &summary->tables[id];
    struct wl_stmt *stmt;
    int rc;

    if (wl_scope_has_values(scope) && wl_bys[id].values)
        rc = wl_scope_prepare_values(&stmt, scope, wl_bys[id].values, wl_bys[id].field, err);
    else
        rc = wl_scope_prepare(&stmt, scope, wl_bys[id].section, wl_bys[id].rows, err);
    if (rc < 0)
        return rc;
    while ((rc = wl_stmt_step(stmt, err)) == 1) {
        if (take_row(table, id, stmt) < 0) {
            rc = wl_error_set(err, WL_ENOMEM, "out of memory");
            break;
        }
    }
    table->loaded = rc == 0;
    wl_stmt_free(stmt);
    return rc;
}

static int
load_totals(struct wl_summary *summary, const struct wl_scope *scope, struct wl_error *err)
{
    struct wl_stmt *stmt;
    int rc = wl_scope_has_values(scope)
                 ? wl_scope_prepare_values(&stmt, scope, wl_report_totals, "code", err)
                 : wl_scope_prepare(&stmt, scope, wl_report_totals, false, err);

    if (rc < 0)
        return rc;
    rc = wl_stmt_step(stmt, err);
    if (rc == 1) {
        summary->total = wl_stmt_int(stmt, 0);
        summary->folded = wl_stmt_int(stmt, 1);
        summary->first_us = wl_stmt_int(stmt, 2);
        summary->last_us = wl_stmt_int(stmt, 3);
        summary->codes = wl_stmt_int(stmt, 4);
        summary->sources = wl_stmt_int(stmt, 5);
        summary->ignored = wl_stmt_int(stmt, 6);
    }
    wl_stmt_free(stmt);
    return rc < 0 ? rc : 0;
}

static int64_t
clamp(int64_t value, int64_t low, int64_t high)
{
    return value < low ? low : value > high ? high : value;
}

static struct wl_report_row *
row_of_code(struct wl_report_table *table, int64_t number)
{
    for (size_t i = 0; i < table->count; i++)
        if (table->rows[i].number == number)
            return &table->rows[i];
    return NULL;
}

static int64_t
part_of(const struct wl_summary *summary, int64_t us)
{
    int64_t span = summary->hi_us - summary->lo_us + 1;

    return clamp((us - summary->lo_us) * WL_SHAPE_PARTS / span, 0, WL_SHAPE_PARTS - 1);
}

static void
spread(struct wl_report_row *row, int64_t count, int64_t first, int64_t last)
{
    int64_t parts = last - first + 1, done = 0;

    for (int64_t i = 0; i < parts; i++) {
        int64_t due = count * (i + 1) / parts;
        row->shape[first + i] += (uint32_t)clamp(due - done, 0, UINT32_MAX / 2);
        done = due;
    }
}

static int
load_timeline(struct wl_summary *summary, const struct wl_scope *scope, struct wl_error *err)
{
    bool fine = (summary->hi_us - summary->lo_us) / WL_SHAPE_PARTS < COARSE_PART_US &&
                summary->total <= FINE_ROWS;
    struct wl_stmt *stmt;
    int rc;

    if (!fine && wl_scope_has_values(scope))
        rc = wl_scope_prepare_values(&stmt, scope, wl_report_timeline_whole, NULL, err);
    else
        rc = wl_scope_prepare(&stmt, scope, wl_report_timeline, fine, err);

    if (rc < 0)
        return rc;
    while ((rc = wl_stmt_step(stmt, err)) == 1) {
        struct wl_report_row *row = row_of_code(&summary->tables[WL_BY_CODE], wl_stmt_int(stmt, 0));
        if (row)
            spread(row, wl_stmt_int(stmt, 1), part_of(summary, wl_stmt_int(stmt, 2)),
                   part_of(summary, wl_stmt_int(stmt, 3)));
    }
    wl_stmt_free(stmt);
    return rc;
}

static int
load_database(struct wl_summary *summary, struct wl_store *store, struct wl_error *err)
{
    struct wl_stmt *stmt;
    int rc = wl_stmt_prepare(&stmt, store, wl_report_path, err);

    if (rc < 0)
        return rc;
    rc = wl_stmt_step(stmt, err);
    if (rc == 1) {
        wl_buf_add_span(&summary->database, wl_stmt_text(stmt, 0));
        summary->sources_read = wl_stmt_int(stmt, 1);
    }
    wl_stmt_free(stmt);
    return rc < 0 ? rc : 0;
}

static int
totals_of(struct wl_summary *found, struct wl_store *store, const struct wl_report_request *request,
          struct wl_error *err)
{
    struct wl_scope scope;
    int rc = wl_scope_init(&scope, store, request, err);

    if (rc == 0 && (request->source || request->case_name))
        scope.rows = true; /* only rows know which twins of a folded line are in the scope */
    if (rc == 0)
        rc = load_totals(found, &scope, err);
    wl_scope_done(&scope);
    return rc;
}

/* Nothing was found: what is there without the span, or else without the other conditions, too? */
static int
load_elsewhere(struct wl_summary *summary, struct wl_store *store,
               const struct wl_report_request *request, struct wl_error *err)
{
    struct wl_report_request wider = *request;
    struct wl_summary found = {0};
    int rc;

    wider.has_since = wider.has_until = false;
    rc = totals_of(&found, store, &wider, err);
    if (rc == 0 && found.total == 0) {
        summary->filters_fail = true;
        rc = totals_of(&found, store, &(struct wl_report_request){0}, err);
    }
    summary->there = found.total;
    summary->there_first_us = found.first_us;
    summary->there_last_us = found.last_us;
    return rc;
}

static int
load_tables(struct wl_summary *summary, const struct wl_scope *scope, unsigned tables, bool shapes,
            struct wl_error *err)
{
    int rc = 0;

    for (int id = 0; id < WL_BYS && rc == 0; id++)
        if (tables & 1u << id)
            rc = load_table(summary, scope, (enum wl_by_id)id, err);
    if (rc == 0 && summary->tables[WL_BY_CODE].loaded && shapes && summary->total)
        rc = load_timeline(summary, scope, err);
    return rc;
}

static int
load_scope(struct wl_summary *summary, struct wl_scope *scope,
           const struct wl_report_request *request, unsigned tables, bool shapes,
           struct wl_error *err)
{
    int rc = load_totals(summary, scope, err);

    if (rc == 0 && summary->folded > 0 && (request->source || request->case_name) && !scope->rows) {
        scope->rows = true; /* only rows know which twins of a folded line are in the scope */
        rc = load_totals(summary, scope, err);
    }
    summary->lo_us =
        clamp(request->has_since ? request->since_us : summary->first_us, -FAR_US, FAR_US);
    summary->hi_us = clamp(request->has_until ? request->until_us - 1 : summary->last_us,
                           summary->lo_us, FAR_US);
    if (rc == 0)
        rc = wl_summary_facts(summary, scope, err);
    if (rc == 0)
        rc = load_tables(summary, scope, tables, shapes, err);
    if (rc == 0 && summary->total == 0)
        rc = load_elsewhere(summary, scope->store, request, err);
    return rc;
}

int
wl_summary_load(struct wl_summary *summary, struct wl_store *store,
                const struct wl_report_request *request, unsigned tables, bool shapes,
                struct wl_error *err)
{
    struct wl_scope scope;
    int rc;

    *summary = (struct wl_summary){0};
    rc = wl_scope_init(&scope, store, request, err);
    if (rc == 0)
        rc = load_database(summary, store, err);
    if (rc == 0)
        rc = load_scope(summary, &scope, request, tables, shapes, err);
    if (rc == 0 && summary->database.failed)
        rc = wl_error_set(err, WL_ENOMEM, "out of memory");
    wl_scope_done(&scope);
    return rc;
}

void
wl_summary_done(struct wl_summary *summary)
{
    for (int id = 0; id < WL_BYS; id++) {
        free(summary->tables[id].rows);
        wl_buf_done(&summary->tables[id].text);
    }
    wl_buf_done(&summary->database);
}
