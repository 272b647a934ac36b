/*
 * Tables for tickets and wikis. Text from logs stays text there: whatever Markdown or HTML would
 * read as markup is escaped, and a table's row is one line whatever the log holds.
 */
#include "report/diagnose_write.h"
#include "report/formats.h"

#include "base/utf8.h"
#include "report/pairs.h"
#include "report/phrase.h"
#include "report/samples.h"

#include <string.h>

enum { USUAL_TOP = 10, USUAL_ROWS = 100 };

static void
inert(struct wl_buf *out, struct wl_span text)
{
    struct wl_buf safe;

    wl_buf_init(&safe);
    wl_utf8_add_escaped(&safe, text);
    for (size_t i = 0; i < safe.len; i++) {
        char c = safe.ptr[i];
        if (c == '<' || c == '>' || c == '&') {
            wl_buf_add_text(out, c == '<' ? "&lt;" : c == '>' ? "&gt;" : "&amp;");
            continue;
        }
        if (strchr("\\|`*[]~$", c))
            wl_buf_add_char(out, '\\');
        wl_buf_add_char(out, c);
    }
    out->failed = out->failed || safe.failed;
    wl_buf_done(&safe);
}

/* A phrase in a line of its own; given back empty. */
static void
item(struct wl_buf *out, const char *name, struct wl_buf *phrase)
{
    wl_buf_addf(out, "- %s: ", name);
    inert(out, wl_buf_span(phrase));
    wl_buf_add_char(out, '\n');
    out->failed = out->failed || phrase->failed;
    wl_buf_clear(phrase);
}

static void
item_text(struct wl_buf *out, const char *name, const char *text)
{
    if (!text)
        return;
    wl_buf_addf(out, "- %s: ", name);
    inert(out, wl_span_of(text));
    wl_buf_add_char(out, '\n');
}

static void
header(struct wl_buf *out, const struct wl_summary *summary,
       const struct wl_report_request *request)
{
    struct wl_buf phrase;

    wl_buf_init(&phrase);
    wl_buf_add_text(out, "# Winsock errors\n\n");
    item_text(out, "case", request->case_name);
    item_text(out, "source", request->source);
    item_text(out, "host", request->host);
    item_text(out, "peer", request->peer);
    item_text(out, "level", request->level);
    for (size_t i = 0; i < request->code_count; i++)
        wl_buf_addf(&phrase, "%s%u", i ? ", " : "", (unsigned)request->codes[i]);
    if (phrase.len)
        item(out, "code", &phrase);
    if (request->has_since && (request->has_until || summary->total > 0)) {
        wl_phrase_span(&phrase, request->since_us,
                       request->has_until ? request->until_us : summary->last_us);
        item(out, "span", &phrase);
    } else if (summary->total > 0) {
        wl_phrase_span(&phrase, summary->first_us,
                       request->has_until ? request->until_us : summary->last_us);
        item(out, "span", &phrase);
    }
    if (summary->total > 0) {
        wl_phrase_found(&phrase, summary);
        item(out, "found", &phrase);
        wl_phrase_times(&phrase, summary);
        item(out, "times", &phrase);
        wl_phrase_patterns(&phrase, summary);
        if (phrase.len > 0)
            item(out, "patterns", &phrase);
    }
    if (summary->gaps->count > 0) {
        wl_phrase_gaps(&phrase, summary->gaps);
        item(out, "gaps", &phrase);
    }
    wl_buf_done(&phrase);
}

static void
nothing(struct wl_buf *out, const struct wl_summary *summary,
        const struct wl_report_request *request)
{
    struct wl_buf phrase;

    wl_buf_init(&phrase);
    wl_phrase_nothing(&phrase, summary, request);
    wl_buf_add_char(out, '\n');
    inert(out, wl_buf_span(&phrase));
    wl_buf_clear(&phrase);
    wl_phrase_command(&phrase, summary, request);
    wl_buf_add_text(out, ":\n\n    ");
    wl_utf8_add_escaped(out, wl_buf_span(&phrase));
    wl_buf_add_char(out, '\n');
    out->failed = out->failed || phrase.failed;
    wl_buf_done(&phrase);
}

static void
tail_cells(struct wl_buf *out, int64_t count, int64_t first_us, int64_t last_us)
{
    wl_buf_addf(out, " | %lld | ", (long long)count);
    wl_phrase_local(out, first_us);
    wl_buf_add_text(out, " | ");
    wl_phrase_local(out, last_us);
}

/* What the limit cut off, so that the table still adds up. */
static void
rest_row(struct wl_buf *out, const char *words, int64_t rows, int64_t count, const char *gap)
{
    if (rows > 0)
        wl_buf_addf(out, "| %lld %s%s | %lld | | |%s\n", (long long)rows, words, gap,
                    (long long)count, *gap ? " |" : "");
}

static void
codes(struct wl_buf *out, const struct wl_report_table *table, bool noise, size_t limit)
{
    int64_t rest = 0, rest_rows = 0;
    size_t shown = 0;

    for (size_t i = 0; i < table->count; i++) {
        const struct wl_report_row *row = &table->rows[i];
        if ((row->code && row->code->noise) != noise)
            continue;
        if (shown == limit) {
            rest += row->count;
            rest_rows++;
            continue;
        }
        if (shown++ == 0)
            wl_buf_addf(out,
                        "\n## %s\n\n| name | code | count | first | last | meaning |\n"
                        "| --- | ---: | ---: | --- | --- | --- |\n",
                        noise ? "Normal noise" : "Codes");
        wl_buf_add_text(out, "| ");
        inert(out, wl_span_of(row->code ? row->code->name : "(unknown)"));
        wl_buf_addf(out, " | %u", (unsigned)row->number);
        tail_cells(out, row->count, row->first_us, row->last_us);
        wl_buf_add_text(out, " | ");
        inert(out, wl_span_of(row->code ? row->code->summary : ""));
        wl_buf_add_text(out, " |\n");
    }
    rest_row(out, "more", rest_rows, rest, " |");
}

static void
key_row(struct wl_buf *out, const struct wl_summary *summary, enum wl_by_id by,
        const struct wl_report_row *row)
{
    struct wl_buf label;

    wl_buf_init(&label);
    wl_buf_add_text(out, "| ");
    wl_phrase_key(&label, summary, by, row);
    inert(out, wl_buf_span(&label));
    tail_cells(out, row->count, row->first_us, row->last_us);
    wl_buf_add_text(out, " |\n");
    out->failed = out->failed || label.failed;
    wl_buf_done(&label);
}

static void
keys(struct wl_buf *out, const struct wl_summary *summary, enum wl_by_id by, size_t limit)
{
    const struct wl_report_table *table = &summary->tables[by];
    size_t named = table->count - wl_table_has_unknown(table);
    size_t shown = named < limit ? named : limit;
    int64_t rest = 0;

    wl_buf_addf(out, "\n## By %s\n\n| %s | count | first | last |\n| --- | ---: | --- | --- |\n",
                wl_bys[by].name, wl_bys[by].name);
    for (size_t i = 0; i < shown; i++)
        key_row(out, summary, by, &table->rows[i]);
    for (size_t i = shown; i < named; i++)
        rest += table->rows[i].count;
    rest_row(out, "more", (int64_t)(named - shown), rest, "");
    if (named < table->count)
        key_row(out, summary, by, &table->rows[named]);
}

static void
pairs_table(struct wl_buf *out, const struct wl_pairs *pairs, size_t limit)
{
    const char *first = wl_bys[pairs->by[0]].name, *second = wl_bys[pairs->by[1]].name;
    int64_t rest = 0;

    wl_buf_addf(out,
                "\n## By %s and %s\n\n| %s | %s | count | first | last |\n"
                "| --- | --- | ---: | --- | --- |\n",
                first, second, first, second);
    for (size_t i = 0; i < pairs->count; i++) {
        const struct wl_pair *row = &pairs->rows[i];

        if (i >= limit) {
            rest += row->count;
            continue;
        }
        for (size_t which = 0; which < 2; which++) {
            wl_buf_add_text(out, "| ");
            inert(out, wl_pair_key(pairs, row, which));
            wl_buf_add_char(out, ' ');
        }
        out->len--;
        tail_cells(out, row->count, row->first_us, row->last_us);
        wl_buf_add_text(out, " |\n");
    }
    if (rest > 0)
        wl_buf_addf(out, "| %zu more | | %lld | | |\n", pairs->count - limit, (long long)rest);
}

static void
samples_list(struct wl_buf *out, const struct wl_samples *samples)
{
    wl_buf_add_text(out, "\n## Lines\n");
    for (size_t i = 0; i < samples->count; i++) {
        const struct wl_sample *sample = samples->list[i];
        const struct wl_code *code = wl_code_by_number(sample->code);

        if (i == 0 || samples->list[i - 1]->code != sample->code)
            wl_buf_addf(out, "\n%s %u\n\n", code ? code->name : "code", (unsigned)sample->code);
        wl_buf_addf(out, "- %lld x, last in ", (long long)sample->count);
        inert(out, wl_span_of(sample->locator));
        wl_buf_addf(out, ":%llu: ", (unsigned long long)sample->line);
        inert(out, wl_span_of(sample->text));
        wl_buf_add_char(out, '\n');
    }
}

void
wl_report_markdown(struct wl_buf *out, const struct wl_summary *summary,
                   const struct wl_report_request *request)
{
    enum wl_by_id by = wl_report_by(request);
    size_t all = wl_report_limit(request, USUAL_ROWS), top = wl_report_limit(request, USUAL_TOP);

    header(out, summary, request);
    if (summary->total == 0) {
        nothing(out, summary, request);
    } else if (summary->pairs) {
        pairs_table(out, summary->pairs, all);
    } else if (by != WL_BYS && by != WL_BY_CODE) {
        keys(out, summary, by, all);
    } else {
        codes(out, &summary->tables[WL_BY_CODE], false, all);
        codes(out, &summary->tables[WL_BY_CODE], true, all);
        if (by == WL_BYS && summary->tables[WL_BY_SOURCE].count > 1)
            keys(out, summary, WL_BY_SOURCE, top);
        if (by == WL_BYS && summary->tables[WL_BY_PEER].count > 1)
            keys(out, summary, WL_BY_PEER, top);
        if (by == WL_BYS && summary->tables[WL_BY_CALL].count > 1)
            keys(out, summary, WL_BY_CALL, top);
    }
    if (summary->diagnoses)
        wl_diagnoses_markdown(out, summary->diagnoses, inert);
    if (summary->samples && summary->total > 0)
        samples_list(out, summary->samples);
}
