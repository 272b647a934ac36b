/*
 * One function a family of types. Whatever a file says about the size of a value, no function reads
 * over its end: a value of another size than its type has is shown as its bytes.
 */
#include "input/evtx_value.h"

#include "base/civil.h"
#include "base/utf8.h"
#include "input/evtx_bytes.h"

#include <stdio.h>

/* Units that are converted at a time, and the bytes that one may become: \u{2028}. */
#define UNITS ((size_t)256)
#define UNIT_MAX 8

static const char upper[] = "0123456789ABCDEF";
static const char lower[] = "0123456789abcdef";

static char *
put_decimal(char *to, uint64_t number, unsigned width)
{
    char digits[20];
    unsigned len = 0;

    do {
        digits[len++] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    while (width > len) {
        *to++ = '0';
        width--;
    }
    while (len > 0)
        *to++ = digits[--len];
    return to;
}

static char *
put_utf8(char *to, uint32_t cp)
{
    if (cp < 0x80) {
        *to++ = (char)cp;
        return to;
    }
    if (cp < 0x800) {
        *to++ = (char)(0xC0 | cp >> 6);
    } else if (cp < 0x10000) {
        *to++ = (char)(0xE0 | cp >> 12);
        *to++ = (char)(0x80 | (cp >> 6 & 0x3F));
    } else {
        *to++ = (char)(0xF0 | cp >> 18);
        *to++ = (char)(0x80 | (cp >> 12 & 0x3F));
        *to++ = (char)(0x80 | (cp >> 6 & 0x3F));
    }
    *to++ = (char)(0x80 | (cp & 0x3F));
    return to;
}

static char *
put_ascii(char *to, const char *text)
{
    while (*text)
        *to++ = *text++;
    return to;
}

/* What does not look like itself: controls, and what some take for a line end. */
static char *
put_character(char *to, uint32_t cp)
{
    if (cp == '\n')
        return put_ascii(to, "\\n");
    if (cp == '\r')
        return put_ascii(to, "\\r");
    if (cp == '\t')
        return put_ascii(to, "\\t");
    if (cp == 0x2028 || cp == 0x2029)
        return put_ascii(to, cp == 0x2028 ? "\\u{2028}" : "\\u{2029}");
    if (cp < 0x20 || (cp >= 0x7F && cp < 0xA0)) {
        to = put_ascii(to, "\\x");
        *to++ = upper[cp >> 4];
        *to++ = upper[cp & 15];
        return to;
    }
    return put_utf8(to, cp);
}

/* Four units at a time, as long as they are printable ASCII. */
static char *
put_plain(char *to, const unsigned char **from, const unsigned char *end)
{
    const unsigned char *p = *from;

    while (end - p >= 8) {
        uint64_t four = wl_evtx_u64(p), two;
        uint64_t odd = four & UINT64_C(0xFF80FF80FF80FF80);
        odd |= (four - UINT64_C(0x0020002000200020)) & UINT64_C(0x8000800080008000);
        odd |= (four + UINT64_C(0x0001000100010001)) & UINT64_C(0x0080008000800080);
        if (odd)
            break;
        two = four | four >> 8;
        to[0] = (char)two;
        to[1] = (char)(two >> 8);
        to[2] = (char)(two >> 32);
        to[3] = (char)(two >> 40);
        to += 4;
        p += 8;
    }
    *from = p;
    return to;
}

/* One code point, of one unit or two. */
static uint32_t
take_character(const unsigned char **from, const unsigned char *end)
{
    uint32_t unit = wl_evtx_u16(*from), low;

    *from += 2;
    if (unit < 0xD800 || unit > 0xDFFF)
        return unit;
    if (unit > 0xDBFF || end - *from < 2)
        return WL_UTF8_REPLACEMENT;
    low = wl_evtx_u16(*from);
    if (low < 0xDC00 || low > 0xDFFF)
        return WL_UTF8_REPLACEMENT;
    *from += 2;
    return 0x10000 + ((unit & 0x3FF) << 10) + (low & 0x3FF);
}

void
wl_evtx_add_units(struct wl_buf *out, const unsigned char *ptr, size_t count)
{
    const unsigned char *p = ptr, *end;

    while (count > 0 && wl_evtx_u16(ptr + 2 * count - 2) == 0)
        count--;
    end = ptr + 2 * count;
    while (p < end) {
        const unsigned char *stop = (size_t)(end - p) > 2 * UNITS ? p + 2 * UNITS : end;
        char *to;
        if (wl_buf_reserve(out, UNITS * UNIT_MAX) < 0)
            return;
        to = out->ptr + out->len;
        while (p < stop) {
            to = put_plain(to, &p, stop);
            for (unsigned i = 0; i < 4 && p < stop; i++)
                to = put_character(to, take_character(&p, end));
        }
        out->len = (size_t)(to - out->ptr);
    }
}

/* Text in a code page that nobody names: UTF-8 if it is, else Latin-1. */
static void
add_ansi(struct wl_buf *out, const unsigned char *ptr, size_t len)
{
    struct wl_span text = {(const char *)ptr, len};
    bool utf8;
    unsigned size = 1;

    while (text.len > 0 && text.ptr[text.len - 1] == '\0')
        text.len--;
    utf8 = wl_utf8_valid(text);
    for (size_t i = 0; i < text.len; i += size) {
        uint32_t cp = ptr[i];
        if (wl_buf_reserve(out, UNIT_MAX) < 0)
            return;
        if (utf8)
            cp = wl_utf8_decode(text.ptr + i, text.len - i, &size);
        out->len = (size_t)(put_character(out->ptr + out->len, cp) - out->ptr);
    }
}

static void
add_bytes(struct wl_buf *out, const unsigned char *ptr, size_t len)
{
    if (wl_buf_reserve(out, 2 * len) < 0)
        return;
    for (size_t i = 0; i < len; i++) {
        out->ptr[out->len++] = upper[ptr[i] >> 4];
        out->ptr[out->len++] = upper[ptr[i] & 15];
    }
}

static void
add_unsigned(struct wl_buf *out, uint64_t number)
{
    char text[20];

    wl_buf_add(out, text, (size_t)(put_decimal(text, number, 0) - text));
}

static void
add_signed(struct wl_buf *out, int64_t number)
{
    if (number < 0)
        wl_buf_add_char(out, '-');
    add_unsigned(out, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

static void
add_hex(struct wl_buf *out, uint64_t number)
{
    char text[18] = "0x";
    size_t len = 2;
    int shift = 60;

    while (shift > 0 && number >> shift == 0)
        shift -= 4;
    for (; shift >= 0; shift -= 4)
        text[len++] = lower[number >> shift & 15];
    wl_buf_add(out, text, len);
}

/* The decimal point of the locale is none of the log's. */
static void
add_real(struct wl_buf *out, double number, int digits)
{
    char text[40];
    int len = snprintf(text, sizeof text, "%.*g", digits, number);

    for (int i = 0; i < len; i++)
        if (!strchr("0123456789+-einfa", text[i]))
            text[i] = '.';
    wl_buf_add_text(out, text);
}

static void
add_guid(struct wl_buf *out, const unsigned char *p)
{
    /* where the digits of each part stand: three little-endian numbers, then bytes */
    static const unsigned char order[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
    char text[38];
    size_t len = 0;

    text[len++] = '{';
    for (unsigned i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text[len++] = '-';
        text[len++] = upper[p[order[i]] >> 4];
        text[len++] = upper[p[order[i]] & 15];
    }
    text[len++] = '}';
    wl_buf_add(out, text, len);
}

/* Revision, authority (big-endian) and the parts that follow. @return false it is none */
static bool
add_sid(struct wl_buf *out, const unsigned char *p, size_t len)
{
    uint64_t authority = 0;

    if (len < 8 || len != 8 + 4 * (size_t)p[1])
        return false;
    for (unsigned i = 2; i < 8; i++)
        authority = authority << 8 | p[i];
    wl_buf_add(out, "S-", 2);
    add_unsigned(out, p[0]);
    wl_buf_add_char(out, '-');
    add_unsigned(out, authority);
    for (size_t i = 8; i < len; i += 4) {
        wl_buf_add_char(out, '-');
        add_unsigned(out, wl_evtx_u32(p + i));
    }
    return true;
}

static char *
put_date(char *to, const struct wl_civil *at)
{
    to = put_decimal(to, (uint64_t)at->year, 4);
    *to++ = '-';
    to = put_decimal(to, (uint64_t)at->month, 2);
    *to++ = '-';
    to = put_decimal(to, (uint64_t)at->day, 2);
    *to++ = 'T';
    to = put_decimal(to, (uint64_t)at->hour, 2);
    *to++ = ':';
    to = put_decimal(to, (uint64_t)at->minute, 2);
    *to++ = ':';
    return put_decimal(to, (uint64_t)at->second, 2);
}

void
wl_evtx_add_filetime(struct wl_buf *out, uint64_t filetime, unsigned digits)
{
    /* the year is at most 60056 */
    int64_t us = (int64_t)(filetime / 10) - WL_EVTX_EPOCH / 10;
    uint64_t fraction = filetime % 10000000;
    struct wl_civil at;
    char text[64], *to;

    wl_civil_from_utc(us, &at);
    to = put_date(text, &at);
    for (unsigned i = digits; i < 7; i++)
        fraction /= 10;
    if (digits > 0) {
        *to++ = '.';
        to = put_decimal(to, fraction, digits);
    }
    *to++ = 'Z';
    wl_buf_add(out, text, (size_t)(to - text));
}

static void
add_systemtime(struct wl_buf *out, const unsigned char *p)
{
    /* year, month, weekday, day, hour, minute, second, millisecond */
    struct wl_civil at = {.year = (int32_t)wl_evtx_u16(p),
                          .month = (int)wl_evtx_u16(p + 2),
                          .day = (int)wl_evtx_u16(p + 6),
                          .hour = (int)wl_evtx_u16(p + 8),
                          .minute = (int)wl_evtx_u16(p + 10),
                          .second = (int)wl_evtx_u16(p + 12)};
    char text[64], *to = put_date(text, &at);

    *to++ = '.';
    to = put_decimal(to, wl_evtx_u16(p + 14), 3);
    *to++ = 'Z';
    wl_buf_add(out, text, (size_t)(to - text));
}

/* Bytes of an item of a type, 0 where they differ or it is not known. */
static size_t
size_of(unsigned type)
{
    static const unsigned char sizes[] = {
        [WL_EVTX_INT8] = 1,     [WL_EVTX_UINT8] = 1,       [WL_EVTX_INT16] = 2,
        [WL_EVTX_UINT16] = 2,   [WL_EVTX_INT32] = 4,       [WL_EVTX_UINT32] = 4,
        [WL_EVTX_INT64] = 8,    [WL_EVTX_UINT64] = 8,      [WL_EVTX_REAL32] = 4,
        [WL_EVTX_REAL64] = 8,   [WL_EVTX_BOOL] = 4,        [WL_EVTX_GUID] = 16,
        [WL_EVTX_FILETIME] = 8, [WL_EVTX_SYSTEMTIME] = 16, [WL_EVTX_HEX32] = 4,
        [WL_EVTX_HEX64] = 8,
    };

    return type < sizeof sizes ? sizes[type] : 0;
}

/* Values of a fixed size, which the caller has checked. */
static void
add_fixed(struct wl_buf *out, const unsigned char *p, unsigned type)
{
    float single;
    uint32_t bits;
    double real;
    uint64_t wide;

    switch (type) {
    case WL_EVTX_INT8:
        add_signed(out, (int8_t)p[0]);
        break;
    case WL_EVTX_UINT8:
        add_unsigned(out, p[0]);
        break;
    case WL_EVTX_INT16:
        add_signed(out, (int16_t)wl_evtx_u16(p));
        break;
    case WL_EVTX_UINT16:
        add_unsigned(out, wl_evtx_u16(p));
        break;
    case WL_EVTX_INT32:
        add_signed(out, (int32_t)wl_evtx_u32(p));
        break;
    case WL_EVTX_UINT32:
        add_unsigned(out, wl_evtx_u32(p));
        break;
    case WL_EVTX_INT64:
        add_signed(out, (int64_t)wl_evtx_u64(p));
        break;
    case WL_EVTX_UINT64:
        add_unsigned(out, wl_evtx_u64(p));
        break;
    case WL_EVTX_REAL32:
        bits = wl_evtx_u32(p);
        memcpy(&single, &bits, sizeof single);
        add_real(out, (double)single, 6);
        break;
    case WL_EVTX_REAL64:
        wide = wl_evtx_u64(p);
        memcpy(&real, &wide, sizeof real);
        add_real(out, real, 15);
        break;
    case WL_EVTX_BOOL:
        wl_buf_add_text(out, wl_evtx_u32(p) ? "true" : "false");
        break;
    case WL_EVTX_GUID:
        add_guid(out, p);
        break;
    case WL_EVTX_FILETIME:
        wl_evtx_add_filetime(out, wl_evtx_u64(p), 7);
        break;
    case WL_EVTX_SYSTEMTIME:
        add_systemtime(out, p);
        break;
    case WL_EVTX_HEX32:
        add_hex(out, wl_evtx_u32(p));
        break;
    default: /* WL_EVTX_HEX64 */
        add_hex(out, wl_evtx_u64(p));
        break;
    }
}

void
wl_evtx_add_value(struct wl_buf *out, const struct wl_evtx_value *value)
{
    const unsigned char *p = value->ptr;
    size_t len = value->len, size = size_of(value->type);

    if (len == 0 || value->type == WL_EVTX_NULL)
        return;
    if (size > 0 && len == size)
        add_fixed(out, p, value->type);
    else if (value->type == WL_EVTX_STRING)
        wl_evtx_add_units(out, p, len / 2);
    else if (value->type == WL_EVTX_ANSI)
        add_ansi(out, p, len);
    else if (value->type == WL_EVTX_BOOL && len == 1)
        wl_buf_add_text(out, p[0] ? "true" : "false");
    else if (value->type == WL_EVTX_SIZE && (len == 4 || len == 8))
        add_hex(out, len == 4 ? wl_evtx_u32(p) : wl_evtx_u64(p));
    else if (value->type != WL_EVTX_SID || !add_sid(out, p, len))
        add_bytes(out, p, len);
}

/* Strings in an array end with a NUL; the last may lack it. */
static size_t
string_size(const struct wl_evtx_value *array, size_t unit, size_t *text)
{
    size_t at = 0;

    while (at + unit <= array->len && (array->ptr[at] || (unit == 2 && array->ptr[at + 1])))
        at += unit;
    *text = at;
    return at + unit <= array->len ? at + unit : array->len;
}

bool
wl_evtx_array_next(struct wl_evtx_value *array, struct wl_evtx_value *item)
{
    unsigned type = array->type & ~(unsigned)WL_EVTX_ARRAY;
    size_t size, used;

    if (array->len == 0)
        return false;
    if (type == WL_EVTX_STRING || type == WL_EVTX_ANSI) {
        used = string_size(array, type == WL_EVTX_STRING ? 2 : 1, &size);
    } else {
        size = size_of(type);
        if (type == WL_EVTX_SID && array->len >= 8)
            size = 8 + 4 * (size_t)array->ptr[1];
        if (size == 0 || size > array->len)
            size = array->len;
        used = size;
    }
    *item = (struct wl_evtx_value){array->ptr, size, type};
    array->ptr += used;
    array->len -= used;
    return true;
}
