#include "sink/annotate.h"

#include "base/utf8.h"
#include "sink/lines.h"
#include "sink/pending.h"

#include <stdlib.h>

#define HELD_MAX (16u << 10) /* more than the notes of one line take */

struct wl_annotate_sink {
    struct wl_sink base;
    struct wl_writer *writer;
    struct wl_annotate_options options;
    struct wl_pending_notes notes;
    struct wl_lines *lines; /* for work by lines, else NULL */
    struct wl_buf escaped;

    /* held back, because it may turn out that the noted line has its notes already: the end of a
     * line that comes in parts; then, once *ending is known, lines of notes below it */
    struct wl_buf held;
    const char *ending; /* of the noted line, not yet written; NULL before it is known */
    bool open_below;    /* the last source ended in a note that took its LF from nowhere */
};

/* Line endings stay, whatever else is escaped. */
static int
put(struct wl_annotate_sink *s, struct wl_span bytes, struct wl_error *err)
{
    struct wl_span left = bytes;

    if (!s->options.escape)
        return wl_writer_put(s->writer, bytes, err);
    wl_buf_clear(&s->escaped);
    while (left.len > 0) {
        const char *lf = memchr(left.ptr, '\n', left.len);
        size_t len = lf ? (size_t)(lf - left.ptr) : left.len;
        size_t text = lf && len > 0 && lf[-1] == '\r' ? len - 1 : len;
        wl_utf8_add_escaped(&s->escaped, (struct wl_span){left.ptr, text});
        if (text < len)
            wl_buf_add_char(&s->escaped, '\r');
        if (lf)
            wl_buf_add_char(&s->escaped, '\n');
        len += lf ? 1 : 0;
        left = (struct wl_span){left.ptr + len, left.len - len};
    }
    if (s->escaped.failed)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    return wl_writer_put(s->writer, wl_buf_span(&s->escaped), err);
}

static int
put_held(struct wl_annotate_sink *s, size_t len, struct wl_error *err)
{
    int rc;

    if (s->held.failed)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    if (len == 0)
        return 0;
    rc = put(s, (struct wl_span){s->held.ptr, len}, err);
    s->held.len -= len;
    memmove(s->held.ptr, s->held.ptr + len, s->held.len);
    return rc;
}

/* Bytes of the noted line, up to its ending, which is taken off them. */
static int
put_noted(struct wl_annotate_sink *s, struct wl_span *bytes, struct wl_error *err)
{
    const char *lf = memchr(bytes->ptr, '\n', bytes->len);
    size_t len = lf ? (size_t)(lf - bytes->ptr) : bytes->len;

    wl_buf_add(&s->held, bytes->ptr, len);
    if (!lf) {
        *bytes = (struct wl_span){NULL, 0};
        return s->held.len > HELD_MAX ? put_held(s, s->held.len - HELD_MAX, err) : 0;
    }
    *bytes = (struct wl_span){lf + 1, bytes->len - len - 1};
    s->ending = "\n";
    if (s->held.len > 0 && s->held.ptr[s->held.len - 1] == '\r') {
        s->ending = "\r\n";
        s->held.len--;
    }
    wl_pending_drop_own(&s->notes, wl_buf_span(&s->held));
    return put_held(s, s->held.len, err);
}

static int
put_notes(struct wl_annotate_sink *s, struct wl_error *err)
{
    int rc = wl_pending_write(&s->notes, &s->options, err);

    if (rc == 0)
        rc = wl_writer_put(s->writer, wl_buf_span(&s->notes.behind), err);
    if (rc == 0)
        rc = wl_writer_put(s->writer, wl_span_of(s->ending), err);
    if (rc == 0)
        rc = wl_writer_put(s->writer, wl_buf_span(&s->notes.below), err);
    s->ending = NULL;
    return rc < 0 ? rc : put_held(s, s->held.len, err);
}

static int
take_bytes(struct wl_sink *base, struct wl_span bytes, struct wl_error *err)
{
    struct wl_annotate_sink *s = (struct wl_annotate_sink *)base;
    int rc = 0;

    if (s->lines)
        return wl_lines_add(s->lines, bytes, err);
    if (s->notes.count == 0 && !s->ending)
        return put(s, bytes, err);
    if (!s->ending)
        rc = put_noted(s, &bytes, err);
    if (rc == 0 && s->ending && bytes.len > 0) {
        size_t seen = wl_pending_drop(&s->notes, bytes);
        if (seen == bytes.len && s->held.len + seen <= HELD_MAX) {
            wl_buf_add(&s->held, bytes.ptr, seen);
            return 0;
        }
        rc = put_notes(s, err);
    }
    return rc < 0 || bytes.len == 0 ? rc : put(s, bytes, err);
}

static int
take_line(struct wl_sink *base, const struct wl_found *found, struct wl_error *err)
{
    struct wl_annotate_sink *s = (struct wl_annotate_sink *)base;

    (void)err;
    wl_pending_add(&s->notes, found);
    if (s->lines)
        wl_lines_hit(s->lines);
    return 0;
}

static int
begin(struct wl_sink *base, const struct wl_origin *origin, struct wl_error *err)
{
    struct wl_annotate_sink *s = (struct wl_annotate_sink *)base;
    int rc = 0;

    s->notes.count = 0;
    s->ending = NULL;
    wl_buf_clear(&s->held);
    if (s->lines) {
        wl_lines_begin(s->lines, origin->locator, origin->member);
        return 0;
    }
    if (s->open_below)
        rc = wl_writer_put(s->writer, wl_span_of("\n"), err);
    s->open_below = false;
    if (rc < 0 || s->options.escape)
        return rc;
    return wl_writer_put(s->writer, (struct wl_span){"\xEF\xBB\xBF", origin->bom}, err);
}

static int
flush(struct wl_sink *base, struct wl_error *err)
{
    struct wl_annotate_sink *s = (struct wl_annotate_sink *)base;
    int rc = 0;

    if (s->lines)
        rc = wl_lines_flush(s->lines, err);
    else if (s->ending)
        rc = put_notes(s, err);
    return rc < 0 ? rc : wl_writer_flush(s->writer, err);
}

/* A last line without LF: no LF is made up behind its notes. Notes below it need one in front, so
 * that they have none behind: this tells whose it is. */
static int
end(struct wl_sink *base, const struct wl_ending *at, struct wl_error *err)
{
    struct wl_annotate_sink *s = (struct wl_annotate_sink *)base;
    struct wl_span below;
    int rc;

    (void)at;
    if (s->lines)
        return wl_lines_end(s->lines, err);
    if (s->ending)
        return put_notes(s, err);
    wl_pending_drop_own(&s->notes, wl_buf_span(&s->held));
    rc = put_held(s, s->held.len, err);
    if (rc == 0)
        rc = wl_pending_write(&s->notes, &s->options, err);
    if (rc == 0)
        rc = wl_writer_put(s->writer, wl_buf_span(&s->notes.behind), err);
    below = wl_buf_span(&s->notes.below);
    if (rc < 0 || below.len == 0)
        return rc;
    s->open_below = true;
    rc = wl_writer_put(s->writer, wl_span_of("\n"), err);
    return rc < 0 ? rc : wl_writer_put(s->writer, (struct wl_span){below.ptr, below.len - 1}, err);
}

static const struct wl_sink_ops ops = {
    .begin = begin,
    .bytes = take_bytes,
    .line = take_line,
    .flush = flush,
    .end = end,
};

int
wl_annotate_new(struct wl_annotate_sink **out, struct wl_writer *writer,
                const struct wl_annotate_options *options, struct wl_error *err)
{
    struct wl_annotate_sink *s = calloc(1, sizeof *s);
    int rc = 0;

    if (!s)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    s->base.ops = &ops;
    s->base.wants = options->explain ? WL_WANT_FIELDS : 0; /* the function that failed matters */
    s->writer = writer;
    s->options = *options;
    if (options->only || options->numbers || options->names)
        rc = wl_lines_new(&s->lines, writer, &s->options, &s->notes, err);
    if (rc < 0) {
        wl_annotate_free(s);
        return rc;
    }
    *out = s;
    return 0;
}

void
wl_annotate_free(struct wl_annotate_sink *s)
{
    if (!s)
        return;
    wl_lines_free(s->lines);
    wl_pending_done(&s->notes);
    wl_buf_done(&s->escaped);
    wl_buf_done(&s->held);
    free(s);
}

struct wl_sink *
wl_annotate_base(struct wl_annotate_sink *s)
{
    return &s->base;
}
