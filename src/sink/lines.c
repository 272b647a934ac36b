#include "sink/lines.h"

#include "base/count.h"
#include "base/utf8.h"

#include <stdlib.h>

#define TAIL (16u << 10) /* of a line that is shown in parts; its own notes may stand there */

struct kept_line {
    struct wl_buf text; /* without ending */
    uint64_t number, lost;
    bool crlf;
};

struct wl_lines {
    struct wl_writer *writer;
    const struct wl_annotate_options *options;
    struct wl_pending_notes *notes;
    struct wl_buf escaped, prefix;

    struct wl_buf name; /* of the source, as it is shown */
    uint64_t number;    /* of the line at hand */
    struct wl_buf line; /* its text so far, from where it has not been shown */
    uint64_t lost;      /* bytes of it that were dropped in front of text */
    bool streaming;     /* its beginning is out already */
    bool hit, ended;    /* it has its LF, but what follows may be notes of it */
    bool cr;            /* a CR that may belong to its ending */

    struct kept_line *ring; /* the last lines not shown, options->context of them */
    size_t kept, next;      /* how many it holds; where the next one goes */
    size_t kept_bytes;
    unsigned after; /* lines still to be shown behind a hit */
    bool gap;       /* lines were left out since the last one shown */
    bool shown;     /* a line was shown, of any source */
    bool member;    /* the source is one of an archive: named */
};

static int
no_memory(struct wl_error *err)
{
    return wl_error_set(err, WL_ENOMEM, "out of memory");
}

static int
put(struct wl_lines *l, struct wl_span text, struct wl_error *err)
{
    if (!l->options->escape)
        return wl_writer_put(l->writer, text, err);
    wl_buf_clear(&l->escaped);
    wl_utf8_add_escaped(&l->escaped, text);
    if (l->escaped.failed)
        return no_memory(err);
    return wl_writer_put(l->writer, wl_buf_span(&l->escaped), err);
}

static void
add_number(struct wl_buf *out, uint64_t number)
{
    char digits[20];
    size_t at = sizeof digits;

    do
        digits[--at] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    wl_buf_add(out, digits + at, sizeof digits - at);
}

static int
put_prefix(struct wl_lines *l, uint64_t number, uint64_t lost, bool hit, struct wl_error *err)
{
    struct wl_buf *prefix = &l->prefix;
    char mark = hit ? ':' : '-';

    wl_buf_clear(prefix);
    if (l->gap && l->shown && l->options->context)
        wl_buf_add_text(prefix, "--\n");
    if (l->options->names || l->member) {
        wl_buf_add_span(prefix, wl_buf_span(&l->name));
        wl_buf_add_char(prefix, mark);
    }
    if (l->options->numbers) {
        add_number(prefix, number);
        wl_buf_add_char(prefix, mark);
    }
    if (lost)
        wl_buf_addf(prefix, "[%llu bytes left out] ", (unsigned long long)lost);
    l->gap = false;
    l->shown = true;
    if (prefix->failed || l->name.failed)
        return no_memory(err);
    return wl_writer_put(l->writer, wl_buf_span(prefix), err);
}

static int
put_ending(struct wl_lines *l, bool crlf, struct wl_error *err)
{
    return wl_writer_put(l->writer, wl_span_of(crlf ? "\r\n" : "\n"), err);
}

static int
show_kept(struct wl_lines *l, struct wl_error *err)
{
    int rc = 0;

    for (; l->kept > 0 && rc == 0; l->kept--) {
        size_t context = l->options->context;
        struct kept_line *slot = l->ring + (l->next + context - l->kept) % context;
        rc = put_prefix(l, slot->number, slot->lost, false, err);
        if (rc == 0)
            rc = put(l, wl_buf_span(&slot->text), err);
        if (rc == 0)
            rc = put_ending(l, slot->crlf, err);
        l->kept_bytes -= slot->text.len;
        wl_buf_done(&slot->text);
    }
    return rc;
}

static void
forget_oldest(struct wl_lines *l)
{
    size_t context = l->options->context;
    struct kept_line *slot = l->ring + (l->next + context - l->kept) % context;

    l->kept_bytes -= slot->text.len;
    wl_buf_done(&slot->text);
    l->kept--;
    l->gap = true;
}

/* The line is not shown, unless a later one is a hit. */
static void
keep_line(struct wl_lines *l, struct wl_span text, bool crlf)
{
    size_t context = l->options->context;
    struct kept_line *slot;

    if (context == 0 || text.len > WL_LINES_CONTEXT) {
        l->gap = true;
        return;
    }
    while (l->kept == context || (l->kept > 0 && l->kept_bytes + text.len > WL_LINES_CONTEXT))
        forget_oldest(l);
    slot = l->ring + l->next;
    *slot = (struct kept_line){.number = l->number, .lost = l->lost, .crlf = crlf};
    wl_buf_add_span(&slot->text, text);
    /* without memory there is one line of context less */
    if (slot->text.failed) {
        wl_buf_done(&slot->text);
        l->gap = true;
        return;
    }
    l->kept_bytes += slot->text.len;
    l->next = (l->next + 1) % context;
    l->kept++;
}

static bool
is_shown(const struct wl_lines *l)
{
    return l->hit || !l->options->only || l->after > 0;
}

/* Let out what the line has so far, but for its last bytes. */
static int
show_text(struct wl_lines *l, size_t left, struct wl_error *err)
{
    size_t len = l->line.len - left;
    int rc = 0;

    if (!l->streaming) {
        if (l->hit)
            rc = show_kept(l, err);
        if (rc == 0)
            rc = put_prefix(l, l->number, l->lost, l->hit, err);
    }
    if (rc == 0 && len > 0)
        rc = put(l, (struct wl_span){l->line.ptr, len}, err);
    if (left > 0)
        memmove(l->line.ptr, l->line.ptr + len, left);
    l->line.len = left;
    l->streaming = true;
    return rc;
}

static int
show_end(struct wl_lines *l, struct wl_error *err)
{
    int rc;

    if (l->streaming || l->line.len > TAIL)
        wl_pending_drop_own(l->notes, wl_buf_span(&l->line));
    rc = wl_pending_write(l->notes, l->options, err);
    if (rc == 0)
        rc = show_text(l, 0, err);
    if (rc == 0)
        rc = wl_writer_put(l->writer, wl_buf_span(&l->notes->behind), err);
    if (rc == 0)
        rc = put_ending(l, l->cr, err);
    if (rc == 0)
        rc = wl_writer_put(l->writer, wl_buf_span(&l->notes->below), err);
    return rc;
}

static int
end_line(struct wl_lines *l, struct wl_error *err)
{
    int rc = 0;

    if (is_shown(l)) {
        rc = show_end(l, err);
        if (l->hit)
            l->after = l->options->context;
        else if (l->after > 0)
            l->after--;
    } else {
        keep_line(l, wl_buf_span(&l->line), l->cr);
    }
    wl_buf_clear(&l->line);
    l->lost = 0;
    l->number++;
    l->streaming = l->hit = l->ended = l->cr = false;
    return rc;
}

/* A very long line: show it as it comes if it is to be shown, else keep its end. */
static int
relieve(struct wl_lines *l, struct wl_error *err)
{
    size_t half = WL_LINES_KEPT / 2;

    if (l->line.len <= WL_LINES_KEPT)
        return 0;
    if (is_shown(l))
        return show_text(l, TAIL, err);
    l->lost += l->line.len - half;
    memmove(l->line.ptr, l->line.ptr + l->line.len - half, half);
    l->line.len = half;
    return 0;
}

static int
add_text(struct wl_lines *l, struct wl_span text, bool ends, struct wl_error *err)
{
    if (l->cr && (text.len > 0 || !ends)) {
        wl_buf_add_char(&l->line, '\r');
        l->cr = false;
    }
    if (text.len > 0 && text.ptr[text.len - 1] == '\r') {
        l->cr = true;
        text.len--;
    }
    wl_buf_add_span(&l->line, text);
    return l->line.failed ? no_memory(err) : relieve(l, err);
}

/* Lines of which no hit can come any more go no way round. */
static bool
is_between_lines(const struct wl_lines *l)
{
    return l->line.len == 0 && !l->streaming && !l->hit && !l->ended && !l->cr;
}

/* Of bytes that begin a line, leave out all whole lines. @return their length */
static size_t
skip_lines(struct wl_lines *l, struct wl_span bytes)
{
    const char *lf = memrchr(bytes.ptr, '\n', bytes.len);
    size_t len = lf ? (size_t)(lf + 1 - bytes.ptr) : 0;

    if (len > 0 && l->options->numbers)
        l->number += wl_count_newlines(bytes.ptr, len);
    l->gap = l->gap || len > 0;
    return len;
}

/* A whole line, with its LF, that is no hit. */
static int
pass_line(struct wl_lines *l, struct wl_span line, struct wl_error *err)
{
    struct wl_span text = {line.ptr, line.len - 1};
    bool crlf = text.len > 0 && text.ptr[text.len - 1] == '\r';
    int rc = 0;

    text.len -= crlf;
    if (is_shown(l)) {
        rc = put_prefix(l, l->number, 0, false, err);
        if (rc == 0)
            rc = l->options->escape ? put(l, text, err) : wl_writer_put(l->writer, line, err);
        if (rc == 0 && l->options->escape)
            rc = put_ending(l, crlf, err);
        l->after -= l->after > 0;
    } else {
        keep_line(l, text, crlf);
    }
    l->number++;
    return rc;
}

int
wl_lines_add(struct wl_lines *l, struct wl_span bytes, struct wl_error *err)
{
    int rc = 0;

    while (bytes.len > 0 && rc == 0) {
        const char *lf;
        size_t len;
        if (l->ended) {
            (void)wl_pending_drop(l->notes, bytes);
            rc = end_line(l, err);
            continue;
        }
        if (l->options->only && !l->options->context && is_between_lines(l)) {
            len = skip_lines(l, bytes);
            bytes = (struct wl_span){bytes.ptr + len, bytes.len - len};
        }
        lf = memchr(bytes.ptr, '\n', bytes.len);
        len = lf ? (size_t)(lf - bytes.ptr) : bytes.len;
        if (lf && is_between_lines(l)) {
            rc = pass_line(l, (struct wl_span){bytes.ptr, ++len}, err);
            bytes = (struct wl_span){bytes.ptr + len, bytes.len - len};
            continue;
        }
        rc = add_text(l, (struct wl_span){bytes.ptr, len}, lf != NULL, err);
        len += lf ? 1 : 0;
        bytes = (struct wl_span){bytes.ptr + len, bytes.len - len};
        /* among context lines, older notes are seen; alone, a hit without its note is of no use */
        if (lf && rc == 0 && l->hit && (l->options->context || !l->options->only))
            l->ended = true;
        else if (lf && rc == 0)
            rc = end_line(l, err);
    }
    return rc;
}

void
wl_lines_hit(struct wl_lines *l)
{
    l->hit = true;
}

int
wl_lines_flush(struct wl_lines *l, struct wl_error *err)
{
    return l->ended ? end_line(l, err) : 0;
}

int
wl_lines_end(struct wl_lines *l, struct wl_error *err)
{
    int rc = wl_lines_flush(l, err);

    if (rc < 0 || (l->line.len == 0 && !l->cr && !l->streaming))
        return rc;
    if (l->cr) { /* no LF made it part of an ending */
        wl_buf_add_char(&l->line, '\r');
        l->cr = false;
    }
    return l->line.failed ? no_memory(err) : end_line(l, err);
}

void
wl_lines_begin(struct wl_lines *l, const char *name, bool member)
{
    l->member = member;
    while (l->kept > 0)
        forget_oldest(l);
    wl_buf_clear(&l->line);
    wl_buf_clear(&l->name);
    wl_utf8_add_escaped(&l->name, wl_span_of(name));
    l->number = 1;
    l->lost = l->after = 0;
    l->streaming = l->hit = l->ended = l->cr = false;
    l->gap = true;
}

int
wl_lines_new(struct wl_lines **out, struct wl_writer *writer,
             const struct wl_annotate_options *options, struct wl_pending_notes *notes,
             struct wl_error *err)
{
    struct wl_lines *l = calloc(1, sizeof *l);

    if (l && options->context)
        l->ring = calloc(options->context, sizeof *l->ring);
    if (!l || (options->context && !l->ring)) {
        free(l);
        return no_memory(err);
    }
    l->writer = writer;
    l->options = options;
    l->notes = notes;
    *out = l;
    return 0;
}

void
wl_lines_free(struct wl_lines *l)
{
    if (!l)
        return;
    for (unsigned i = 0; l->ring && i < l->options->context; i++)
        wl_buf_done(&l->ring[i].text);
    free(l->ring);
    wl_buf_done(&l->line);
    wl_buf_done(&l->escaped);
    wl_buf_done(&l->prefix);
    wl_buf_done(&l->name);
    free(l);
}
