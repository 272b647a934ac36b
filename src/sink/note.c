#include "sink/note.h"

#include "base/utf8.h"

#include <stdlib.h>

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

static bool
make_text(struct wl_note_text *text, const struct wl_note_style *style)
{
    struct wl_buf buf;

    wl_buf_init(&buf);
    wl_note_add(&buf, wl_code_by_number(text->code), text->shows_number, style);
    if (buf.failed) {
        wl_buf_done(&buf);
        return false;
    }
    text->ptr = buf.ptr;
    text->len = (uint16_t)buf.len;
    return true;
}

struct wl_span
wl_note_text(struct wl_note_texts *texts, uint16_t code, bool shows_number,
             const struct wl_note_style *style)
{
    const size_t count = sizeof texts->slots / sizeof *texts->slots;
    size_t at = (2u * code + shows_number) % count;
    struct wl_note_text *text = texts->slots + at;

    while (text->ptr && (text->code != code || text->shows_number != shows_number)) {
        at = (at + 1) % count;
        text = texts->slots + at;
    }
    if (!text->ptr) {
        text->code = code;
        text->shows_number = shows_number;
        if (!make_text(text, style))
            return (struct wl_span){NULL, 0};
    }
    return (struct wl_span){text->ptr, text->len};
}

void
wl_note_texts_done(struct wl_note_texts *texts)
{
    for (size_t i = 0; i < sizeof texts->slots / sizeof *texts->slots; i++)
        free(texts->slots[i].ptr);
    *texts = (struct wl_note_texts){0};
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
wl_note_explain(struct wl_buf *out, const struct wl_code *code,
                const struct wl_code_call *particular, unsigned width,
                const struct wl_note_style *style)
{
    const char *const *cause = particular ? particular->causes : code->causes;
    const char *const *check = particular ? particular->checks : code->checks;

    add_wrapped(out, code, "means", particular ? particular->meaning : code->meaning, width, style);
    for (; *cause; cause++)
        add_wrapped(out, code, "likely", *cause, width, style);
    for (; *check; check++)
        add_wrapped(out, code, "check", *check, width, style);
}
