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

/* The next line of the log, as far as it matters; lines of our notes are none. *whole: it is there
 * as far as that. */
static bool
next_line(const struct wl_detector *d, struct wl_span *line, bool *whole)
{
    struct wl_span left = d->follow;

    *whole = false;
    while (left.len > 0) {
        const char *lf = memchr(left.ptr, '\n', left.len);
        size_t len = lf ? (size_t)(lf - left.ptr) : left.len, count;
        uint16_t code;
        *line = (struct wl_span){left.ptr, len < LOOK ? len : LOOK};
        *whole = lf || len >= LOOK;
        if (wl_notes_find((struct wl_span){left.ptr, len}, &code, 1, &count) > 0 || count == 0)
            return true;
        len += lf ? 1 : 0;
        left = (struct wl_span){left.ptr + len, left.len - len};
    }
    return false;
}

static bool
one_goes_on(const struct wl_detector *d, uint16_t code, const struct wl_text_match *pending,
            size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (goes_on(d, code, d->set->texts + pending[i].text, pending[i].text))
            return true;
    return false;
}

static bool
continues(const struct wl_detector *d, uint16_t code)
{
    struct wl_span line;
    struct wl_stamp stamp;
    unsigned classes;
    bool whole;

    if (one_goes_on(d, code, d->pending, d->pending_count) ||
        (d->decolored && one_goes_on(d, code, d->outer, d->outer_count)))
        return true;
    if (!next_line(d, &line, &whole) || wl_stamp_find(line, &stamp))
        return false;
    for (const char *p = line.ptr, *end = line.ptr + line.len;; p++) {
        struct wl_text_match match;
        p = wl_prefilter_next(&d->prepared->filter, d->origin, p, end, &classes);
        if (p >= end)
            return false;
        if (classes & WL_CLASS_TEXT &&
            wl_text_index_at(&d->prepared->texts, p, d->origin, end, &match) &&
            d->set->texts[match.text].code == code)
            return goes_on(d, code, d->set->texts + match.text, match.text);
    }
}

void
wl_wrap_drop(struct wl_detector *d)
{
    size_t count, kept = 0;
    const struct wl_code *codes = wl_codes(&count);
    struct wl_span line;
    bool whole;

    d->may_go_on = false;

    for (size_t i = 0; i < d->touched_count; i++) {
        uint8_t index = d->touched[i];
        if (d->match_count > 0 && by_text_alone(d->tallies + index)) {
            if (continues(d, codes[index].number))
                continue;
            d->may_go_on = d->may_go_on || !next_line(d, &line, &whole) || !whole;
        }
        d->touched[kept++] = index;
    }
    d->touched_count = kept;
}
