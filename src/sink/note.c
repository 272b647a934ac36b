#include "sink/note.h"

#include "base/utf8.h"

static void
open_note(struct wl_buf *out, const struct wl_note_style *style)
{
    if (style->color)
        wl_buf_add_text(out, "\x1b[36m");
    wl_buf_add_text(out, style->utf8 ? "\xC2\xAB" : "<<");
}

static void
close_note(struct wl_buf *out, const struct wl_note_style *style)
{
    wl_buf_add_text(out, style->utf8 ? "\xC2\xBB" : ">>");
    if (style->color)
        wl_buf_add_text(out, "\x1b[0m");
}

void
wl_note_add(struct wl_buf *out, const struct wl_code *code, bool shows_number,
            const struct wl_note_style *style)
{
    open_note(out, style);
    if (shows_number)
        wl_buf_addf(out, "%s: %s", code->name, code->summary);
    else
        wl_buf_addf(out, "%s %u: %s", code->name, code->number, code->summary);
    close_note(out, style);
}

/* Every line names the code again, so that it is known as ours and can be taken out by itself. */
static void
add_line(struct wl_buf *out, const struct wl_code *code, const char *what, struct wl_span text,
         const struct wl_note_style *style)
{
    wl_buf_add_text(out, WL_NOTE_INDENT);
    open_note(out, style);
    wl_buf_addf(out, "%s %s: ", code->name, what);
    wl_buf_add_span(out, text);
    close_note(out, style);
    wl_buf_add_char(out, '\n');
}

static void
add_wrapped(struct wl_buf *out, const struct wl_code *code, const char *what, const char *text,
            unsigned width, const struct wl_note_style *style)
{
    size_t used = sizeof WL_NOTE_INDENT + strlen(code->name) + strlen(what) + 6;
    size_t room = width > used + 30 ? width - used : 30;
    struct wl_span left = wl_span_of(text);

    while (left.len > 0) {
        size_t cut = left.len;
        if (cut > room) {
            cut = room;
            while (cut > 0 && left.ptr[cut] != ' ')
                cut--;
            if (cut == 0)
                for (cut = room; cut < left.len && left.ptr[cut] != ' ';)
                    cut++;
        }
        add_line(out, code, what, (struct wl_span){left.ptr, cut}, style);
        while (cut < left.len && left.ptr[cut] == ' ')
            cut++;
        left = (struct wl_span){left.ptr + cut, left.len - cut};
        what = "...";
    }
}

void
wl_note_explain(struct wl_buf *out, const struct wl_code *code, unsigned width,
                const struct wl_note_style *style)
{
    add_wrapped(out, code, "means", code->meaning, width, style);
    for (const char *const *cause = code->causes; *cause; cause++)
        add_wrapped(out, code, "likely", *cause, width, style);
    for (const char *const *check = code->checks; *check; check++)
        add_wrapped(out, code, "check", *check, width, style);
}
