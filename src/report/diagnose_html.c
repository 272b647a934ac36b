/*
 * Diagnoses on a page: the likeliest in full, the others to be opened.
 */
#include "report/diagnose_write.h"
#include "report/html.h"

enum { EVIDENCE = 1000 }; /* bytes of one piece */

static void
item(struct wl_buf *out, struct wl_span text)
{
    wl_buf_add_text(out, "<li class=\"log\">");
    wl_html_cut(out, text, EVIDENCE);
    wl_buf_add_text(out, "</li>\n");
}

static void
evidence(struct wl_buf *out, const struct wl_diagnosis *diagnosis)
{
    struct wl_buf phrase;

    wl_buf_init(&phrase);
    wl_diagnosis_counted_text(&phrase, diagnosis);
    wl_buf_add_text(out, "<h4>Evidence</h4>\n<ul>\n<li>");
    wl_html_phrase(out, &phrase);
    wl_buf_add_text(out, "</li>\n");
    for (size_t i = 0; i < diagnosis->remark_count; i++)
        item(out, diagnosis->remarks[i]);
    wl_buf_add_text(out, "</ul>\n");
    wl_buf_done(&phrase);
}

static void
lines(struct wl_buf *out, const struct wl_diagnosis *diagnosis)
{
    if (diagnosis->sample_count == 0)
        return;
    wl_buf_add_text(out, "<h4>Lines</h4>\n<ul class=\"samples\">\n");
    for (size_t i = 0; i < diagnosis->sample_count; i++) {
        const struct wl_diagnosis_sample *sample = &diagnosis->samples[i];
        wl_buf_add_text(out, "<li><pre class=\"log\">");
        wl_html_cut(out, sample->text, EVIDENCE);
        wl_buf_add_text(out, "</pre><p class=\"from\"><span class=\"log\">");
        wl_html_cut(out, sample->source, EVIDENCE);
        wl_buf_addf(out, ":%lld</span></p></li>\n", (long long)sample->line);
    }
    wl_buf_add_text(out, "</ul>\n");
}

static void
checks(struct wl_buf *out, const struct wl_diagnosis *diagnosis)
{
    const struct wl_diagnosis_rule *rule = diagnosis->rule;

    wl_buf_add_text(out, "<h4>Check next</h4>\n<ol>\n");
    for (size_t i = 0; diagnosis->checks[i]; i++)
        item(out, wl_span_of(diagnosis->checks[i]));
    wl_buf_add_text(out, "</ol>\n");
    if (!rule->confused)
        return;
    wl_buf_add_text(out, "<h4>Or else</h4>\n<p>");
    wl_html_text(out, wl_span_of(rule->confused));
    wl_buf_add_text(out, "</p>\n");
}

static void
title(struct wl_buf *out, const struct wl_diagnosis *diagnosis)
{
    wl_buf_add_text(out, "<h3>");
    wl_html_text(out, wl_span_of(diagnosis->rule->title));
    if (diagnosis->subject.len) {
        wl_buf_add_text(out, ": <span class=\"log\">");
        wl_html_cut(out, diagnosis->subject, EVIDENCE);
        wl_buf_add_text(out, "</span>");
    }
    wl_buf_add_text(out, " <span class=\"tag\">");
    wl_html_text(out, wl_span_of(diagnosis->rule->id));
    wl_buf_add_text(out, "</span></h3>");
}

static void
body(struct wl_buf *out, const struct wl_diagnosis *diagnosis)
{
    wl_buf_addf(out,
                "<p class=\"confidence\"><svg class=\"bar\" aria-hidden=\"true\" "
                "focusable=\"false\"><rect width=\"%lld%%\" height=\"100%%\"/></svg> confidence "
                "%lld of 100</p>\n<p>",
                (long long)diagnosis->confidence, (long long)diagnosis->confidence);
    wl_html_text(out, wl_span_of(diagnosis->rule->meaning));
    wl_buf_add_text(out, "</p>\n<div class=\"pair\"><div>\n");
    evidence(out, diagnosis);
    wl_buf_add_text(out, "</div><div>\n");
    checks(out, diagnosis);
    wl_buf_add_text(out, "</div></div>\n");
    lines(out, diagnosis);
}

void
wl_diagnoses_html(const struct wl_html *html)
{
    const struct wl_diagnoses *diagnoses = html->summary->diagnoses;
    struct wl_buf *out = html->out;

    for (size_t i = 0; i < diagnoses->count; i++) {
        wl_buf_add_text(out, "<article class=\"diagnosis\">\n");
        if (i > 0)
            wl_buf_add_text(out, "<details><summary>");
        title(out, &diagnoses->list[i]);
        if (i > 0)
            wl_buf_addf(out, " <span class=\"more\">confidence %lld</span></summary>",
                        (long long)diagnoses->list[i].confidence);
        wl_buf_add_char(out, '\n');
        body(out, &diagnoses->list[i]);
        wl_buf_add_text(out, i > 0 ? "</details>\n</article>\n" : "</article>\n");
    }
}
