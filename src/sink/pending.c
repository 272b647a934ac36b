#include "sink/pending.h"

#include "scan/notes.h"

#define NOTE_MIN 10 /* bytes of the shortest note */

static bool
has(const struct wl_pending_notes *p, uint16_t code)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->notes[i].code == code)
            return true;
    return false;
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

    const char *p = o->matched.ptr, *end = p + o->matched.len, *first;
    unsigned n = o->code;

    do
        digits[sizeof digits - ++len] = (char)('0' + n % 10);
    while ((n /= 10) > 0);
    first = digits + sizeof digits - len;
    for (; end - p >= (ptrdiff_t)len && (p = memchr(p, *first, (size_t)(end - p))); p++)
        if (end - p >= (ptrdiff_t)len && memcmp(p, first, len) == 0)
            return true;
    return false;
}

void
wl_pending_add(struct wl_pending_notes *p, const struct wl_found *found)
{
    for (size_t i = 0; i < found->count && p->count < WL_NOTES_MAX; i++) {
        const struct wl_occurrence *o = found->occurrences + i;
        if (!is_noted(found, o->code) && !has(p, o->code))
            p->notes[p->count++] = (struct wl_pending_note){
                o->code, shows_number(o), wl_code_by_call(wl_code_by_number(o->code), o->call)};
    }
}

static void
drop(struct wl_pending_notes *p, uint16_t code)
{
    size_t kept = 0;

    for (size_t i = 0; i < p->count; i++)
        if (p->notes[i].code != code)
            p->notes[kept++] = p->notes[i];
    p->count = kept;
}

void
wl_pending_drop_own(struct wl_pending_notes *p, struct wl_span line)
{
    uint16_t codes[WL_NOTES_MAX];
    size_t count;

    if (line.len < NOTE_MIN)
        return;
    (void)wl_notes_find(line, codes, WL_NOTES_MAX, &count);
    for (size_t i = 0; i < count; i++)
        drop(p, codes[i]);
}

/* A first look: in front of a note stand only blanks and colours. */
static bool
may_be_notes(const char *p, const char *end)
{
    while (p < end && *p == ' ')
        p++;
    return p < end && (*p == '\x1b' || *p == '\xC2' || *p == '<');
}

size_t
wl_pending_drop(struct wl_pending_notes *p, struct wl_span next)
{
    const char *end = next.ptr + next.len;
    size_t done = 0;

    while (p->count > 0 && may_be_notes(next.ptr + done, end)) {
        const char *line = next.ptr + done;
        const char *lf = memchr(line, '\n', next.len - done);
        size_t len = lf ? (size_t)(lf - line) : next.len - done;
        size_t text = len > 0 && line[len - 1] == '\r' ? len - 1 : len, count;
        uint16_t codes[WL_NOTES_MAX];
        if (wl_notes_find((struct wl_span){line, text}, codes, WL_NOTES_MAX, &count) > 0 ||
            count == 0)
            break;
        for (size_t i = 0; i < count; i++)
            drop(p, codes[i]);
        done += len + (lf ? 1 : 0);
    }
    return done;
}

int
wl_pending_write(struct wl_pending_notes *p, const struct wl_annotate_options *options,
                 struct wl_error *err)
{
    wl_buf_clear(&p->behind);
    wl_buf_clear(&p->below);
    for (size_t i = 0; i < p->count; i++) {
        const struct wl_pending_note *note = p->notes + i;
        struct wl_span text =
            wl_note_text(&p->texts, note->code, note->shows_number, &options->note);
        if (text.len == 0)
            return wl_error_set(err, WL_ENOMEM, "out of memory");
        if (options->style == WL_STYLE_APPEND) {
            wl_buf_add(&p->behind, "  ", 2);
            wl_buf_add_span(&p->behind, text);
        } else if (options->style == WL_STYLE_BELOW) {
            wl_buf_add_text(&p->below, WL_NOTE_INDENT);
            wl_buf_add_span(&p->below, text);
            wl_buf_add_char(&p->below, '\n');
        }
        if (options->explain)
            wl_note_explain(&p->below, wl_code_by_number(note->code), note->particular,
                            options->width, &options->note);
    }
    p->count = 0;
    if (p->behind.failed || p->below.failed)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    return 0;
}

void
wl_pending_done(struct wl_pending_notes *p)
{
    wl_buf_done(&p->behind);
    wl_buf_done(&p->below);
    wl_note_texts_done(&p->texts);
}
