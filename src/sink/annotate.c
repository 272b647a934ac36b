#include "sink/annotate.h"

#include "base/utf8.h"

#include <stdlib.h>

struct kept_line {
    struct wl_buf text; /* with ending */
    uint64_t number;
};

struct wl_annotate_sink {
    struct wl_sink base;
    struct wl_writer *writer;
    struct wl_annotate_options options;
    struct wl_buf notes; /* for the line whose ending comes next: behind it */
    struct wl_buf below; /* and under it */
    struct wl_buf escaped;

    /* work by lines: -n, --only-matching, -C */
    bool by_lines, hit, gap;
    struct wl_buf line;
    struct kept_line *ring; /* the last lines not shown, options.context of them */
    size_t kept;            /* how many the ring holds */
    size_t next;            /* where the next one goes */
    unsigned after;         /* lines still to be shown behind a hit */
    uint64_t number;
    const char *locator;
    bool shown; /* something of this source has been shown */
};

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
put_buf(struct wl_annotate_sink *s, struct wl_buf *buf, struct wl_error *err)
{
    int rc = wl_writer_put(s->writer, wl_buf_span(buf), err);

    wl_buf_clear(buf);
    return rc;
}

/* Length of the ending (LF or CR LF) of a line, 0 without. */
static size_t
ending(struct wl_span line)
{
    if (line.len == 0 || line.ptr[line.len - 1] != '\n')
        return 0;
    return line.len > 1 && line.ptr[line.len - 2] == '\r' ? 2 : 1;
}

static int
put_prefix(struct wl_annotate_sink *s, uint64_t number, char mark, struct wl_error *err)
{
    struct wl_buf prefix;
    int rc;

    wl_buf_init(&prefix);
    if (s->options.names) {
        wl_utf8_add_escaped(&prefix, wl_span_of(s->locator));
        wl_buf_add_char(&prefix, mark);
    }
    if (s->options.numbers)
        wl_buf_addf(&prefix, "%llu%c", (unsigned long long)number, mark);
    rc = wl_writer_put(s->writer, wl_buf_span(&prefix), err);
    wl_buf_done(&prefix);
    return rc;
}

static int
put_line(struct wl_annotate_sink *s, struct wl_span line, uint64_t number, bool hit,
         struct wl_error *err)
{
    size_t tail = ending(line);
    int rc = 0;

    if (s->gap && s->shown && s->options.context)
        rc = wl_writer_put(s->writer, wl_span_of("--\n"), err);
    s->gap = false;
    s->shown = true;
    if (rc == 0)
        rc = put_prefix(s, number, hit ? ':' : '-', err);
    if (rc == 0)
        rc = put(s, (struct wl_span){line.ptr, line.len - tail}, err);
    if (rc == 0 && hit)
        rc = put_buf(s, &s->notes, err);
    if (rc == 0)
        rc = put(s, (struct wl_span){line.ptr + line.len - tail, tail}, err);
    if (rc == 0 && hit)
        rc = put_buf(s, &s->below, err);
    return rc;
}

static void
keep_line(struct wl_annotate_sink *s)
{
    struct kept_line *slot;

    if (s->options.context == 0) {
        s->gap = true;
        return;
    }
    slot = s->ring + s->next;
    s->gap = s->gap || s->kept == s->options.context;
    wl_buf_clear(&slot->text);
    wl_buf_add_span(&slot->text, wl_buf_span(&s->line));
    slot->number = s->number;
    s->next = (s->next + 1) % s->options.context;
    if (s->kept < s->options.context)
        s->kept++;
}

static int
end_line(struct wl_annotate_sink *s, struct wl_error *err)
{
    bool hit = s->hit, show = hit || !s->options.only || s->after > 0;
    int rc = 0;

    s->number++;
    s->hit = false;
    if (hit)
        s->after = s->options.context;
    else if (s->after > 0)
        s->after--;
    if (!show) {
        keep_line(s);
        wl_buf_clear(&s->line);
        return 0;
    }
    for (; hit && s->kept > 0 && rc == 0; s->kept--) {
        unsigned context = s->options.context;
        struct kept_line *slot = s->ring + (s->next + context - s->kept) % context;
        rc = put_line(s, wl_buf_span(&slot->text), slot->number, false, err);
    }
    if (rc == 0)
        rc = put_line(s, wl_buf_span(&s->line), s->number, hit, err);
    wl_buf_clear(&s->line);
    return rc;
}

static int
take_lines(struct wl_annotate_sink *s, struct wl_span bytes, struct wl_error *err)
{
    while (bytes.len > 0) {
        const char *lf = memchr(bytes.ptr, '\n', bytes.len);
        size_t len = lf ? (size_t)(lf - bytes.ptr) + 1 : bytes.len;
        int rc = 0;
        wl_buf_add(&s->line, bytes.ptr, len);
        if (s->line.failed)
            return wl_error_set(err, WL_ENOMEM, "out of memory");
        if (lf)
            rc = end_line(s, err);
        if (rc < 0)
            return rc;
        bytes = (struct wl_span){bytes.ptr + len, bytes.len - len};
    }
    return 0;
}

static int
take_bytes(struct wl_sink *base, struct wl_span bytes, struct wl_error *err)
{
    struct wl_annotate_sink *s = (struct wl_annotate_sink *)base;
    int rc = 0;

    if (s->by_lines)
        return take_lines(s, bytes, err);
    if (s->notes.len > 0 && bytes.len > 0)
        rc = put_buf(s, &s->notes, err);
    if (s->below.len > 0 && rc == 0) {
        const char *lf = memchr(bytes.ptr, '\n', bytes.len);
        if (lf) {
            size_t len = (size_t)(lf - bytes.ptr) + 1;
            rc = put(s, (struct wl_span){bytes.ptr, len}, err);
            if (rc == 0)
                rc = put_buf(s, &s->below, err);
            bytes = (struct wl_span){bytes.ptr + len, bytes.len - len};
        }
    }
    return rc < 0 || bytes.len == 0 ? rc : put(s, bytes, err);
}

static bool
is_noted(const struct wl_found *found, uint16_t code)
{
    for (size_t i = 0; i < found->noted_count; i++)
        if (found->noted[i] == code)
            return true;
    return false;
}

static bool
shows_number(const struct wl_occurrence *o)
{
    char digits[8];
    size_t len = 0;

    for (unsigned n = o->code; n > 0; n /= 10)
        digits[sizeof digits - ++len] = (char)('0' + n % 10);
    return memmem(o->matched.ptr, o->matched.len, digits + sizeof digits - len, len) != NULL;
}

static int
take_line(struct wl_sink *base, const struct wl_found *found, struct wl_error *err)
{
    struct wl_annotate_sink *s = (struct wl_annotate_sink *)base;

    s->hit = true;
    for (size_t i = 0; i < found->count; i++) {
        const struct wl_occurrence *o = found->occurrences + i;
        const struct wl_code *code = wl_code_by_number(o->code);
        if (is_noted(found, o->code))
            continue;
        if (s->options.style == WL_STYLE_APPEND) {
            wl_buf_add_text(&s->notes, "  ");
            wl_note_add(&s->notes, code, shows_number(o), &s->options.note);
        } else if (s->options.style == WL_STYLE_BELOW) {
            wl_buf_add_text(&s->below, "      ");
            wl_note_add(&s->below, code, shows_number(o), &s->options.note);
            wl_buf_add_char(&s->below, '\n');
        }
        if (s->options.explain)
            wl_note_explain(&s->below, code, s->options.width, &s->options.note);
    }
    return s->notes.failed || s->below.failed ? wl_error_set(err, WL_ENOMEM, "out of memory") : 0;
}

static int
begin(struct wl_sink *base, const struct wl_origin *origin, struct wl_error *err)
{
    struct wl_annotate_sink *s = (struct wl_annotate_sink *)base;

    s->locator = origin->locator;
    s->number = 0;
    s->kept = s->next = s->after = 0;
    s->hit = s->gap = s->shown = false;
    wl_buf_clear(&s->line);
    if (s->by_lines || s->options.escape || origin->bom == 0)
        return 0;
    return wl_writer_put(s->writer, (struct wl_span){"\xEF\xBB\xBF", origin->bom}, err);
}

static int
flush(struct wl_sink *base, struct wl_error *err)
{
    struct wl_annotate_sink *s = (struct wl_annotate_sink *)base;

    return wl_writer_flush(s->writer, err);
}

/* A last line without LF: its notes stand at the very end, and no LF is made up for it. */
static int
end(struct wl_sink *base, const struct wl_ending *at, struct wl_error *err)
{
    struct wl_annotate_sink *s = (struct wl_annotate_sink *)base;
    int rc = 0;

    (void)at;
    if (s->by_lines && s->line.len > 0)
        rc = end_line(s, err);
    if (rc == 0)
        rc = put_buf(s, &s->notes, err);
    if (rc == 0 && s->below.len > 0) {
        rc = wl_writer_put(s->writer, wl_span_of("\n"), err);
        if (rc == 0)
            rc = put_buf(s, &s->below, err);
    }
    return rc;
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

    if (!s)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    s->base.ops = &ops;
    s->writer = writer;
    s->options = *options;
    s->by_lines = options->only || options->numbers || options->names;
    if (options->context) {
        s->ring = calloc(options->context, sizeof *s->ring);
        if (!s->ring) {
            wl_annotate_free(s);
            return wl_error_set(err, WL_ENOMEM, "out of memory");
        }
    }
    *out = s;
    return 0;
}

void
wl_annotate_free(struct wl_annotate_sink *s)
{
    if (!s)
        return;
    for (unsigned i = 0; s->ring && i < s->options.context; i++)
        wl_buf_done(&s->ring[i].text);
    free(s->ring);
    wl_buf_done(&s->notes);
    wl_buf_done(&s->below);
    wl_buf_done(&s->escaped);
    wl_buf_done(&s->line);
    free(s);
}

struct wl_sink *
wl_annotate_base(struct wl_annotate_sink *s)
{
    return &s->base;
}
