/*
 * The comparison for a terminal: both sides, what is found, then codes and the peers that changed.
 * No line is wider than the request says.
 */
#include "base/civil.h"
#include "report/compare_model.h"
#include "report/layout.h"
#include "report/phrase.h"

#include <math.h>
#include <stdio.h>

enum {
    LABEL = 10, /* columns of the header's labels */
    MIN_WIDTH = 80,
    GAP = 1,
    NAME = 20,
    CODE = 5,
    COUNT = 6,
    RATE = 6,
    RATIO = 5,
    INTERVAL = 12,
    USUAL_CODES = 12, /* rows */
    USUAL_PEERS = 6,
    NAMED = 5, /* in a list of names */
};

#define HOUR_US ((double)(4 * WL_QUARTER_US))

struct writer {
    struct wl_layout layout;
    const struct wl_comparison *c;
    const struct wl_compare_request *request;
    size_t name; /* columns */
    struct wl_buf phrase;
};

/* Three digits that count. */
static void
add_number(struct wl_buf *out, double value)
{
    if (value > 0 && value < 0.005)
        wl_buf_add_text(out, "<.01");
    else
        wl_buf_addf(out, "%.*f",
                    value < 0.005 || value >= 99.95 ? 0
                    : value < 9.995                 ? 2
                                                    : 1,
                    value);
}

static void
add_hours(struct wl_buf *out, double hours)
{
    wl_buf_addf(out, fmod(hours, 1) == 0 ? "%.0f h" : "%.2f h", hours);
}

static void
header(struct writer *w, const char *label, enum wl_tone tone)
{
    wl_layout_text(&w->layout, label, LABEL, WL_FIT_LEFT, WL_TONE_DIM);
    wl_layout_wrap(&w->layout, wl_buf_text(&w->phrase), LABEL, tone);
    wl_layout_end(&w->layout);
    w->layout.out->failed = w->layout.out->failed || w->phrase.failed;
    wl_buf_clear(&w->phrase);
}

static void
header_side(struct writer *w, int index)
{
    const struct wl_compared_side *side = &w->c->sides[index];
    const struct wl_compare_side *asked = &w->request->sides[index];
    const struct wl_cover *cover = &side->cover;
    int64_t since_us = asked->what.has_since ? asked->what.since_us : cover->spans[0].since_us;
    int64_t until_us =
        asked->what.has_until ? asked->what.until_us : cover->spans[cover->count - 1].until_us;

    wl_buf_add_text(&w->phrase, asked->label);
    header(w, index ? "B" : "A", WL_TONE_BOLD);
    wl_phrase_span(&w->phrase, since_us, until_us);
    header(w, "", WL_TONE_PLAIN);
    wl_phrase_count(&w->phrase, side->total, "occurrence", NULL);
    wl_buf_add_text(&w->phrase, " in ");
    wl_phrase_count(&w->phrase, side->sources, "log", NULL);
    wl_buf_add_text(&w->phrase, ", ");
    add_number(&w->phrase, wl_change_rate(w->c, &w->c->all, index));
    wl_buf_add_text(&w->phrase, " an hour");
    if (side->undated)
        wl_buf_addf(&w->phrase, "; %lld by the date of their file", (long long)side->undated);
    header(w, "", WL_TONE_PLAIN);
    wl_buf_add_text(&w->phrase, "covered by logs: ");
    add_hours(&w->phrase, side->hours);
    if (side->hours < (double)(until_us - since_us) / HOUR_US) {
        wl_buf_add_text(&w->phrase, " of ");
        add_hours(&w->phrase, (double)(until_us - since_us) / HOUR_US);
    }
    header(w, "", WL_TONE_PLAIN);
}

static void
add_of(struct wl_buf *out, const struct wl_changes *changes, const char *noun)
{
    wl_buf_addf(out, "%u of ", (unsigned)changes->changed);
    wl_phrase_count(out, changes->count, noun, NULL);
}

static void
header_changed(struct writer *w)
{
    const struct wl_changes *codes = &w->c->codes, *peers = &w->c->peers;

    if (codes->count == 0) {
        wl_buf_add_text(&w->phrase, "nothing: neither side has any occurrence");
    } else if (codes->changed + peers->changed == 0) {
        wl_buf_add_text(&w->phrase, "nothing by more than chance; compared were ");
        wl_phrase_count(&w->phrase, codes->count, "code", NULL);
        wl_buf_add_text(&w->phrase, " and ");
        wl_phrase_count(&w->phrase, peers->count, "peer", NULL);
    } else {
        add_of(&w->phrase, codes, "code");
        if (peers->count) {
            wl_buf_add_text(&w->phrase, ", ");
            add_of(&w->phrase, peers, "peer");
        }
    }
    header(w, "changed", WL_TONE_BOLD);
}

static void
add_moment(struct wl_buf *out, const struct wl_moment *moment)
{
    wl_phrase_moment(out, moment->at_us);
    wl_buf_add_text(out, " on ");
    add_number(out, moment->after);
    wl_buf_add_text(out, " an hour, before ");
    add_number(out, moment->before);
}

/* Codes and peers that one side alone has, be it chance or not. */
static void
header_only(struct writer *w, int side, const char *label)
{
    const struct wl_changes *tables[] = {&w->c->codes, &w->c->peers};
    size_t named = 0, more = 0;

    for (size_t t = 0; t < 2; t++) {
        for (uint32_t i = 0; i < tables[t]->count; i++) {
            const struct wl_change *change = &tables[t]->rows[i];

            if (change->count[side] == 0 || change->count[1 - side] != 0)
                continue;
            if (named >= NAMED * (t + 1)) {
                more++;
                continue;
            }
            wl_buf_add_text(&w->phrase, named++ ? ", " : "");
            if (t == 1)
                wl_change_peer(&w->phrase, change);
            else
                wl_buf_addf(&w->phrase, "%s %u", change->code ? change->code->name : "code",
                            (unsigned)change->number);
        }
    }
    if (more)
        wl_buf_addf(&w->phrase, " and %zu more", more);
    if (named)
        header(w, label, WL_TONE_PLAIN);
}

static void
cell(struct writer *w, size_t columns, enum wl_fit fit, enum wl_tone tone)
{
    wl_layout_cell(&w->layout, wl_buf_span(&w->phrase), columns, fit, tone);
    wl_layout_space(&w->layout, GAP);
    w->layout.out->failed = w->layout.out->failed || w->phrase.failed;
    wl_buf_clear(&w->phrase);
}

static void
heading(struct writer *w, const char *key, bool codes)
{
    static const struct {
        const char *text;
        size_t columns;
    } columns[] = {{"A", COUNT},  {"B", COUNT},   {"A/H", RATE},
                   {"B/H", RATE}, {"B:A", RATIO}, {"95 %", INTERVAL}};

    wl_layout_end(&w->layout);
    wl_buf_add_text(&w->phrase, key);
    cell(w, codes ? w->name : w->name + GAP + CODE, WL_FIT_LEFT, WL_TONE_DIM);
    if (codes) {
        wl_buf_add_text(&w->phrase, "CODE");
        cell(w, CODE, WL_FIT_RIGHT, WL_TONE_DIM);
    }
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        wl_buf_add_text(&w->phrase, columns[i].text);
        cell(w, columns[i].columns, WL_FIT_RIGHT, WL_TONE_DIM);
    }
    wl_layout_put(&w->layout, "CHANGE", WL_TONE_DIM);
    wl_layout_end(&w->layout);
}

static void
add_interval(struct wl_buf *out, const struct wl_ratio *ratio)
{
    if (!isfinite(ratio->high))
        wl_buf_add_text(out, "over ");
    else if (ratio->low <= 0)
        wl_buf_add_text(out, "under ");
    if (ratio->low > 0)
        add_number(out, ratio->low);
    if (ratio->low > 0 && isfinite(ratio->high))
        wl_buf_add_char(out, '-');
    if (isfinite(ratio->high))
        add_number(out, ratio->high);
}

/* All that stands behind the key. */
static void
numbers(struct writer *w, const struct wl_change *change)
{
    for (int side = 0; side < 2; side++) {
        wl_buf_addf(&w->phrase, "%lld", (long long)change->count[side]);
        cell(w, COUNT, WL_FIT_RIGHT, WL_TONE_PLAIN);
    }
    for (int side = 0; side < 2; side++) {
        add_number(&w->phrase, wl_change_rate(w->c, change, side));
        cell(w, RATE, WL_FIT_RIGHT, WL_TONE_PLAIN);
    }
    if (isfinite(change->ratio.ratio) && change->ratio.ratio > 0)
        add_number(&w->phrase, change->ratio.ratio);
    cell(w, RATIO, WL_FIT_RIGHT, WL_TONE_BOLD);
    add_interval(&w->phrase, &change->ratio);
    cell(w, INTERVAL, WL_FIT_RIGHT, WL_TONE_PLAIN);
    wl_layout_put(&w->layout, wl_change_word(change), WL_TONE_BOLD);
    wl_layout_end(&w->layout);
}

/* What a code that changed means, and when it did. */
static void
explanation(struct writer *w, const struct wl_change *change)
{
    if (change->code) {
        wl_layout_space(&w->layout, 2);
        wl_layout_put(&w->layout, change->code->summary, WL_TONE_DIM);
        if (change->code->noise)
            wl_layout_put(&w->layout, " (normal noise)", WL_TONE_DIM);
        wl_layout_end(&w->layout);
    }
    if (!change->moment.found)
        return;
    wl_layout_space(&w->layout, 2);
    wl_buf_add_text(&w->phrase, "from ");
    add_moment(&w->phrase, &change->moment);
    wl_layout_wrap(&w->layout, wl_buf_text(&w->phrase), 4, WL_TONE_PLAIN);
    wl_layout_end(&w->layout);
    wl_buf_clear(&w->phrase);
}

static void
rest(struct writer *w, size_t left_out, const char *noun)
{
    if (left_out == 0)
        return;
    wl_buf_addf(&w->phrase, "%zu more %s%s; --limit=0 shows all", left_out, noun,
                left_out == 1 ? "" : "s");
    wl_layout_put(&w->layout, wl_buf_text(&w->phrase), WL_TONE_DIM);
    wl_layout_end(&w->layout);
    wl_buf_clear(&w->phrase);
}

static void
codes(struct writer *w)
{
    const struct wl_changes *table = &w->c->codes;
    size_t limit = w->request->limit ? w->request->limit : USUAL_CODES;
    size_t shown = table->count < limit ? table->count : limit;

    if (table->count == 0)
        return;
    heading(w, "NAME", true);
    for (size_t i = 0; i < shown; i++) {
        const struct wl_change *change = &table->rows[i];

        wl_buf_add_text(&w->phrase, change->code ? change->code->name : "(unknown)");
        cell(w, w->name, WL_FIT_LEFT, WL_TONE_BOLD);
        wl_buf_addf(&w->phrase, "%u", (unsigned)change->number);
        cell(w, CODE, WL_FIT_RIGHT, WL_TONE_PLAIN);
        numbers(w, change);
        if (change->kind != WL_CHANGE_NONE)
            explanation(w, change);
    }
    rest(w, table->count - shown, "code");
}

/* Those that changed; with a limit, others, too. */
static void
peers(struct writer *w)
{
    const struct wl_changes *table = &w->c->peers;
    size_t most = w->request->limit ? table->count : table->changed;
    size_t limit = w->request->limit ? w->request->limit : USUAL_PEERS;
    size_t shown = most < limit ? most : limit;

    if (most == 0)
        return;
    heading(w, "PEER", false);
    for (size_t i = 0; i < shown; i++) {
        wl_change_peer(&w->phrase, &table->rows[i]);
        cell(w, w->name + GAP + CODE, WL_FIT_LEFT, WL_TONE_BOLD);
        numbers(w, &table->rows[i]);
    }
    rest(w, most - shown, "peer");
}

static void
foot(struct writer *w)
{
    wl_layout_end(&w->layout);
    wl_layout_wrap(
        &w->layout,
        "A/H and B/H are per hour that logs cover, from their first to their last line. "
        "95 % is the exact interval of B:A, and a CHANGE is more than chance at 95 % over "
        "all rows (Holm), both for independent occurrences; a burst is not.",
        0, WL_TONE_DIM);
    wl_layout_end(&w->layout);
}

void
wl_compare_text(struct wl_buf *out, const struct wl_comparison *comparison,
                const struct wl_compare_request *request)
{
    struct writer w = {
        .layout = {.out = out,
                   .width = request->width < MIN_WIDTH ? MIN_WIDTH : request->width,
                   .utf8 = request->utf8,
                   .color = request->color},
        .c = comparison,
        .request = request,
        .name = NAME,
    };

    wl_buf_init(&w.phrase);
    if (w.layout.width >= MIN_WIDTH + 4)
        w.name = NAME + 4;
    header_side(&w, 0);
    header_side(&w, 1);
    header_changed(&w);
    if (comparison->all.moment.found) {
        wl_buf_add_text(&w.phrase, "all from ");
        add_moment(&w.phrase, &comparison->all.moment);
        header(&w, "moment", WL_TONE_PLAIN);
    }
    header_only(&w, 1, "only in B");
    header_only(&w, 0, "only in A");
    codes(&w);
    peers(&w);
    if (comparison->codes.count)
        foot(&w);
    wl_buf_done(&w.phrase);
}
