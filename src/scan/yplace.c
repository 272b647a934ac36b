/*
 * Places in the source of a YAML document, and the caret under them. Knows how scalars are written,
 * but reads no YAML: that is ydoc.c.
 */
#include "scan/yplace.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

#define SHOWN_COLUMNS 76u
#define SHOWN_BEFORE 56u /* columns before the caret when a long line is cut */

struct wl_yscan
wl_yscan_start(void)
{
    return (struct wl_yscan){.line = 1, .column = 1};
}

/* A byte that cannot be decoded counts as a character: only errors look at such text. */
static void
step(struct wl_yscan *scan, struct wl_span text)
{
    unsigned size;

    (void)wl_utf8_decode(text.ptr + scan->offset, text.len - scan->offset, &size);
    if (text.ptr[scan->offset] == '\n') {
        scan->line++;
        scan->column = 1;
    } else {
        scan->column++;
    }
    scan->offset += size;
    scan->index++;
}

void
wl_yscan_to_index(struct wl_yscan *scan, struct wl_span text, size_t index)
{
    if (index < scan->index)
        *scan = wl_yscan_start();
    while (scan->index < index && scan->offset < text.len)
        step(scan, text);
}

void
wl_yscan_to_offset(struct wl_yscan *scan, struct wl_span text, size_t offset)
{
    if (offset < scan->offset)
        *scan = wl_yscan_start();
    while (scan->offset < offset && scan->offset < text.len)
        step(scan, text);
}

static bool
is_white(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* From text[at], a run of white space: its end, and how many bytes of value it makes when folded.
 */
static size_t
white_run(struct wl_span text, size_t at, size_t *folded)
{
    size_t end = at, breaks = 0;

    while (end < text.len && is_white(text.ptr[end]))
        breaks += text.ptr[end++] == '\n';
    if (breaks == 0)
        *folded = end - at;
    else
        *folded = breaks == 1 ? 1 : breaks - 1;
    return end;
}

static size_t
offset_in_flow(struct wl_span text, const struct wl_ynode *scalar, size_t want)
{
    bool single = scalar->style == WL_YSINGLE;
    size_t at = scalar->offset + single;

    for (size_t have = 0; have < want && at < text.len; have++) {
        size_t folded, end;

        if (single && text.ptr[at] == '\'') {
            at += 2; /* '' is one */
            continue;
        }
        if (!is_white(text.ptr[at])) {
            at++;
            continue;
        }
        end = white_run(text, at, &folded);
        if (have + folded > want)
            return folded == end - at ? at + (want - have) : at;
        at = end;
        have += folded - 1;
    }
    return at;
}

static size_t
line_end(struct wl_span text, size_t at)
{
    const char *lf = at < text.len ? memchr(text.ptr + at, '\n', text.len - at) : NULL;

    return lf ? (size_t)(lf - text.ptr) : text.len;
}

/* How far the value's lines are indented: what its first line with text lacks in the source. */
static size_t
literal_indent(struct wl_span text, size_t at, struct wl_span value)
{
    for (size_t in = 0; in < value.len;) {
        size_t in_end = line_end(value, in), end = line_end(text, at);

        if (in_end > in) {
            size_t len = end - at;

            if (len > 0 && text.ptr[end - 1] == '\r')
                len--;
            return len > in_end - in ? len - (in_end - in) : 0;
        }
        in = in_end + 1;
        at = end + 1;
    }
    return 0;
}

static size_t
offset_in_literal(struct wl_span text, const struct wl_ynode *scalar, size_t want)
{
    size_t at = line_end(text, scalar->offset) + 1; /* the line after the | */
    size_t indent = literal_indent(text, at, scalar->text);
    size_t begin = 0, end;

    for (size_t i = 0; i < want; i++)
        if (scalar->text.ptr[i] == '\n') {
            at = line_end(text, at) + 1;
            begin = i + 1;
        }
    end = line_end(text, at);
    at += indent + (want - begin);
    return at < end ? at : end; /* an empty line need not be indented */
}

struct wl_yplace
wl_ydoc_place(const struct wl_ydoc *doc, const struct wl_ynode *scalar, size_t offset)
{
    struct wl_yscan scan = wl_yscan_start();
    size_t at = scalar->offset;

    if (offset > scalar->text.len)
        offset = scalar->text.len;
    if (scalar->style == WL_YPLAIN || scalar->style == WL_YSINGLE)
        at = offset_in_flow(doc->text, scalar, offset);
    else if (scalar->style == WL_YLITERAL)
        at = offset_in_literal(doc->text, scalar, offset);
    wl_yscan_to_offset(&scan, doc->text, at);
    return (struct wl_yplace){scan.line, scan.column};
}

static struct wl_span
source_line(struct wl_span text, uint32_t line)
{
    size_t at = 0, end;

    for (uint32_t i = 1; i < line && at < text.len; i++)
        at = line_end(text, at) + 1;
    if (at > text.len)
        at = text.len;
    end = line_end(text, at);
    if (end > at && text.ptr[end - 1] == '\r')
        end--;
    return (struct wl_span){text.ptr + at, end - at};
}

/* One character as it can be shown, and its width in columns. */
static size_t
shown(struct wl_span line, size_t at, unsigned *size, struct wl_span *out)
{
    unsigned char c = (unsigned char)line.ptr[at];
    uint32_t point = wl_utf8_decode(line.ptr + at, line.len - at, size);

    *out = (struct wl_span){line.ptr + at, *size};
    if (c == '\t')
        *out = wl_span_of(" ");
    else if (c < 0x20 || c == 0x7F || (point >= 0x80 && point < 0xA0) ||
             (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) ||
             (*size == 1 && c >= 0x80))
        *out = wl_span_of("?");
    return wl_utf8_columns(*out);
}

static void
add_caret(struct wl_buf *out, struct wl_span line, uint32_t column)
{
    size_t before = 0, at = 0, left = 0, used = 0, from = 0;
    unsigned size;
    struct wl_span one;

    for (uint32_t i = 1; i < column && at < line.len; i++, at += size)
        before += shown(line, at, &size, &one);
    if (before > SHOWN_COLUMNS - 6)
        while (before - left > SHOWN_BEFORE) {
            left += shown(line, from, &size, &one);
            from += size;
        }
    wl_buf_add_text(out, "\n  ");
    for (at = from; at < line.len; at += size) {
        used += shown(line, at, &size, &one);
        if (used > SHOWN_COLUMNS)
            break;
        wl_buf_add_span(out, one);
    }
    wl_buf_addf(out, "\n  %*s^", (int)(before - left), "");
}

int
wl_ydoc_error(const struct wl_ydoc *doc, uint32_t line, uint32_t column, struct wl_error *err,
              const char *format, ...)
{
    char message[512];
    struct wl_buf out;
    va_list args;

    if (!err)
        return WL_EPARSE;
    va_start(args, format);
    (void)vsnprintf(message, sizeof message, format, args);
    va_end(args);
    wl_buf_init(&out);
    wl_buf_addf(&out, "%s:%u:%u: %s", doc->name, line, column, message);
    add_caret(&out, source_line(doc->text, line), column);
    (void)wl_error_set(err, WL_EPARSE, "%s", wl_buf_text(&out));
    if (out.failed) /* the position alone is better than nothing */
        (void)wl_error_set(err, WL_EPARSE, "%s:%u:%u: %s", doc->name, line, column, message);
    wl_buf_done(&out);
    return WL_EPARSE;
}
