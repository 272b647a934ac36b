/*
 * Tables that add up: what the limit cuts off stands in one row, and the last row is the total.
 */
#include "report/html.h"

#include "report/pairs.h"
#include "report/phrase.h"

enum { KEY = 320 }; /* bytes of a key */

static void
head_cells(struct wl_buf *out, const char *const *columns)
{
    for (size_t i = 0; columns[i]; i++)
        wl_buf_addf(out, "<th scope=\"col\"%s>%s</th>", i == 1 || i == 2 ? " class=\"n\"" : "",
                    columns[i]);
    wl_buf_add_text(out, "</tr></thead>\n<tbody>\n");
}

static void
head(struct wl_buf *out, const char *id, const char *caption, const char *const *columns)
{
    wl_html_scroll(out, caption);
    wl_buf_addf(
        out,
        "<table class=\"rows\" id=\"t-%s\"><caption class=\"unseen\">%s</caption>\n<thead><tr>", id,
        caption);
    head_cells(out, columns);
}

/* Count and share, the latter with a bar behind that is only decoration. */
static void
count_cells(struct wl_buf *out, int64_t count, int64_t total, bool bar)
{
    wl_html_cell_count(out, count);
    wl_buf_add_text(out, "<td class=\"n share\">");
    wl_html_share(out, count, total);
    if (bar)
        wl_buf_addf(out,
                    "<svg class=\"bar\" aria-hidden=\"true\" focusable=\"false\"><rect "
                    "width=\"%.1f%%\" height=\"100%%\"/></svg>",
                    total ? (double)count * 100 / (double)total : 0.0);
    wl_buf_add_text(out, "</td>");
}

static void
time_cells(struct wl_buf *out, int64_t first_us, int64_t last_us)
{
    wl_buf_add_text(out, "<td>");
    wl_html_time(out, first_us);
    wl_buf_add_text(out, "</td><td>");
    wl_html_time(out, last_us);
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
        count_cells(out, sums->rest, html->summary->total, false);
        wl_buf_addf(out, "%s</tr>\n", gap);
    }
    wl_buf_addf(out, "<tr class=\"sum\"><th scope=\"row\">all%s</th>",
                sums->all < html->summary->total ? " of these" : "");
    count_cells(out, sums->all, html->summary->total, false);
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
    count_cells(out, row->count, html->summary->total, true);
    wl_buf_add_text(out, "<td>");
    wl_html_spark(html, number);
    wl_buf_add_text(out, "</td>");
    time_cells(out, row->first_us, row->last_us);
    wl_buf_add_text(out, "</tr>\n");
}

static void
code_table(const struct wl_html *html, bool noise, size_t limit)
{
    static const char *const columns[] = {"code",  "count", "share", "over time",
                                          "first", "last",  NULL};
    const struct wl_report_table *table = &html->summary->tables[WL_BY_CODE];
    struct sums sums = {0};
    bool begun = false;

    for (size_t i = 0; i < table->count; i++) {
        const struct wl_report_row *row = &table->rows[i];
        if ((row->code && row->code->noise) != noise)
            continue;
        if (!begun && noise)
            wl_buf_add_text(html->out,
                            "<h3>Normal noise</h3>\n<p class=\"note\">Codes that healthy "
                            "programs meet, too.</p>\n");
        if (!begun)
            head(html->out, noise ? "noise" : "code", noise ? "Normal noise" : "Codes", columns);
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
    const char *const columns[] = {wl_bys[by].name, "count", "share", "first", "last", NULL};
    const struct wl_report_table *table = &html->summary->tables[by];
    struct sums sums = {0};
    struct wl_buf key;

    wl_buf_init(&key);
    head(html->out, wl_bys[by].name, wl_bys[by].plural, columns);
    for (size_t i = 0; i < table->count; i++) {
        const struct wl_report_row *row = &table->rows[i];
        /* what has no such key comes last, and always */
        if (!takes(&sums, row, row->key_len == 0 ? SIZE_MAX : limit))
            continue;
        wl_phrase_key(&key, html->summary, by, row);
        wl_buf_addf(html->out, "<tr><th scope=\"row\"%s>",
                    row->key_len == 0 ? " class=\"unknown\"" : "");
        wl_html_cut(html->out, wl_buf_span(&key), KEY);
        html->out->failed = html->out->failed || key.failed;
        wl_buf_clear(&key);
        wl_buf_add_text(html->out, "</th>");
        count_cells(html->out, row->count, html->summary->total, true);
        time_cells(html->out, row->first_us, row->last_us);
        wl_buf_add_text(html->out, "</tr>\n");
    }
    foot(html, &sums, by, "<td></td><td></td>");
    wl_buf_done(&key);
}

static void
pair_key(struct wl_buf *out, struct wl_span key)
{
    if (key.len == 0)
        wl_buf_add_text(out, "<span class=\"unknown\">(unknown)</span>");
    else
        wl_html_cut(out, key, KEY);
}

void
wl_html_pairs(const struct wl_html *html, size_t limit)
{
    const struct wl_pairs *pairs = html->summary->pairs;
    const char *const columns[] = {
        wl_bys[pairs->by[1]].name, "count", "share", "first", "last", NULL};
    struct wl_buf *out = html->out;
    int64_t total = html->summary->total, rest = 0;

    wl_html_scroll(out, "Pairs");
    wl_buf_addf(out,
                "<table class=\"rows\" id=\"t-pairs\"><caption class=\"unseen\">Pairs</caption>\n"
                "<thead><tr><th scope=\"col\">%s</th>",
                wl_bys[pairs->by[0]].name);
    head_cells(out, columns);
    for (size_t i = 0; i < pairs->count; i++) {
        const struct wl_pair *row = &pairs->rows[i];
        if (i >= limit) {
            rest += row->count;
            continue;
        }
        wl_buf_add_text(out, "<tr><th scope=\"row\">");
        pair_key(out, wl_pair_key(pairs, row, 0));
        wl_buf_add_text(out, "</th><th scope=\"row\">");
        pair_key(out, wl_pair_key(pairs, row, 1));
        wl_buf_add_text(out, "</th>");
        count_cells(out, row->count, total, true);
        time_cells(out, row->first_us, row->last_us);
        wl_buf_add_text(out, "</tr>\n");
    }
    wl_buf_add_text(out, "</tbody>\n<tfoot>\n");
    if (rest > 0) {
        wl_buf_addf(out, "<tr class=\"rest\"><th scope=\"row\">%zu more, not listed</th><td></td>",
                    pairs->count - limit);
        count_cells(out, rest, total, false);
        wl_buf_add_text(out, "<td></td><td></td></tr>\n");
    }
    wl_buf_add_text(out, "<tr class=\"sum\"><th scope=\"row\">all</th><td></td>");
    count_cells(out, total, total, false);
    wl_buf_add_text(out, "<td></td><td></td></tr>\n</tfoot></table>\n</div>\n");
}
