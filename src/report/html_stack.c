/*
 * Sums over the timeline's counts; nothing here knows pixels.
 */
#include "report/html_stack.h"

#include "report/phrase.h"

#include <string.h>

static bool
is_noise(const struct wl_report_row *row)
{
    return row->code && row->code->noise;
}

static size_t
series_of(const struct wl_stack *stack, size_t code)
{
    for (size_t i = 0; i < stack->name_count; i++)
        if (stack->named[i] == code)
            return i;
    return is_noise(&stack->codes->rows[code]) ? WL_SERIES_NOISE : WL_SERIES_OTHER;
}

int64_t
wl_stack_count(const struct wl_stack *stack, size_t bar, int64_t counts[WL_SERIES])
{
    const struct wl_timeline *timeline = stack->timeline;
    int64_t sum = 0;

    memset(counts, 0, WL_SERIES * sizeof *counts);
    for (size_t code = 0; code < stack->codes->count; code++) {
        int64_t count = timeline->counts[code * timeline->axis.count + bar];
        counts[series_of(stack, code)] += count;
        sum += count;
    }
    return sum;
}

/* The most frequent codes, the first of them first, whatever the table's order is. */
static void
name_code(struct wl_stack *stack, size_t code)
{
    const struct wl_report_row *rows = stack->codes->rows;
    size_t at = stack->name_count;

    if (at == WL_SERIES_NAMED) {
        stack->others++;
        at--;
        if (rows[stack->named[at]].count >= rows[code].count)
            return;
    } else {
        stack->name_count++;
    }
    for (; at > 0 && rows[stack->named[at - 1]].count < rows[code].count; at--)
        stack->named[at] = stack->named[at - 1];
    stack->named[at] = code;
}

void
wl_stack_init(struct wl_stack *stack, const struct wl_html *html)
{
    *stack = (struct wl_stack){.timeline = &html->page->timeline,
                               .codes = &html->summary->tables[WL_BY_CODE]};
    for (size_t code = 0; code < stack->codes->count; code++) {
        if (is_noise(&stack->codes->rows[code]))
            stack->noises++;
        else
            name_code(stack, code);
    }
    for (size_t bar = 0; bar < stack->timeline->axis.count; bar++) {
        int64_t counts[WL_SERIES], sum;
        sum = wl_stack_count(stack, bar, counts);
        if (sum > stack->most) {
            stack->most = sum;
            stack->busiest = bar;
        }
        for (size_t i = 0; i < WL_SERIES; i++)
            stack->totals[i] += counts[i];
    }
}

void
wl_stack_name(struct wl_buf *out, const struct wl_stack *stack, size_t series)
{
    const struct wl_report_row *row;

    if (series == WL_SERIES_OTHER || series == WL_SERIES_NOISE) {
        wl_phrase_count(out, (int64_t)(series == WL_SERIES_OTHER ? stack->others : stack->noises),
                        series == WL_SERIES_OTHER ? "other code" : "code that is normal noise",
                        series == WL_SERIES_OTHER ? NULL : "codes that are normal noise");
        return;
    }
    row = &stack->codes->rows[stack->named[series]];
    wl_buf_addf(out, "%u", (unsigned)row->number);
    if (row->code)
        wl_buf_addf(out, " %s", row->code->name);
}

void
wl_stack_legend(struct wl_buf *out, const struct wl_stack *stack)
{
    struct wl_buf name;

    wl_buf_init(&name);
    wl_buf_add_text(out, "<ul class=\"legend\">\n");
    for (size_t i = 0; i < WL_SERIES; i++) {
        if (stack->totals[i] == 0)
            continue;
        wl_buf_addf(out,
                    "<li><svg class=\"key\" width=\"18\" height=\"18\" aria-hidden=\"true\" "
                    "focusable=\"false\"><rect width=\"18\" height=\"18\" fill=\"url(#fill%zu)\"/>"
                    "</svg> ",
                    i);
        wl_stack_name(&name, stack, i);
        wl_html_phrase(out, &name);
        wl_buf_add_text(out, " <b>");
        wl_html_count(out, stack->totals[i]);
        wl_buf_add_text(out, "</b></li>\n");
    }
    wl_buf_add_text(out, "</ul>\n");
    wl_buf_done(&name);
}

/* Bars that are not empty, a row each. */
void
wl_stack_table(struct wl_buf *out, const struct wl_stack *stack)
{
    const struct wl_axis *axis = &stack->timeline->axis;
    struct wl_buf name;

    wl_buf_init(&name);
    wl_buf_add_text(out,
                    "<table class=\"rows\" id=\"t-timeline\"><caption>Occurrences in bars of ");
    wl_buf_addf(out, "%s; bars without any are left out</caption>\n", axis->words);
    wl_buf_add_text(out, "<thead><tr><th scope=\"col\">from</th>");
    for (size_t i = 0; i < WL_SERIES; i++) {
        if (stack->totals[i] == 0)
            continue;
        wl_stack_name(&name, stack, i);
        wl_buf_add_text(out, "<th scope=\"col\" class=\"n\">");
        wl_html_phrase(out, &name);
        wl_buf_add_text(out, "</th>");
    }
    wl_buf_add_text(out, "<th scope=\"col\" class=\"n\">all</th></tr></thead>\n<tbody>\n");
    for (size_t bar = 0; bar < axis->count; bar++) {
        int64_t counts[WL_SERIES], sum = wl_stack_count(stack, bar, counts);
        if (sum == 0)
            continue;
        wl_buf_add_text(out, "<tr><th scope=\"row\">");
        wl_html_time(out, axis->borders[bar]);
        wl_buf_add_text(out, "</th>");
        for (size_t i = 0; i < WL_SERIES; i++)
            if (stack->totals[i])
                wl_html_cell_count(out, counts[i]);
        wl_html_cell_count(out, sum);
        wl_buf_add_text(out, "</tr>\n");
    }
    wl_buf_add_text(out, "</tbody></table>\n");
    wl_buf_done(&name);
}
