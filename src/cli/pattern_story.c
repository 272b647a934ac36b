#include "cli/pattern_story.h"

#include "base/ascii.h"

#include <stdlib.h>

static void
keep_event(void *arg, const struct wl_trace *trace)
{
    struct wl_stories *all = arg;

    if (all->event_count == all->event_cap) {
        size_t cap = all->event_cap ? 2 * all->event_cap : 64;
        struct wl_trace *grown = realloc(all->events, cap * sizeof *grown);
        if (!grown) {
            all->failed = true;
            return;
        }
        all->events = grown;
        all->event_cap = cap;
    }
    all->events[all->event_count++] = *trace;
}

static int
keep_hits(void *arg, const struct wl_line_hits *line, struct wl_error *err)
{
    struct wl_stories *all = arg;

    (void)err;
    for (size_t i = 0; i < line->count && all->hit_count < WL_CODES_MAX; i++)
        all->hits[all->hit_count++] = line->hits[i];
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
is_told(const struct wl_stories *all, const struct wl_trace *event)
{
    for (size_t i = 0; i < all->count; i++) {
        const struct wl_trace *other = all->events + all->list[i].first;
        if (other->event == event->event && other->found.ptr == event->found.ptr &&
            other->code == event->code && other->rule == event->rule && other->text == event->text)
            return true;
    }
    return false;
}

static int
compare_stories(const void *a, const void *b)
{
    const struct wl_story *x = a, *y = b;

    if (x->offset != y->offset)
        return x->offset < y->offset ? -1 : 1;
    return x->first < y->first ? -1 : x->first > y->first;
}

static void
cut(struct wl_stories *all)
{
    all->list = calloc(all->event_count + 1, sizeof *all->list);
    if (!all->list) {
        all->failed = true;
        return;
    }
    for (size_t i = 0, end; i < all->event_count; i = end) {
        const struct wl_trace *event = all->events + i;
        struct wl_story story = {(size_t)(event->found.ptr - all->text.ptr), i, 0, form_of(event),
                                 -1};
        for (end = i + 1; end < all->event_count && !begins_story(all->events + end); end++)
            if (all->events[end].event == WL_TRACE_VERDICT)
                story.verdict = all->events[end].weight;
        story.count = end - i;
        if (!is_told(all, event))
            all->list[all->count++] = story;
    }
    qsort(all->list, all->count, sizeof *all->list, compare_stories);
}

/* Length of the colour sequence at the start of text, 0 for none. */
static size_t
color_length(struct wl_span text)
{
    size_t n = 2;

    if (text.len < 3 || text.ptr[0] != '\x1b' || text.ptr[1] != '[')
        return 0;
    while (n < text.len &&
           (wl_ascii_digit(text.ptr[n]) || text.ptr[n] == ';' || text.ptr[n] == ':'))
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
wl_stories_init(struct wl_stories *all, const struct wl_patterns *set, struct wl_span text,
                struct wl_error *err)
{
    struct wl_detector *detector = NULL;
    struct wl_piece piece = {.starts_line = true};
    int rc = wl_detector_new(&detector, set, err);

    *all = (struct wl_stories){0};
    wl_buf_init(&all->storage);
    if (rc < 0)
        return rc;
    without_colors(&all->storage, text);
    piece.text = wl_buf_text(&all->storage);
    piece.len = all->storage.len;
    all->text = (struct wl_span){piece.text, piece.len};
    all->failed = all->storage.failed;
    wl_detector_threshold(detector, 0);
    wl_detector_trace(detector, keep_event, all);
    rc = wl_detect(detector, &piece, keep_hits, all, err);
    wl_detector_free(detector);
    if (rc == 0)
        cut(all);
    return rc == 0 && all->failed ? wl_error_set(err, WL_ENOMEM, "out of memory") : rc;
}

void
wl_stories_done(struct wl_stories *all)
{
    free(all->events);
    free(all->list);
    wl_buf_done(&all->storage);
}
