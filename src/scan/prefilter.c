#include "scan/prefilter.h"

static void
set_byte(struct wl_prefilter *filter, int at, unsigned char byte, uint8_t class)
{
    filter->table[at][byte] |= class;
    filter->low[at][byte & 15] |= class;
    filter->high[at][byte >> 4] |= class;
}

static void
set(struct wl_prefilter *filter, int at, const char *bytes, uint8_t class)
{
    for (; *bytes; bytes++)
        set_byte(filter, at, (unsigned char)*bytes, class);
}

static void
set_all(struct wl_prefilter *filter, int at, uint8_t class)
{
    for (int i = 0; i < 256; i++)
        set_byte(filter, at, (unsigned char)i, class);
}

void
wl_prefilter_init(struct wl_prefilter *filter)
{
    static const char digits[] = "0123456789", hex[] = "0123456789abcdefABCDEF";

    *filter = (struct wl_prefilter){0};
    set(filter, 0, "1", WL_CLASS_NUMBER);
    set(filter, 1, "01", WL_CLASS_NUMBER);
    set(filter, 2, digits, WL_CLASS_NUMBER);
    set(filter, 3, digits, WL_CLASS_NUMBER);

    set(filter, 0, "wW", WL_CLASS_NAME);
    set(filter, 1, "sS", WL_CLASS_NAME);
    set(filter, 2, "aAeE", WL_CLASS_NAME); /* E: the old misprint WSEACCES */
    set_all(filter, 3, WL_CLASS_NAME);

    set(filter, 0, "0248", WL_CLASS_HEX);
    set(filter, 1, "xX07aAbB12", WL_CLASS_HEX);
    set(filter, 2, hex, WL_CLASS_HEX);
    set(filter, 3, hex, WL_CLASS_HEX);
}

/* Of four bytes in any ASCII case. Setting bit 5 folds letters; that it folds more does no harm. */
static unsigned
gram_of(const unsigned char *p)
{
    uint32_t gram = (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];

    return ((gram | 0x20202020u) * 2654435761u) >> (32 - WL_GRAM_BITS);
}

/* The prefilter stops there anyhow. */
static bool
is_token(struct wl_span literal)
{
    static const char *const shapes[] = {"wsa", "WSA", "8007", "2147", "4294"};

    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        if (literal.len >= strlen(shapes[i]) &&
            memcmp(literal.ptr, shapes[i], strlen(shapes[i])) == 0)
            return true;
    return false;
}

void
wl_prefilter_add(struct wl_prefilter *filter, struct wl_span literal, uint8_t class)
{
    if (class == WL_CLASS_KEYWORD && is_token(literal))
        return;
    if (literal.len < 4)
        class = WL_CLASS_SHORT;
    else
        filter->grams[gram_of((const unsigned char *)literal.ptr) / 64] |=
            UINT64_C(1) << (gram_of((const unsigned char *)literal.ptr) % 64);
    for (int i = 0; i < 4; i++) {
        unsigned char c;
        if ((size_t)i >= literal.len) {
            set_all(filter, i, class);
            continue;
        }
        c = (unsigned char)literal.ptr[i];
        set_byte(filter, i, c, class);
        if (c >= 'a' && c <= 'z')
            set_byte(filter, i, (unsigned char)(c - 32), class);
        else if (c >= 'A' && c <= 'Z')
            set_byte(filter, i, (unsigned char)(c + 32), class);
    }
}

/* The tables mix what they hold; here what passed is held against what was meant. */
static unsigned
confirm(const struct wl_prefilter *filter, const unsigned char *p, unsigned classes)
{
    if (classes & (WL_CLASS_KEYWORD | WL_CLASS_TEXTS)) {
        unsigned gram = gram_of(p);
        if (!(filter->grams[gram / 64] >> (gram % 64) & 1))
            classes &= ~(unsigned)(WL_CLASS_KEYWORD | WL_CLASS_TEXTS);
    }
    if (classes & WL_CLASS_HEX) {
        unsigned char second = p[1] | 0x20;
        bool meant = (p[0] == '0' && second == 'x') ||
                     (p[0] == '2' && (p[1] == '7' || second == 'a' || second == 'b')) ||
                     memcmp(p, "8007", 4) == 0 || memcmp(p, "2147", 4) == 0 ||
                     memcmp(p, "4294", 4) == 0;
        if (!meant)
            classes &= ~(unsigned)WL_CLASS_HEX;
    }
    return classes;
}

static bool
begins_word(const char *low, const char *p)
{
    unsigned char before = p == low ? ' ' : (unsigned char)p[-1] | 0x20;

    return before < 'a' || before > 'z';
}

unsigned
wl_prefilter_classes(const struct wl_prefilter *filter, const char *low, const char *p)
{
    const unsigned char *q = (const unsigned char *)p;
    unsigned m = filter->table[0][q[0]] & filter->table[1][q[1]] & filter->table[2][q[2]] &
                 filter->table[3][q[3]];

    if (m & WL_CLASS_WORDS && !begins_word(low, p))
        m &= ~(unsigned)WL_CLASS_WORDS;
    return m ? confirm(filter, q, m) : 0;
}

const char *
wl_prefilter_next_portable(const struct wl_prefilter *filter, const char *low, const char *p,
                           const char *end, unsigned *classes)
{
    for (; end - p >= 4; p++) {
        unsigned found = wl_prefilter_classes(filter, low, p);
        if (found) {
            *classes = found;
            return p;
        }
    }
    return end;
}

const char *
wl_prefilter_next(const struct wl_prefilter *filter, const char *low, const char *p,
                  const char *end, unsigned *classes)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2"))
        return wl_prefilter_next_avx2(filter, low, p, end, classes);
#endif
    return wl_prefilter_next_portable(filter, low, p, end, classes);
}
