#include "cli/pattern_why.h"

#include "base/ascii.h"
#include "cli/pattern_story.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define ID_COLUMNS 26
#define FOUND_COLUMNS 40
#define INDENT 6
/* From here on another form of evidence agrees: conclude() of scan/line.c. */
#define AGREES 40

struct why {
    struct wl_layout *layout;
    struct wl_stories all;
    unsigned threshold;
};

static void putf(struct wl_layout *layout, enum wl_tone tone, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void
putf(struct wl_layout *layout, enum wl_tone tone, const char *format, ...)
{
    char text[256];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    wl_layout_put(layout, text, tone);
}

/* "column 8", of several lines "line 2, column 8" */
static void
put_place(const struct why *why, size_t offset, enum wl_tone tone)
{
    size_t line = 1, start = 0;

    for (size_t i = 0; i < offset; i++)
        if (why->all.text.ptr[i] == '\n') {
            line++;
            start = i + 1;
        }
    if (memchr(why->all.text.ptr, '\n', why->all.text.len))
        putf(why->layout, tone, "line %zu, ", line);
    putf(why->layout, tone, "column %zu", offset - start + 1);
}

/* The evidence, cut where it is long. */
static void
put_found(const struct why *why, struct wl_span found, enum wl_tone tone)
{
    struct wl_layout *layout = why->layout;
    struct wl_buf text;

    while (found.len > 1 && wl_ascii_blank(*found.ptr)) { /* the rest of a text that wraps */
        found.ptr++;
        found.len--;
    }
    if (found.len > FOUND_COLUMNS) {
        wl_layout_cell(layout, found, FOUND_COLUMNS, WL_FIT_LEFT, tone);
    } else {
        wl_buf_init(&text);
        wl_buf_add_span(&text, found);
        wl_layout_put(layout, wl_buf_text(&text), tone);
        wl_buf_done(&text);
    }
    wl_layout_put(layout, " at ", tone == WL_TONE_BOLD ? WL_TONE_PLAIN : tone);
    put_place(why, (size_t)(found.ptr - why->all.text.ptr),
              tone == WL_TONE_BOLD ? WL_TONE_PLAIN : tone);
}

static void
put_heading(const struct why *why, const struct wl_story *story)
{
    const struct wl_trace *event = why->all.events + story->first;
    char words[96];

    put_found(why, event->found, WL_TONE_BOLD);
    (void)snprintf(words, sizeof words, ": %s of %u %s", wl_form_name(story->form),
                   event->code->number, event->code->name);
    wl_layout_wrap(why->layout, words, INDENT, WL_TONE_PLAIN);
    wl_layout_end(why->layout);
}

/* "  + 30  for.socket                words that only network code uses" */
static void
put_row(const struct why *why, char sign, int value, const char *id, const char *words,
        enum wl_tone tone)
{
    struct wl_layout *layout = why->layout;

    putf(layout, tone, "  %c %2d", sign, abs(value));
    wl_layout_space(layout, 2);
    wl_layout_text(layout, id, ID_COLUMNS, WL_FIT_LEFT, tone);
    wl_layout_space(layout, 1);
    if (layout->width > layout->column + 4)
        wl_layout_text(layout, words, layout->width - layout->column, WL_FIT_LEFT, tone);
    wl_layout_end(layout);
}

static void
put_ids(const struct why *why, const struct wl_story *story, enum wl_trace_event which,
        const char *first, const char *last)
{
    struct wl_buf ids;

    wl_buf_init(&ids);
    for (size_t i = 0; i < story->count; i++) {
        const struct wl_trace *event = why->all.events + story->first + i;
        if (event->event == which && event->rule->kind == WL_RULE_PATTERN)
            wl_buf_addf(&ids, "%s%s", ids.len ? ", " : "", event->rule->id);
    }
    if (ids.len > 0) {
        wl_buf_add_text(&ids, last);
        wl_layout_space(why->layout, INDENT);
        wl_layout_put(why->layout, first, WL_TONE_DIM);
        wl_layout_wrap(why->layout, wl_buf_text(&ids), INDENT + 2, WL_TONE_DIM);
        wl_layout_end(why->layout);
    }
    why->layout->out->failed = why->layout->out->failed || ids.failed;
    wl_buf_done(&ids);
}

/* Contexts of one sign. @return what they add up to */
static int
put_contexts(const struct why *why, const struct wl_story *story, bool support)
{
    int sum = 0;

    for (size_t i = 0; i < story->count; i++) {
        const struct wl_trace *event = why->all.events + story->first + i;
        bool counts = event->event == WL_TRACE_CONTEXT;
        if ((!counts && event->event != WL_TRACE_UNLESS) || event->rule->kind != WL_RULE_CONTEXT ||
            (event->weight >= 0) != support)
            continue;
        if (counts) {
            put_row(why, support ? '+' : '-', event->weight, event->rule->id, event->rule->title,
                    WL_TONE_PLAIN);
            sum += event->weight;
        } else {
            char words[64];
            (void)snprintf(words, sizeof words, "would count %d, but its 'unless' matches",
                           event->weight);
            put_row(why, ' ', 0, event->rule->id, words, WL_TONE_DIM);
        }
    }
    return sum;
}

/* What the evidence counts by itself. @return its confidence, 0 when no pattern finds it */
static int
put_base(const struct why *why, const struct wl_story *story)
{
    for (size_t i = 0; i < story->count; i++) {
        const struct wl_trace *event = why->all.events + story->first + i;
        if (event->event == WL_TRACE_MATCH) {
            put_row(why, ' ', event->weight, event->rule->id, event->rule->title, WL_TONE_PLAIN);
            return event->weight;
        }
        if (event->event == WL_TRACE_TEXT) {
            put_row(why, ' ', event->weight, event->text->id, "text of a message", WL_TONE_PLAIN);
            return event->weight;
        }
    }
    return 0;
}

static void
put_verdict(const struct why *why, const struct wl_story *story, int sum, bool doubted)
{
    char words[80] = "";

    if (sum > 99 && !doubted)
        (void)snprintf(words, sizeof words, "support counts up to 99");
    else if (story->verdict < (int)why->threshold)
        (void)snprintf(words, sizeof words, "less than %u: not enough alone", why->threshold);
    put_row(why, '=', story->verdict, "", words, WL_TONE_PLAIN);
}

static void
tell_story(const struct why *why, const struct wl_story *story)
{
    const struct wl_trace *first = why->all.events + story->first;
    int base, support, doubt;

    put_heading(why, story);
    if (first->event == WL_TRACE_SETTLED) {
        wl_layout_put(why->layout,
                      "      not judged: the line shows this code in this form already",
                      WL_TONE_DIM);
        wl_layout_end(why->layout);
        return;
    }
    put_ids(why, story, WL_TRACE_TRIED, "tried, no match: ", "");
    put_ids(why, story, WL_TRACE_UNLESS, "matched, but dropped by 'unless': ", "");
    base = put_base(why, story);
    if (base == 0) {
        put_row(why, '=', 0, "",
                story->count > 1 || first->event != WL_TRACE_TOKEN
                    ? "no pattern finds it"
                    : "no keyword of a pattern stands near",
                WL_TONE_PLAIN);
        return;
    }
    support = put_contexts(why, story, true);
    if (base + support > 99 && story->verdict < 99)
        put_row(why, '=', 99, "", "support counts up to 99", WL_TONE_PLAIN);
    doubt = put_contexts(why, story, false);
    put_verdict(why, story, base + support, doubt != 0);
}

static const struct wl_hit *
hit_of(const struct why *why, const struct wl_code *code)
{
    for (size_t i = 0; i < why->all.hit_count; i++)
        if (why->all.hits[i].code == code->number)
            return why->all.hits + i;
    return NULL;
}

/* " (number, number.winerror; raised by name, message)" */
static void
add_evidence(const struct why *why, struct wl_buf *words, const struct wl_hit *hit)
{
    int best[WL_FORMS] = {0};
    const char *before = "; raised by ";

    for (size_t i = 0; i < why->all.count; i++) {
        const struct wl_story *story = why->all.list + i;
        if (why->all.events[story->first].code->number == hit->code &&
            story->verdict > best[story->form])
            best[story->form] = story->verdict;
    }
    wl_buf_addf(words, " (%s, %s", wl_form_name(hit->form), hit->pattern);
    for (unsigned form = 0; form < WL_FORMS; form++)
        if (form != hit->form && best[form] >= AGREES) {
            wl_buf_addf(words, "%s%s", before, wl_form_name(form));
            before = ", ";
        }
    wl_buf_add_char(words, ')');
}

/* Some pattern found it, but nothing was left. */
static bool
is_doubted(const struct why *why, const struct wl_code *code)
{
    for (size_t i = 0; i < why->all.count; i++)
        if (why->all.list[i].verdict == 0 && why->all.events[why->all.list[i].first].code == code)
            return true;
    return false;
}

static void
conclude_code(const struct why *why, const struct wl_code *code)
{
    const struct wl_hit *hit = hit_of(why, code);
    struct wl_layout *layout = why->layout;
    struct wl_buf words;

    wl_buf_init(&words);
    if (!hit) {
        wl_buf_addf(&words, ": not reported, %s",
                    is_doubted(why, code) ? "the doubts outweigh it" : "no pattern finds it");
    } else if (hit->confidence >= why->threshold) {
        wl_buf_addf(&words, ": reported with confidence %u", hit->confidence);
        add_evidence(why, &words, hit);
    } else {
        wl_buf_addf(&words, ": not reported, %u is below the threshold of %u", hit->confidence,
                    why->threshold);
    }
    putf(layout, WL_TONE_BOLD, "%u %s", code->number, code->name);
    wl_layout_wrap(layout, wl_buf_text(&words), INDENT, WL_TONE_PLAIN);
    wl_layout_end(layout);
    layout->out->failed = layout->out->failed || words.failed;
    wl_buf_done(&words);
}

/* Codes of the stories are told in the order of the line, each once. */
static bool
has_story(const struct why *why, const struct wl_code *code, size_t before)
{
    for (size_t i = 0; i < before; i++)
        if (why->all.events[why->all.list[i].first].code == code)
            return true;
    return false;
}

static void
conclude(const struct why *why)
{
    for (size_t i = 0; i < why->all.count; i++) {
        const struct wl_code *code = why->all.events[why->all.list[i].first].code;
        if (!has_story(why, code, i))
            conclude_code(why, code);
    }
    /* what needs no pattern: the columns of a W3C log */
    for (size_t i = 0; i < why->all.hit_count; i++) {
        const struct wl_code *code = wl_code_by_number(why->all.hits[i].code);
        if (!has_story(why, code, why->all.count))
            conclude_code(why, code);
    }
}

/* Small numbers and .NET names are common words of other programs. */
static void
put_ignored(const struct why *why)
{
    const char *p = why->all.text.ptr, *end = p + why->all.text.len;
    bool any = false;

    while (p < end) {
        struct wl_token token;
        bool told = false;
        if (!wl_token_at(p, why->all.text.ptr, end, true, &token) ||
            (token.kind != WL_TOKEN_SMALL && token.kind != WL_TOKEN_DOTNET)) {
            p++;
            continue;
        }
        for (size_t i = 0; i < why->all.event_count; i++)
            told = told || why->all.events[i].found.ptr == token.text.ptr;
        if (!told) {
            put_found(why, token.text, WL_TONE_DIM);
            wl_layout_put(why->layout, ": not looked at, no keyword for it stands near",
                          WL_TONE_DIM);
            wl_layout_end(why->layout);
            any = true;
        }
        p = token.text.ptr + token.text.len;
    }
    if (any && why->all.count > 0)
        wl_layout_end(why->layout);
}

static int
tell(const struct why *why, struct wl_error *err)
{
    for (size_t i = 0; i < why->all.count; i++) {
        tell_story(why, why->all.list + i);
        wl_layout_end(why->layout);
    }
    if (why->all.count == 0 && why->all.hit_count == 0) {
        wl_layout_put(why->layout, "no number, name or text that could be a Winsock code",
                      WL_TONE_PLAIN);
        wl_layout_end(why->layout);
    }
    put_ignored(why);
    conclude(why);
    return why->layout->out->failed ? wl_error_set(err, WL_ENOMEM, "out of memory") : 0;
}

int
wl_pattern_why(struct wl_layout *layout, const struct wl_patterns *set, struct wl_span text,
               unsigned threshold, struct wl_error *err)
{
    struct why why = {.layout = layout, .threshold = threshold};
    int rc = wl_stories_init(&why.all, set, text, err);

    if (rc == 0)
        rc = tell(&why, err);
    wl_stories_done(&why.all);
    return rc;
}
