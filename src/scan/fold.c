#include "scan/fold.h"

#include "scan/notes.h"

typedef unsigned char byte;

static byte
lower(byte c)
{
    return c >= 'A' && c <= 'Z' ? (byte)(c + 32) : c;
}

/* Likewise; 0 for what is no ASCII. */
static const byte ascii_lower[256] = {
    0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F,
    0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x1B, 0x1C, 0x1D, 0x1E, 0x1F,
    ' ',  '!',  '"',  '#',  '$',  '%',  '&',  '\'', '(',  ')',  '*',  '+',  ',',  '-',  '.',  '/',
    '0',  '1',  '2',  '3',  '4',  '5',  '6',  '7',  '8',  '9',  ':',  ';',  '<',  '=',  '>',  '?',
    '@',  'a',  'b',  'c',  'd',  'e',  'f',  'g',  'h',  'i',  'j',  'k',  'l',  'm',  'n',  'o',
    'p',  'q',  'r',  's',  't',  'u',  'v',  'w',  'x',  'y',  'z',  '[',  '\\', ']',  '^',  '_',
    '`',  'a',  'b',  'c',  'd',  'e',  'f',  'g',  'h',  'i',  'j',  'k',  'l',  'm',  'n',  'o',
    'p',  'q',  'r',  's',  't',  'u',  'v',  'w',  'x',  'y',  'z',  '{',  '|',  '}',  '~',  0x7F};

static bool
is_blank(byte c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}

/* Lead bytes of the two-byte sequences that have capitals: Latin-1 and Latin Extended-A, Cyrillic.
 */
static bool
is_pair(const byte *p)
{
    return (p[0] == 0xC3 || p[0] == 0xC4 || p[0] == 0xC5 || p[0] == 0xD0 || p[0] == 0xD1) &&
           p[1] >= 0x80 && p[1] <= 0xBF;
}

static void
lower_pair(const byte *p, byte out[2])
{
    unsigned cp = (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);

    if ((cp >= 0xC0 && cp <= 0xDE && cp != 0xD7) || (cp >= 0x410 && cp <= 0x42F))
        cp += 0x20;
    else if ((cp >= 0x100 && cp <= 0x137) || (cp >= 0x14A && cp <= 0x177))
        cp |= 1;
    else if ((cp >= 0x139 && cp <= 0x148) || (cp >= 0x179 && cp <= 0x17E))
        cp += cp & 1;
    else if (cp >= 0x400 && cp <= 0x40F)
        cp += 0x50;
    out[0] = (byte)(0xC0 | cp >> 6);
    out[1] = (byte)(0x80 | (cp & 0x3F));
}

static void
raise_pair(const byte *p, byte out[2])
{
    unsigned cp = (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);

    if ((cp >= 0xE0 && cp <= 0xFE && cp != 0xF7) || (cp >= 0x430 && cp <= 0x44F))
        cp -= 0x20;
    else if ((cp >= 0x100 && cp <= 0x137) || (cp >= 0x14A && cp <= 0x177))
        cp &= ~1u;
    else if ((cp >= 0x139 && cp <= 0x148) || (cp >= 0x179 && cp <= 0x17E))
        cp -= 1 - (cp & 1);
    else if (cp >= 0x450 && cp <= 0x45F)
        cp -= 0x50;
    out[0] = (byte)(0xC0 | cp >> 6);
    out[1] = (byte)(0x80 | (cp & 0x3F));
}

void
wl_fold_capitals(struct wl_span text, struct wl_buf *out)
{
    const byte *p = (const byte *)text.ptr, *end = p + text.len;

    while (p < end) {
        byte pair[2] = {*p, 0};
        bool two = end - p >= 2 && is_pair(p);
        if (two)
            raise_pair(p, pair);
        wl_buf_add(out, (const char *)pair, two ? 2 : 1);
        p += two ? 2 : 1;
    }
}

/* Bytes at p that folding leaves out, 0 for none. */
static size_t
skip(const byte *p, const byte *end)
{
    size_t left = (size_t)(end - p);

    if (is_blank(*p) || *p == '\'' || *p == '`')
        return 1;
    if (*p == 0x92 || *p == 0xB4 || *p == 0xA0) /* ’ ´ and NBSP in the 125x code pages */
        return 1;
    if (left >= 2 && *p == 0xC2 && (p[1] == 0xA0 || p[1] == 0xB4))
        return 2;
    if (left >= 3 && *p == 0xE2 && p[1] == 0x80 && (p[2] == 0x98 || p[2] == 0x99 || p[2] == 0xAF))
        return 3;
    if (left >= 3 && *p == 0xE3 && p[1] == 0x80 && p[2] == 0x80) /* ideographic space */
        return 3;
    if (left >= 2 && *p == '\\' && (p[1] == 'n' || p[1] == 'r' || p[1] == 't'))
        return 2;
    if (left >= 3 && *p == 0x1B && p[1] == '[') {
        size_t n = 2;
        while (n < left && n < 24 && ((p[n] >= '0' && p[n] <= '9') || p[n] == ';'))
            n++;
        if (n < left && p[n] == 'm')
            return n + 1;
    }
    return 0;
}

/* The same, for what ends just before p. */
static size_t
skip_back(const byte *p, const byte *start)
{
    /* the longest first: the last byte of a sequence may pass for a sign of a code page */
    static const size_t sizes[] = {3, 2, 1};
    size_t have = (size_t)(p - start);

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (sizes[i] <= have && skip(p - sizes[i], p) == sizes[i])
            return sizes[i];
    if (p[-1] == 'm') {
        for (size_t n = 4; n <= have && n <= 25; n++)
            if (p[-(ptrdiff_t)n] == 0x1B)
                return skip(p - n, p) == n ? n : 0;
    }
    return 0;
}

/* The same for a text of ours: 0x92, 0xA0 and 0xB4 are left out as single bytes only where no
 * sequence goes on; last is what was kept before. */
static size_t
leave_out(const byte *p, const byte *end, byte last)
{
    size_t n = skip(p, end);

    return n == 1 && *p >= 0x80 && last >= 0x80 ? 0 : n;
}

void
wl_fold(struct wl_span text, struct wl_buf *out, struct wl_buf *plain, struct wl_buf *gaps)
{
    const byte *p = (const byte *)text.ptr;
    const byte *end = p + text.len;
    char gap = 0;

    while (p < end) {
        size_t n = leave_out(p, end, out->len > 0 ? (byte)out->ptr[out->len - 1] : 0);
        byte pair[2];
        if (n > 0) {
            gap = WL_GAP_BEFORE;
            p += n;
            continue;
        }
        if (end - p >= 2 && is_pair(p)) {
            lower_pair(p, pair);
            wl_buf_add(out, (const char *)pair, 2);
            wl_buf_add(plain, (const char *)p, 2);
            wl_buf_add_char(gaps, gap);
            wl_buf_add_char(gaps, WL_GAP_INSIDE);
            p += 2;
        } else {
            wl_buf_add_char(out, (char)lower(*p));
            wl_buf_add_char(plain, (char)*p);
            wl_buf_add_char(gaps, gap);
            p++;
        }
        gap = 0;
    }
}

size_t
wl_fold_place(struct wl_span text, size_t n)
{
    const byte *start = (const byte *)text.ptr, *p = start, *end = p + text.len;
    byte last = 0;

    while (p < end) {
        size_t left_out = leave_out(p, end, last), kept = end - p >= 2 && is_pair(p) ? 2 : 1;
        if (left_out > 0) {
            p += left_out;
            continue;
        }
        if (n < kept)
            return (size_t)(p - start) + n;
        n -= kept;
        p += kept;
        last = p[-1];
    }
    return text.len;
}

/* Line ends inside a text. */
struct wrap {
    int *breaks;
    bool fresh; /* only blanks and colours since the last one, and notes of ours */
    bool note;  /* and there were notes: the line is none of the log */
};

/* One line end is passed by a wrap; two in a row are an empty line, which ends any text. */
static bool
pass_break(const byte *p, size_t n, struct wrap *wrap)
{
    if (n != 1 || *p != '\n') {
        if (!is_blank(*p) && *p != 0x1B)
            wrap->fresh = false;
        return true;
    }
    if (wrap->fresh && wrap->note) {
        wrap->note = false;
        return true;
    }
    if (wrap->fresh || ++*wrap->breaks > WL_FOLD_BREAKS)
        return false;
    wrap->fresh = true;
    return true;
}

/* breaks is written through struct wrap */
ptrdiff_t
wl_fold_match(struct wl_span form, struct wl_span raw,
              int *breaks) /* NOLINT(readability-non-const-parameter) */
{
    const byte *want = (const byte *)form.ptr, *want_end = want + form.len;
    const byte *p = (const byte *)raw.ptr, *end = p + raw.len;
    struct wrap wrap = {.breaks = breaks};

    while (want < want_end) {
        byte pair[2];
        size_t n;
        const byte *from = p;
        while (want < want_end && p < end && ascii_lower[*p] == *want) {
            p++;
            want++;
        }
        if (p > from)
            wrap.fresh = wrap.note = false;
        if (want == want_end)
            break;
        if (p >= end)
            return -1;
        if (*p == ' ') { /* what stands between words, most of the time */
            p++;
            continue;
        }
        if (want_end - want >= 2 && end - p >= 2 && is_pair(p)) {
            lower_pair(p, pair);
            if (pair[0] == want[0] && pair[1] == want[1]) {
                p += 2;
                want += 2;
                wrap.fresh = wrap.note = false;
                continue;
            }
        }
        if (lower(*p) == *want) {
            p++;
            want++;
            wrap.fresh = wrap.note = false;
            continue;
        }
        n = skip(p, end);
        if (n == 0 && (*p == 0xC2 || *p == '<') &&
            (n = wl_notes_at((const char *)p, (const char *)end)) > 0)
            wrap.note = wrap.fresh;
        else if (n == 0 || !pass_break(p, n, &wrap))
            return -1;
        p += n;
    }
    return p - (const byte *)raw.ptr;
}

ptrdiff_t
wl_fold_match_back(struct wl_span form, struct wl_span raw,
                   int *breaks) /* NOLINT(readability-non-const-parameter) */
{
    const byte *start_want = (const byte *)form.ptr, *want = start_want + form.len;
    const byte *start = (const byte *)raw.ptr, *p = start + raw.len, *end = p;
    struct wrap wrap = {.breaks = breaks};

    while (want > start_want) {
        byte pair[2];
        size_t n;
        const byte *from = p;
        while (want > start_want && p > start && ascii_lower[p[-1]] == want[-1]) {
            p--;
            want--;
        }
        if (p < from)
            wrap.fresh = wrap.note = false;
        if (want == start_want)
            break;
        if (p <= start)
            return -1;
        if (p[-1] == ' ') {
            p--;
            continue;
        }
        if (want - start_want >= 2 && p - start >= 2 && is_pair(p - 2)) {
            lower_pair(p - 2, pair);
            if (pair[0] == want[-2] && pair[1] == want[-1]) {
                p -= 2;
                want -= 2;
                wrap.fresh = wrap.note = false;
                continue;
            }
        }
        if (lower(p[-1]) == want[-1]) {
            p--;
            want--;
            wrap.fresh = wrap.note = false;
            continue;
        }
        n = skip_back(p, start);
        if (n == 0 && (p[-1] == 0xBB || p[-1] == '>') &&
            (n = wl_notes_before((const char *)start, (const char *)p)) > 0)
            wrap.note = wrap.fresh;
        else if (n == 0 || !pass_break(p - n, n, &wrap))
            return -1;
        p -= n;
    }
    return end - p;
}
