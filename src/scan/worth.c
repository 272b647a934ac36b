/*
 * Is a candidate worth a look at its line? Most are not, and a line that is never opened costs
 * little. What is said here must hold for what scan/line.c makes of the line: worth too often,
 * never too seldom.
 */
#include "scan/line.h"

#include "scan/notes.h"

/* The line that holds p, as far as it is in memory. */
static void
peek(struct wl_detector *d, const char *p, const char *low, const char *high)
{
    struct wl_peek *peek = &d->peek;
    const char *before = memrchr(low, '\n', (size_t)(p - low));
    const char *behind = memchr(p, '\n', (size_t)(high - p));

    peek->start = before ? before + 1 : low;
    peek->end = behind ? behind : high;
    if (behind && peek->end > peek->start && peek->end[-1] == '\r')
        peek->end--;
    peek->odd = !before || memchr(peek->start, '\x1b', (size_t)(peek->end - peek->start));
    peek->notes_known = false;
    for (int kind = 0; kind < WL_SMALL_KINDS; kind++)
        peek->done[kind] = peek->start > d->judged ? peek->start : d->judged;
    wl_judge_reset(&d->judge);
}

static const struct wl_peek *
peek_at(struct wl_detector *d, const char *p, const char *low, const char *high)
{
    if (p < d->peek.start || p >= d->peek.end)
        peek(d, p, low, high);
    return &d->peek;
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
 */
static bool
may_speak(struct wl_detector *d, const char *p, unsigned looks_for, const char *low,
          const char *high)
{
    if (looks_for & WL_DEEP_WORDING)
        return true;
    return peek_at(d, p, low, high)->odd ||
           (looks_for & WL_DEEP_NUMBER && has_small_near(d, p, WL_SMALL_NUMBER)) ||
           (looks_for & WL_DEEP_NAME && has_small_near(d, p, WL_SMALL_NAME));
}

static bool
is_worth_keyword(struct wl_detector *d, const char *p, const char *low, const char *high)
{
    unsigned looks_for = wl_deep_at(&d->prepared->deep, p, high);

    return *p == '#' || (looks_for && may_speak(d, p, looks_for, low, high));
}

/* As scan/line.c will do it, which then need not. */
static int
judge_token(struct wl_detector *d, const struct wl_token *token, struct wl_error *err)
{
    struct wl_peek *peek = &d->peek;
    const char *from = token->text.ptr, *to = from + token->text.len, *notes;

    if (!peek->notes_known)
        d->notes_at =
            wl_notes_find((struct wl_span){peek->start, (size_t)(peek->end - peek->start)},
                          d->noted, WL_CODES_MAX, &d->noted_count);
    peek->notes_known = true;
    notes = peek->start + d->notes_at;
    if (from >= notes)
        return 0;
    from = from - peek->start > WL_RADIUS ? from - WL_RADIUS : peek->start;
    to = notes - to > WL_RADIUS ? to + WL_RADIUS : notes;
    return wl_judge_token(&d->judge, (struct wl_span){from, (size_t)(to - from)}, token,
                          &d->worth_rule, err);
}

static int
is_worth_token(struct wl_detector *d, const char *p, const char *low, const char *high,
               size_t *used, struct wl_error *err)
{
    if (!wl_token_at(p, low, high, false, &d->worth_token))
        return 0;
    *used = d->worth_token.text.len;
    if (d->columns.status >= 0 || peek_at(d, p, low, high)->odd)
        return 1;
    d->worth_confidence = judge_token(d, &d->worth_token, err);
    if (d->worth_confidence > 0)
        d->worth = p;
    return d->worth_confidence < 0 ? d->worth_confidence : d->worth_confidence > 0;
}

int
wl_line_is_worth(struct wl_detector *d, const char *p, unsigned classes, const char *low,
                 const char *high, size_t *used, struct wl_error *err)
{
    *used = 1;
    d->worth = NULL;
    d->worth_confidence = 0;
    if (classes & WL_CLASS_TEXT &&
        wl_text_index_at(&d->prepared->texts, p, low, high, &d->worth_text)) {
        d->worth = p;
        return 1;
    }
    if (classes & WL_CLASS_KEYWORD && is_worth_keyword(d, p, low, high))
        return 1;
    return classes & WL_CLASS_TOKENS && p >= d->judged ? is_worth_token(d, p, low, high, used, err)
                                                       : 0;
}
