#include "cli/scan_summary.h"

#include "base/civil.h"
#include "cli/scan_words.h"
#include "report/layout.h"
#include "report/phrase.h"

#include <stdio.h>

enum {
    LABEL = 10, /* columns of the labels */
    CODES = 10, /* rows of the table */
    NAMES = 3,  /* of files left out */
    MIN_WIDTH = 40,
    LESS_CERTAIN = 30, /* the threshold to try when nothing was found */
};

struct page {
    struct wl_layout layout;
    struct wl_buf phrase; /* given back empty by each line */
    const struct wl_scan_summary *summary;
};

/* The phrase, wrapped, behind a label. */
static void
labelled(struct page *page, const char *label, enum wl_tone tone)
{
    struct wl_layout *layout = &page->layout;

    wl_layout_text(layout, label, LABEL, WL_FIT_LEFT, WL_TONE_DIM);
    wl_layout_wrap(layout, wl_buf_text(&page->phrase), LABEL, tone);
    wl_layout_end(layout);
    layout->out->failed = layout->out->failed || page->phrase.failed;
    wl_buf_clear(&page->phrase);
}

static void
add_count(struct wl_buf *out, uint64_t count, const char *singular, const char *plural)
{
    wl_phrase_count(out, (int64_t)count, singular, plural);
}

static void
add_read(struct page *page)
{
    const struct wl_account *account = page->summary->account;
    uint64_t copies = page->summary->tally->copies;
    struct wl_buf *out = &page->phrase;

    if (account->interrupted) {
        wl_buf_add_text(out, page->summary->stored
                                 ? "by a signal; what was read until then is stored, and the "
                                   "same command reads the rest"
                                 : "by a signal; this is what was read until then");
        labelled(page, "stopped", WL_TONE_BOLD);
    }
    add_count(out, account->files, "file", NULL);
    wl_buf_add_text(out, ", ");
    wl_words_add_size(out, account->bytes);
    wl_buf_add_text(out, ", ");
    add_count(out, account->lines, "line", NULL);
    if (copies > 0) {
        wl_buf_add_text(out, "; ");
        add_count(out, copies, "is a copy of another", "are copies of others");
        wl_buf_add_text(out, ", counted once");
    }
    if (account->known > 0) {
        wl_buf_add_text(out, "; ");
        add_count(out, account->known, "was known before", "were known before");
    }
    if (account->resumed > 0) {
        wl_buf_add_text(out, "; ");
        add_count(out, account->resumed, "file was", "files were");
        wl_buf_add_text(out, " not read again (--resume)");
    }
    if (account->broken > 0) {
        wl_buf_add_text(out, "; ");
        add_count(out, account->broken, "broken UTF-16 unit", NULL);
    }
    labelled(page, "read", WL_TONE_PLAIN);
}

/* What is new to the database; " (not stored)" and the like. */
static void
add_novelty(struct wl_buf *out, const struct wl_scan_summary *summary, uint64_t total)
{
    if (summary->no_store)
        wl_buf_add_text(out, "; nothing stored (--no-store)");
    else if (!summary->stored)
        wl_buf_add_text(out, "; storing failed");
    else if (summary->added >= total)
        wl_buf_add_text(out, total == 1 ? "; new" : "; all new");
    else
        wl_buf_addf(out, "; %llu new, %llu already known", (unsigned long long)summary->added,
                    (unsigned long long)(total - summary->added));
}

static void
add_removed(struct wl_buf *out, const struct wl_scan_summary *summary)
{
    if (summary->removed > 0 && summary->stored)
        wl_buf_addf(out, "; %llu removed, found no more", (unsigned long long)summary->removed);
}

static void
add_found(struct page *page, size_t codes)
{
    const struct wl_tally_counts *all = &page->summary->tally->all;
    struct wl_buf *out = &page->phrase;

    if (all->occurrences == 0) {
        wl_buf_add_text(out, page->summary->account->lines > 0
                                 ? "nothing: no line reports a Winsock error"
                                 : "nothing: there was no line to read");
        add_removed(out, page->summary);
        labelled(page, "found", WL_TONE_BOLD);
        return;
    }
    add_count(out, all->occurrences, "occurrence", NULL);
    wl_buf_add_text(out, " of ");
    add_count(out, codes, "code", NULL);
    wl_buf_add_text(out, " on ");
    add_count(out, all->lines, "line", NULL);
    add_novelty(out, page->summary, all->occurrences);
    add_removed(out, page->summary);
    if (page->summary->account->older > 0) {
        wl_buf_add_text(out, "; ");
        add_count(out, page->summary->account->older, "older one", NULL);
        wl_buf_add_text(out, " left out (--since)");
    }
    labelled(page, "found", WL_TONE_BOLD);
    if (all->dated == 0) {
        wl_buf_add_text(out, "unknown: the lines bear no time");
    } else {
        if (all->first_us < all->last_us)
            wl_phrase_span(out, all->first_us, all->last_us);
        else
            wl_phrase_moment(out, all->first_us);
        if (all->dated < all->occurrences)
            wl_buf_addf(out, "; %llu without a time",
                        (unsigned long long)(all->occurrences - all->dated));
    }
    labelled(page, "span", WL_TONE_PLAIN);
}

static size_t
name_columns(const struct wl_tally_row *rows, size_t count)
{
    size_t columns = strlen("NAME");

    for (size_t i = 0; i < count; i++)
        columns = strlen(rows[i].code->name) > columns ? strlen(rows[i].code->name) : columns;
    return columns;
}

static void
number_cell(struct wl_layout *layout, uint64_t number, size_t columns)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%llu", (unsigned long long)number);
    wl_layout_text(layout, text, columns, WL_FIT_RIGHT, WL_TONE_PLAIN);
}

static void
add_codes(struct page *page, const struct wl_tally_row *rows, size_t count, size_t codes)
{
    struct wl_layout *layout = &page->layout;
    size_t name = name_columns(rows, count), wide = 5;
    uint64_t rest = page->summary->tally->all.occurrences;

    for (uint64_t n = count ? rows[0].count : 0; n > 99999; n /= 10)
        wide++;
    wl_layout_end(layout);
    wl_layout_text(layout, "NAME", name + 1, WL_FIT_LEFT, WL_TONE_DIM);
    wl_layout_text(layout, " CODE", 5, WL_FIT_RIGHT, WL_TONE_DIM);
    wl_layout_space(layout, 1);
    wl_layout_text(layout, "COUNT", wide, WL_FIT_RIGHT, WL_TONE_DIM);
    wl_layout_end(layout);
    for (size_t i = 0; i < count; i++) {
        wl_layout_text(layout, rows[i].code->name, name + 1, WL_FIT_LEFT, WL_TONE_BOLD);
        number_cell(layout, rows[i].code->number, 5);
        wl_layout_space(layout, 1);
        number_cell(layout, rows[i].count, wide);
        wl_layout_space(layout, 2);
        wl_layout_wrap(layout, rows[i].code->summary, layout->column, WL_TONE_PLAIN);
        wl_layout_end(layout);
        rest -= rows[i].count;
    }
    if (codes > count) {
        add_count(&page->phrase, codes - count, "more code", NULL);
        wl_layout_text(layout, wl_buf_text(&page->phrase), name + 7, WL_FIT_LEFT, WL_TONE_DIM);
        wl_buf_clear(&page->phrase);
        number_cell(layout, rest, wide);
        wl_layout_end(layout);
    }
}

static void
group_line(struct page *page, const struct wl_account_group *group)
{
    number_cell(&page->layout, group->count, 5);
    wl_layout_space(&page->layout, 2);
    wl_layout_put(&page->layout, group->reason, WL_TONE_PLAIN);
}

/* A name has to be exact, so that one can go and look: a line of its own. */
static void
add_gap(struct page *page, const struct wl_account_group *group)
{
    struct wl_layout *layout = &page->layout;

    group_line(page, group);
    wl_layout_end(layout);
    for (size_t i = 0; i < group->name_count; i++) {
        wl_layout_space(layout, 9);
        wl_layout_put(layout, group->names[i], WL_TONE_PLAIN);
        wl_layout_end(layout);
    }
    if (group->count > group->name_count) {
        wl_buf_addf(&page->phrase, "and %llu more",
                    (unsigned long long)(group->count - group->name_count));
        wl_layout_space(layout, 9);
        wl_layout_put(layout, wl_buf_text(&page->phrase), WL_TONE_DIM);
        wl_layout_end(layout);
        wl_buf_clear(&page->phrase);
    }
}

/* Some names, as many as the line holds. */
static void
add_left(struct page *page, const struct wl_account_group *group)
{
    struct wl_layout *layout = &page->layout;
    struct wl_buf *out = &page->phrase;

    group_line(page, group);
    wl_buf_add_text(out, ": ");
    for (size_t i = 0; i < group->name_count && i < NAMES; i++) {
        wl_buf_add_text(out, i ? ", " : "");
        wl_buf_add_text(out, group->names[i]);
    }
    if (group->count > NAMES)
        wl_buf_add_text(out, ", ...");
    if (layout->column + 8 < layout->width)
        wl_layout_text(layout, wl_buf_text(out), layout->width - layout->column, WL_FIT_LEFT,
                       WL_TONE_DIM);
    wl_layout_end(layout);
    wl_buf_clear(out);
}

static void
add_groups(struct page *page, bool gap, const char *heading)
{
    const struct wl_account *account = page->summary->account;
    bool begun = false;

    for (size_t i = 0; i < account->group_count; i++) {
        if (account->groups[i].gap != gap)
            continue;
        if (!begun) {
            wl_layout_end(&page->layout);
            wl_layout_put(&page->layout, heading, gap ? WL_TONE_BOLD : WL_TONE_DIM);
            wl_layout_end(&page->layout);
        }
        begun = true;
        if (gap)
            add_gap(page, account->groups + i);
        else
            add_left(page, account->groups + i);
    }
}

/* RFC 3339, rounded down to the second: the first occurrence lies in the span. */
static void
add_since(struct wl_buf *out, int64_t first_us)
{
    struct wl_civil civil;

    wl_civil_from_utc(first_us, &civil);
    wl_buf_addf(out, " --since %04d-%02d-%02dT%02d:%02d:%02dZ", (int)civil.year, civil.month,
                civil.day, civil.hour, civil.minute, civil.second);
}

/* The command that goes on from here; "" where there is none. */
static void
next_command(struct wl_buf *out, const struct wl_scan_summary *summary, const struct wl_code *top)
{
    const struct wl_common *common = &summary->invocation->common;
    const struct wl_options *given = &summary->invocation->options;
    const struct wl_tally_counts *all = &summary->tally->all;

    if (all->occurrences == 0) {
        if (summary->account->lines == 0 || common->min_confidence <= LESS_CERTAIN)
            return;
        wl_buf_addf(out, "wsalog scan --no-store --min-confidence=%d", LESS_CERTAIN);
        for (size_t i = 0; i < given->operand_count && i < NAMES; i++) {
            wl_buf_add_char(out, ' ');
            wl_words_add_quoted(out, given->operands[i]);
        }
        wl_buf_add_text(out, given->operand_count > NAMES ? " ..." : "");
        return;
    }
    if (!summary->stored) {
        wl_buf_addf(out, "wsalog explain %u", (unsigned)top->number);
        return;
    }
    wl_buf_add_text(out, "wsalog report");
    if (*common->case_name) {
        wl_buf_add_text(out, " --case ");
        wl_words_add_quoted(out, common->case_name);
    } else if (all->dated == all->occurrences) {
        add_since(out, all->first_us);
    }
    if (common->db) {
        wl_buf_add_text(out, " --db ");
        wl_words_add_quoted(out, common->db);
    }
}

void
wl_scan_summary_add(struct wl_buf *out, const struct wl_scan_summary *summary,
                    const struct wl_terminal *terminal)
{
    struct wl_tally_row rows[CODES] = {{0}};
    size_t codes, count = wl_tally_top(summary->tally, rows, CODES, &codes);
    struct page page = {
        .layout = {.out = out, .utf8 = terminal->utf8, .color = terminal->color},
        .summary = summary,
    };

    page.layout.width = terminal->width < MIN_WIDTH ? MIN_WIDTH : terminal->width;
    wl_buf_init(&page.phrase);
    add_read(&page);
    add_found(&page, codes);
    if (count > 0)
        add_codes(&page, rows, count, codes);
    add_groups(&page, true, "NOT READ");
    add_groups(&page, false, "LEFT OUT");
    next_command(&page.phrase, summary, rows[0].code);
    if (page.phrase.len > 0) {
        wl_layout_end(&page.layout);
        wl_layout_put(&page.layout, "next: ", WL_TONE_DIM);
        wl_layout_put(&page.layout, wl_buf_text(&page.phrase), WL_TONE_PLAIN);
        wl_layout_end(&page.layout);
    }
    out->failed = out->failed || page.phrase.failed;
    wl_buf_done(&page.phrase);
}
