/*
 * One JSON object, a row of a table a line. Members are only ever added; what is unknown is left
 * out, so that there are no nulls; times are RFC 3339 UTC; the bytes are valid UTF-8.
 */
#include "report/diagnose_write.h"
#include "report/formats.h"

#include "base/civil.h"
#include "base/utf8.h"
#include "report/pairs.h"
#include "report/phrase.h"
#include "report/samples.h"

static void
member_time(struct wl_buf *out, const char *name, int64_t instant_us)
{
    wl_buf_addf(out, "\"%s\": \"", name);
    wl_civil_add_rfc3339(out, instant_us);
    wl_buf_add_char(out, '"');
}

/* A comma follows; nothing at all for empty text. */
static void
member_text(struct wl_buf *out, const char *name, struct wl_span text)
{
    if (text.len == 0)
        return;
    wl_buf_addf(out, "\"%s\": ", name);
    wl_utf8_add_json(out, text);
    wl_buf_add_text(out, ", ");
}

static void
members_of_code(struct wl_buf *out, const struct wl_report_row *row)
{
    wl_buf_addf(out, "\"code\": %u, ", (unsigned)row->number);
    if (!row->code)
        return;
    member_text(out, "name", wl_span_of(row->code->name));
    member_text(out, "summary", wl_span_of(row->code->summary));
    member_text(out, "severity", wl_span_of(wl_severity_name(row->code->severity)));
}

/* Hours and minutes are instants, days are dates. */
static bool
is_clock(enum wl_by_id by)
{
    return by == WL_BY_HOUR || by == WL_BY_MINUTE;
}

static void
row_object(struct wl_buf *out, enum wl_by_id by, const struct wl_report_table *table,
           const struct wl_report_row *row)
{
    wl_buf_add_char(out, '{');
    if (by == WL_BY_CODE)
        members_of_code(out, row);
    else if (by == WL_BY_PEER)
        member_text(out, "peer_address", wl_table_key(table, row));
    else if (!is_clock(by))
        member_text(out, wl_bys[by].name, wl_table_key(table, row));
    if (wl_bys[by].unit_us) {
        member_time(out, is_clock(by) ? wl_bys[by].name : "begins", row->start_us);
        wl_buf_add_text(out, ", ");
    }
    member_text(out, "host", by == WL_BY_SOURCE ? wl_table_host(table, row) : wl_span_of(""));
    if (row->port)
        wl_buf_addf(out, "\"peer_port\": %u, ", (unsigned)row->port);
    if (by == WL_BY_PEER)
        wl_buf_addf(out, "\"ports\": %lld, ", (long long)row->parts);
    if (by == WL_BY_SOURCE)
        wl_buf_addf(out, "\"contents\": %lld, ", (long long)row->parts);
    wl_buf_addf(out, "\"count\": %lld, ", (long long)row->count);
    member_time(out, "first", row->first_us);
    wl_buf_add_text(out, ", ");
    member_time(out, "last", row->last_us);
    if (by == WL_BY_CODE)
        wl_buf_addf(out, ", \"noise\": %s", row->code && row->code->noise ? "true" : "false");
    wl_buf_add_char(out, '}');
}

static void
member_table(struct wl_buf *out, const char *name, const struct wl_summary *summary,
             enum wl_by_id by, size_t limit)
{
    const struct wl_report_table *table = &summary->tables[by];

    wl_buf_addf(out, "  \"%s\": [", name);
    for (size_t i = 0; i < table->count && i < limit; i++) {
        wl_buf_add_text(out, i ? ",\n    " : "\n    ");
        row_object(out, by, table, &table->rows[i]);
    }
    wl_buf_add_text(out, table->count && limit ? "\n  ],\n" : "],\n");
}

/* Open ends of the request are filled with the first and last occurrence, if there is any. */
static void
member_span(struct wl_buf *out, const struct wl_summary *summary,
            const struct wl_report_request *request)
{
    bool since = request->has_since || summary->total > 0;
    bool until = request->has_until || summary->total > 0;

    wl_buf_add_text(out, "  \"span\": {");
    if (since)
        member_time(out, "since", request->has_since ? request->since_us : summary->first_us);
    wl_buf_add_text(out, since && until ? ", " : "");
    if (until)
        member_time(out, "until", request->has_until ? request->until_us : summary->last_us);
    wl_buf_add_text(out, "},\n");
}

/* What there is where nothing was found; left out if something was, or the database is empty. */
static void
member_available(struct wl_buf *out, const struct wl_summary *summary,
                 const struct wl_report_request *request)
{
    struct wl_buf command;

    if (summary->there == 0)
        return;
    wl_buf_init(&command);
    wl_phrase_command(&command, summary, request);
    wl_buf_addf(out, "  \"available\": {\"count\": %lld, ", (long long)summary->there);
    member_text(out, "command", wl_buf_span(&command));
    member_time(out, "first", summary->there_first_us);
    wl_buf_add_text(out, ", ");
    member_time(out, "last", summary->there_last_us);
    wl_buf_add_text(out, "},\n");
    out->failed = out->failed || command.failed;
    wl_buf_done(&command);
}

static void
member_pair_key(struct wl_buf *out, const struct wl_pairs *pairs, const struct wl_pair *row,
                size_t which)
{
    const char *name = wl_bys[pairs->by[which]].name;

    if (is_clock(pairs->by[which])) {
        member_time(out, name, row->order[which]);
        wl_buf_add_text(out, ", ");
    } else if (pairs->by[which] == WL_BY_CODE) {
        wl_buf_addf(out, "\"code\": %lld, ", (long long)row->order[which]);
    } else {
        member_text(out, pairs->by[which] == WL_BY_PEER ? "peer_address" : name,
                    wl_pair_key(pairs, row, which));
    }
}

static void
member_pairs(struct wl_buf *out, const struct wl_pairs *pairs, size_t limit)
{
    wl_buf_addf(out, "  \"by\": \"%s,%s\",\n  \"rows\": [", wl_bys[pairs->by[0]].name,
                wl_bys[pairs->by[1]].name);
    for (size_t i = 0; i < pairs->count && i < limit; i++) {
        const struct wl_pair *row = &pairs->rows[i];

        wl_buf_add_text(out, i ? ",\n    {" : "\n    {");
        member_pair_key(out, pairs, row, 0);
        member_pair_key(out, pairs, row, 1);
        wl_buf_addf(out, "\"count\": %lld, ", (long long)row->count);
        member_time(out, "first", row->first_us);
        wl_buf_add_text(out, ", ");
        member_time(out, "last", row->last_us);
        wl_buf_add_char(out, '}');
    }
    wl_buf_add_text(out, pairs->count && limit ? "\n  ],\n" : "],\n");
}

static void
member_samples(struct wl_buf *out, const struct wl_samples *samples)
{
    wl_buf_add_text(out, "  \"samples\": [");
    for (size_t i = 0; i < samples->count; i++) {
        const struct wl_sample *sample = samples->list[i];

        wl_buf_addf(out, "%s{\"code\": %u, \"count\": %lld, ", i ? ",\n    " : "\n    ",
                    (unsigned)sample->code, (long long)sample->count);
        member_text(out, "source", wl_span_of(sample->locator));
        wl_buf_addf(out, "\"line\": %llu, ", (unsigned long long)sample->line);
        member_time(out, "time", sample->at_us);
        wl_buf_add_text(out, ", \"id\": \"");
        for (size_t k = 0; k < WL_ID_SIZE; k++)
            wl_buf_addf(out, "%02x", sample->id[k]);
        wl_buf_add_text(out, "\", \"text\": ");
        wl_utf8_add_json(out, wl_span_of(sample->text));
        wl_buf_add_char(out, '}');
    }
    wl_buf_add_text(out, samples->count ? "\n  ],\n" : "],\n");
}

/* All of them are counted, the first ones named. */
static void
member_gaps(struct wl_buf *out, const struct wl_gaps *gaps)
{
    wl_buf_addf(out, "  \"gap_count\": %lld,\n  \"gaps\": [", (long long)gaps->count);
    for (size_t i = 0; i < gaps->named; i++) {
        wl_buf_addf(out, "%s\n    {", i ? "," : "");
        member_text(out, "source", wl_span_of(gaps->list[i].locator));
        wl_buf_addf(out, "\"verdict\": \"%s\", \"reason\": ", gaps->list[i].verdict);
        wl_utf8_add_json(out, wl_span_of(gaps->list[i].reason));
        wl_buf_add_char(out, '}');
    }
    wl_buf_add_text(out, gaps->named ? "\n  ],\n" : "],\n");
}

void
wl_report_json(struct wl_buf *out, const struct wl_summary *summary,
               const struct wl_report_request *request)
{
    size_t limit = wl_report_limit(request, WL_REPORT_ALL);
    enum wl_by_id by = wl_report_by(request);

    wl_buf_add_text(out, "{\n");
    member_span(out, summary, request);
    wl_buf_addf(out, "  \"total\": %lld,\n  \"folded\": %lld,\n  \"ignored\": %lld,\n",
                (long long)summary->total, (long long)summary->folded, (long long)summary->ignored);
    wl_buf_addf(out,
                "  \"times\": {\"line\": %lld, \"inherited\": %lld, \"file\": %lld, "
                "\"absent\": %lld},\n",
                (long long)summary->from_line, (long long)summary->inherited,
                (long long)summary->from_file, (long long)summary->undated);
    wl_buf_addf(out,
                "  \"times_assumed\": {\"zone\": %lld, \"year\": %lld, \"day-order\": %lld, "
                "\"date\": %lld},\n",
                (long long)summary->assumed[0], (long long)summary->assumed[1],
                (long long)summary->assumed[2], (long long)summary->assumed[3]);
    wl_buf_addf(out, "  \"pattern_sets\": %lld,\n", (long long)summary->pattern_sets);
    member_gaps(out, summary->gaps);
    member_available(out, summary, request);
    member_table(out, "codes", summary, WL_BY_CODE, limit);
    member_table(out, "sources", summary, WL_BY_SOURCE, limit);
    member_table(out, "days", summary, WL_BY_DAY, limit);
    member_table(out, "peers", summary, WL_BY_PEER, limit);
    member_table(out, "calls", summary, WL_BY_CALL, limit);
    if (summary->pairs)
        member_pairs(out, summary->pairs, limit);
    if (summary->samples)
        member_samples(out, summary->samples);
    if (by != WL_BYS) {
        wl_buf_addf(out, "  \"by\": \"%s\",\n", wl_bys[by].name);
        member_table(out, "rows", summary, by, limit);
    }
    wl_diagnoses_json(out, summary->diagnoses);
    wl_buf_add_text(out, "}\n");
}
