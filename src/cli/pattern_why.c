/*
 * The trace of a run over the line is kept, cut into one story for each piece of evidence, and told
 * in the order of the line. Nothing is decided here.
 */
#include "cli/pattern_why.h"

#include "base/ascii.h"
#include "scan/detect.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define ID_COLUMNS 26
#define FOUND_COLUMNS 40
#define INDENT 6
#define AGREES \
    40 /* see conclude() of scan/line.c: from here on another form of evidence agrees \
        */

/* One piece of evidence: its events are a run of the trace. */
struct story {
    size_t offset;       /* in the text */
    size_t first, count; /* events */
    unsigned form;
    int verdict; /* -1: none was reached */
};

struct why {
    struct wl_layout *layout;
    struct wl_span text;
    unsigned threshold;
    struct wl_trace *events;
    size_t event_count, event_cap;
    struct story *stories;
    size_t story_count;
    struct wl_hit hits[WL_CODES_MAX];
    size_t hit_count;
    bool failed; /* out of memory */
};

static void
keep_event(void *arg, const struct wl_trace *trace)
{
    struct why *why = arg;

    if (why->event_count == why->event_cap) {
        size_t cap = why->event_cap ? 2 * why->event_cap : 64;
        struct wl_trace *grown = realloc(why->events, cap * sizeof *grown);
        if (!grown) {
            why->failed = true;
            return;
        }
        why->events = grown;
        why->event_cap = cap;
    }
    why->events[why->event_count++] = *trace;
}

static int
keep_hits(void *arg, const struct wl_line_hits *line, struct wl_error *err)
{
    struct why *why = arg;

    (void)err;
    for (size_t i = 0; i < line->count && why->hit_count < WL_CODES_MAX; i++)
        why->hits[why->hit_count++] = line->hits[i];
    return 0;
}

/* A pattern for a wording finds its evidence itself: no token comes before its match. */
static bool
begins_story(const struct wl_trace *event)
{
    switch (event->event) {
    case WL_TRACE_TOKEN:
    case WL_TRACE_SETTLED:
    case WL_TRACE_TEXT:
        return true;
    case WL_TRACE_MATCH:
    case WL_TRACE_UNLESS:
        return event->rule->kind == WL_RULE_PATTERN && event->rule->code != 0;
    case WL_TRACE_TRIED:
    case WL_TRACE_CONTEXT:
    case WL_TRACE_VERDICT:
        break;
    }
    return false;
}

static unsigned
form_of(const struct wl_trace *event)
{
    static const uint8_t forms[] = {
        [WL_TOKEN_NUMBER] = WL_FORM_NUMBER, [WL_TOKEN_SMALL] = WL_FORM_NUMBER,
        [WL_TOKEN_NAME] = WL_FORM_NAME,     [WL_TOKEN_DOTNET] = WL_FORM_DOTNET,
        [WL_TOKEN_HEX] = WL_FORM_HEX,       [WL_TOKEN_HRESULT] = WL_FORM_HRESULT,
    };

    if (event->event == WL_TRACE_TOKEN || event->event == WL_TRACE_SETTLED)
        return forms[event->weight];
    return event->text && strcmp(event->text->language, "en") != 0 ? WL_FORM_LOCALIZED
                                                                   : WL_FORM_MESSAGE;
}

/* A wording is found again from each of its keywords. */
static bool
is_told(const struct why *why, const struct wl_trace *event)
{
    for (size_t i = 0; i < why->story_count; i++) {
        const struct wl_trace *other = why->events + why->stories[i].first;
        if (other->event == event->event && other->found.ptr == event->found.ptr &&
            other->code == event->code && other->rule == event->rule && other->text == event->text)
            return true;
    }
    return false;
}

static int
compare_stories(const void *a, const void *b)
{
    const struct story *x = a, *y = b;

    if (x->offset != y->offset)
        return x->offset < y->offset ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

static void
cut_into_stories(struct why *why)
{
    why->stories = calloc(why->event_count + 1, sizeof *why->stories);
    if (!why->stories) {
        why->failed = true;
        return;
    }
    for (size_t i = 0, end; i < why->event_count; i = end) {
        const struct wl_trace *event = why->events + i;
        struct story story = {(size_t)(event->found.ptr - why->text.ptr), i, 0, form_of(event), -1};
        for (end = i + 1; end < why->event_count && !begins_story(why->events + end); end++)
            if (why->events[end].event == WL_TRACE_VERDICT)
                story.verdict = why->events[end].weight;
        story.count = end - i;
        if (!is_told(why, event))
            why->stories[why->story_count++] = story;
    }
    qsort(why->stories, why->story_count, sizeof *why->stories, compare_stories);
}

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
        if (why->text.ptr[i] == '\n') {
            line++;
            start = i + 1;
        }
    if (memchr(why->text.ptr, '\n', why->text.len))
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
    put_place(why, (size_t)(found.ptr - why->text.ptr),
              tone == WL_TONE_BOLD ? WL_TONE_PLAIN : tone);
}

static void
put_heading(const struct why *why, const struct story *story)
{
    const struct wl_trace *event = why->events + story->first;
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
put_ids(const struct why *why, const struct story *story, enum wl_trace_event which,
        const char *first, const char *last)
{
    struct wl_buf ids;

    wl_buf_init(&ids);
    for (size_t i = 0; i < story->count; i++) {
        const struct wl_trace *event = why->events + story->first + i;
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
put_contexts(const struct why *why, const struct story *story, bool support)
{
    int sum = 0;

    for (size_t i = 0; i < story->count; i++) {
        const struct wl_trace *event = why->events + story->first + i;
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
put_base(const struct why *why, const struct story *story)
{
    for (size_t i = 0; i < story->count; i++) {
        const struct wl_trace *event = why->events + story->first + i;
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
put_verdict(const struct why *why, const struct story *story, int sum, bool doubted)
{
    char words[80] = "";

    if (sum > 99 && !doubted)
        (void)snprintf(words, sizeof words, "support counts up to 99");
    else if (story->verdict < (int)why->threshold)
        (void)snprintf(words, sizeof words, "less than %u: not enough alone", why->threshold);
    put_row(why, '=', story->verdict, "", words, WL_TONE_PLAIN);
}

static void
tell_story(const struct why *why, const struct story *story)
{
    const struct wl_trace *first = why->events + story->first;
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
    for (size_t i = 0; i < why->hit_count; i++)
        if (why->hits[i].code == code->number)
            return why->hits + i;
    return NULL;
}

/* " (number, number.winerror; raised by name, message)" */
static void
add_evidence(const struct why *why, struct wl_buf *words, const struct wl_hit *hit)
{
    int best[WL_FORMS] = {0};
    const char *before = "; raised by ";

    for (size_t i = 0; i < why->story_count; i++) {
        const struct story *story = why->stories + i;
        if (why->events[story->first].code->number == hit->code &&
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
    for (size_t i = 0; i < why->story_count; i++)
        if (why->stories[i].verdict == 0 && why->events[why->stories[i].first].code == code)
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

/* Each code once, in the order of the line. */
static void
conclude(const struct why *why)
{
    for (size_t i = 0; i < why->story_count; i++) {
        const struct wl_code *code = why->events[why->stories[i].first].code;
        bool told = false;
        for (size_t k = 0; k < i; k++)
            told = told || why->events[why->stories[k].first].code == code;
        if (!told)
            conclude_code(why, code);
    }
}

/* Small numbers and .NET names are common words of other programs. */
static void
put_ignored(const struct why *why)
{
    const char *p = why->text.ptr, *end = p + why->text.len;
    bool any = false;

    while (p < end) {
        struct wl_token token;
        bool told = false;
        if (!wl_token_at(p, why->text.ptr, end, true, &token) ||
            (token.kind != WL_TOKEN_SMALL && token.kind != WL_TOKEN_DOTNET)) {
            p++;
            continue;
        }
        for (size_t i = 0; i < why->event_count; i++)
            told = told || why->events[i].found.ptr == token.text.ptr;
        if (!told) {
            put_found(why, token.text, WL_TONE_DIM);
            wl_layout_put(why->layout, ": not looked at, no keyword for it stands near",
                          WL_TONE_DIM);
            wl_layout_end(why->layout);
            any = true;
        }
        p = token.text.ptr + token.text.len;
    }
    if (any && why->story_count > 0)
        wl_layout_end(why->layout);
}

static int
tell(struct why *why, struct wl_error *err)
{
    for (size_t i = 0; i < why->story_count; i++) {
        tell_story(why, why->stories + i);
        wl_layout_end(why->layout);
    }
    if (why->story_count == 0) {
        wl_layout_put(why->layout, "no number, name or text that could be a Winsock code",
                      WL_TONE_PLAIN);
        wl_layout_end(why->layout);
    }
    put_ignored(why);
    conclude(why);
    return why->layout->out->failed ? wl_error_set(err, WL_ENOMEM, "out of memory") : 0;
}

/* Length of the colour sequence at the start of text, 0 for none. */
static size_t
color_length(struct wl_span text)
{
    size_t n = 2;

    if (text.len < 3 || text.ptr[0] != '\x1b' || text.ptr[1] != '[')
        return 0;
    while (n < text.len && memchr("0123456789;:", text.ptr[n], 12))
        n++;
    return n < text.len && text.ptr[n] == 'm' ? n + 1 : 0;
}

/* Detection leaves colours out too, but then its trace speaks of a copy that is gone. */
static void
without_colors(struct wl_buf *out, struct wl_span text)
{
    while (text.len > 0) {
        size_t n = color_length(text), used = n ? n : 1;
        if (n == 0)
            wl_buf_add_char(out, *text.ptr);
        text.ptr += used;
        text.len -= used;
    }
}

int
wl_pattern_why(struct wl_layout *layout, const struct wl_patterns *set, struct wl_span text,
               unsigned threshold, struct wl_error *err)
{
    struct wl_detector *detector = NULL;
    struct wl_buf clean;
    struct why why = {.layout = layout, .threshold = threshold};
    struct wl_piece piece = {.starts_line = true};
    int rc = wl_detector_new(&detector, set, err);

    wl_buf_init(&clean);
    without_colors(&clean, text);
    if (rc == 0 && clean.failed)
        rc = wl_error_set(err, WL_ENOMEM, "out of memory");
    if (rc == 0) {
        piece.text = wl_buf_text(&clean);
        piece.len = clean.len;
        why.text = (struct wl_span){piece.text, piece.len};
        wl_detector_threshold(detector, 0);
        wl_detector_trace(detector, keep_event, &why);
        rc = wl_detect(detector, &piece, keep_hits, &why, err);
    }
    if (rc == 0)
        cut_into_stories(&why);
    if (rc == 0)
        rc = why.failed ? wl_error_set(err, WL_ENOMEM, "out of memory") : tell(&why, err);
    free(why.events);
    free(why.stories);
    wl_buf_done(&clean);
    wl_detector_free(detector);
    return rc;
}
