/*
 * The report for a terminal: a header, codes with their timeline, normal noise apart below, then
 * who and where. One screen by default; no line is wider than the request says, except a command
 * that has to be exact. Widths are settled once a table, then every row follows them.
 */
#include "report/diagnose_write.h"
#include "report/formats.h"
#include "report/grid.h"
#include "report/layout.h"
#include "report/pairs_text.h"
#include "report/phrase.h"

#include <string.h>

enum {
    LABEL = 10,      /* columns of the header's labels */
    USUAL_CODES = 8, /* rows that fit one screen */
    USUAL_NOISE = 2,
    USUAL_TOP = 3,
    USUAL_ROWS = 40, /* of the only table */
    WIDTH = 80,      /* where nobody says */
    MIN_WIDTH = 40,
};

static void
label(struct wl_layout *layout, const char *text)
{
    wl_layout_text(layout, text, LABEL, WL_FIT_LEFT, WL_TONE_DIM);
}

/* A line of the header; the phrase is wrapped and given back empty. */
static void
header_line(struct wl_layout *layout, const char *name, struct wl_buf *phrase, enum wl_tone tone)
{
    label(layout, name);
    wl_layout_wrap(layout, wl_buf_text(phrase), LABEL, tone);
    wl_layout_end(layout);
    layout->out->failed = layout->out->failed || phrase->failed;
    wl_buf_clear(phrase);
}

static void
header_filters(struct wl_layout *layout, const struct wl_report_request *request)
{
    const struct {
        const char *name, *value;
    } filters[] = {{"case", request->case_name},
                   {"source", request->source},
                   {"host", request->host},
                   {"peer", request->peer},
                   {"level", request->level}};
    struct wl_buf phrase;

    wl_buf_init(&phrase);
    for (size_t i = 0; i < sizeof filters / sizeof *filters; i++) {
        if (!filters[i].value)
            continue;
        label(layout, filters[i].name);
        wl_layout_text(layout, filters[i].value, layout->width - LABEL, WL_FIT_LEFT, WL_TONE_PLAIN);
        wl_layout_end(layout);
    }
    for (size_t i = 0; i < request->code_count; i++)
        wl_buf_addf(&phrase, "%s%u", i ? ", " : "", (unsigned)request->codes[i]);
    if (request->code_count)
        header_line(layout, "code", &phrase, WL_TONE_PLAIN);
    wl_buf_done(&phrase);
}

/* The span asked for; where it is open, the one found, if anything was. */
static void
header_span(struct wl_layout *layout, const struct wl_summary *summary,
            const struct wl_report_request *request)
{
    bool since = request->has_since || summary->total > 0;
    bool until = request->has_until || summary->total > 0;
    int64_t from_us = request->has_since ? request->since_us : summary->first_us;
    int64_t to_us = request->has_until ? request->until_us : summary->last_us;
    struct wl_buf phrase;

    wl_buf_init(&phrase);
    if (since && until) {
        wl_phrase_span(&phrase, from_us, to_us);
    } else if (since || until) {
        wl_buf_add_text(&phrase, since ? "since " : "until ");
        wl_phrase_moment(&phrase, since ? from_us : to_us);
    }
    if (since || until)
        header_line(layout, "span", &phrase, WL_TONE_PLAIN);
    wl_buf_done(&phrase);
}

static void
header(struct wl_layout *layout, const struct wl_summary *summary,
       const struct wl_report_request *request)
{
    struct wl_buf phrase;

    wl_buf_init(&phrase);
    label(layout, "database");
    wl_layout_cell(layout, wl_buf_span(&summary->database), layout->width - LABEL, WL_FIT_TAIL,
                   WL_TONE_PLAIN);
    wl_layout_end(layout);
    header_filters(layout, request);
    header_span(layout, summary, request);
    if (summary->total > 0) {
        wl_phrase_found(&phrase, summary);
        header_line(layout, "found", &phrase, WL_TONE_BOLD);
        wl_phrase_times(&phrase, summary);
        header_line(layout, "times", &phrase, WL_TONE_PLAIN);
    }
    if (summary->gaps->count > 0) {
        wl_phrase_gaps(&phrase, summary->gaps);
        header_line(layout, "gaps", &phrase, WL_TONE_PLAIN);
    }
    if (summary->pattern_sets > 1) {
        wl_phrase_patterns(&phrase, summary);
        header_line(layout, "patterns", &phrase, WL_TONE_PLAIN);
    }
    wl_buf_done(&phrase);
}

/* A command may not be cut, so it goes on in a further line, as a shell reads it. */
static void
put_command(struct wl_layout *layout, const char *command)
{
    const char *rest = command, *cut;
    struct wl_buf part;

    wl_buf_init(&part);
    wl_layout_space(layout, 2);
    while (*rest) {
        cut = strstr(rest + 1, " --");
        wl_buf_add(&part, rest, cut ? (size_t)(cut - rest) : strlen(rest));
        if (rest != command && layout->column + part.len + 2 > layout->width) {
            wl_layout_put(layout, " \\", WL_TONE_PLAIN);
            wl_layout_end(layout);
            wl_layout_space(layout, 5);
        }
        wl_layout_put(layout, wl_buf_text(&part), WL_TONE_BOLD);
        wl_buf_clear(&part);
        rest = cut ? cut : "";
    }
    wl_layout_end(layout);
    layout->out->failed = layout->out->failed || part.failed;
    wl_buf_done(&part);
}

static void
nothing(struct wl_layout *layout, const struct wl_summary *summary,
        const struct wl_report_request *request)
{
    struct wl_buf phrase;

    wl_buf_init(&phrase);
    wl_phrase_nothing(&phrase, summary, request);
    wl_buf_add_char(&phrase, ':');
    header_line(layout, "found", &phrase, WL_TONE_PLAIN);
    wl_layout_end(layout);
    wl_phrase_command(&phrase, summary, request);
    put_command(layout, wl_buf_text(&phrase));
    if (summary->there == 0)
        put_command(layout, "cat FILE | wsalog annotate");
    layout->out->failed = layout->out->failed || phrase.failed;
    wl_buf_done(&phrase);
}

static void
codes(struct wl_layout *layout, const struct wl_summary *summary,
      const struct wl_report_request *request, size_t usual, size_t usual_noise)
{
    struct wl_grid grid;

    wl_grid_for_codes(&grid, layout, summary);
    wl_grid_codes(&grid, false, wl_report_limit(request, usual));
    wl_grid_codes(&grid, true, wl_report_limit(request, usual_noise));
}

static void
table(struct wl_layout *layout, const struct wl_summary *summary, enum wl_by_id by, size_t limit)
{
    struct wl_grid grid;

    wl_grid_for_keys(&grid, layout, summary, by);
    wl_grid_keys(&grid, limit);
}

void
wl_report_text(struct wl_buf *out, const struct wl_summary *summary,
               const struct wl_report_request *request)
{
    struct wl_layout layout = {
        .out = out,
        .width = request->width == 0          ? WIDTH
                 : request->width < MIN_WIDTH ? MIN_WIDTH
                                              : request->width,
        .utf8 = request->utf8,
        .color = request->color,
    };
    enum wl_by_id by = wl_report_by(request);

    header(&layout, summary, request);
    if (summary->total == 0) {
        nothing(&layout, summary, request);
    } else if (summary->pairs) {
        wl_pairs_text(&layout, summary, wl_report_limit(request, USUAL_ROWS));
    } else if (by == WL_BY_CODE) {
        codes(&layout, summary, request, USUAL_ROWS, USUAL_ROWS);
    } else if (by != WL_BYS) {
        table(&layout, summary, by, wl_report_limit(request, USUAL_ROWS));
    } else {
        codes(&layout, summary, request, USUAL_CODES, USUAL_NOISE);
        if (summary->tables[WL_BY_SOURCE].count > 1)
            table(&layout, summary, WL_BY_SOURCE, wl_report_limit(request, USUAL_TOP));
        if (summary->tables[WL_BY_PEER].count > 1)
            table(&layout, summary, WL_BY_PEER, wl_report_limit(request, USUAL_TOP));
        if (summary->tables[WL_BY_CALL].count > 1)
            table(&layout, summary, WL_BY_CALL, wl_report_limit(request, USUAL_TOP));
    }
    if (summary->diagnoses)
        wl_diagnoses_text(&layout, summary->diagnoses);
    if (summary->samples && summary->total > 0)
        wl_samples_text(&layout, summary->samples);
}
