/*
 * The plain way to find the stamp of a line: every format at every place, one after the other. It
 * is the measure for the fast way and does without the tables of stamp_tree.h; only what may open a
 * line is told in one place for both (stamp_opening.c).
 */
#include "base/ascii.h"
#include "scan/stamp_format.h"
#include "scan/stamp_opening.h"

static bool
match_at(struct wl_span line, size_t at, unsigned where, struct wl_stamp *out)
{
    size_t best = 0;

    for (size_t i = 0; i < wl_stamp_format_count; i++) {
        const struct wl_stamp_format *format = &wl_stamp_formats[i];
        struct wl_stamp stamp;
        size_t end = format->where & where ? wl_stamp_match(format, line, at, &stamp) : 0;

        if (end > best) {
            best = end;
            *out = stamp;
        }
    }
    return best > 0;
}

static bool
find_at_start(struct wl_span line, struct wl_stamp *out)
{
    struct wl_stamp_opening o = wl_stamp_opening_at(line);

    while (o.at < line.len && o.at < WL_STAMP_START_REACH) {
        unsigned where = WL_STAMP_AT_START | (o.not_first ? 0u : WL_STAMP_AT_FIRST);

        if (wl_ascii_blank(line.ptr[o.at]))
            o.at++;
        else if (match_at(line, o.at, where, out))
            return true;
        else if (!wl_stamp_opening_pass(&o, line))
            return false;
    }
    return false;
}

static bool
find_anywhere(struct wl_span line, struct wl_stamp *out)
{
    for (size_t at = 0; at < line.len; at++) {
        if (match_at(line, at, WL_STAMP_ANYWHERE, out))
            return true;
    }
    return false;
}

/* The name before end, any case, with nothing before it that could belong to it. */
static bool
key_ends(struct wl_span line, size_t end, const char *key)
{
    size_t len = strlen(key);
    int before;

    if (end < len || !wl_ascii_equal(key, line.ptr + end - len, len))
        return false;
    before = end > len ? (unsigned char)line.ptr[end - len - 1] : -1;
    return !wl_ascii_letter(before) && !wl_ascii_digit(before) && before != '_' && before != '@' &&
           before != '$';
}

static bool
key_before(struct wl_span line, size_t end)
{
    while (end > 0 && wl_ascii_blank(line.ptr[end - 1]))
        end--;
    if (end > 0 && (line.ptr[end - 1] == '"' || line.ptr[end - 1] == '\''))
        end--;
    for (size_t i = 0; i < wl_stamp_format_count; i++) {
        if ((wl_stamp_formats[i].where & WL_STAMP_KEY) &&
            key_ends(line, end, (const char *)wl_stamp_formats[i].ops))
            return true;
    }
    return false;
}

static bool
find_in_field(struct wl_span line, struct wl_stamp *out)
{
    for (size_t sign = 1; sign < line.len; sign++) {
        size_t at = sign + 1;

        if ((line.ptr[sign] != '=' && line.ptr[sign] != ':') || !key_before(line, sign))
            continue;
        while (at < line.len && wl_ascii_blank(line.ptr[at]))
            at++;
        if (at < line.len && (line.ptr[at] == '"' || line.ptr[at] == '\''))
            at++;
        if (match_at(line, at, WL_STAMP_IN_FIELD, out))
            return true;
    }
    return false;
}

bool
wl_stamp_find_plain(struct wl_span line, struct wl_stamp *out)
{
    if (find_at_start(line, out))
        return true;
    if (line.len > WL_STAMP_FIELD_REACH)
        line.len = WL_STAMP_FIELD_REACH;
    return find_anywhere(line, out) || find_in_field(line, out);
}

bool
wl_stamp_read_again(struct wl_span text, unsigned open, struct wl_stamp *out)
{
    for (size_t i = 0; i < wl_stamp_format_count; i++) {
        const struct wl_stamp_format *format = &wl_stamp_formats[i];

        if (!(format->where & (WL_STAMP_KEY | WL_STAMP_HEADING)) &&
            wl_stamp_match_text(format, text, out) && out->open == open)
            return true;
    }
    return false;
}
