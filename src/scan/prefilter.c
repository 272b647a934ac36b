#include "scan/prefilter.h"

static void
set(struct wl_prefilter *filter, int at, const char *bytes, uint8_t class)
{
    for (; *bytes; bytes++)
        filter->table[at][(unsigned char)*bytes] |= class;
}

static void
set_all(struct wl_prefilter *filter, int at, uint8_t class)
{
    for (int i = 0; i < 256; i++)
        filter->table[at][i] |= class;
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

    set(filter, 0, "028", WL_CLASS_HEX); /* 0x27, 0x00, 0x80; 8007; 2746, 2af9, 2b00 */
    set(filter, 1, "xX07aAbB", WL_CLASS_HEX);
    set(filter, 2, hex, WL_CLASS_HEX);
    set(filter, 3, hex, WL_CLASS_HEX);

    set(filter, 0, "24", WL_CLASS_DECIMAL);
    set(filter, 1, "12", WL_CLASS_DECIMAL);
    set(filter, 2, "49", WL_CLASS_DECIMAL);
    set(filter, 3, "74", WL_CLASS_DECIMAL);
}

void
wl_prefilter_add(struct wl_prefilter *filter, struct wl_span literal, uint8_t class)
{
    for (int i = 0; i < 4; i++) {
        unsigned char c;
        if ((size_t)i >= literal.len) {
            set_all(filter, i, class);
            continue;
        }
        c = (unsigned char)literal.ptr[i];
        filter->table[i][c] |= class;
        if (c >= 'a' && c <= 'z')
            filter->table[i][c - 32] |= class;
        else if (c >= 'A' && c <= 'Z')
            filter->table[i][c + 32] |= class;
    }
}

const char *
wl_prefilter_next(const struct wl_prefilter *filter, const char *p, const char *end,
                  unsigned *classes)
{
    const uint8_t *t0 = filter->table[0], *t1 = filter->table[1];
    const uint8_t *t2 = filter->table[2], *t3 = filter->table[3];
    const unsigned char *q = (const unsigned char *)p;

    for (; end - (const char *)q >= 4; q++) {
        unsigned m = t0[q[0]] & t1[q[1]];
        if (m && (m &= t2[q[2]] & t3[q[3]])) {
            *classes = m;
            return (const char *)q;
        }
    }
    return end;
}
