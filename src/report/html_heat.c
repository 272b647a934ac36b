/*
 * Hours by day, as a table whose cells are tinted: the numbers are the text alternative. Few days
 * stand one by one; of more the weekdays are summed up.
 */
#include "report/html.h"

#include "base/civil.h"

enum {
    HOURS = 24,
    DAYS = 14, /* that stand one by one */
    WEEK = 7,
    TINTS = 5,
    WIDE = 10000, /* counts from here on need smaller letters */
};

struct heat {
    int64_t counts[DAYS][HOURS];
    int64_t first_day; /* days since 1970-01-01, local */
    size_t rows;
    bool weekdays;
    int64_t most;
};

static int64_t
local_day(int64_t instant_us, struct wl_civil *civil)
{
    struct wl_civil day;

    wl_civil_from_instant(instant_us, civil, NULL);
    day = (struct wl_civil){.year = civil->year, .month = civil->month, .day = civil->day};
    return wl_civil_to_utc(&day) / WL_US_DAY;
}

/* Monday first. */
static size_t
row_of(const struct heat *heat, int64_t day, const struct wl_civil *civil)
{
    if (heat->weekdays)
        return (size_t)(civil->weekday + WEEK - 1) % WEEK;
    return (size_t)(day - heat->first_day);
}

static void
fill(struct heat *heat, const struct wl_page *page)
{
    struct wl_civil civil;
    int64_t last_day;

    heat->first_day = local_day(page->hours[0].start_us, &civil);
    last_day = local_day(page->hours[page->hour_count - 1].start_us, &civil);
    heat->weekdays = last_day - heat->first_day >= DAYS;
    heat->rows = heat->weekdays ? WEEK : (size_t)(last_day - heat->first_day + 1);
    for (size_t i = 0; i < page->hour_count; i++) {
        int64_t day = local_day(page->hours[i].start_us, &civil);
        int64_t *cell = &heat->counts[row_of(heat, day, &civil)][civil.hour];
        *cell += page->hours[i].count;
        if (*cell > heat->most)
            heat->most = *cell;
    }
}

/* 1 to TINTS; steps of equal ratio, since bursts outnumber the rest by far. */
static unsigned
tint_of(int64_t count, int64_t most)
{
    unsigned tint = TINTS;

    while (tint > 1 && count * 3 <= most) {
        count *= 3;
        tint--;
    }
    return tint;
}

static void
row_name(struct wl_buf *out, const struct heat *heat, size_t row)
{
    static const char *const names[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};
    struct wl_civil civil;

    if (heat->weekdays) {
        wl_buf_add_text(out, names[row]);
        return;
    }
    wl_civil_from_utc((heat->first_day + (int64_t)row) * WL_US_DAY, &civil);
    wl_buf_addf(out, "%.3s %04d-%02d-%02d", names[(civil.weekday + WEEK - 1) % WEEK],
                (int)civil.year, civil.month, civil.day);
}

static void
row(struct wl_buf *out, const struct heat *heat, size_t number)
{
    int64_t sum = 0;

    wl_buf_add_text(out, "<tr><th scope=\"row\">");
    row_name(out, heat, number);
    wl_buf_add_text(out, "</th>");
    for (int hour = 0; hour < HOURS; hour++) {
        int64_t count = heat->counts[number][hour];
        sum += count;
        if (count == 0) {
            wl_buf_add_text(out, "<td></td>");
            continue;
        }
        wl_buf_addf(out, "<td class=\"h%u\">", tint_of(count, heat->most));
        wl_html_count(out, count);
        wl_buf_add_text(out, "</td>");
    }
    wl_html_cell_count(out, sum);
    wl_buf_add_text(out, "</tr>\n");
}

void
wl_html_heat(const struct wl_html *html)
{
    struct wl_buf *out = html->out;
    struct heat heat = {0};
    const char *by;

    fill(&heat, html->page);
    by = heat.weekdays ? "weekday" : "date";
    wl_buf_addf(
        out,
        "<p class=\"note\">Occurrences in each hour of the local day, by %s; an empty cell has "
        "none.</p>\n",
        by);
    wl_html_scroll(out, "Occurrences by hour and day");
    wl_buf_addf(
        out,
        "<table class=\"heat%s\" id=\"t-heat\"><caption class=\"unseen\">Occurrences by hour "
        "and day</caption>\n<thead><tr><th scope=\"col\">%s</th>",
        heat.most < WIDE ? "" : " dense", by);
    for (int hour = 0; hour < HOURS; hour++)
        wl_buf_addf(out, "<th scope=\"col\">%02d</th>", hour);
    wl_buf_add_text(out, "<th scope=\"col\" class=\"n\">all</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < heat.rows; i++)
        row(out, &heat, i);
    wl_buf_add_text(out, "</tbody></table>\n</div>\n");
}
