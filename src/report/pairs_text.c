#include "report/pairs_text.h"

#include "base/civil.h"
#include "base/utf8.h"
#include "report/phrase.h"

#include <ctype.h>
#include <stdio.h>

enum {
    GAP = 2,
    COUNT = 7,
    SHARE = 4,
    TIME = 16,  /* 2026-11-22 08:00 */
    SHORT = 11, /* 11-22 08:00 */
    KEY_MIN = 6,
    NARROW = 46, /* the other columns with keys that still say something */
};

/* Columns of a time: short within one year; 0 where a key is a time already, or none has room. */
static size_t
time_columns(const struct wl_layout *layout, const struct wl_summary *summary)
{
    const struct wl_pairs *pairs = summary->pairs;
    struct wl_civil first, last;
    size_t time;

    if (wl_bys[pairs->by[0]].unit_us || wl_bys[pairs->by[1]].unit_us)
        return 0;
    wl_civil_from_instant(summary->first_us, &first, NULL);
    wl_civil_from_instant(summary->last_us, &last, NULL);
    time = first.year == last.year ? SHORT : TIME;
    return layout->width < NARROW + 2 * (time + GAP) ? 0 : time;
}

/* A key as it is shown: a code with its name. */
static void
add_key(struct wl_buf *out, const struct wl_pairs *pairs, const struct wl_pair *row, size_t which)
{
    struct wl_span key = wl_pair_key(pairs, row, which);
    const struct wl_code *code =
        pairs->by[which] == WL_BY_CODE ? wl_code_by_number((uint32_t)row->order[which]) : NULL;

    wl_buf_clear(out);
    wl_buf_add_span(out, key.len > 0 ? key : wl_span_of("(unknown)"));
    if (code)
        wl_buf_addf(out, " %s", code->name);
}

/* What the widest of the rows shown takes. */
static size_t
columns_of(const struct wl_layout *layout, const struct wl_pairs *pairs, size_t which, size_t rows)
{
    struct wl_buf key, safe;
    size_t widest = KEY_MIN;

    wl_buf_init(&key);
    wl_buf_init(&safe);
    for (size_t i = 0; i < rows; i++) {
        size_t columns;

        add_key(&key, pairs, &pairs->rows[i], which);
        wl_buf_clear(&safe);
        wl_layout_safe(&safe, wl_buf_span(&key), layout->utf8);
        columns = wl_utf8_columns(wl_buf_span(&safe));
        widest = columns > widest ? columns : widest;
    }
    layout->out->failed = layout->out->failed || key.failed || safe.failed;
    wl_buf_done(&key);
    wl_buf_done(&safe);
    return widest;
}

/* Both as wide as they need, else the wider one, then both, give way. */
static void
settle(const struct wl_layout *layout, const struct wl_pairs *pairs, size_t rows, size_t time,
       size_t width[2])
{
    size_t fixed = COUNT + SHARE + (time ? 2 * time + 2 * GAP : 0) + 3 * GAP;
    size_t room = layout->width > fixed ? layout->width - fixed : 0;

    room = room < 2 * KEY_MIN ? 2 * KEY_MIN : room;
    width[0] = columns_of(layout, pairs, 0, rows);
    width[1] = columns_of(layout, pairs, 1, rows);
    if (width[0] + width[1] <= room)
        return;
    if (width[0] <= room / 2)
        width[1] = room - width[0];
    else if (width[1] <= room / 2)
        width[0] = room - width[1];
    else
        width[0] = width[1] = room / 2;
}

static void
put_heading(struct wl_layout *layout, const char *text, size_t columns, enum wl_fit fit)
{
    char upper[16] = "";

    for (size_t i = 0; text[i] && i + 1 < sizeof upper; i++)
        upper[i] = (char)toupper((unsigned char)text[i]);
    wl_layout_text(layout, upper, columns, fit, WL_TONE_DIM);
    wl_layout_space(layout, GAP);
}

static void
put_count(struct wl_layout *layout, int64_t count, int64_t total)
{
    int64_t percent = total > 0 ? (int64_t)((double)count * 100 / (double)total) : 0;
    char text[32];

    (void)snprintf(text, sizeof text, "%lld", (long long)count);
    wl_layout_text(layout, text, COUNT, WL_FIT_RIGHT, WL_TONE_PLAIN);
    wl_layout_space(layout, GAP);
    (void)snprintf(text, sizeof text, percent ? "%d%%" : "<1%%", (int)percent);
    wl_layout_text(layout, text, SHARE, WL_FIT_RIGHT, WL_TONE_DIM);
    wl_layout_space(layout, GAP);
}

static void
put_time(struct wl_layout *layout, struct wl_buf *text, size_t columns, int64_t instant_us)
{
    struct wl_span shown;

    wl_buf_clear(text);
    wl_phrase_local(text, instant_us);
    if (text->len < TIME)
        return; /* no memory: seen by the caller */
    shown = (struct wl_span){text->ptr + TIME - columns, columns}; /* without seconds */
    wl_layout_cell(layout, shown, columns, WL_FIT_LEFT, WL_TONE_PLAIN);
    wl_layout_space(layout, GAP);
}

static void
put_row(struct wl_layout *layout, const struct wl_pairs *pairs, const struct wl_pair *row,
        const size_t width[2], size_t time, int64_t total)
{
    struct wl_buf text;

    wl_buf_init(&text);
    for (size_t which = 0; which < 2; which++) {
        add_key(&text, pairs, row, which);
        wl_layout_cell(layout, wl_buf_span(&text), width[which],
                       pairs->by[which] == WL_BY_SOURCE ? WL_FIT_TAIL : WL_FIT_LEFT, WL_TONE_BOLD);
        wl_layout_space(layout, GAP);
    }
    put_count(layout, row->count, total);
    if (time) {
        put_time(layout, &text, time, row->first_us);
        put_time(layout, &text, time, row->last_us);
    }
    wl_layout_end(layout);
    layout->out->failed = layout->out->failed || text.failed;
    wl_buf_done(&text);
}

void
wl_pairs_text(struct wl_layout *layout, const struct wl_summary *summary, size_t limit)
{
    const struct wl_pairs *pairs = summary->pairs;
    size_t rows = pairs->count < limit ? pairs->count : limit, time = time_columns(layout, summary);
    size_t width[2];
    int64_t rest = 0;
    char text[48];

    settle(layout, pairs, rows, time, width);
    wl_layout_end(layout);
    put_heading(layout, wl_bys[pairs->by[0]].name, width[0], WL_FIT_LEFT);
    put_heading(layout, wl_bys[pairs->by[1]].name, width[1], WL_FIT_LEFT);
    put_heading(layout, "count", COUNT, WL_FIT_RIGHT);
    put_heading(layout, "%", SHARE, WL_FIT_RIGHT);
    if (time) {
        put_heading(layout, "first", time, WL_FIT_LEFT);
        put_heading(layout, "last", time, WL_FIT_LEFT);
    }
    wl_layout_end(layout);
    for (size_t i = 0; i < pairs->count; i++) {
        if (i < rows)
            put_row(layout, pairs, &pairs->rows[i], width, time, summary->total);
        else
            rest += pairs->rows[i].count;
    }
    if (rest == 0)
        return;
    (void)snprintf(text, sizeof text, "%zu more", pairs->count - rows);
    wl_layout_text(layout, text, width[0] + GAP + width[1], WL_FIT_LEFT, WL_TONE_DIM);
    wl_layout_space(layout, GAP);
    put_count(layout, rest, summary->total);
    wl_layout_end(layout);
}

void
wl_samples_text(struct wl_layout *layout, const struct wl_samples *samples)
{
    struct wl_buf text;

    wl_buf_init(&text);
    for (size_t i = 0; i < samples->count; i++) {
        const struct wl_sample *sample = samples->list[i];
        const struct wl_code *code = wl_code_by_number(sample->code);

        if (i == 0 || samples->list[i - 1]->code != sample->code) {
            wl_buf_clear(&text);
            wl_buf_addf(&text, "%s %u", code ? code->name : "code", (unsigned)sample->code);
            wl_layout_end(layout);
            wl_layout_put(layout, wl_buf_text(&text), WL_TONE_BOLD);
            wl_layout_end(layout);
        }
        wl_buf_clear(&text);
        wl_buf_addf(&text, "%lldx ", (long long)sample->count);
        wl_buf_add_text(&text, sample->locator);
        wl_buf_addf(&text, ":%llu", (unsigned long long)sample->line);
        wl_layout_space(layout, 2);
        wl_layout_cell(layout, wl_buf_span(&text), layout->width - 2, WL_FIT_LEFT, WL_TONE_DIM);
        wl_layout_end(layout);
        wl_layout_space(layout, 4);
        wl_layout_wrap(layout, sample->text, 4, WL_TONE_PLAIN);
        wl_layout_end(layout);
    }
    layout->out->failed = layout->out->failed || text.failed;
    wl_buf_done(&text);
}
