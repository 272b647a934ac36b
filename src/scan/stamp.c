/*
 * Where in a line its time stamp may stand. Three places are tried: near the start, behind nothing
 * but what opens a log line; signs that occur in no other sense ([22/Nov/2026:...); the value of a
 * field that says it is the time. What stands there is read by stamp_match.c, what it means as an
 * instant is in stamp_resolve.c.
 */
#include "scan/stamp.h"

#include "base/ascii.h"
#include "scan/level.h"
#include "scan/stamp_format.h"

#include <stdint.h>

#define START_REACH 64     /* a stamp that begins later is not at the start */
#define GROUP_MAX 48       /* [a thread's name] */
#define KEY_MAX 24         /* longer than any name of a field */
#define FIELD_REACH 65536u /* a line may be very long; a field lies no farther inside it */

/* What is known while walking from the start of a line to its stamp. */
struct opening {
    size_t at;
    size_t group_end; /* behind the bracket that closes the group we are in, 0 outside */
    bool not_first;   /* a number or a level was passed */
};

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
one_of(int c, const char *set)
{
    return c > 0 && strchr(set, c);
}

/* The two bytes that tell most formats apart, as the table of formats describes them. */
struct lead {
    int sign, kind, second;
};

static struct lead
lead_at(struct wl_span line, size_t at)
{
    int c = byte_at(line, at);
    size_t len = 1;

    while (wl_ascii_digit(c) && wl_ascii_digit(byte_at(line, at + len)))
        len++;
    return (struct lead){
        .sign = c,
        .kind = wl_ascii_digit(c)    ? '0'
                : wl_ascii_letter(c) ? 'a'
                                     : c,
        .second = byte_at(line, at + len),
    };
}

static bool
may_match(const struct wl_stamp_format *format, const struct lead *lead)
{
    return (!format->first || format->first == lead->kind || format->first == lead->sign) &&
           (!format->second || format->second == lead->second);
}

/* The longest match of the formats that may stand here. */
static bool
match_at(struct wl_span line, size_t at, unsigned where, struct wl_stamp *out)
{
    const struct lead lead = lead_at(line, at);
    size_t best = 0;

    for (size_t i = 0; i < wl_stamp_format_count; i++) {
        const struct wl_stamp_format *format = &wl_stamp_formats[i];
        struct wl_stamp stamp;
        size_t end;

        if (!(format->where & where) || !may_match(format, &lead))
            continue;
        end = wl_stamp_match(format, line, at, &stamp);
        if (end > best) {
            best = end;
            *out = stamp;
        }
    }
    return best > 0;
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
    int points = 0, next;

    while (wl_ascii_digit(byte_at(line, at + len)) ||
           one_of(byte_at(line, at + len), "abcdefABCDEF.:")) {
        points += byte_at(line, at + len) == '.' || byte_at(line, at + len) == ':';
        len++;
    }
    next = byte_at(line, at + len);
    *address = points >= 2;
    if (*address)
        return wl_ascii_blank(next) ? len : 0;
    len = 0;
    while (wl_ascii_digit(byte_at(line, at + len)))
        len++;
    next = byte_at(line, at + len);
    return len <= 10 && one_of(next, " \t:|])>") ? len : 0;
}

/* The name of a container and a bar: "web_1  | ". */
static size_t
container_len(struct wl_span line, size_t at)
{
    size_t end = at;

    while (is_word(byte_at(line, end)) || byte_at(line, end) == '-' || byte_at(line, end) == '.')
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

/* Pass one thing that may stand before the stamp. @return false if something else is here */
static bool
pass_opener(struct wl_span line, struct opening *o)
{
    bool address = false;
    size_t len = colour_len(line, o->at);

    if (len == 0 && one_of(byte_at(line, o->at), "[]()<>\"'|-*#,;:=")) {
        size_t end = group_end(line, o->at);

        o->group_end = end ? end : o->group_end;
        len = 1;
    }
    if (len == 0) {
        len = wl_level_len(line, o->at);
        o->not_first |= len > 0;
    }
    if (len == 0) {
        len = number_len(line, o->at, &address);
        o->not_first |= len > 0 && !address && o->group_end <= o->at;
    }
    if (len == 0)
        len = container_len(line, o->at);
    o->at += len;
    return len > 0;
}

static bool
find_at_start(struct wl_span line, struct wl_stamp *out)
{
    struct opening o = {0};

    if (line.len >= 3 && memcmp(line.ptr, "\xEF\xBB\xBF", 3) == 0)
        o.at = 3; /* a byte order mark */
    while (o.at < line.len && o.at < START_REACH) {
        unsigned where = WL_STAMP_AT_START | (o.not_first ? 0u : WL_STAMP_AT_FIRST);

        if (wl_ascii_blank(line.ptr[o.at])) {
            o.at++;
            continue;
        }
        if (match_at(line, o.at, where, out))
            return true;
        if (pass_opener(line, &o))
            continue;
        if (o.group_end <= o.at)
            return false;
        o.at = o.group_end; /* a group of something else, passed as a whole */
    }
    return false;
}

/* The first place of a format that cannot mean anything else. */
static bool
find_anywhere(struct wl_span line, struct wl_stamp *out)
{
    size_t limit = line.len;
    bool found = false;

    for (size_t i = 0; i < wl_stamp_format_count; i++) {
        const struct wl_stamp_format *format = &wl_stamp_formats[i];
        const char *p = line.ptr;

        if (!(format->where & WL_STAMP_ANYWHERE))
            continue;
        while ((p = memchr(p, format->ops[0], limit - (size_t)(p - line.ptr)))) {
            struct wl_stamp stamp;

            size_t at = (size_t)(p - line.ptr);

            if ((!format->second || byte_at(line, at + 1) == format->second) &&
                wl_stamp_match(format, line, at, &stamp)) {
                *out = stamp;
                limit = at;
                found = true;
                break;
            }
            p++;
        }
    }
    return found;
}

static bool
is_key(const char *word, size_t len)
{
    for (size_t i = 0; len > 0 && i < wl_stamp_format_count; i++) {
        const char *key = (const char *)wl_stamp_formats[i].ops;

        if ((wl_stamp_formats[i].where & WL_STAMP_KEY) &&
            wl_ascii_lower(*key) == wl_ascii_lower(*word) && strlen(key) == len &&
            wl_ascii_equal(key, word, len))
            return true;
    }
    return false;
}

/* The name before the = or : at sign, bare or in quotes, is the name of a time. */
static bool
key_before(struct wl_span line, size_t sign)
{
    size_t end = sign, start;

    while (end > 0 && wl_ascii_blank(line.ptr[end - 1]))
        end--;
    if (end > 0 && (line.ptr[end - 1] == '"' || line.ptr[end - 1] == '\''))
        end--;
    for (start = end; start > 0 && is_word((unsigned char)line.ptr[start - 1]); start--) {
        if (end - start >= KEY_MAX)
            return false;
    }
    return is_key(line.ptr + start, end - start);
}

static bool
find_in_field(struct wl_span line, struct wl_stamp *out)
{
    for (size_t sign = 1; sign < line.len; sign++) {
        size_t at = sign + 1;

        if ((line.ptr[sign] != '=' && line.ptr[sign] != ':') || !key_before(line, sign))
            continue;
        while (wl_ascii_blank(byte_at(line, at)))
            at++;
        if (byte_at(line, at) == '"' || byte_at(line, at) == '\'')
            at++;
        if (match_at(line, at, WL_STAMP_IN_FIELD, out))
            return true;
    }
    return false;
}

bool
wl_stamp_find(struct wl_span line, struct wl_stamp *out)
{
    if (line.len == 0)
        return false;
    if (find_at_start(line, out))
        return true;
    if (line.len > FIELD_REACH)
        line.len = FIELD_REACH;
    return find_anywhere(line, out) || find_in_field(line, out);
}
