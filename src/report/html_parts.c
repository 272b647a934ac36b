/*
 * Sections that are no tables or charts of counts: the facts at the top, lines, gaps, and what to
 * do where nothing was found.
 */
#include "report/html.h"

#include "base/civil.h"
#include "report/gaps.h"
#include "report/phrase.h"

enum {
    NAME = 320, /* bytes of a name */
    OPEN = 4,   /* codes whose lines are shown at once */
    GAPS = 100, /* that are named */
    QUIET = 3,  /* stretches without an occurrence that are named */
};
#define QUIET_US (2 * 3600 * WL_US_SECOND)

static void
fact(struct wl_buf *out, const char *name)
{
    wl_buf_addf(out, "<div><dt>%s</dt><dd>", name);
}

static void
fact_end(struct wl_buf *out)
{
    wl_buf_add_text(out, "</dd></div>\n");
}

static void
fact_text(struct wl_buf *out, const char *name, const char *text)
{
    if (!text)
        return;
    fact(out, name);
    wl_html_cut(out, wl_span_of(text), NAME);
    fact_end(out);
}

static void
number(struct wl_buf *out, const char *id, int64_t count, const char *singular, const char *plural)
{
    wl_buf_addf(out, "<div><dt>%s</dt><dd id=\"n-%s\">", count == 1 ? singular : plural, id);
    wl_html_count(out, count);
    wl_buf_add_text(out, "</dd></div>\n");
}

static void
numbers(const struct wl_html *html)
{
    const struct wl_summary *summary = html->summary;
    struct wl_buf *out = html->out;

    wl_buf_add_text(out, "<dl class=\"numbers\">\n");
    number(out, "total", summary->total, "occurrence", "occurrences");
    number(out, "codes", summary->codes, "code", "codes");
    number(out, "sources", summary->sources, "source", "sources");
    if (summary->hosts > 0)
        number(out, "hosts", summary->hosts, "host", "hosts");
    if (summary->folded > 0)
        number(out, "folded", summary->folded, "repeat folded", "repeats folded");
    if (summary->ignored > 0)
        number(out, "ignored", summary->ignored, "ignored as known", "ignored as known");
    wl_buf_add_text(out, "</dl>\n");
}

/* The most frequent code that is known and no normal noise. */
static void
lead(const struct wl_html *html)
{
    const struct wl_report_table *table = &html->summary->tables[WL_BY_CODE];
    const struct wl_report_row *row = NULL;
    struct wl_buf *out = html->out;

    for (size_t i = 0; i < table->count; i++)
        if (table->rows[i].code && !table->rows[i].code->noise &&
            (!row || table->rows[i].count > row->count))
            row = &table->rows[i];
    if (!row)
        return;
    wl_buf_add_text(out, table->count == 1 ? "<p class=\"lead\">The only code is <b>"
                                           : "<p class=\"lead\">Most frequent is <b>");
    wl_buf_addf(out, "%s %u</b> (", row->code->name, (unsigned)row->number);
    wl_html_text(out, wl_span_of(row->code->summary));
    wl_buf_add_text(out, ")");
    if (table->count > 1) {
        wl_buf_add_text(out, " with ");
        wl_html_share(out, row->count, html->summary->total);
        wl_buf_add_text(out, " of all occurrences");
    }
    wl_buf_add_text(out, ".</p>\n");
}

static void
fact_span(const struct wl_html *html)
{
    const struct wl_summary *summary = html->summary;
    const struct wl_report_request *request = html->request;
    bool since = request->has_since || summary->total > 0;
    bool until = request->has_until || summary->total > 0;
    int64_t from_us = request->has_since ? request->since_us : summary->first_us;
    int64_t to_us = request->has_until ? request->until_us : summary->last_us;
    struct wl_buf phrase;

    if (!since && !until)
        return;
    wl_buf_init(&phrase);
    fact(html->out, "span");
    if (since && until) {
        wl_phrase_span(&phrase, from_us, to_us);
    } else {
        wl_buf_add_text(&phrase, since ? "since " : "until ");
        wl_phrase_moment(&phrase, since ? from_us : to_us);
    }
    wl_html_phrase(html->out, &phrase);
    fact_end(html->out);
    wl_buf_done(&phrase);
}

static void
fact_filters(const struct wl_html *html)
{
    const struct wl_report_request *request = html->request;

    fact_text(html->out, "only case", request->case_name);
    fact_text(html->out, "only source", request->source);
    fact_text(html->out, "only host", request->host);
    fact_text(html->out, "only peer", request->peer);
    fact_text(html->out, "only level", request->level);
    if (request->code_count == 0)
        return;
    fact(html->out, request->code_count == 1 ? "only code" : "only codes");
    for (size_t i = 0; i < request->code_count; i++)
        wl_buf_addf(html->out, "%s%u", i ? ", " : "", (unsigned)request->codes[i]);
    fact_end(html->out);
}

static void
fact_times(const struct wl_html *html)
{
    struct wl_buf phrase;

    wl_buf_init(&phrase);
    wl_phrase_times(&phrase, html->summary);
    fact(html->out, "times");
    wl_html_phrase(html->out, &phrase);
    fact_end(html->out);
    wl_buf_done(&phrase);
}

/* What there was to read, and what is known to be lacking; wl_html_gaps() names it. */
static void
fact_reading(const struct wl_html *html)
{
    const struct wl_page *page = html->page;
    struct wl_buf *out = html->out;

    fact(out, "read");
    wl_buf_add_text(out, "<span id=\"n-read\">");
    wl_html_count(out, page->read);
    wl_buf_addf(out, "</span> source%s", page->read == 1 ? "" : "s");
    if (page->unfinished > 0) {
        wl_buf_add_text(out, ", <span id=\"n-unfinished\">");
        wl_html_count(out, page->unfinished);
        wl_buf_add_text(out, "</span> of them not to the end");
    }
    if (html->summary->gaps->count > 0) {
        wl_buf_add_text(out, "; <a href=\"#gaps\"><span id=\"n-gaps\">");
        wl_html_count(out, html->summary->gaps->count);
        wl_buf_addf(out, "</span> gap%s</a>", html->summary->gaps->count == 1 ? "" : "s");
    } else if (page->unfinished == 0) {
        wl_buf_add_text(out, ", no gaps");
    }
    fact_end(out);
}

void
wl_html_gaps(const struct wl_html *html)
{
    const struct wl_gaps *gaps = html->summary->gaps;
    size_t named = gaps->named < GAPS ? gaps->named : GAPS;
    struct wl_buf *out = html->out;

    wl_buf_add_text(
        out, "<p class=\"note\">What was to be read and was not, or not to its end: errors in "
             "it are not in this report.</p>\n");
    wl_html_scroll(out, "Gaps");
    wl_buf_add_text(out,
                    "<table class=\"gaps\" id=\"t-gaps\"><caption class=\"unseen\">Gaps</caption>\n"
                    "<thead><tr><th scope=\"col\">file</th><th scope=\"col\">verdict</th>"
                    "<th scope=\"col\">reason</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < named; i++) {
        wl_buf_add_text(out, "<tr><th scope=\"row\" class=\"log\">");
        wl_html_cut(out, wl_span_of(gaps->list[i].locator), NAME);
        wl_buf_add_text(out, "</th><td>");
        wl_html_text(out, wl_span_of(gaps->list[i].verdict));
        wl_buf_add_text(out, "</td><td class=\"log\">");
        wl_html_cut(out, wl_span_of(gaps->list[i].reason), NAME);
        wl_buf_add_text(out, "</td></tr>\n");
    }
    wl_buf_add_text(out, "</tbody></table>\n</div>\n");
    if (gaps->count > (int64_t)named) {
        wl_buf_add_text(out, "<p class=\"note\">");
        wl_html_count(out, gaps->count - (int64_t)named);
        wl_buf_add_text(out, " more are not listed.</p>\n");
    }
}

static int64_t
quiet_before(const struct wl_page *page, size_t hour)
{
    return page->hours[hour].first_us - page->hours[hour - 1].last_us;
}

/* The longest stretches without an occurrence, the longest first. One of an hour or more ends in
 * another hour than it began in, so the hours tell all of them. */
static size_t
find_quiet(const struct wl_page *page, size_t longest[QUIET])
{
    size_t count = 0;

    for (size_t hour = 1; hour < page->hour_count; hour++) {
        int64_t length_us = quiet_before(page, hour);
        size_t at = count < QUIET ? count : QUIET - 1;
        if (length_us < QUIET_US ||
            (count == QUIET && length_us <= quiet_before(page, longest[at])))
            continue;
        for (; at > 0 && quiet_before(page, longest[at - 1]) < length_us; at--)
            longest[at] = longest[at - 1];
        longest[at] = hour;
        count += count < QUIET;
    }
    return count;
}

static void
fact_quiet(const struct wl_html *html)
{
    const struct wl_page *page = html->page;
    size_t longest[QUIET], count = find_quiet(page, longest);
    struct wl_buf *out = html->out;

    if (count == 0)
        return;
    fact(out, "quiet");
    wl_buf_add_text(out, "<ul id=\"quiet\">\n");
    for (size_t i = 0; i < count; i++) {
        wl_buf_add_text(out, "<li>");
        wl_html_duration(out, quiet_before(page, longest[i]));
        wl_buf_add_text(out, " without any, from ");
        wl_html_time(out, page->hours[longest[i] - 1].last_us);
        wl_buf_add_text(out, " to ");
        wl_html_time(out, page->hours[longest[i]].first_us);
        wl_buf_add_text(out, "</li>\n");
    }
    wl_buf_add_text(out, "</ul>");
    fact_end(out);
}

void
wl_html_facts(const struct wl_html *html)
{
    if (html->summary->total > 0) {
        numbers(html);
        lead(html);
    }
    wl_buf_add_text(html->out, "<dl class=\"facts\">\n");
    fact_span(html);
    fact_filters(html);
    if (html->summary->total > 0)
        fact_times(html);
    fact_reading(html);
    if (html->summary->total > 0)
        fact_quiet(html);
    wl_buf_add_text(html->out, "</dl>\n");
}

static void
sample(const struct wl_html *html, const struct wl_page_line *line)
{
    const struct wl_page *page = html->page;
    struct wl_span locator = wl_page_text(page, line->locator, line->locator_len);
    struct wl_buf *out = html->out;

    wl_buf_add_text(out, "<li><pre class=\"log\">");
    wl_html_text(out, wl_page_text(page, line->text, line->text_len));
    wl_buf_add_text(out, line->cut ? "<span class=\"more\"> … (cut)</span></pre>" : "</pre>");
    wl_buf_add_text(out, "<p class=\"from\">");
    wl_html_time(out, line->at_us);
    wl_buf_add_text(out, ", line ");
    wl_html_count(out, line->line);
    wl_buf_add_text(out, " of <span class=\"log\">");
    if (wl_span_equal(locator, wl_span_of("-")))
        locator = wl_span_of("(standard input)");
    wl_html_cut(out, locator, NAME);
    wl_buf_add_text(out, "</span>");
    if (line->alike > 1) {
        wl_buf_add_text(out, "; the latest of ");
        wl_html_count(out, line->alike);
        wl_buf_add_text(out, " alike");
    }
    wl_buf_add_text(out, "</p></li>\n");
}

/* The lines of one code, which the reader opens; those of the first codes are open. */
static void
samples_of(const struct wl_html *html, size_t from, size_t to, bool open)
{
    const struct wl_page_line *lines = html->page->lines;
    const struct wl_report_row *row = &html->summary->tables[WL_BY_CODE].rows[lines[from].code];
    struct wl_buf *out = html->out;

    wl_buf_addf(out, "<details%s><summary><h3>%u%s%s</h3> <span class=\"more\">",
                open ? " open" : "", (unsigned)row->number, row->code ? " " : "",
                row->code ? row->code->name : "");
    wl_phrase_count(out, (int64_t)(to - from), "line", NULL);
    wl_buf_add_text(out, "</span></summary>\n<ul class=\"samples\">\n");
    for (size_t i = from; i < to; i++)
        sample(html, &lines[i]);
    wl_buf_add_text(out, "</ul>\n</details>\n");
}

void
wl_html_samples(const struct wl_html *html)
{
    const struct wl_page *page = html->page;
    size_t to, shown = 0;

    wl_buf_add_text(html->out,
                    "<p class=\"note\">Lines that reported the codes: for each a few that "
                    "differ in more than numbers.</p>\n");
    for (size_t from = 0; from < page->line_count; from = to) {
        for (to = from + 1;
             to < page->line_count && page->lines[to].code == page->lines[from].code;)
            to++;
        samples_of(html, from, to, shown++ < OPEN);
    }
}

void
wl_html_nothing(const struct wl_html *html)
{
    struct wl_buf *out = html->out;
    struct wl_buf phrase;

    wl_buf_init(&phrase);
    wl_phrase_nothing(&phrase, html->summary, html->request);
    wl_buf_add_text(out, "<p class=\"lead\">Found ");
    wl_html_phrase(out, &phrase);
    wl_buf_add_text(out, ".</p>\n<p>This may help:</p>\n<pre class=\"command\"><code>");
    wl_phrase_command(&phrase, html->summary, html->request);
    wl_html_phrase(out, &phrase);
    wl_buf_add_text(out, "</code></pre>\n");
    wl_buf_done(&phrase);
}
