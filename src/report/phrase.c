/*
 * Sentences are plain text with log-derived parts unescaped: the writer that prints them escapes.
 */
#include "report/phrase.h"

#include "base/civil.h"

#include <stdlib.h>
#include <string.h>

void
wl_phrase_local(struct wl_buf *out, int64_t instant_us)
{
    struct wl_civil civil;

    wl_civil_from_instant(instant_us, &civil, NULL);
    wl_buf_addf(out, "%04d-%02d-%02d %02d:%02d:%02d", (int)civil.year, civil.month, civil.day,
                civil.hour, civil.minute, civil.second);
}

static int
zone_at(int64_t instant_us)
{
    struct wl_civil civil;
    int minutes;

    wl_civil_from_instant(instant_us, &civil, &minutes);
    return minutes;
}

static void
add_offset(struct wl_buf *out, int minutes, const char *zero)
{
    if (minutes == 0)
        wl_buf_add_text(out, zero);
    else
        wl_buf_addf(out, "%c%02d:%02d", minutes < 0 ? '-' : '+', abs(minutes) / 60,
                    abs(minutes) % 60);
}

void
wl_phrase_moment(struct wl_buf *out, int64_t instant_us)
{
    wl_phrase_local(out, instant_us);
    wl_buf_add_char(out, ' ');
    add_offset(out, zone_at(instant_us), "UTC");
}

void
wl_phrase_span(struct wl_buf *out, int64_t from_us, int64_t to_us)
{
    if (zone_at(from_us) == zone_at(to_us))
        wl_phrase_local(out, from_us);
    else
        wl_phrase_moment(out, from_us);
    wl_buf_add_text(out, " to ");
    wl_phrase_moment(out, to_us);
}

void
wl_phrase_count(struct wl_buf *out, int64_t count, const char *singular, const char *plural)
{
    wl_buf_addf(out, "%lld %s%s", (long long)count, count == 1 || !plural ? singular : plural,
                count != 1 && !plural ? "s" : "");
}

void
wl_phrase_found(struct wl_buf *out, const struct wl_summary *summary)
{
    wl_phrase_count(out, summary->total, "occurrence", NULL);
    wl_buf_add_text(out, " of ");
    wl_phrase_count(out, summary->codes, "code", NULL);
    wl_buf_add_text(out, " in ");
    wl_phrase_count(out, summary->sources, "source", NULL);
    if (summary->hosts > 0) {
        wl_buf_add_text(out, " on ");
        wl_phrase_count(out, summary->hosts, "host", NULL);
    }
    if (summary->folded > 0) {
        wl_buf_add_text(out, "; ");
        wl_phrase_count(out, summary->folded, "repeat", NULL);
        wl_buf_add_text(out, " folded");
    }
    if (summary->ignored > 0)
        wl_buf_addf(out, "; %lld ignored as known", (long long)summary->ignored);
}

void
wl_phrase_patterns(struct wl_buf *out, const struct wl_summary *summary)
{
    if (summary->pattern_sets < 2)
        return;
    wl_buf_addf(out,
                "%lld pattern sets found these rows, so counts may differ for that reason; "
                "'wsalog scan --rescan PATH' makes it one",
                (long long)summary->pattern_sets);
}

void
wl_phrase_times(struct wl_buf *out, const struct wl_summary *summary)
{
    const struct {
        int64_t count;
        const char *words;
    } kinds[] = {
        {summary->from_line, "from the line"},
        {summary->inherited, "from its record"},
        {summary->from_file, "from the file"},
        {summary->undated, "unknown (date of the file, else of reading, stands in)"},
    };
    static const char *const doubts[] = {"zone", "year", "day order", "date"};
    const char *gap = "";

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i].count == 0)
            continue;
        if (kinds[i].count == summary->total)
            wl_buf_addf(out, "all %s", kinds[i].words);
        else
            wl_buf_addf(out, "%s%lld %s", gap, (long long)kinds[i].count, kinds[i].words);
        gap = ", ";
    }
    gap = "; assumed ";
    for (size_t i = 0; i < 4; i++) {
        if (summary->assumed[i] == 0)
            continue;
        wl_buf_addf(out, "%s%s for %lld", gap, doubts[i], (long long)summary->assumed[i]);
        gap = ", ";
    }
}

void
wl_phrase_gaps(struct wl_buf *out, const struct wl_gaps *gaps)
{
    enum { NAMED = 3 };

    wl_phrase_count(out, gaps->count, "file", NULL);
    wl_buf_add_text(out, " not read, or not to the end: ");
    for (size_t i = 0; i < gaps->named && i < NAMED; i++)
        wl_buf_addf(out, "%s%s (%s)", i ? ", " : "", gaps->list[i].locator, gaps->list[i].reason);
    if (gaps->count > NAMED)
        wl_buf_addf(out, " and %lld more", (long long)gaps->count - NAMED);
}

static void
add_peer(struct wl_buf *out, struct wl_span address, const struct wl_report_row *row)
{
    bool brackets = row->port && memchr(address.ptr, ':', address.len); /* IPv6 */

    wl_buf_add_text(out, brackets ? "[" : "");
    wl_buf_add_span(out, address);
    wl_buf_add_text(out, brackets ? "]" : "");
    if (row->port)
        wl_buf_addf(out, ":%u", (unsigned)row->port);
    else if (row->parts > 1)
        wl_buf_addf(out, " (%lld ports)", (long long)row->parts);
}

void
wl_phrase_key(struct wl_buf *out, const struct wl_summary *summary, enum wl_by_id by,
              const struct wl_report_row *row)
{
    struct wl_span key = wl_table_key(&summary->tables[by], row);
    struct wl_span host = wl_table_host(&summary->tables[by], row);

    if (key.len == 0)
        wl_buf_add_text(out, "(unknown)");
    else if (by == WL_BY_SOURCE && wl_span_equal(key, wl_span_of("-")))
        wl_buf_add_text(out, "(standard input)");
    else if (by == WL_BY_PEER)
        add_peer(out, key, row);
    else
        wl_buf_add_span(out, key);
    if (host.len && summary->hosts > 1) {
        wl_buf_add_text(out, " on ");
        wl_buf_add_span(out, host);
    }
}

static bool
has_filters(const struct wl_report_request *request)
{
    return request->source || request->case_name || request->code_count || request->host ||
           request->peer || request->level || request->ignore;
}

static void
add_filter(struct wl_buf *out, bool given, const char *option, const char **gap)
{
    if (!given)
        return;
    wl_buf_add_text(out, *gap);
    wl_buf_add_text(out, option);
    *gap = " and ";
}

static void
add_there(struct wl_buf *out, const struct wl_summary *summary)
{
    wl_phrase_count(out, summary->there, "occurrence", NULL);
    wl_buf_add_text(out, " from ");
    wl_phrase_span(out, summary->there_first_us, summary->there_last_us);
}

void
wl_phrase_nothing(struct wl_buf *out, const struct wl_summary *summary,
                  const struct wl_report_request *request)
{
    if (summary->there == 0) {
        wl_buf_add_text(out, "nothing: the database has no occurrences yet");
        if (summary->sources_read > 0) {
            wl_buf_add_text(out, "; no Winsock error is reported in ");
            wl_phrase_count(out, summary->sources_read, "source", NULL);
            wl_buf_add_text(out, " read so far");
        }
    } else if (summary->filters_fail && has_filters(request)) {
        const char *gap = "nothing for ";
        add_filter(out, request->source != NULL, "--source", &gap);
        add_filter(out, request->case_name != NULL, "--case", &gap);
        add_filter(out, request->code_count > 0, "--code", &gap);
        add_filter(out, request->host != NULL, "--host", &gap);
        add_filter(out, request->peer != NULL, "--peer", &gap);
        add_filter(out, request->level != NULL, "--level", &gap);
        add_filter(out, request->ignore != NULL, "--ignore", &gap);
        wl_buf_add_text(out, "; without that the database has ");
        add_there(out, summary);
    } else {
        wl_buf_add_text(out, "nothing in this span; ");
        wl_buf_add_text(out,
                        has_filters(request) ? "outside of it there are " : "the database has ");
        add_there(out, summary);
    }
}

static void
add_quoted(struct wl_buf *out, const char *text)
{
    wl_buf_add_char(out, '\'');
    for (; *text; text++) {
        if (*text == '\'')
            wl_buf_add_text(out, "'\\''");
        else
            wl_buf_add_char(out, *text);
    }
    wl_buf_add_char(out, '\'');
}

static void
add_option(struct wl_buf *out, const char *option, const char *value)
{
    if (!value)
        return;
    wl_buf_addf(out, " %s ", option);
    add_quoted(out, value);
}

/* RFC 3339 with the local offset, to the second, so that it names the same instant in every zone.
 */
static void
add_since(struct wl_buf *out, int64_t instant_us)
{
    struct wl_civil civil;
    int minutes;

    wl_civil_from_instant(instant_us, &civil, &minutes);
    wl_buf_addf(out, " --since '%04d-%02d-%02dT%02d:%02d:%02d", (int)civil.year, civil.month,
                civil.day, civil.hour, civil.minute, civil.second);
    add_offset(out, minutes, "Z");
    wl_buf_add_char(out, '\'');
}

void
wl_phrase_command(struct wl_buf *out, const struct wl_summary *summary,
                  const struct wl_report_request *request)
{
    if (summary->there == 0) {
        wl_buf_add_text(out, "wsalog scan");
        add_option(out, "--db", request->db);
        wl_buf_add_text(out, " PATH...");
        return;
    }
    wl_buf_add_text(out, "wsalog report");
    add_since(out, summary->there_first_us);
    add_option(out, "--db", request->db);
    if (!summary->filters_fail) {
        add_option(out, "--source", request->source);
        add_option(out, "--case", request->case_name);
        add_option(out, "--host", request->host);
        add_option(out, "--peer", request->peer);
        add_option(out, "--level", request->level);
        for (size_t i = 0; i < request->code_count; i++)
            wl_buf_addf(out, " --code %u", (unsigned)request->codes[i]);
    }
    add_option(out, "--by", request->by);
    add_option(out, "--format", request->format);
}
