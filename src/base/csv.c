#include "base/csv.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

static bool
starts_formula(struct wl_span text)
{
    return text.len > 0 && text.ptr[0] && strchr("=+-@\t\r", text.ptr[0]);
}

static void
add_visible(struct wl_buf *out, struct wl_span text)
{
    unsigned size;

    for (size_t i = 0; i < text.len; i += size) {
        (void)wl_utf8_decode(text.ptr + i, text.len - i, &size);
        if (text.ptr[i] == '\n' || text.ptr[i] == '\r')
            wl_buf_add_char(out, text.ptr[i]);
        else
            wl_utf8_add_escaped(out, (struct wl_span){text.ptr + i, size});
    }
}

void
wl_csv_add_cell(struct wl_buf *out, struct wl_span text)
{
    struct wl_buf visible;
    bool quoted;

    wl_buf_init(&visible);
    if (starts_formula(text))
        wl_buf_add_char(&visible, '\'');
    add_visible(&visible, text);
    quoted = strpbrk(wl_buf_text(&visible), ",\"\r\n") != NULL;
    if (quoted)
        wl_buf_add_char(out, '"');
    for (size_t i = 0; i < visible.len; i++) {
        if (visible.ptr[i] == '"')
            wl_buf_add_char(out, '"');
        wl_buf_add_char(out, visible.ptr[i]);
    }
    if (quoted)
        wl_buf_add_char(out, '"');
    out->failed = out->failed || visible.failed;
    wl_buf_done(&visible);
}
