/*
 * Is a candidate worth a look at its line? Most are not, and a line that is never opened costs
 * little. What is said here must hold for what scan/line.c makes of the line: worth too often,
 * never too seldom.
 */
#include "scan/line.h"

/* The line that holds p, as far as it is in memory. */
static void
peek(struct wl_detector *d, const char *p, const char *low, const char *high)
{
    struct wl_peek *peek = &d->peek;
    const char *border = memrchr(low, '\n', (size_t)(p - low));

    peek->start = border ? border + 1 : low;
    border = memchr(p, '\n', (size_t)(high - p));
    peek->end = border ? border : high;
    peek->colored = memchr(peek->start, '\x1b', (size_t)(peek->end - peek->start)) != NULL;
    for (int kind = 0; kind < WL_SMALL_KINDS; kind++)
        peek->done[kind] = peek->start > d->judged ? peek->start : d->judged;
}

static bool
has_small_near(struct wl_detector *d, const char *p, enum wl_small_kind kind)
{
    struct wl_peek *peek = &d->peek;
    const char *from = p - peek->start > WL_RADIUS ? p - WL_RADIUS : peek->start;
    const char *to = peek->end - p > WL_RADIUS ? p + WL_RADIUS : peek->end;
    struct wl_token ignored;

    if (from < peek->done[kind])
        from = peek->done[kind];
    if (to > d->limit)
        to = d->limit;
    if (from >= to)
        return false;
    peek->done[kind] = to;
    return wl_small_next(&d->small, kind, from, to, peek->start, peek->end, &ignored) < to;
}

/* May a pattern that knows the keyword at p find more than tokens that are candidates themselves?
 * Without its colours, a line is another one. */
static bool
may_speak(struct wl_detector *d, const char *p, unsigned looks_for, const char *low,
          const char *high)
{
    if (looks_for & WL_DEEP_WORDING)
        return true;
    if (p < d->peek.start || p >= d->peek.end)
        peek(d, p, low, high);
    return d->peek.colored ||
           (looks_for & WL_DEEP_NUMBER && has_small_near(d, p, WL_SMALL_NUMBER)) ||
           (looks_for & WL_DEEP_NAME && has_small_near(d, p, WL_SMALL_NAME));
}

static bool
is_worth_keyword(struct wl_detector *d, const char *p, const char *low, const char *high)
{
    unsigned looks_for = wl_deep_at(&d->prepared->deep, p, high);

    return *p == '#' || (looks_for && may_speak(d, p, looks_for, low, high));
}

int
wl_line_is_worth(struct wl_detector *d, const char *p, unsigned classes, const char *low,
                 const char *high, size_t *used, struct wl_error *err)
{
    struct wl_token token;

    *used = 1;
    d->worth = NULL;
    if (classes & WL_CLASS_TEXT &&
        wl_text_index_at(&d->prepared->texts, p, low, high, &d->worth_text)) {
        d->worth = p;
        return 1;
    }
    if (classes & WL_CLASS_KEYWORD && is_worth_keyword(d, p, low, high))
        return 1;
    if (!(classes & WL_CLASS_TOKENS) || p < d->judged || !wl_token_at(p, low, high, false, &token))
        return 0;
    *used = token.text.len;
    if (d->columns.status >= 0)
        return 1;
    low = p - low > WL_RADIUS ? p - WL_RADIUS : low;
    p = token.text.ptr + token.text.len;
    high = high - p > WL_RADIUS ? p + WL_RADIUS : high;
    return wl_judge_may_token(&d->judge, (struct wl_span){low, (size_t)(high - low)}, &token, err);
}
