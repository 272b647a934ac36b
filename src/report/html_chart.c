/*
 * The timeline: stacked bars whose fillings differ by colour and by pattern, under an axis of round
 * local times, with the same numbers as a table. Horizontal places are percentages, so that the
 * chart gets narrower without its letters getting smaller.
 */
#include "report/html_stack.h"

#include "base/civil.h"
#include "report/phrase.h"

enum {
    HEIGHT = 220, /* of the plot, pixels */
    TOP = 10,
    FOOT = 40,
    LABELS = 8, /* of the axis of time, at most */
    NARROW_LABELS = 3,
    LINES = 4, /* of the axis of counts, about */
};

/* Fillings ---------------------------------------------------------------------------------------
 */

void
wl_html_patterns(struct wl_buf *out)
{
    static const char *const marks[WL_SERIES] = {
        "",
        "M0 6L6 0M-1 1L1-1M5 7L7 5",
        "M1 1h2v2h-2zM4 4h2v2h-2z",
        "M0 1.5H6M0 4.5H6",
        "M0 0L6 6M5-1L7 1M-1 5L1 7",
        "M1.5 0V6M4.5 0V6",
        "M0 3H6M3 0V6",
        "M3 3h1v1h-1z",
    };

    wl_buf_add_text(out, "<svg class=\"defs\" width=\"0\" height=\"0\" aria-hidden=\"true\" "
                         "focusable=\"false\"><defs>\n");
    for (unsigned i = 0; i < WL_SERIES; i++)
        wl_buf_addf(out,
                    "<pattern id=\"fill%u\" patternUnits=\"userSpaceOnUse\" width=\"6\" "
                    "height=\"6\"><path class=\"c%u\" d=\"M0 0h6v6h-6z\"/><path class=\"m%s\" "
                    "d=\"%s\"/></pattern>\n",
                    i, i, i == 2 || i == WL_SERIES_NOISE ? " dot" : "", marks[i]);
    wl_buf_add_text(out, "</defs></svg>\n");
}

/* Axes -------------------------------------------------------------------------------------------
 */

/* A round step of which `most` needs about LINES; whole numbers only. */
static int64_t
round_step(int64_t most)
{
    int64_t power = 1;

    while (power * 10 * LINES <= most)
        power *= 10;
    for (int64_t factor = 1;; factor = factor == 1 ? 2 : factor == 2 ? 5 : 10)
        if (power * factor * LINES >= most || factor == 10)
            return power * factor;
}

static double
height_of(int64_t count, int64_t top)
{
    return (double)count * HEIGHT / (double)top;
}

static double
percent_at(const struct wl_axis *axis, int64_t instant_us)
{
    int64_t from = axis->borders[0], to = axis->borders[axis->count];

    return (double)(instant_us - from) * 100 / (double)(to - from);
}

static void
counts_axis(struct wl_buf *out, int64_t top, int64_t step)
{
    struct wl_buf widest;
    size_t width;

    wl_buf_init(&widest);
    wl_html_count(&widest, top);
    width = widest.len * 8 + 12;
    out->failed = out->failed || widest.failed;
    wl_buf_done(&widest);
    wl_buf_addf(out,
                "<svg class=\"counts\" width=\"%zu\" height=\"%d\" aria-hidden=\"true\" "
                "focusable=\"false\">",
                width, TOP + HEIGHT + FOOT);
    for (int64_t count = 0; count <= top; count += step) {
        wl_buf_addf(out, "<text x=\"%zu\" y=\"%.1f\" text-anchor=\"end\">", width - 8,
                    TOP + HEIGHT - height_of(count, top) + 4);
        wl_html_count(out, count);
        wl_buf_add_text(out, "</text>");
    }
    wl_buf_add_text(out, "</svg>\n");
}

/* What a label says: a time of day, a day, a month or a year, as fine as the steps are. */
static void
add_label(struct wl_buf *out, const struct wl_civil *at, int64_t step_us)
{
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

    if (step_us < WL_US_MINUTE)
        wl_buf_addf(out, "%02d:%02d:%02d", at->hour, at->minute, at->second);
    else if (step_us < WL_US_DAY)
        wl_buf_addf(out, "%02d:%02d", at->hour, at->minute);
    else if (step_us < 365 * WL_US_DAY)
        wl_buf_addf(out, "%s %d", months[at->month - 1], at->day);
    else
        wl_buf_addf(out, "%d", (int)at->year);
}

/* The coarser part, below the first label and below those where it changes. */
static void
add_context(struct wl_buf *out, const struct wl_civil *at, int64_t step_us)
{
    if (step_us < WL_US_DAY)
        wl_buf_addf(out, "%04d-%02d-%02d", (int)at->year, at->month, at->day);
    else if (step_us < 365 * WL_US_DAY)
        wl_buf_addf(out, "%d", (int)at->year);
}

static bool
same_context(const struct wl_civil *a, const struct wl_civil *b, int64_t step_us)
{
    if (step_us < WL_US_DAY)
        return a->year == b->year && a->month == b->month && a->day == b->day;
    return a->year == b->year;
}

static void
label_at(struct wl_buf *out, double percent, int y, const char *class)
{
    const char *anchor = percent < 5 ? "start" : percent > 95 ? "end" : "middle";

    wl_buf_addf(out, "<text class=\"%s\" x=\"%.2f%%\" y=\"%d\" text-anchor=\"%s\">", class, percent,
                y, anchor);
}

/* The instants of ticks lie within the bars; labels that a narrow page has no room for are marked.
 */
static void
time_axis(struct wl_buf *out, const struct wl_axis *bars)
{
    int64_t from = bars->borders[0], to = bars->borders[bars->count];
    struct wl_civil before = {0};
    struct wl_axis ticks;
    size_t shown = 0, every;

    if (wl_axis_init(&ticks, from, to - 1, bars->step_us, LABELS, NULL) < 0)
        out->failed = true;
    every = ticks.count > NARROW_LABELS ? (ticks.count + NARROW_LABELS) / NARROW_LABELS : 1;
    for (size_t i = 0; i < ticks.count && ticks.borders; i++) {
        double percent = percent_at(bars, ticks.borders[i]);
        const char *class = shown % every ? "fine" : "tick";
        struct wl_civil at;
        if (ticks.borders[i] < from)
            continue;
        wl_civil_from_instant(ticks.borders[i], &at, NULL);
        wl_buf_addf(out, "<line class=\"stroke\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"%d\" y2=\"%d\"/>",
                    percent, percent, TOP + HEIGHT, TOP + HEIGHT + 5);
        label_at(out, percent, TOP + HEIGHT + 19, class);
        add_label(out, &at, ticks.step_us);
        wl_buf_add_text(out, "</text>");
        if (shown == 0 || !same_context(&before, &at, ticks.step_us)) {
            label_at(out, percent, TOP + HEIGHT + 34, shown == 0 ? "tick" : class);
            add_context(out, &at, ticks.step_us);
            wl_buf_add_text(out, "</text>");
        }
        before = at;
        shown++;
    }
    wl_buf_add_char(out, '\n');
    wl_axis_done(&ticks);
}

/* The plot ---------------------------------------------------------------------------------------
 */

/* Bars of one filling; a stack that is not empty is two pixels high at least. */
static void
bars_of(struct wl_buf *out, const struct wl_stack *stack, size_t series, int64_t top)
{
    const struct wl_axis *axis = &stack->timeline->axis;

    wl_buf_addf(out, "<g fill=\"url(#fill%zu)\">", series);
    for (size_t bar = 0; bar < axis->count; bar++) {
        int64_t counts[WL_SERIES], sum;
        double left, width, below = 0, height, scale = 1;
        sum = wl_stack_count(stack, bar, counts);
        if (counts[series] == 0)
            continue;
        if (height_of(sum, top) < 2)
            scale = 2 / height_of(sum, top);
        for (size_t i = 0; i < series; i++)
            below += scale * height_of(counts[i], top);
        height = scale * height_of(counts[series], top);
        left = percent_at(axis, axis->borders[bar]);
        width = percent_at(axis, axis->borders[bar + 1]) - left;
        wl_buf_addf(out, "<rect x=\"%.2f%%\" y=\"%.1f\" width=\"%.2f%%\" height=\"%.1f\"/>",
                    left + width * 0.06, TOP + HEIGHT - below - height, width * 0.88, height);
    }
    wl_buf_add_text(out, "</g>\n");
}

/* What a pointer shows: a transparent bar as high as the plot, with its numbers. */
static void
hints(struct wl_buf *out, const struct wl_stack *stack)
{
    const struct wl_axis *axis = &stack->timeline->axis;

    for (size_t bar = 0; bar < axis->count; bar++) {
        double left = percent_at(axis, axis->borders[bar]);
        int64_t counts[WL_SERIES], sum = wl_stack_count(stack, bar, counts);
        if (sum == 0)
            continue;
        wl_buf_addf(out,
                    "<rect class=\"hint\" x=\"%.2f%%\" y=\"%d\" width=\"%.2f%%\" height=\"%d\">"
                    "<title>",
                    left, TOP, percent_at(axis, axis->borders[bar + 1]) - left, HEIGHT);
        wl_phrase_local(out, axis->borders[bar]);
        wl_buf_add_text(out, ": ");
        wl_html_count(out, sum);
        for (size_t i = 0; i < WL_SERIES; i++) {
            if (counts[i] == 0)
                continue;
            wl_buf_add_char(out, '\n');
            wl_stack_name(out, stack, i);
            wl_buf_add_text(out, ": ");
            wl_html_count(out, counts[i]);
        }
        wl_buf_add_text(out, "</title></rect>\n");
    }
}

static void
describe(struct wl_buf *out, const struct wl_stack *stack)
{
    const struct wl_axis *axis = &stack->timeline->axis;

    wl_buf_addf(out, "Occurrences in bars of %s, stacked by code. The busiest bar begins ",
                axis->words);
    wl_phrase_local(out, axis->borders[stack->busiest]);
    wl_buf_add_text(out, " and has ");
    wl_html_count(out, stack->most);
    wl_buf_add_char(out, '.');
}

static void
plot(struct wl_buf *out, const struct wl_stack *stack)
{
    int64_t step = round_step(stack->most), top = (stack->most + step - 1) / step * step;

    wl_buf_add_text(out, "<div class=\"chart\">\n");
    counts_axis(out, top, step);
    wl_buf_addf(out,
                "<svg class=\"plot\" height=\"%d\" role=\"img\" "
                "aria-labelledby=\"timeline-title timeline-desc\">\n"
                "<title id=\"timeline-title\">Occurrences over time, by code</title>\n"
                "<desc id=\"timeline-desc\">",
                TOP + HEIGHT + FOOT);
    describe(out, stack);
    wl_buf_add_text(out, " The table below has the numbers.</desc>\n");
    for (int64_t count = 0; count <= top; count += step)
        wl_buf_addf(out, "<line class=\"%s\" x1=\"0\" x2=\"100%%\" y1=\"%.1f\" y2=\"%.1f\"/>",
                    count ? "grid" : "stroke", TOP + HEIGHT - height_of(count, top),
                    TOP + HEIGHT - height_of(count, top));
    for (size_t series = 0; series < WL_SERIES; series++)
        if (stack->totals[series])
            bars_of(out, stack, series, top);
    time_axis(out, &stack->timeline->axis);
    hints(out, stack);
    wl_buf_add_text(out, "</svg>\n</div>\n");
}

void
wl_html_timeline(const struct wl_html *html)
{
    struct wl_buf *out = html->out;
    struct wl_stack stack;

    wl_stack_init(&stack, html);
    wl_buf_add_text(out, "<figure aria-labelledby=\"timeline-h\">\n");
    wl_stack_legend(out, &stack);
    plot(out, &stack);
    wl_buf_add_text(out, "<figcaption>");
    describe(out, &stack);
    wl_buf_add_text(out, "</figcaption>\n</figure>\n<details><summary>The timeline as a table"
                         "</summary>\n");
    wl_html_scroll(out, "The timeline as a table");
    wl_stack_table(out, &stack);
    wl_buf_add_text(out, "</div>\n</details>\n");
}

/* Decoration: the numbers stand beside it. */
void
wl_html_spark(const struct wl_html *html, size_t code)
{
    const struct wl_timeline *timeline = &html->page->timeline;
    const int64_t *counts = timeline->counts + code * timeline->axis.count;
    struct wl_buf *out = html->out;
    int64_t most = 1;

    for (size_t bar = 0; bar < timeline->axis.count; bar++)
        most = counts[bar] > most ? counts[bar] : most;
    wl_buf_addf(out,
                "<svg class=\"spark\" viewBox=\"0 0 %zu 24\" preserveAspectRatio=\"none\" "
                "aria-hidden=\"true\" focusable=\"false\"><path d=\"",
                timeline->axis.count);
    for (size_t bar = 0; bar < timeline->axis.count; bar++)
        if (counts[bar] > 0)
            wl_buf_addf(out, "M%zu 24v-%.1fh1V24", bar,
                        2 + (double)counts[bar] * 22 / (double)most);
    wl_buf_add_text(out, "\"/></svg>");
}
