#include "base/utf8.h"

uint32_t
wl_utf8_decode(const char *ptr, size_t len, unsigned *size)
{
    const unsigned char *p = (const unsigned char *)ptr;
    uint32_t cp = p[0];
    unsigned need, low = 0x80, high = 0xBF;

    *size = 1;
    if (cp < 0x80)
        return cp;
    if (cp < 0xC2 || cp > 0xF4)
        return WL_UTF8_REPLACEMENT;
    need = cp < 0xE0 ? 1 : cp < 0xF0 ? 2 : 3;
    if (len < need + 1)
        return WL_UTF8_REPLACEMENT;
    /* the second byte is restricted further: no overlong forms, no surrogates, nothing over 10FFFF
     */
    if (cp == 0xE0)
        low = 0xA0;
    else if (cp == 0xED)
        high = 0x9F;
    else if (cp == 0xF0)
        low = 0x90;
    else if (cp == 0xF4)
        high = 0x8F;
    cp &= need == 1 ? 0x1Fu : need == 2 ? 0x0Fu : 0x07u;
    for (unsigned i = 1; i <= need; i++) {
        if (p[i] < low || p[i] > high)
            return WL_UTF8_REPLACEMENT;
        cp = cp << 6 | (p[i] & 0x3Fu);
        low = 0x80;
        high = 0xBF;
    }
    *size = need + 1;
    return cp;
}

static bool
is_bad(uint32_t cp, unsigned size)
{
    return cp == WL_UTF8_REPLACEMENT && size == 1;
}

/* Most of a text, eight bytes at a time. */
static size_t
count_ascii(const char *ptr, size_t len)
{
    size_t n = 0;
    uint64_t eight;

    for (; len - n >= sizeof eight; n += sizeof eight) {
        memcpy(&eight, ptr + n, sizeof eight);
        if (eight & UINT64_C(0x8080808080808080))
            break;
    }
    while (n < len && (unsigned char)ptr[n] < 0x80)
        n++;
    return n;
}

bool
wl_utf8_valid(struct wl_span text)
{
    unsigned size;

    for (size_t i = 0; i < text.len; i += size) {
        uint32_t cp;
        i += count_ascii(text.ptr + i, text.len - i);
        if (i == text.len)
            break;
        cp = wl_utf8_decode(text.ptr + i, text.len - i, &size);
        if (is_bad(cp, size))
            return false;
    }
    return true;
}

void
wl_utf8_add_valid(struct wl_buf *out, struct wl_span text)
{
    unsigned size;

    for (size_t i = 0; i < text.len; i += size) {
        uint32_t cp = wl_utf8_decode(text.ptr + i, text.len - i, &size);
        if (is_bad(cp, size))
            wl_buf_add(out, "\xEF\xBF\xBD", 3);
        else
            wl_buf_add(out, text.ptr + i, size);
    }
}

static bool
is_control(uint32_t cp)
{
    return (cp < 0x20 && cp != '\t') || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 || cp == 0x2029 ||
           (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
}

void
wl_utf8_add_escaped(struct wl_buf *out, struct wl_span text)
{
    unsigned size;

    for (size_t i = 0; i < text.len; i += size) {
        uint32_t cp = wl_utf8_decode(text.ptr + i, text.len - i, &size);
        if (is_bad(cp, size))
            wl_buf_addf(out, "\\x%02X", (unsigned)(unsigned char)text.ptr[i]);
        else if (!is_control(cp))
            wl_buf_add(out, text.ptr + i, size);
        else if (cp < 0x100)
            wl_buf_addf(out, "\\x%02X", (unsigned)cp);
        else
            wl_buf_addf(out, "\\u{%04X}", (unsigned)cp);
    }
}

/* Most of a text: bytes that stand for themselves, also in quotes. */
static size_t
count_plain(const char *ptr, size_t len)
{
    size_t n = 0;

    while (n < len && ptr[n] >= ' ' && ptr[n] < 0x7F && ptr[n] != '"' && ptr[n] != '\\')
        n++;
    return n;
}

void
wl_utf8_add_json(struct wl_buf *out, struct wl_span text)
{
    unsigned size;

    wl_buf_add_char(out, '"');
    for (size_t i = 0; i < text.len; i += size) {
        size_t plain = count_plain(text.ptr + i, text.len - i);
        uint32_t cp;
        wl_buf_add(out, text.ptr + i, plain);
        i += plain;
        if (i == text.len)
            break;
        cp = wl_utf8_decode(text.ptr + i, text.len - i, &size);
        if (is_bad(cp, size))
            wl_buf_add(out, "\xEF\xBF\xBD", 3);
        else if (cp == '"')
            wl_buf_add_text(out, "\\\"");
        else if (cp == '\\')
            wl_buf_add_text(out, "\\\\");
        else if (cp == '\n')
            wl_buf_add_text(out, "\\n");
        else if (cp == '\r')
            wl_buf_add_text(out, "\\r");
        else if (cp == '\t')
            wl_buf_add_text(out, "\\t");
        else if (cp < 0x20 || cp == 0x7F)
            wl_buf_addf(out, "\\u%04x", (unsigned)cp);
        else
            wl_buf_add(out, text.ptr + i, size);
    }
    wl_buf_add_char(out, '"');
}

/* Ranges that terminals draw two columns wide; Unicode 15.0 EastAsianWidth W and F, coarsened. */
static bool
is_wide(uint32_t cp)
{
    return (cp >= 0x1100 && cp <= 0x115F) || (cp >= 0x2E80 && cp <= 0xA4CF && cp != 0x303F) ||
           (cp >= 0xAC00 && cp <= 0xD7A3) || (cp >= 0xF900 && cp <= 0xFAFF) ||
           (cp >= 0xFE30 && cp <= 0xFE6F) || (cp >= 0xFF00 && cp <= 0xFF60) ||
           (cp >= 0xFFE0 && cp <= 0xFFE6) || (cp >= 0x1F300 && cp <= 0x1FAFF) ||
           (cp >= 0x20000 && cp <= 0x3FFFD);
}

size_t
wl_utf8_columns(struct wl_span text)
{
    size_t columns = 0;
    unsigned size;

    for (size_t i = 0; i < text.len; i += size) {
        uint32_t cp = wl_utf8_decode(text.ptr + i, text.len - i, &size);
        if ((cp >= 0x0300 && cp <= 0x036F) || cp == 0x200B || cp == 0xFEFF)
            continue;
        columns += is_wide(cp) ? 2 : 1;
    }
    return columns;
}
