#include "scan/wrap.h"

#include "scan/notes.h"
#include "scan/stamp.h"

#define LOOK 512u /* bytes of the next line that are looked at */

static bool
by_text_alone(const struct wl_tally *tally)
{
    for (unsigned form = 0; form < WL_FORMS; form++)
        if (tally->confidence[form] > 0 && form != WL_FORM_MESSAGE && form != WL_FORM_LOCALIZED)
            return false;
    return true;
}

static bool
is_here(const struct wl_detector *d, uint16_t text)
{
    for (size_t i = 0; i < d->match_count; i++)
        if (d->matches[i].text == text)
            return true;
    return false;
}

/* Another part of the same message: a text of the same code and language that this line has not. */
static bool
goes_on(const struct wl_detector *d, uint16_t code, const struct wl_text *other, uint16_t index)
{
    if (other->code != code || is_here(d, index))
        return false;
    for (size_t i = 0; i < d->match_count; i++) {
        const struct wl_text *mine = d->set->texts + d->matches[i].text;
        if (mine->code == code && strcmp(mine->language, other->language) == 0)
            return true;
    }
    return false;
}

/* Notes of ours under the line are no part of the log. */
static bool
is_note(struct wl_span line)
{
    while (line.len > 0 && line.ptr[0] == ' ')
        line = (struct wl_span){line.ptr + 1, line.len - 1};
    return line.len > 0 && wl_notes_at(line.ptr, line.ptr + line.len) > 0;
}

static bool
next_line(const struct wl_detector *d, struct wl_span *line)
{
    for (const char *p = d->after, *lf; p < d->memory_end; p = lf + 1) {
        lf = memchr(p, '\n', (size_t)(d->memory_end - p));
        if (!lf)
            lf = d->memory_end;
        *line = (struct wl_span){p, (size_t)(lf - p)};
        if (is_note(*line))
            continue;
        if (line->len > LOOK)
            line->len = LOOK;
        return true;
    }
    return false;
}

static bool
continues(const struct wl_detector *d, uint16_t code)
{
    struct wl_span line;
    struct wl_stamp stamp;
    unsigned classes;

    for (size_t i = 0; i < d->pending_count; i++) {
        uint16_t index = d->pending[i].text;
        if (goes_on(d, code, d->set->texts + index, index))
            return true;
    }
    if (!next_line(d, &line) || wl_stamp_find(line, &stamp))
        return false;
    for (const char *p = line.ptr, *end = line.ptr + line.len;; p++) {
        struct wl_text_match match;
        p = wl_prefilter_next(&d->filter, d->start, p, end, &classes);
        if (p >= end)
            return false;
        if (classes & WL_CLASS_TEXTS && wl_text_index_at(d->texts, p, d->start, end, &match) &&
            d->set->texts[match.text].code == code)
            return goes_on(d, code, d->set->texts + match.text, match.text);
    }
}

void
wl_wrap_drop(struct wl_detector *d)
{
    size_t count, kept = 0;
    const struct wl_code *codes = wl_codes(&count);

    for (size_t i = 0; i < d->touched_count; i++) {
        uint8_t index = d->touched[i];
        if (d->match_count > 0 && by_text_alone(d->tallies + index) &&
            continues(d, codes[index].number))
            continue;
        d->touched[kept++] = index;
    }
    d->touched_count = kept;
}
