/*
 * Widths come first: names get what they need, then the sparkline, then prose; times are as fine as
 * the spread of the occurrences allows. What is over the limit becomes one row.
 */
#include "report/grid.h"

#include "base/civil.h"
#include "base/utf8.h"
#include "report/phrase.h"

#include <ctype.h>
#include <stdio.h>

enum {
    CODE = 5,
    SHARE = 4,
    NAME_MIN = 4, /* "NAME" */
    NAME_MAX = 24,
    SPARK_TINY =
        12, /* where a long name leaves no choice; like the next two a divisor of the parts */
    SPARK_MIN = 16,
    SPARK_MAX = 24,
    PROSE_MIN = 40,
    PROSE_MAX = 48, /* see struct wl_code */
    BAR_MIN = 10,
    BAR_MAX = 24,
    KEY_MIN = 16, /* the row that sums up has to fit, too */
};

static size_t
digits(int64_t value)
{
    return (size_t)snprintf(NULL, 0, "%lld", (long long)value);
}

static enum wl_clock
clock_for(const struct wl_summary *summary)
{
    struct wl_civil first, last;

    wl_civil_from_instant(summary->first_us, &first, NULL);
    wl_civil_from_instant(summary->last_us, &last, NULL);
    if (first.year != last.year)
        return WL_CLOCK_DATE;
    if (first.month != last.month || first.day != last.day)
        return WL_CLOCK_MONTH;
    return WL_CLOCK_TIME;
}

static void
begin(struct wl_grid *grid, struct wl_layout *layout, const struct wl_summary *summary,
      enum wl_by_id by)
{
    static const size_t widths[] = {
        [WL_CLOCK_TIME] = 8, [WL_CLOCK_MONTH] = 11, [WL_CLOCK_DATE] = 10};

    *grid = (struct wl_grid){
        .layout = layout,
        .summary = summary,
        .table = &summary->tables[by],
        .by = by,
        .clock = wl_bys[by].unit_us ? WL_CLOCK_TIME : clock_for(summary),
        .gap = 2,
        .times = 2,
        .count = digits(summary->total) < 5 ? 5 : digits(summary->total),
    };
    grid->time = widths[grid->clock];
}

static void
put_time(struct wl_grid *grid, int64_t instant_us)
{
    struct wl_civil civil;
    char text[64];

    wl_civil_from_instant(instant_us, &civil, NULL);
    if (grid->clock == WL_CLOCK_TIME)
        (void)snprintf(text, sizeof text, "%02d:%02d:%02d", civil.hour, civil.minute, civil.second);
    else if (grid->clock == WL_CLOCK_MONTH)
        (void)snprintf(text, sizeof text, "%02d-%02d %02d:%02d", civil.month, civil.day, civil.hour,
                       civil.minute);
    else
        (void)snprintf(text, sizeof text, "%04d-%02d-%02d", (int)civil.year, civil.month,
                       civil.day);
    wl_layout_text(grid->layout, text, grid->time, WL_FIT_LEFT, WL_TONE_PLAIN);
    wl_layout_space(grid->layout, grid->gap);
}

static void
put_count(struct wl_grid *grid, int64_t count)
{
    int64_t percent = (int64_t)((double)count * 100 / (double)grid->summary->total);
    char text[32];

    (void)snprintf(text, sizeof text, "%lld", (long long)count);
    wl_layout_text(grid->layout, text, grid->count, WL_FIT_RIGHT, WL_TONE_PLAIN);
    wl_layout_space(grid->layout, grid->gap);
    (void)snprintf(text, sizeof text, percent ? "%d%%" : "<1%%", (int)percent);
    wl_layout_text(grid->layout, text, SHARE, WL_FIT_RIGHT, WL_TONE_DIM);
    wl_layout_space(grid->layout, grid->gap);
}

/* A heading of a column and the gap after it. */
static void
put_heading(struct wl_grid *grid, const char *text, size_t columns, enum wl_fit fit)
{
    wl_layout_text(grid->layout, text, columns, fit, WL_TONE_DIM);
    wl_layout_space(grid->layout, grid->gap);
}

static void
times_heading(struct wl_grid *grid)
{
    static const char *const names[] = {"FIRST", "LAST"};

    for (size_t i = 0; i < grid->times; i++)
        put_heading(grid, names[i], grid->time, WL_FIT_LEFT);
}

static void
put_times(struct wl_grid *grid, const struct wl_report_row *row)
{
    const int64_t times[] = {row->first_us, row->last_us};

    for (size_t i = 0; i < grid->times; i++)
        put_time(grid, times[i]);
}

/* The rows that got no row of their own. */
static void
put_rest(struct wl_grid *grid, size_t rows, int64_t count, const char *which, size_t columns)
{
    const char *plural = wl_bys[grid->by].plural;
    char text[64];

    if (rows == 0)
        return;
    (void)snprintf(text, sizeof text, "%zu %s %s", rows, which,
                   rows == 1 ? wl_bys[grid->by].name : plural);
    wl_layout_text(grid->layout, text, columns, WL_FIT_LEFT, WL_TONE_DIM);
    wl_layout_space(grid->layout, grid->gap);
    put_count(grid, count);
    wl_layout_end(grid->layout);
}

/* Codes
 * --------------------------------------------------------------------------------------------- */

static const char *
name_of(const struct wl_report_row *row)
{
    return row->code ? row->code->name : "(unknown)";
}

static bool
is_noise(const struct wl_report_row *row)
{
    return row->code && row->code->noise;
}

/* Columns of a row of codes. @param fixed  those of the name, the code, the count and the share */
static size_t
codes_columns(const struct wl_grid *grid, size_t fixed)
{
    return fixed + 3 * grid->gap + grid->times * (grid->gap + grid->time) +
           (grid->chart ? grid->gap + grid->chart : 0);
}

/* On narrow screens the least needed goes first: LAST, the chart, FIRST, and the ends of names. */
static void
narrow(struct wl_grid *grid, size_t fixed)
{
    size_t width = grid->layout->width, over;

    if (codes_columns(grid, fixed) > width)
        grid->times = 1;
    if (codes_columns(grid, fixed) > width)
        grid->chart = 0;
    if (codes_columns(grid, fixed) > width)
        grid->times = 0;
    over = codes_columns(grid, fixed);
    over = over > width ? over - width : 0;
    grid->key -= over + NAME_MIN < grid->key ? over : grid->key - NAME_MIN;
}

void
wl_grid_for_codes(struct wl_grid *grid, struct wl_layout *layout, const struct wl_summary *summary)
{
    size_t fixed, room;

    begin(grid, layout, summary, WL_BY_CODE);
    grid->key = NAME_MIN;
    for (size_t i = 0; i < grid->table->count; i++) {
        size_t columns = wl_utf8_columns(wl_span_of(name_of(&grid->table->rows[i])));
        if (columns > grid->key)
            grid->key = columns < NAME_MAX ? columns : NAME_MAX;
    }
    fixed = grid->key + CODE + grid->count + SHARE;
    grid->chart = SPARK_MIN;
    if (codes_columns(grid, fixed) > layout->width)
        grid->gap = 1;
    if (codes_columns(grid, fixed) > layout->width)
        grid->chart = SPARK_TINY;
    narrow(grid, fixed);
    if (grid->chart == 0)
        return;
    room = layout->width - codes_columns(grid, fixed) + grid->chart;
    if (room >= SPARK_MIN + grid->gap + PROSE_MIN) {
        size_t rest = room - grid->gap;
        grid->prose = rest - SPARK_MIN < PROSE_MAX ? rest - SPARK_MIN : PROSE_MAX;
        room = rest - grid->prose;
    }
    grid->chart = room >= SPARK_MAX ? SPARK_MAX : room >= SPARK_MIN ? SPARK_MIN : SPARK_TINY;
}

static void
codes_heading(struct wl_grid *grid, bool noise)
{
    if (noise) {
        wl_layout_wrap(grid->layout, "normal noise: healthy programs meet these, too", 0,
                       WL_TONE_DIM);
        wl_layout_end(grid->layout);
        return;
    }
    put_heading(grid, "NAME", grid->key, WL_FIT_LEFT);
    put_heading(grid, "CODE", CODE, WL_FIT_RIGHT);
    put_heading(grid, "COUNT", grid->count, WL_FIT_RIGHT);
    put_heading(grid, "%", SHARE, WL_FIT_RIGHT);
    times_heading(grid);
    if (grid->chart)
        put_heading(grid, "WHEN", grid->chart, WL_FIT_LEFT);
    if (grid->prose)
        put_heading(grid, "MEANING", grid->prose, WL_FIT_LEFT);
    wl_layout_end(grid->layout);
}

/* The model's parts, added up to the columns there are. */
static void
put_shape(struct wl_grid *grid, const struct wl_report_row *row)
{
    uint32_t parts[WL_SHAPE_PARTS] = {0};

    for (size_t i = 0; i < WL_SHAPE_PARTS; i++)
        parts[i * grid->chart / WL_SHAPE_PARTS] += row->shape[i];
    wl_layout_spark(grid->layout, parts, grid->chart);
}

static void
code_row(struct wl_grid *grid, const struct wl_report_row *row)
{
    const char *prose = row->code ? row->code->summary : "not in this version's table of codes";
    char number[8];

    wl_layout_text(grid->layout, name_of(row), grid->key, WL_FIT_LEFT, WL_TONE_BOLD);
    wl_layout_space(grid->layout, grid->gap);
    (void)snprintf(number, sizeof number, "%u", (unsigned)row->number);
    wl_layout_text(grid->layout, number, CODE, WL_FIT_RIGHT, WL_TONE_PLAIN);
    wl_layout_space(grid->layout, grid->gap);
    put_count(grid, row->count);
    put_times(grid, row);
    if (grid->chart)
        put_shape(grid, row);
    if (grid->prose) {
        wl_layout_space(grid->layout, grid->gap);
        wl_layout_text(grid->layout, prose, grid->prose, WL_FIT_LEFT, WL_TONE_PLAIN);
    } else if (!is_noise(row)) {
        wl_layout_end(grid->layout);
        wl_layout_space(grid->layout, 2);
        wl_layout_text(grid->layout, prose, grid->layout->width - 2, WL_FIT_LEFT, WL_TONE_DIM);
    }
    wl_layout_end(grid->layout);
}

void
wl_grid_codes(struct wl_grid *grid, bool noise, size_t limit)
{
    size_t shown = 0, rest_rows = 0;
    int64_t rest = 0;

    for (size_t i = 0; i < grid->table->count; i++) {
        const struct wl_report_row *row = &grid->table->rows[i];
        if (is_noise(row) != noise)
            continue;
        if (shown == 0) {
            wl_layout_end(grid->layout);
            codes_heading(grid, noise);
        }
        if (shown < limit) {
            code_row(grid, row);
            shown++;
        } else {
            rest_rows++;
            rest += row->count;
        }
    }
    put_rest(grid, rest_rows, rest, "more", grid->key + grid->gap + CODE);
}

/* Other keys
 * ---------------------------------------------------------------------------------------- */

static void
put_label(struct wl_grid *grid, const struct wl_report_row *row)
{
    struct wl_buf text;

    wl_buf_init(&text);
    wl_phrase_key(&text, grid->summary, grid->by, row);
    wl_layout_cell(grid->layout, wl_buf_span(&text), grid->key,
                   grid->by == WL_BY_SOURCE ? WL_FIT_TAIL : WL_FIT_LEFT, WL_TONE_BOLD);
    wl_layout_space(grid->layout, grid->gap);
    grid->layout->out->failed = grid->layout->out->failed || text.failed;
    wl_buf_done(&text);
}

static size_t
label_columns(const struct wl_grid *grid, const struct wl_report_row *row)
{
    struct wl_buf text, safe;
    size_t columns;

    wl_buf_init(&text);
    wl_buf_init(&safe);
    wl_phrase_key(&text, grid->summary, grid->by, row);
    wl_layout_safe(&safe, wl_buf_span(&text), grid->layout->utf8);
    columns = wl_utf8_columns(wl_buf_span(&safe));
    grid->layout->out->failed = grid->layout->out->failed || text.failed || safe.failed;
    wl_buf_done(&safe);
    wl_buf_done(&text);
    return columns;
}

void
wl_grid_for_keys(struct wl_grid *grid, struct wl_layout *layout, const struct wl_summary *summary,
                 enum wl_by_id by)
{
    size_t fixed, room;

    begin(grid, layout, summary, by);
    grid->key = KEY_MIN;
    for (size_t i = 0; i < grid->table->count; i++) {
        size_t columns = label_columns(grid, &grid->table->rows[i]);
        grid->key = columns > grid->key ? columns : grid->key;
    }
    fixed = grid->count + SHARE + grid->times * grid->time + (2 + grid->times) * grid->gap;
    for (; KEY_MIN + fixed > layout->width && grid->times > 0; grid->times--)
        fixed -= grid->time + grid->gap;
    if (grid->key + fixed > layout->width)
        grid->key = layout->width - fixed;
    room = layout->width - grid->key - fixed;
    if (room >= grid->gap + BAR_MIN)
        grid->chart = room - grid->gap < BAR_MAX ? room - grid->gap : BAR_MAX;
}

static void
keys_heading(struct wl_grid *grid)
{
    char heading[16] = "";

    for (size_t i = 0; wl_bys[grid->by].name[i] && i + 1 < sizeof heading; i++)
        heading[i] = (char)toupper((unsigned char)wl_bys[grid->by].name[i]);
    wl_layout_end(grid->layout);
    put_heading(grid, heading, grid->key, WL_FIT_LEFT);
    put_heading(grid, "COUNT", grid->count, WL_FIT_RIGHT);
    put_heading(grid, "%", SHARE, WL_FIT_RIGHT);
    times_heading(grid);
    wl_layout_end(grid->layout);
}

static void
key_row(struct wl_grid *grid, const struct wl_report_row *row, int64_t max)
{
    put_label(grid, row);
    put_count(grid, row->count);
    put_times(grid, row);
    if (grid->chart)
        wl_layout_bar(grid->layout, row->count, max, grid->chart);
    wl_layout_end(grid->layout);
}

void
wl_grid_keys(struct wl_grid *grid, size_t limit)
{
    const struct wl_report_table *table = grid->table;
    bool timed = wl_bys[grid->by].unit_us != 0, unknown = wl_table_has_unknown(table);
    size_t keys = table->count - unknown, left_out = keys > limit ? keys - limit : 0;
    size_t from = timed ? left_out : 0, to = timed ? keys : keys - left_out;
    int64_t rest = 0, max = 0;

    for (size_t i = 0; i < keys; i++) {
        if (i < from || i >= to)
            rest += table->rows[i].count;
        else if (table->rows[i].count > max)
            max = table->rows[i].count;
    }
    keys_heading(grid);
    if (timed)
        put_rest(grid, left_out, rest, "earlier", grid->key);
    for (size_t i = from; i < to; i++)
        key_row(grid, &table->rows[i], max);
    if (!timed)
        put_rest(grid, left_out, rest, "more", grid->key);
    if (!unknown)
        return;
    grid->chart = 0; /* a bar would compare it with the others */
    key_row(grid, &table->rows[keys], max);
}
