/*
 * Spaces are held back until something visible follows, so that padding never ends a line. Text is
 * made safe before it is measured: what is counted is what is shown.
 */
#include "report/layout.h"

#include "base/utf8.h"

#include <string.h>

static const char *const utf8_heights[8] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
static const char ascii_heights[] = ".:-=+*#"; /* seven; the space before them is zero */
static const char *const utf8_eighths[8] = {"▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};

void
wl_layout_safe(struct wl_buf *safe, struct wl_span text, bool utf8)
{
    size_t start = safe->len;
    struct wl_buf ascii;
    unsigned size;

    wl_utf8_add_escaped(safe, text);
    for (size_t i = start; i < safe->len; i++)
        if (safe->ptr[i] == '\t')
            safe->ptr[i] = ' ';
    if (utf8)
        return;
    wl_buf_init(&ascii);
    for (size_t i = start; i < safe->len; i += size) {
        uint32_t cp = wl_utf8_decode(safe->ptr + i, safe->len - i, &size);
        if (cp < 0x80)
            wl_buf_add_char(&ascii, (char)cp);
        else
            wl_buf_addf(&ascii, "\\u{%04X}", (unsigned)cp);
    }
    safe->len = start;
    wl_buf_add_span(safe, wl_buf_span(&ascii));
    safe->failed = safe->failed || ascii.failed;
    wl_buf_done(&ascii);
}

/* The part of text from its start, or to its end, that fits into columns. */
static struct wl_span
fitting(struct wl_span text, size_t columns, bool tail)
{
    size_t total = wl_utf8_columns(text), at = 0, used = 0;
    unsigned size;

    for (; at < text.len; at += size) {
        size_t wide;
        (void)wl_utf8_decode(text.ptr + at, text.len - at, &size);
        wide = wl_utf8_columns((struct wl_span){text.ptr + at, size});
        if (tail ? total - used <= columns : used + wide > columns)
            break;
        used += wide;
    }
    return tail ? (struct wl_span){text.ptr + at, text.len - at} : (struct wl_span){text.ptr, at};
}

static void
flush_spaces(struct wl_layout *layout)
{
    for (; layout->pending; layout->pending--)
        wl_buf_add_char(layout->out, ' ');
}

void
wl_layout_space(struct wl_layout *layout, size_t columns)
{
    layout->pending += columns;
    layout->column += columns;
}

static void
put_raw(struct wl_layout *layout, struct wl_span text, enum wl_tone tone)
{
    bool colored = layout->color && tone != WL_TONE_PLAIN && text.len > 0;

    if (text.len == 0)
        return;
    flush_spaces(layout);
    if (colored)
        wl_buf_add_text(layout->out, tone == WL_TONE_BOLD ? "\x1b[1m" : "\x1b[2m");
    wl_buf_add_span(layout->out, text);
    if (colored)
        wl_buf_add_text(layout->out, "\x1b[0m");
    layout->column += wl_utf8_columns(text);
}

static void
put_fitted(struct wl_layout *layout, struct wl_span safe, size_t columns, enum wl_fit fit,
           enum wl_tone tone)
{
    const char *dots = layout->utf8 ? "…" : "...";
    size_t dots_wide = layout->utf8 ? 1 : 3, start = layout->column;
    struct wl_span part;
    struct wl_buf cut;

    if (wl_utf8_columns(safe) <= columns) {
        if (fit == WL_FIT_RIGHT)
            wl_layout_space(layout, columns - wl_utf8_columns(safe));
        put_raw(layout, safe, tone);
    } else {
        part = fitting(safe, columns - dots_wide, fit == WL_FIT_TAIL);
        wl_buf_init(&cut);
        if (fit == WL_FIT_TAIL)
            wl_buf_add_text(&cut, dots);
        wl_buf_add_span(&cut, part);
        if (fit != WL_FIT_TAIL)
            wl_buf_add_text(&cut, dots);
        put_raw(layout, wl_buf_span(&cut), tone);
        layout->out->failed = layout->out->failed || cut.failed;
        wl_buf_done(&cut);
    }
    if (layout->column < start + columns)
        wl_layout_space(layout, start + columns - layout->column);
}

void
wl_layout_cell(struct wl_layout *layout, struct wl_span text, size_t columns, enum wl_fit fit,
               enum wl_tone tone)
{
    struct wl_buf safe;

    wl_buf_init(&safe);
    wl_layout_safe(&safe, text, layout->utf8);
    put_fitted(layout, wl_buf_span(&safe), columns, fit, tone);
    layout->out->failed = layout->out->failed || safe.failed;
    wl_buf_done(&safe);
}

void
wl_layout_text(struct wl_layout *layout, const char *text, size_t columns, enum wl_fit fit,
               enum wl_tone tone)
{
    wl_layout_cell(layout, wl_span_of(text), columns, fit, tone);
}

void
wl_layout_put(struct wl_layout *layout, const char *text, enum wl_tone tone)
{
    struct wl_buf safe;

    wl_buf_init(&safe);
    wl_layout_safe(&safe, wl_span_of(text), layout->utf8);
    put_raw(layout, wl_buf_span(&safe), tone);
    layout->out->failed = layout->out->failed || safe.failed;
    wl_buf_done(&safe);
}

/* The end of the word at, or of the part of it that fits columns. */
static size_t
word_end(const struct wl_buf *safe, size_t at, size_t columns)
{
    size_t end = at;

    while (end < safe->len && safe->ptr[end] != ' ') {
        size_t next = end + 1;
        while (next < safe->len && ((unsigned char)safe->ptr[next] & 0xC0) == 0x80)
            next++;
        if (next - at > columns &&
            wl_utf8_columns((struct wl_span){safe->ptr + at, next - at}) > columns)
            break;
        end = next;
    }
    return end;
}

void
wl_layout_wrap(struct wl_layout *layout, const char *text, size_t indent, enum wl_tone tone)
{
    struct wl_buf safe;
    size_t at = 0;
    bool first = true; /* word of its line: the cell before it has brought its own space */

    wl_buf_init(&safe);
    wl_layout_safe(&safe, wl_span_of(text), layout->utf8);
    while (at < safe.len) {
        size_t end = word_end(&safe, at, layout->width > indent + 8 ? layout->width - indent : 8);
        struct wl_span word;
        word = (struct wl_span){safe.ptr + at, end - at};
        if (!first && layout->column + 1 + wl_utf8_columns(word) > layout->width) {
            wl_layout_end(layout);
            wl_layout_space(layout, indent);
            first = true;
        }
        if (!first)
            wl_layout_space(layout, 1);
        put_raw(layout, word, tone);
        first = false;
        at = end < safe.len && safe.ptr[end] == ' ' ? end + 1 : end;
    }
    layout->out->failed = layout->out->failed || safe.failed;
    wl_buf_done(&safe);
}

void
wl_layout_end(struct wl_layout *layout)
{
    layout->pending = 0;
    layout->column = 0;
    wl_buf_add_char(layout->out, '\n');
}

static void
put_glyph(struct wl_layout *layout, const char *glyph, size_t len)
{
    flush_spaces(layout);
    wl_buf_add(layout->out, glyph, len);
    layout->column++;
}

void
wl_layout_spark(struct wl_layout *layout, const uint32_t *parts, size_t count)
{
    size_t heights = layout->utf8 ? 8 : sizeof ascii_heights - 1;
    uint64_t max = 1;

    for (size_t i = 0; i < count; i++)
        max = parts[i] > max ? parts[i] : max;
    for (size_t i = 0; i < count; i++) {
        /* rounded up: one in a million still shows, only the largest is full */
        size_t height = (size_t)((parts[i] * heights + max - 1) / max);
        if (height == 0)
            wl_layout_space(layout, 1);
        else if (layout->utf8)
            put_glyph(layout, utf8_heights[height - 1], strlen(utf8_heights[height - 1]));
        else
            put_glyph(layout, &ascii_heights[height - 1], 1);
    }
}

void
wl_layout_bar(struct wl_layout *layout, int64_t value, int64_t max, size_t columns)
{
    size_t start = layout->column;
    double part = max > 0 ? (double)value / (double)max : 0;
    size_t eighths = (size_t)(part * (double)columns * 8 + 0.5);

    if (eighths == 0 && value > 0)
        eighths = 1;
    for (; eighths >= 8; eighths -= 8)
        put_glyph(layout, layout->utf8 ? utf8_eighths[7] : "#", layout->utf8 ? 3 : 1);
    if (eighths > 0 && layout->utf8)
        put_glyph(layout, utf8_eighths[eighths - 1], 3);
    else if (eighths >= 4 || (eighths > 0 && layout->column == start))
        put_glyph(layout, "#", 1);
    if (layout->column < start + columns)
        wl_layout_space(layout, start + columns - layout->column);
}
