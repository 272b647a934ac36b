#include "report/prose.h"

#include "base/utf8.h"

/* Our own prose has little beyond ASCII; what is missing here becomes a question mark. */
static const struct {
    uint32_t point;
    const char *ascii;
} nearest[] = {
    {0xA0, " "},    {0xAB, "<<"},  {0xBB, ">>"},   {0x2010, "-"},  {0x2013, "-"}, {0x2014, "--"},
    {0x2018, "'"},  {0x2019, "'"}, {0x201C, "\""}, {0x201D, "\""}, {0x2022, "*"}, {0x2026, "..."},
    {0x2192, "->"}, {0x2212, "-"}, {0x2264, "<="}, {0x2265, ">="}, {0xE4, "ae"},  {0xF6, "oe"},
    {0xFC, "ue"},   {0xDF, "ss"},  {0xD7, "x"},
};

static void
add_ascii(struct wl_buf *out, struct wl_span text)
{
    unsigned size;

    for (size_t i = 0; i < text.len; i += size) {
        uint32_t point = wl_utf8_decode(text.ptr + i, text.len - i, &size);
        const char *ascii = "?";

        for (size_t k = 0; k < sizeof nearest / sizeof *nearest; k++)
            if (nearest[k].point == point)
                ascii = nearest[k].ascii;
        if (point < 0x80)
            wl_buf_add_char(out, (char)point);
        else
            wl_buf_add_text(out, ascii);
    }
}

void
wl_prose_add_text(const struct wl_prose *prose, struct wl_span text)
{
    if (prose->utf8)
        wl_buf_add_span(prose->out, text);
    else
        add_ascii(prose->out, text);
}

void
wl_prose_add(const struct wl_prose *prose, const char *first, unsigned indent, const char *text)
{
    size_t column = wl_utf8_columns(wl_span_of(first));
    struct wl_buf word;
    struct wl_prose one = {&word, prose->width, false, prose->utf8};
    bool begun = false;

    wl_buf_init(&word);
    wl_buf_add_text(prose->out, first);
    while (*(text += strspn(text, " \n"))) {
        size_t len = strcspn(text, " \n"), width;

        wl_buf_clear(&word);
        wl_prose_add_text(&one, (struct wl_span){text, len});
        width = wl_utf8_columns(wl_buf_span(&word));
        if (begun && column + 1 + width > prose->width) {
            wl_buf_addf(prose->out, "\n%*s", (int)indent, "");
            column = indent;
        } else if (begun) {
            wl_buf_add_char(prose->out, ' ');
            column++;
        }
        wl_buf_add_span(prose->out, wl_buf_span(&word));
        column += width;
        begun = true;
        text += len;
    }
    wl_buf_add_char(prose->out, '\n');
    prose->out->failed = prose->out->failed || word.failed;
    wl_buf_done(&word);
}

void
wl_prose_add_bold(const struct wl_prose *prose, const char *text)
{
    if (prose->color)
        wl_buf_add_text(prose->out, "\x1b[1m");
    wl_prose_add_text(prose, wl_span_of(text));
    if (prose->color)
        wl_buf_add_text(prose->out, "\x1b[0m");
}

void
wl_prose_add_heading(const struct wl_prose *prose, const char *text)
{
    wl_prose_add_bold(prose, text);
    wl_buf_add_char(prose->out, '\n');
}
