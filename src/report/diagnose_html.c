/*
 * Diagnoses on the page: the model put into the shape that html_parts.c writes.
 */
#include "report/diagnose_write.h"
#include "report/html.h"

#include <stdlib.h>

enum { ITEMS = 2 + WL_DIAGNOSIS_REMARKS + WL_DIAGNOSIS_SAMPLES + 1 };

/* Texts of one diagnosis, one behind the other, each with a NUL. */
struct items {
    struct wl_buf text;
    size_t at[ITEMS];
    size_t count;
};

static void
end_item(struct items *items, size_t at)
{
    wl_buf_add_char(&items->text, '\0');
    items->at[items->count++] = at;
}

static void
collect(struct items *items, const struct wl_diagnosis *found)
{
    size_t at = items->text.len;

    wl_diagnosis_counted_text(&items->text, found);
    end_item(items, at);
    for (size_t i = 0; i < found->remark_count; i++) {
        at = items->text.len;
        wl_buf_add_span(&items->text, found->remarks[i]);
        end_item(items, at);
    }
    for (size_t i = 0; i < found->sample_count; i++) {
        at = items->text.len;
        wl_buf_add_span(&items->text, found->samples[i].source);
        wl_buf_addf(&items->text, ":%lld: ", (long long)found->samples[i].line);
        wl_buf_add_span(&items->text, found->samples[i].text);
        end_item(items, at);
    }
}

static void
put(struct wl_buf *out, const struct wl_diagnosis *found)
{
    const char *evidence[ITEMS];
    struct items items = {.count = 0};
    struct wl_html_diagnosis shown = {
        .id = found->rule->id,
        .title = found->rule->title,
        .confidence = (int)found->confidence,
        .evidence = evidence,
        .checks = found->rule->checks,
    };

    wl_buf_init(&items.text);
    collect(&items, found);
    for (size_t i = 0; i < items.count && !items.text.failed; i++)
        evidence[i] = items.text.ptr + items.at[i];
    evidence[items.text.failed ? 0 : items.count] = NULL;
    wl_html_diagnosis(out, &shown);
    out->failed = out->failed || items.text.failed;
    wl_buf_done(&items.text);
}

void
wl_diagnoses_html(const struct wl_html *html)
{
    const struct wl_diagnoses *diagnoses = html->summary->diagnoses;

    for (size_t i = 0; i < diagnoses->count; i++)
        put(html->out, diagnoses->list + i);
}
