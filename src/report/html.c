/*
 * The report as a page: one file that needs no network and no script, and lets none run, whatever
 * the logs hold. Here are the frame and the order of the sections; the sections are in html_*.c.
 */
#include "report/html.h"

#include "report/diagnose_write.h"
#include "report/formats.h"
#include "report/gaps.h"
#include "report/html_style.h"
#include "report/phrase.h"

#include <string.h>

enum {
    USUAL_CODES = 60,
    USUAL_TOP = 15,
    TITLE = 100,       /* bytes of a case in the title */
    USUAL_ROWS = 1000, /* of the table that --by asks for */
};

static bool
has_diagnoses(const struct wl_html *html)
{
    return html->summary->diagnoses && html->summary->diagnoses->count > 0;
}

static bool
has_occurrences(const struct wl_html *html)
{
    return html->summary->total > 0;
}

static bool
has_codes(const struct wl_html *html)
{
    return html->summary->total > 0 &&
           (!html->request->by || wl_report_by(html->request) == WL_BY_CODE);
}

static void
codes(const struct wl_html *html)
{
    wl_html_codes(html, wl_report_limit(html->request, USUAL_CODES));
}

static bool
has_asked(const struct wl_html *html)
{
    return html->summary->total > 0 && !has_codes(html);
}

static void
asked(const struct wl_html *html)
{
    size_t limit = wl_report_limit(html->request, USUAL_ROWS);

    if (html->summary->pairs)
        wl_html_pairs(html, limit);
    else
        wl_html_keys(html, wl_report_by(html->request), limit);
}

static const enum wl_by_id places[] = {WL_BY_PEER, WL_BY_CALL,    WL_BY_SOURCE,
                                       WL_BY_HOST, WL_BY_PROCESS, WL_BY_LEVEL};
enum { PLACES = sizeof places / sizeof *places };

static bool
has_places(const struct wl_html *html)
{
    bool any = false;

    for (size_t i = 0; i < PLACES; i++)
        any = any || wl_html_has_keys(html, places[i]);
    return any && !html->request->by;
}

static void
where(const struct wl_html *html)
{
    wl_buf_add_text(html->out, "<div class=\"tables\">\n");
    for (size_t i = 0; i < PLACES; i++) {
        if (!wl_html_has_keys(html, places[i]))
            continue;
        wl_buf_addf(html->out, "<div>\n<h3 id=\"by-%s\">By %s</h3>\n", wl_bys[places[i]].name,
                    wl_bys[places[i]].name);
        wl_html_keys(html, places[i], wl_report_limit(html->request, USUAL_TOP));
        wl_buf_add_text(html->out, "</div>\n");
    }
    wl_buf_add_text(html->out, "</div>\n");
}

static bool
has_samples(const struct wl_html *html)
{
    return html->page->line_count > 0 && (!html->request->by || html->request->samples > 0);
}

static bool
has_gaps(const struct wl_html *html)
{
    return html->summary->gaps->count > 0;
}

static bool
has_nothing(const struct wl_html *html)
{
    return html->summary->total == 0;
}

static const struct section {
    const char *id, *title;
    bool (*present)(const struct wl_html *html);
    void (*write)(const struct wl_html *html);
} sections[] = {
    {"nothing", "Nothing found", has_nothing, wl_html_nothing},
    {"diagnoses", "Diagnoses", has_diagnoses, wl_diagnoses_html},
    {"timeline", "Timeline", has_occurrences, wl_html_timeline},
    {"codes", "Codes", has_codes, codes},
    {"asked", "Counts", has_asked, asked},
    {"hours", "Hours and days", has_occurrences, wl_html_heat},
    {"where", "Who and where", has_places, where},
    {"lines", "Lines", has_samples, wl_html_samples},
    {"gaps", "Gaps", has_gaps, wl_html_gaps},
};
enum { SECTIONS = sizeof sections / sizeof *sections };

/* The same in the window's title and on top of the page. */
static void
title(const struct wl_html *html)
{
    const char *name = html->request->case_name;
    size_t len;

    wl_buf_add_text(html->out, "Winsock errors");
    if (!name)
        return;
    wl_buf_add_text(html->out, ", case ");
    for (len = strlen(name); len > TITLE || (len > 0 && (name[len] & 0xC0) == 0x80); len--)
        ;
    wl_html_text(html->out, (struct wl_span){name, len});
    wl_buf_add_text(html->out, name[len] ? "…" : "");
}

static void
head(const struct wl_html *html)
{
    struct wl_buf *out = html->out;

    wl_buf_addf(out,
                "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                "style-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n",
                wl_css_report_sha256);
    wl_buf_add_text(out,
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                    "<meta name=\"color-scheme\" content=\"light dark\">\n"
                    "<meta name=\"referrer\" content=\"no-referrer\">\n"
                    "<title>");
    title(html);
    wl_buf_add_text(out, "</title>\n<style>");
    wl_buf_add_text(out, wl_css_report);
    wl_buf_add_text(out, "</style>\n</head>\n<body>\n"
                         "<a class=\"skip\" href=\"#main\">Skip to the report</a>\n");
}

static void
contents(const struct wl_html *html)
{
    struct wl_buf *out = html->out;

    wl_buf_add_text(out, "<header>\n<h1>");
    title(html);
    wl_buf_add_text(out, "</h1>\n");
    wl_html_facts(html);
    wl_buf_add_text(out, "</header>\n");
    if (html->summary->total == 0)
        return;
    wl_buf_add_text(out, "<nav aria-label=\"Sections\"><ul>\n");
    for (size_t i = 0; i < SECTIONS; i++)
        if (sections[i].present(html))
            wl_buf_addf(out, "<li><a href=\"#%s\">%s</a></li>\n", sections[i].id,
                        sections[i].title);
    wl_buf_add_text(out, "</ul></nav>\n");
}

static void
foot(const struct wl_html *html)
{
    wl_buf_add_text(html->out, "<footer><p>Made by wsalog from <span class=\"log\">");
    wl_html_text(html->out, wl_buf_span(&html->summary->database));
    wl_buf_add_text(html->out,
                    "</span>. Every number counts rows of its view <code>occurrences</code>; times "
                    "are local.</p></footer>\n</body>\n</html>\n");
}

void
wl_report_html(struct wl_buf *out, const struct wl_summary *summary,
               const struct wl_report_request *request)
{
    const struct wl_html html = {out, summary, request, summary->page};

    head(&html);
    contents(&html);
    wl_buf_add_text(out, "<main id=\"main\" tabindex=\"-1\">\n");
    wl_html_patterns(out);
    for (size_t i = 0; i < SECTIONS; i++) {
        if (!sections[i].present(&html))
            continue;
        wl_buf_addf(out, "<section id=\"%s\" aria-labelledby=\"%s-h\">\n<h2 id=\"%s-h\">%s</h2>\n",
                    sections[i].id, sections[i].id, sections[i].id, sections[i].title);
        sections[i].write(&html);
        wl_buf_add_text(out, "</section>\n");
    }
    wl_buf_add_text(out, "</main>\n");
    foot(&html);
}
