#include "scan/stamp_opening.h"

#include "base/ascii.h"
#include "scan/level.h"

#define GROUP_MAX 48 /* [a thread's name] */

static int
byte_at(struct wl_span line, size_t at)
{
    return at < line.len ? (unsigned char)line.ptr[at] : -1;
}

static bool
is_container_name(int c)
{
    return wl_ascii_letter(c) || wl_ascii_digit(c) || c == '_' || c == '@' || c == '$' ||
           c == '-' || c == '.';
}

static bool
is_address(int c)
{
    return wl_ascii_digit(c) || c == '.' || c == ':' || (c >= 'a' && c <= 'f') ||
           (c >= 'A' && c <= 'F');
}

static bool
is_opening_sign(int c)
{
    static const bool signs[128] = {
        ['['] = true,  [']'] = true, ['('] = true, [')'] = true, ['<'] = true, ['>'] = true,
        ['"'] = true,  ['|'] = true, ['-'] = true, ['*'] = true, ['#'] = true, [','] = true,
        ['\''] = true, [';'] = true, [':'] = true, ['='] = true,
    };

    return c >= 0 && c < 128 && signs[c];
}

static bool
ends_number(int c)
{
    return wl_ascii_blank(c) || c == ':' || c == '|' || c == ']' || c == ')' || c == '>';
}

/* ESC [ digits ; digits m, a colour. @return its length or 0 */
static size_t
colour_len(struct wl_span line, size_t at)
{
    size_t end = at + 2;

    if (byte_at(line, at) != 0x1B || byte_at(line, at + 1) != '[')
        return 0;
    while (wl_ascii_digit(byte_at(line, end)) || byte_at(line, end) == ';')
        end++;
    return byte_at(line, end) == 'm' ? end + 1 - at : 0;
}

/* A number that stands alone, or an address such as 192.0.2.7, ::1 or 192.0.2.7:80. */
static size_t
number_len(struct wl_span line, size_t at, bool *address)
{
    size_t len = 0;
    int points = 0, c;

    while (is_address(c = byte_at(line, at + len))) {
        points += c == '.' || c == ':';
        len++;
    }
    *address = points >= 2;
    if (*address)
        return wl_ascii_blank(c) ? len : 0;
    len = 0;
    while (wl_ascii_digit(c = byte_at(line, at + len)))
        len++;
    return len <= 10 && ends_number(c) ? len : 0;
}

/* The name of a container and a bar: "web_1  | ". */
static size_t
container_len(struct wl_span line, size_t at)
{
    size_t end = at;

    while (is_container_name(byte_at(line, end)))
        end++;
    if (end == at || !wl_ascii_blank(byte_at(line, end)))
        return 0;
    while (wl_ascii_blank(byte_at(line, end)))
        end++;
    return byte_at(line, end) == '|' ? end + 1 - at : 0;
}

/* Behind the bracket that closes the one here, or 0. */
static size_t
group_end(struct wl_span line, size_t at)
{
    int c = byte_at(line, at);
    int close = c == '[' ? ']' : c == '(' ? ')' : c == '<' ? '>' : 0;

    for (size_t end = at + 1; close && end < line.len && end - at < GROUP_MAX; end++) {
        if (byte_at(line, end) == close)
            return end + 1;
    }
    return 0;
}

/* @return the length of one thing that may stand before the stamp, 0 if something else is here */
static size_t
thing_len(struct wl_stamp_opening *o, struct wl_span line)
{
    bool address = false;
    size_t len = colour_len(line, o->at);

    if (len > 0)
        return len;
    if (is_opening_sign(byte_at(line, o->at))) {
        size_t end = group_end(line, o->at);
        o->group_end = end ? end : o->group_end;
        return 1;
    }
    len = wl_level_len(line, o->at);
    if (len > 0) {
        o->not_first = true;
        return len;
    }
    len = number_len(line, o->at, &address);
    if (len > 0) {
        o->not_first |= !address && o->group_end <= o->at;
        return len;
    }
    return container_len(line, o->at);
}

struct wl_stamp_opening
wl_stamp_opening_at(struct wl_span line)
{
    bool mark = line.len >= 3 && memcmp(line.ptr, "\xEF\xBB\xBF", 3) == 0;

    return (struct wl_stamp_opening){.at = mark ? 3 : 0};
}

bool
wl_stamp_opening_pass(struct wl_stamp_opening *o, struct wl_span line)
{
    size_t len = thing_len(o, line);

    if (len > 0) {
        o->at += len;
        return true;
    }
    if (o->group_end <= o->at)
        return false;
    o->at = o->group_end; /* a group of something else, passed as a whole */
    return true;
}
