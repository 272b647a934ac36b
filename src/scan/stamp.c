/*
 * Where in a line its time stamp may stand. Three places are tried: near the start, behind nothing
 * but what opens a log line; signs that occur in no other sense ([22/Nov/2026:...); the value of a
 * field that says it is the time. What stands there is read by stamp_tree.c, what it means as an
 * instant is in stamp_resolve.c; stamp_plain.c gives the same answers the long way.
 */
#include "scan/stamp.h"

#include "base/ascii.h"
#include "scan/stamp_opening.h"
#include "scan/stamp_signs.h"
#include "scan/stamp_tree.h"

static int
byte_at(struct wl_span line, size_t at)
{
    return at < line.len ? (unsigned char)line.ptr[at] : -1;
}

static bool
is_word(int c)
{
    return wl_ascii_letter(c) || wl_ascii_digit(c) || c == '_' || c == '@' || c == '$';
}

static bool
find_at_start(struct wl_span line, struct wl_stamp *out)
{
    struct wl_stamp_opening o = wl_stamp_opening_at(line);

    while (o.at < line.len && o.at < WL_STAMP_START_REACH) {
        unsigned where = WL_STAMP_AT_START | (o.not_first ? 0u : WL_STAMP_AT_FIRST);

        if (wl_ascii_blank(line.ptr[o.at]))
            o.at++;
        else if (wl_stamp_match_any(line, o.at, where, out))
            return true;
        else if (!wl_stamp_opening_pass(&o, line))
            return false;
    }
    return false;
}

static bool
is_key(const char *word, size_t len)
{
    for (size_t i = wl_stamp_keys_from[len]; i < wl_stamp_keys_from[len + 1]; i++) {
        if (wl_ascii_equal(wl_stamp_keys[i], word, len))
            return true;
    }
    return false;
}

/* The name before the = or : at sign, bare or in quotes, is the name of a time. */
static bool
key_before(struct wl_span line, size_t sign)
{
    size_t end = sign, start;
    uint32_t lengths;

    while (end > 0 && wl_ascii_blank(line.ptr[end - 1]))
        end--;
    if (end > 0 && (line.ptr[end - 1] == '"' || line.ptr[end - 1] == '\''))
        end--;
    lengths = end > 0 ? wl_stamp_key_ends[(unsigned char)line.ptr[end - 1]] : 0;
    if (!lengths)
        return false;
    for (start = end; start > 0 && is_word((unsigned char)line.ptr[start - 1]); start--) {
        if (end - start >= WL_STAMP_KEY_MAX)
            return false;
    }
    return (lengths >> (end - start) & 1) && is_key(line.ptr + start, end - start);
}

static bool
match_value(struct wl_span line, size_t sign, struct wl_stamp *out)
{
    size_t at = sign + 1;

    while (wl_ascii_blank(byte_at(line, at)))
        at++;
    if (byte_at(line, at) == '"' || byte_at(line, at) == '\'')
        at++;
    return wl_stamp_match_any(line, at, WL_STAMP_IN_FIELD, out);
}

/* A format for 'anywhere' that has this sign begins before *limit. */
static bool
match_around(struct wl_span line, size_t sign, size_t *limit, struct wl_stamp *out)
{
    struct wl_stamp stamp;
    bool found = false;

    for (const struct wl_stamp_anchor *anchor = wl_stamp_anchors; anchor->sign; anchor++) {
        if (anchor->sign != line.ptr[sign] || sign < anchor->behind ||
            sign - anchor->behind >= *limit ||
            !wl_stamp_match_any(line, sign - anchor->behind, WL_STAMP_ANYWHERE, &stamp))
            continue;
        *limit = sign - anchor->behind;
        *out = stamp;
        found = true;
    }
    return found;
}

/* What was found behind the start of a line. */
struct inside {
    struct wl_stamp anywhere, value;
    size_t limit; /* a format for 'anywhere' from here on comes too late */
    bool has_anywhere, has_value;
};

static void
look_around(struct wl_span line, size_t sign, struct inside *found)
{
    char c = line.ptr[sign];

    if (match_around(line, sign, &found->limit, &found->anywhere))
        found->has_anywhere = true;
    if ((c == '=' || c == ':') && !found->has_anywhere && !found->has_value && sign > 0 &&
        key_before(line, sign))
        found->has_value = match_value(line, sign, &found->value);
}

/* The first format for 'anywhere'; without one, the first field that holds a time. Both have a sign
 * in common that they cannot be without, so only these are looked at. */
static bool
find_inside(struct wl_span line, struct wl_stamp *out)
{
    struct inside found;

    found.limit = line.len;
    found.has_anywhere = found.has_value = false;
    for (size_t at = 0; at < line.len && at < found.limit + wl_stamp_anchor_reach; at += 64) {
        size_t len = line.len - at < 64 ? line.len - at : 64;
        uint64_t signs = wl_stamp_signs_among(line.ptr + at, len);
        for (; signs; signs &= signs - 1)
            look_around(line, at + (size_t)__builtin_ctzll(signs), &found);
    }
    if (found.has_anywhere)
        *out = found.anywhere;
    else if (found.has_value)
        *out = found.value;
    return found.has_anywhere || found.has_value;
}

/* Apart, because most lines do without. */
__attribute__((noinline)) static bool
find_with_care(struct wl_span line, struct wl_stamp *out)
{
    if (find_at_start(line, out))
        return true;
    if (line.len > WL_STAMP_FIELD_REACH)
        line.len = WL_STAMP_FIELD_REACH;
    return find_inside(line, out);
}

bool
wl_stamp_find(struct wl_span line, struct wl_stamp *out)
{
    return wl_stamp_match_moment(line.ptr, line.ptr + line.len,
                                 WL_STAMP_AT_START | WL_STAMP_AT_FIRST, out) ||
           find_with_care(line, out);
}
