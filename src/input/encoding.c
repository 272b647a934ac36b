#include "input/encoding.h"

#include "base/error.h"
#include "input/charset.h"

#include <strings.h>

#define PROBE 4096u

int
wl_encoding_by_name(const char *name)
{
    static const struct {
        const char *name;
        enum wl_encoding encoding;
    } names[] = {
        {"auto", WL_ENCODING_AUTO},        {"bytes", WL_ENCODING_BYTES},
        {"utf-8", WL_ENCODING_BYTES},      {"utf8", WL_ENCODING_BYTES},
        {"ascii", WL_ENCODING_BYTES},      {"utf-16le", WL_ENCODING_UTF16LE},
        {"utf-16", WL_ENCODING_UTF16LE},   {"utf16le", WL_ENCODING_UTF16LE},
        {"utf-16be", WL_ENCODING_UTF16BE}, {"utf16be", WL_ENCODING_UTF16BE},
    };
    char page[WL_CHARSET_NAME];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcasecmp(names[i].name, name) == 0)
            return (int)names[i].encoding;
    /* text that is neither UTF-8 nor UTF-16 is in that page */
    return wl_charset_find(name, page) ? WL_ENCODING_AUTO : -1;
}

static enum wl_encoding
judge_by_nuls(const unsigned char *p, size_t len)
{
    size_t nuls[2] = {0, 0}, units = len / 2;

    if (units < 2 - (len & 1)) /* two characters, the LF included, tell little enough */
        return WL_ENCODING_BYTES;
    for (size_t i = 0; i < 2 * units; i++)
        nuls[i & 1] += p[i] == 0;
    if (nuls[1] >= (units + 1) / 2 && nuls[0] * 16 <= nuls[1])
        return WL_ENCODING_UTF16LE;
    if (nuls[0] >= (units + 1) / 2 && nuls[1] * 16 <= nuls[0])
        return WL_ENCODING_UTF16BE;
    return WL_ENCODING_BYTES;
}

/* The bytes may be the beginning of a byte order mark. */
static bool
may_become_bom(const unsigned char *p, size_t len)
{
    if (len == 0)
        return true;
    if (len == 1)
        return p[0] == 0xEF || p[0] == 0xFF || p[0] == 0xFE;
    return len == 2 && p[0] == 0xEF && p[1] == 0xBB;
}

/* The units up to the first LF, at most so many, decide. */
static enum wl_encoding
judge_first_line(const char *ptr, size_t len, bool all)
{
    size_t probe = len < PROBE ? len : PROBE;
    const char *lf = memchr(ptr, '\n', probe);

    if (!lf && len < PROBE && !all)
        return WL_ENCODING_AUTO;
    /* In little endian the LF's own NUL comes behind it, perhaps in a later read. It is not waited
     * for, and not looked at: what an input is must not depend on how it arrives. */
    if (lf)
        probe = (size_t)(lf - ptr) + 1;
    else
        probe -= probe & 1;
    return judge_by_nuls((const unsigned char *)ptr, probe);
}

/* Who appends UTF-16 to a file that another program began with its mark leaves one that lies. */
static enum wl_encoding
judge_behind_mark(const char *ptr, size_t len, bool all)
{
    if (len < 2 && !all)
        return WL_ENCODING_AUTO;
    if (len < 2 || !ptr[0] == !ptr[1])
        return WL_ENCODING_BYTES;
    return judge_first_line(ptr, len, all);
}

enum wl_encoding
wl_encoding_detect(const char *ptr, size_t len, bool all, size_t *bom)
{
    const unsigned char *p = (const unsigned char *)ptr;

    *bom = 0;
    if (!all && may_become_bom(p, len))
        return WL_ENCODING_AUTO;
    if (len >= 3 && p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF) {
        *bom = 3;
        return judge_behind_mark(ptr + 3, len - 3, all);
    }
    if (len >= 2 && ((p[0] == 0xFF && p[1] == 0xFE) || (p[0] == 0xFE && p[1] == 0xFF))) {
        *bom = 2;
        return p[0] == 0xFF ? WL_ENCODING_UTF16LE : WL_ENCODING_UTF16BE;
    }
    return judge_first_line(ptr, len, all);
}

static char *
put(char *out, uint32_t cp)
{
    if (cp < 0x80) {
        *out++ = (char)cp;
        return out;
    }
    if (cp < 0x800) {
        *out++ = (char)(0xC0 | cp >> 6);
    } else {
        if (cp < 0x10000) {
            *out++ = (char)(0xE0 | cp >> 12);
        } else {
            *out++ = (char)(0xF0 | cp >> 18);
            *out++ = (char)(0x80 | (cp >> 12 & 0x3F));
        }
        *out++ = (char)(0x80 | (cp >> 6 & 0x3F));
    }
    *out++ = (char)(0x80 | (cp & 0x3F));
    return out;
}

static char *
put_broken(struct wl_utf16 *state, char *out)
{
    state->broken++;
    return put(out, 0xFFFD);
}

static char *
take_unit(struct wl_utf16 *state, uint16_t unit, char *out)
{
    bool low = unit >= 0xDC00 && unit <= 0xDFFF;

    if (state->high && low) {
        out = put(out, 0x10000u + ((state->high - 0xD800u) << 10) + (unit - 0xDC00u));
        state->high = 0;
        return out;
    }
    if (state->high)
        out = put_broken(state, out);
    state->high = 0;
    if (low)
        return put_broken(state, out);
    if (unit >= 0xD800 && unit <= 0xDBFF) {
        state->high = unit;
        return out;
    }
    return put(out, unit);
}

static uint16_t
unit_at(const struct wl_utf16 *state, const unsigned char *p)
{
    return (uint16_t)(state->big ? p[0] << 8 | p[1] : p[1] << 8 | p[0]);
}

static char *
take_some(struct wl_utf16 *state, const unsigned char **in, const unsigned char *end, char *out)
{
    const unsigned char *p = *in;
    size_t low = state->big;

    if (!state->plain && !state->high)
        out = wl_utf16_run(&p, end, state->big, out);
    while (!state->high && end - p >= 2 && p[low] < 0x80 && p[!low] == 0) {
        *out++ = (char)p[low];
        p += 2;
    }
    /* what stopped both: perhaps a pair */
    for (unsigned i = 0; end - p >= 2 && i < 8; i++, p += 2)
        out = take_unit(state, unit_at(state, p), out);
    *in = p;
    return out;
}

size_t
wl_utf16_decode(struct wl_utf16 *state, const char *ptr, size_t len, char *out)
{
    const unsigned char *p = (const unsigned char *)ptr, *end = p + len;
    char *start = out;

    if (state->has_odd && p < end) {
        unsigned char unit[2] = {state->odd, *p++};
        out = take_unit(state, unit_at(state, unit), out);
        state->has_odd = false;
    }
    while (end - p >= 2)
        out = take_some(state, &p, end, out);
    if (p < end) {
        state->odd = *p;
        state->has_odd = true;
    }
    return (size_t)(out - start);
}

int
wl_utf16_convert(struct wl_utf16 *state, const char *ptr, size_t len, struct wl_buf *out)
{
    if (wl_buf_reserve(out, WL_UTF16_ROOM(len)) < 0)
        return WL_ENOMEM;
    out->len += wl_utf16_decode(state, ptr, len, out->ptr + out->len);
    return 0;
}

int
wl_utf16_finish(struct wl_utf16 *state, struct wl_buf *out)
{
    char *p;

    if (wl_buf_reserve(out, WL_UTF16_ROOM(0)) < 0)
        return WL_ENOMEM;
    p = out->ptr + out->len;
    if (state->high)
        p = put_broken(state, p);
    if (state->has_odd)
        p = put_broken(state, p);
    out->len = (size_t)(p - out->ptr);
    state->high = 0;
    state->has_odd = false;
    return 0;
}
