#include "sink/excerpt.h"

#include "base/count.h"

#include <string.h>

static int
begin(struct wl_sink *base, const struct wl_origin *origin, struct wl_error *err)
{
    struct wl_excerpt_sink *s = (struct wl_excerpt_sink *)base;

    (void)err;
    s->here = !s->seen && (!s->locator || strcmp(s->locator, origin->locator) == 0);
    s->seen = s->seen || s->here;
    s->line = 1;
    return 0;
}

/* Where the line begins in text, if it does so in what has come. */
static bool
find_line(struct wl_excerpt_sink *s)
{
    const char *text = s->text.ptr, *end = text + s->text.len, *at = text;

    if (s->number == 0) {
        if (s->offset < s->start || s->offset - s->start >= s->text.len)
            return false;
        s->at = (size_t)(s->offset - s->start);
        return true;
    }
    for (uint64_t line = s->line; line < s->number; line++) {
        const char *lf = memchr(at, '\n', (size_t)(end - at));

        if (!lf)
            return false;
        at = lf + 1;
    }
    s->at = (size_t)(at - text);
    return at < end;
}

/* Of what stands before to, the last lines stay, as many as are asked for. */
static void
drop_lines(struct wl_excerpt_sink *s, size_t to)
{
    const char *text = s->text.ptr, *end = text + to, *keep = end;
    size_t gone;

    for (unsigned i = 0; i <= s->around && keep; i++)
        keep = keep > text ? memrchr(text, '\n', (size_t)(keep - text)) : NULL;
    keep = keep ? keep + 1 : text;
    if (end - keep > WL_EXCERPT_MAX)
        keep = end - WL_EXCERPT_MAX / 2;
    gone = (size_t)(keep - text);
    s->line += wl_count_newlines(text, gone);
    s->start += gone;
    s->text.len -= gone;
    s->at -= s->found ? gone : 0;
    memmove(s->text.ptr, keep, s->text.len);
}

/* Is everything behind the line there? What is too much is cut off. */
static bool
is_whole(struct wl_excerpt_sink *s)
{
    const char *at = s->text.ptr + s->at, *end = s->text.ptr + s->text.len;

    for (unsigned i = 0; i <= s->around; i++) {
        const char *lf = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;

        if (!lf)
            return s->text.len - s->at > WL_EXCERPT_MAX;
        at = lf + 1;
    }
    s->text.len = (size_t)(at - s->text.ptr);
    return true;
}

static int
take_bytes(struct wl_sink *base, struct wl_span bytes, struct wl_error *err)
{
    struct wl_excerpt_sink *s = (struct wl_excerpt_sink *)base;

    if (!s->here || s->over)
        return 0;
    wl_buf_add_span(&s->text, bytes);
    if (s->text.failed)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    if (!s->found) {
        s->found = find_line(s);
        drop_lines(s, s->found ? s->at : s->text.len);
    }
    if (!s->found)
        return 0;
    if (is_whole(s))
        s->over = true;
    s->done = s->over;
    return 0;
}

static int
take_line(struct wl_sink *base, const struct wl_found *found, struct wl_error *err)
{
    struct wl_excerpt_sink *s = (struct wl_excerpt_sink *)base;
    const struct wl_occurrence *first = found->occurrences;

    if (!s->here || found->count == 0 ||
        (s->number ? first->line != s->number : first->offset != s->offset))
        return 0;
    for (size_t i = 0; i < found->count && s->count < WL_EXCERPT_CODES; i++) {
        struct wl_buf *call = &s->calls[s->count];

        s->codes[s->count++] = wl_code_by_number(first[i].code);
        wl_buf_add_span(call, first[i].call);
        if (call->failed)
            return wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    return 0;
}

static int
end(struct wl_sink *base, const struct wl_ending *ending, struct wl_error *err)
{
    struct wl_excerpt_sink *s = (struct wl_excerpt_sink *)base;

    (void)err;
    if (!s->here)
        return 0;
    s->lines = ending->lines;
    s->here = false;
    s->done = 1;
    return 0;
}

static const struct wl_sink_ops ops = {
    .begin = begin, .bytes = take_bytes, .line = take_line, .end = end};

void
wl_excerpt_init(struct wl_excerpt_sink *sink)
{
    *sink = (struct wl_excerpt_sink){.base = {&ops, WL_WANT_FIELDS | WL_WANT_LINES}};
    wl_buf_init(&sink->text);
    for (size_t i = 0; i < WL_EXCERPT_CODES; i++)
        wl_buf_init(&sink->calls[i]);
}

void
wl_excerpt_done(struct wl_excerpt_sink *sink)
{
    wl_buf_done(&sink->text);
    for (size_t i = 0; i < WL_EXCERPT_CODES; i++)
        wl_buf_done(&sink->calls[i]);
}
