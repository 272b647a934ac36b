/*
 * Tables that add up: what the limit cuts off stands in one row, and the last row is the total.
 */
#include "report/html.h"

#include "report/phrase.h"

enum { KEY = 320 }; /* bytes of a key */

static void
head(struct wl_buf *out, const char *id, const char *caption, const char *const *columns)
{
    wl_html_scroll(out, caption);
    wl_buf_addf(out, "<table class=\"rows\" id=\"t-%s\"><caption>%s</caption>\n<thead><tr>", id,
                caption);
    for (size_t i = 0; columns[i]; i++)
        wl_buf_addf(out, "<th scope=\"col\"%s>%s</th>", i == 1 || i == 2 ? " class=\"n\"" : "",
                    columns[i]);
    wl_buf_add_text(out, "</tr></thead>\n<tbody>\n");
}

/* Count and share, the latter with a bar behind that is only decoration. */
static void
count_cells(struct wl_buf *out, int64_t count, int64_t total)
{
    wl_html_cell_count(out, count);
    wl_buf_add_text(out, "<td class=\"n share\">");
    wl_html_share(out, count, total);
    wl_buf_addf(out,
                "<svg class=\"bar\" aria-hidden=\"true\" focusable=\"false\"><rect "
                "width=\"%.1f%%\" height=\"100%%\"/></svg></td>",
                total ? (double)count * 100 / (double)total : 0.0);
}

static void
time_cells(struct wl_buf *out, const struct wl_report_row *row)
{
    wl_buf_add_text(out, "<td>");
    wl_html_time(out, row->first_us);
    wl_buf_add_text(out, "</td><td>");
    wl_html_time(out, row->last_us);
    wl_buf_add_text(out, "</td>");
}

struct sums {
    size_t shown, rest_rows;
    int64_t rest, all;
};

/* @param gap  cells that follow the share */
static void
foot(const struct wl_html *html, const struct sums *sums, enum wl_by_id by, const char *gap)
{
    struct wl_buf *out = html->out;

    wl_buf_add_text(out, "</tbody>\n<tfoot>\n");
    if (sums->rest_rows > 0) {
        wl_buf_add_text(out, "<tr class=\"rest\"><th scope=\"row\">");
        wl_html_count(out, (int64_t)sums->rest_rows);
        wl_buf_addf(out, " more %s, not listed</th>",
                    sums->rest_rows == 1 ? wl_bys[by].name : wl_bys[by].plural);
        count_cells(out, sums->rest, html->summary->total);
        wl_buf_addf(out, "%s</tr>\n", gap);
    }
    wl_buf_add_text(out, "<tr class=\"sum\"><th scope=\"row\">all</th>");
    count_cells(out, sums->all, html->summary->total);
    wl_buf_addf(out, "%s</tr>\n</tfoot></table>\n</div>\n", gap);
}

/* One row of these; false for those behind the limit, which are only added up. */
static bool
takes(struct sums *sums, const struct wl_report_row *row, size_t limit)
{
    sums->all += row->count;
    if (sums->shown < limit) {
        sums->shown++;
        return true;
    }
    sums->rest += row->count;
    sums->rest_rows++;
    return false;
}

static void
code_row(const struct wl_html *html, size_t number)
{
    const struct wl_report_row *row = &html->summary->tables[WL_BY_CODE].rows[number];
    struct wl_buf *out = html->out;

    wl_buf_addf(out, "<tr><th scope=\"row\"><b>%u</b>", (unsigned)row->number);
    if (row->code) {
        wl_buf_addf(out, " <span class=\"name\">%s</span><span class=\"about\">", row->code->name);
        wl_html_text(out, wl_span_of(row->code->summary));
        wl_buf_add_text(out, "</span>");
    }
    wl_buf_add_text(out, "</th>");
    count_cells(out, row->count, html->summary->total);
    time_cells(out, row);
    wl_buf_add_text(out, "<td>");
    wl_html_spark(html, number);
    wl_buf_add_text(out, "</td></tr>\n");
}

static void
code_table(const struct wl_html *html, bool noise, size_t limit)
{
    static const char *const columns[] = {"code", "count",     "share", "first",
                                          "last", "over time", NULL};
    const struct wl_report_table *table = &html->summary->tables[WL_BY_CODE];
    struct sums sums = {0};
    bool begun = false;

    for (size_t i = 0; i < table->count; i++) {
        const struct wl_report_row *row = &table->rows[i];
        if ((row->code && row->code->noise) != noise)
            continue;
        if (!begun)
            head(html->out, noise ? "noise" : "code",
                 noise ? "Normal noise: codes that healthy programs meet, too" : "Codes", columns);
        begun = true;
        if (takes(&sums, row, limit))
            code_row(html, i);
    }
    if (begun)
        foot(html, &sums, WL_BY_CODE, "<td></td><td></td><td></td>");
}

void
wl_html_codes(const struct wl_html *html, size_t limit)
{
    code_table(html, false, limit);
    code_table(html, true, limit);
}

bool
wl_html_has_keys(const struct wl_html *html, enum wl_by_id by)
{
    const struct wl_report_table *table = &html->summary->tables[by];

    return table->count > 1 || (table->count == 1 && table->rows[0].key_len > 0);
}

void
wl_html_keys(const struct wl_html *html, enum wl_by_id by, size_t limit)
{
    static const char *const captions[WL_BYS] = {
        [WL_BY_SOURCE] = "Sources",
        [WL_BY_PEER] = "Peers",
        [WL_BY_CALL] = "Calls that failed",
        [WL_BY_DAY] = "Days",
        [WL_BY_HOUR] = "Hours",
        [WL_BY_PATTERN] = "Patterns that found them",
        [WL_BY_HOST] = "Hosts",
        [WL_BY_LEVEL] = "Levels",
        [WL_BY_PROCESS] = "Processes",
    };
    const char *columns[] = {wl_bys[by].name, "count", "share", "first", "last", NULL};
    const struct wl_report_table *table = &html->summary->tables[by];
    struct sums sums = {0};
    struct wl_buf key;

    wl_buf_init(&key);
    head(html->out, wl_bys[by].name, captions[by], columns);
    for (size_t i = 0; i < table->count; i++) {
        const struct wl_report_row *row = &table->rows[i];
        if (!takes(&sums, row, limit))
            continue;
        wl_phrase_key(&key, html->summary, by, row);
        wl_buf_addf(html->out, "<tr><th scope=\"row\"%s>",
                    row->key_len == 0 ? " class=\"unknown\"" : "");
        wl_html_cut(html->out, wl_buf_span(&key), KEY);
        html->out->failed = html->out->failed || key.failed;
        wl_buf_clear(&key);
        wl_buf_add_text(html->out, "</th>");
        count_cells(html->out, row->count, html->summary->total);
        time_cells(html->out, row);
        wl_buf_add_text(html->out, "</tr>\n");
    }
    foot(html, &sums, by, "<td></td><td></td>");
    wl_buf_done(&key);
}
