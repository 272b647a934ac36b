/*
 * Lines to look at. Where occurrences are few, the commonest shapes of all of them (samples.h).
 * Else not all are read: the first lines of each source, and, for a code that is not among these,
 * its first line, found by halving the source between two times. A log whose times go back may hide
 * that one; then the code has no sample.
 */
#include "report/page.h"

#include "report/page_sql.h"
#include "report/samples.h"

#include <stdlib.h>

enum {
    FEW = 20000,         /* occurrences that are all looked at */
    ROWS = 20000,        /* of more, over all sources */
    ROWS_OF_SOURCE = 50, /* at least */
    CODES = 40,          /* that get samples */
    TEXT = 480,          /* bytes of a line */
};

static size_t
keep(struct wl_page *page, struct wl_span text, size_t *len)
{
    size_t at = page->text.len;

    wl_buf_add_span(&page->text, text);
    *len = text.len;
    return at;
}

static void
put_line(struct wl_page *page, struct wl_page_line *line, struct wl_span text)
{
    if (text.len > TEXT) {
        size_t end = TEXT;
        while (end > 0 && ((unsigned char)text.ptr[end] & 0xC0) == 0x80)
            end--;
        text.len = end;
        line->cut = true;
    }
    line->text = keep(page, text, &line->text_len);
}

/* The commonest shapes, the codes in the order of their table. */
static int
take_counted(struct wl_page *page, const struct wl_samples *samples,
             const struct wl_summary *summary, struct wl_error *err)
{
    page->lines = calloc(samples->count + 1, sizeof *page->lines);
    if (!page->lines)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    for (size_t code = 0; code < summary->tables[WL_BY_CODE].count; code++) {
        for (size_t i = 0; i < samples->count; i++) {
            const struct wl_sample *sample = samples->list[i];
            struct wl_page_line *line = &page->lines[page->line_count];
            if (sample->code != summary->tables[WL_BY_CODE].rows[code].number)
                continue;
            *line = (struct wl_page_line){.code = code,
                                          .alike = sample->count,
                                          .line = (int64_t)sample->line,
                                          .at_us = sample->at_us};
            put_line(page, line, wl_span_of(sample->text));
            line->locator = keep(page, wl_span_of(sample->locator), &line->locator_len);
            page->line_count++;
        }
    }
    return 0;
}

static int
load_counted(struct wl_page *page, const struct wl_scope *scope, const struct wl_summary *summary,
             const struct wl_report_request *request, struct wl_error *err)
{
    struct wl_report_request wanted = *request;
    struct wl_samples samples = {0};
    int rc;

    if (wanted.samples == 0)
        wanted.samples = WL_PAGE_SAMPLES;
    rc = wl_samples_load(&samples, scope->store, &wanted, err);
    if (rc == 0)
        rc = take_counted(page, &samples, summary, err);
    wl_samples_done(&samples);
    return rc;
}

/* The current row of `page_samples` or `nearby`, if its code can do with one more of that shape. */
static void
take(struct wl_page *page, size_t *taken, size_t code, struct wl_stmt *stmt)
{
    struct wl_page_line *lines = &page->lines[code * WL_PAGE_SAMPLES], *line;
    uint64_t shape;

    if (taken[code] == WL_PAGE_SAMPLES)
        return;
    shape = wl_sample_shape(wl_stmt_text(stmt, 1));
    for (size_t i = 0; i < taken[code]; i++)
        if (lines[i].shape == shape)
            return;
    line = &lines[taken[code]++];
    *line = (struct wl_page_line){
        .code = code, .shape = shape, .line = wl_stmt_int(stmt, 3), .at_us = wl_stmt_int(stmt, 4)};
    put_line(page, line, wl_stmt_text(stmt, 1));
    line->locator = keep(page, wl_stmt_text(stmt, 2), &line->locator_len);
}

static int
take_first_lines(struct wl_page *page, size_t *taken, size_t codes, const struct wl_scope *scope,
                 const struct wl_summary *summary, struct wl_error *err)
{
    int64_t most = ROWS / (page->read ? page->read : 1);
    struct wl_stmt *stmt;
    int rc = wl_scope_prepare_values(&stmt, scope, wl_report_page_samples, NULL, err);

    if (rc < 0)
        return rc;
    wl_stmt_bind_int(stmt, ":since", scope->since_us);
    wl_stmt_bind_int(stmt, ":until", scope->until_us);
    wl_stmt_bind_int(stmt, ":most", most < ROWS_OF_SOURCE ? ROWS_OF_SOURCE : most);
    if (scope->codes.len)
        wl_stmt_bind_text(stmt, ":codes", scope->codes.ptr);
    while ((rc = wl_stmt_step(stmt, err)) == 1) {
        size_t code = wl_page_code(summary, wl_stmt_int(stmt, 0));
        if (code < codes)
            take(page, taken, code, stmt);
    }
    wl_stmt_free(stmt);
    return rc;
}

/* A source, and where in it the time of a code's first line begins. */
struct place {
    int64_t source, offset;
    int64_t time_us, end;
    struct wl_buf locator;
};

static int
find_source(struct place *place, int64_t number, const struct wl_scope *scope, struct wl_error *err)
{
    struct wl_stmt *stmt;
    int rc = wl_scope_prepare_values(&stmt, scope, wl_report_first_met, NULL, err);

    if (rc < 0)
        return rc;
    wl_stmt_bind_int(stmt, ":code", number);
    rc = wl_stmt_step(stmt, err);
    if (rc == 1) {
        place->source = wl_stmt_int(stmt, 0);
        place->time_us = wl_stmt_int(stmt, 1);
        wl_buf_add_span(&place->locator, wl_stmt_text(stmt, 2));
        place->end = wl_stmt_int(stmt, 3);
    }
    wl_stmt_free(stmt);
    return rc;
}

static int
find_offset(struct place *place, const struct wl_scope *scope, struct wl_error *err)
{
    int64_t low = 0, high = place->end;
    int rc = 1;

    while (low < high && rc == 1) {
        int64_t middle = low + (high - low) / 2;
        struct wl_stmt *stmt;
        rc = wl_stmt_prepare(&stmt, scope->store, wl_report_probe, err);
        if (rc < 0)
            return rc;
        wl_stmt_bind_int(stmt, ":from", place->source);
        wl_stmt_bind_int(stmt, ":at", middle);
        rc = wl_stmt_step(stmt, err);
        if (rc == 1 && wl_stmt_int(stmt, 0) < place->time_us)
            low = middle + 1;
        else
            high = middle;
        wl_stmt_free(stmt);
    }
    place->offset = low;
    return rc < 0 ? rc : 0;
}

static int
take_first_met(struct wl_page *page, size_t *taken, size_t code, const struct wl_scope *scope,
               const struct wl_summary *summary, struct wl_error *err)
{
    int64_t number = summary->tables[WL_BY_CODE].rows[code].number;
    struct place place = {0};
    struct wl_stmt *stmt;
    int rc = find_source(&place, number, scope, err);

    if (rc == 1)
        rc = find_offset(&place, scope, err);
    if (rc == 0 && place.source)
        rc = wl_stmt_prepare(&stmt, scope->store, wl_report_nearby, err);
    else
        goto out;
    if (rc < 0)
        goto out;
    wl_stmt_bind_int(stmt, ":from", place.source);
    wl_stmt_bind_int(stmt, ":at", place.offset);
    wl_stmt_bind_int(stmt, ":code", number);
    wl_stmt_bind_text(stmt, ":locator", wl_buf_text(&place.locator));
    rc = wl_stmt_step(stmt, err);
    if (rc == 1)
        take(page, taken, code, stmt);
    wl_stmt_free(stmt);
out:
    page->text.failed = page->text.failed || place.locator.failed;
    wl_buf_done(&place.locator);
    return rc < 0 ? rc : 0;
}

/* Samples have stood apart, room for each code; close the gaps. */
static void
close_ranks(struct wl_page *page, const size_t *taken, size_t codes)
{
    for (size_t code = 0; code < codes; code++)
        for (size_t i = 0; i < taken[code]; i++)
            page->lines[page->line_count++] = page->lines[code * WL_PAGE_SAMPLES + i];
}

int
wl_page_load_samples(struct wl_page *page, const struct wl_scope *scope,
                     const struct wl_summary *summary, const struct wl_report_request *request,
                     struct wl_error *err)
{
    size_t codes = summary->tables[WL_BY_CODE].count;
    size_t taken[CODES] = {0};
    int rc;

    if (request->samples > 0 || scope->rows || summary->total <= FEW)
        return load_counted(page, scope, summary, request, err);
    if (codes > CODES)
        codes = CODES;
    page->lines = calloc(codes * WL_PAGE_SAMPLES + 1, sizeof *page->lines);
    if (!page->lines)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    rc = take_first_lines(page, taken, codes, scope, summary, err);
    for (size_t code = 0; code < codes && rc == 0 && wl_scope_has_values(scope); code++)
        if (taken[code] == 0)
            rc = take_first_met(page, taken, code, scope, summary, err);
    close_ranks(page, taken, codes);
    return rc;
}
