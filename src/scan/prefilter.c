#include "scan/prefilter.h"

#include "base/ascii.h"

/* Buckets of four-byte shapes; the rest is for keywords. */
enum { NUMBER = 1, PREFIXED = 2, BARE = 4, LONG = 8, NAME = 16, FIRST_KEYWORD = 32 };

static void
set_byte(struct wl_prefilter *filter, int at, unsigned char byte, unsigned bucket)
{
    filter->low[at][byte & 15] |= (uint8_t)bucket;
    filter->high[at][byte >> 4] |= (uint8_t)bucket;
}

static void
set(struct wl_prefilter *filter, unsigned bucket, int at, const char *bytes)
{
    for (; *bytes; bytes++)
        set_byte(filter, at, (unsigned char)*bytes, bucket);
}

static void
set_all(struct wl_prefilter *filter, unsigned bucket, int at)
{
    for (int i = 0; i < 256; i++)
        set_byte(filter, at, (unsigned char)i, bucket);
}

void
wl_prefilter_init(struct wl_prefilter *filter)
{
    static const char digits[] = "0123456789", hex[] = "0123456789abcdefABCDEF";

    *filter = (struct wl_prefilter){0};
    set(filter, NUMBER, 0, "1");
    set(filter, NUMBER, 1, "01");
    set(filter, NUMBER, 2, digits);
    set(filter, NUMBER, 3, digits);

    set(filter, PREFIXED, 0, "0");
    set(filter, PREFIXED, 1, "xX");
    set(filter, PREFIXED, 2, hex);
    set(filter, PREFIXED, 3, hex);

    set(filter, BARE, 0, "2");
    set(filter, BARE, 1, "7aAbB");
    set(filter, BARE, 2, hex);
    set(filter, BARE, 3, hex);

    /* 8007, 2147, 4294, 0000 */
    set(filter, LONG, 0, "8240");
    set(filter, LONG, 1, "012");
    set(filter, LONG, 2, "049");
    set(filter, LONG, 3, "740");

    /* WSAE..., the old misprint WSEACCES; ffffffff8007.... */
    set(filter, NAME, 0, "wWfF");
    set(filter, NAME, 1, "sSfF");
    set(filter, NAME, 2, "aAeEfF");
    set_all(filter, NAME, 3);
}

static void
set_shape(struct wl_prefilter *filter, struct wl_span literal, unsigned bucket)
{
    for (int i = 0; i < 4; i++) {
        unsigned char c = (unsigned char)((size_t)i < literal.len ? literal.ptr[i] : 0);
        if ((size_t)i >= literal.len) {
            set_all(filter, bucket, i);
            continue;
        }
        set_byte(filter, i, c, bucket);
        if (wl_ascii_letter(c))
            set_byte(filter, i, c ^ 0x20, bucket);
    }
}

static void
set_gram(uint64_t *bitmap, const char *bytes)
{
    bitmap[wl_gram(bytes) / 64] |= UINT64_C(1) << (wl_gram(bytes) % 64);
}

static bool
has_gram(const uint64_t *bitmap, const char *p)
{
    unsigned gram = wl_gram(p);

    return bitmap[gram / 64] >> (gram % 64) & 1;
}

/* Literals that begin alike share a bucket, others take turns: the less buckets mix, the less they
 * let through. */
static void
add_anywhere(struct wl_prefilter *filter, struct wl_span literal)
{
    unsigned bucket = FIRST_KEYWORD << ((unsigned char)literal.ptr[0] >> 1) % 3;
    char gram[4];

    set_shape(filter, literal, bucket);
    memcpy(gram, literal.ptr, literal.len < 4 ? literal.len : 4);
    if (literal.len >= 4) {
        set_gram(filter->anywhere, gram);
        return;
    }
    for (int c = 0; c < 256; c++) {
        gram[3] = (char)c;
        set_gram(filter->anywhere, gram);
    }
}

void
wl_prefilter_add_keyword(struct wl_prefilter *filter, struct wl_span literal)
{
    add_anywhere(filter, literal);
}

void
wl_prefilter_add_anchor(struct wl_prefilter *filter, const char anchor[4], bool inside)
{
    set_gram(filter->texts, anchor);
    if (inside)
        add_anywhere(filter, (struct wl_span){anchor, 4});
}

static bool
is_word(int c)
{
    return wl_ascii_digit(c) || wl_ascii_letter(c) || c == '_';
}

/* A token begins behind what is no letter, digit or _, or behind an escaped \n, \r, \t. */
static bool
begins_token(int before)
{
    return !is_word(before) || before == 'n' || before == 'r' || before == 't';
}

static bool
is_hex(int c)
{
    return wl_ascii_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static unsigned
token_classes(const char *p, const char *end)
{
    int second = p[1] | 0x20, third = p[2] | 0x20;

    switch (p[0]) {
    case '1':
        return (p[1] == '0' || p[1] == '1') && wl_ascii_digit(p[2]) && wl_ascii_digit(p[3])
                   ? WL_CLASS_NUMBER
                   : 0;
    case '2':
        if (memcmp(p, "2147", 4) == 0)
            return WL_CLASS_HEX;
        return (p[1] == '7' || second == 'a' || second == 'b') && is_hex(p[2]) && is_hex(p[3])
                   ? WL_CLASS_HEX
                   : 0;
    case '0':
        if (second == 'x')
            return is_hex(p[2]) && is_hex(p[3]) ? WL_CLASS_HEX : 0;
        return memcmp(p, "0000", 4) == 0 && (end - p < 5 || p[4] == '2') ? WL_CLASS_HEX : 0;
    case '4':
        return memcmp(p, "4294", 4) == 0 ? WL_CLASS_HEX : 0;
    case '8':
        return memcmp(p, "8007", 4) == 0 ? WL_CLASS_HEX : 0;
    case 'w':
    case 'W':
        return second == 's' && (third == 'a' || third == 'e') ? WL_CLASS_NAME : 0;
    case 'f':
    case 'F':
        return second == 'f' && third == 'f' && (p[3] | 0x20) == 'f' ? WL_CLASS_HEX : 0;
    default:
        return 0;
    }
}

unsigned
wl_prefilter_classes(const struct wl_prefilter *filter, const char *low, const char *p,
                     const char *end)
{
    int before = p == low ? ' ' : (unsigned char)p[-1];
    bool word = wl_ascii_letter((unsigned char)p[0]) && !wl_ascii_letter(before);
    bool beyond = (p[0] | p[1] | p[2] | p[3]) & 0x80;
    unsigned classes = begins_token(before) ? token_classes(p, end) : 0;

    if ((word || beyond) && has_gram(filter->texts, p))
        classes |= WL_CLASS_TEXT;
    if (has_gram(filter->anywhere, p))
        classes |= WL_CLASS_KEYWORD | (has_gram(filter->texts, p) ? WL_CLASS_TEXT : 0);
    return classes;
}

size_t
wl_prefilter_run_portable(const struct wl_prefilter *filter, const char *low, const char *p,
                          const char *end, struct wl_candidate *out, size_t max, const char **stop)
{
    const char *start = p;
    size_t count = 0;

    for (; end - p >= 4; p++) {
        unsigned classes;
        if (count == max) {
            *stop = p;
            return count;
        }
        classes = wl_prefilter_classes(filter, low, p, end);
        if (classes)
            out[count++] = (struct wl_candidate){(uint32_t)(p - start), classes};
    }
    *stop = end;
    return count;
}

size_t
wl_prefilter_run(const struct wl_prefilter *filter, const char *low, const char *p, const char *end,
                 struct wl_candidate *out, size_t max, const char **stop)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        return wl_prefilter_run_avx2(filter, low, p, end, out, max, stop);
#endif
    return wl_prefilter_run_portable(filter, low, p, end, out, max, stop);
}

const char *
wl_prefilter_next(const struct wl_prefilter *filter, const char *low, const char *p,
                  const char *end, unsigned *classes)
{
    for (; end - p >= 4; p++) {
        *classes = wl_prefilter_classes(filter, low, p, end);
        if (*classes)
            return p;
    }
    return end;
}
