/*
 * The steps of time formats as straight code, for the functions that gen/stamp_tree.py makes of
 * stamps.tsv. Each reads a step at once where it looks as it usually does, and leaves whatever
 * looks otherwise to the plain step (stamp_match.c), so that what is accepted is told in one place.
 *
 * A reader takes the place of the step and @return-s the one behind it, or NULL for no match.
 */
#pragma once

#include "scan/stamp_tree.h"

/* One place where formats are tried. */
struct wl_stamp_try {
    const char *line, *end;
    unsigned where;                       /* WL_STAMP_AT_* and so on */
    const char *best;                     /* the end of the longest match so far, or NULL */
    const struct wl_stamp_format *format; /* of that match */
    struct wl_stamp *out;
};

/** Steps as the plain way reads them. A zone that was read is no longer open in *s. */
const char *wl_stamp_read_plain(const struct wl_stamp_try *t, const char *p,
                                const unsigned char *ops, size_t count, struct wl_stamp *s);

#define WL_STAMP_PLAIN(t, p, s, ...) \
    wl_stamp_read_plain(t, p, (const unsigned char[]){__VA_ARGS__}, \
                        sizeof(const unsigned char[]){__VA_ARGS__}, s)

/* Eight bytes, the first one lowest: compilers make one load of it. */
static inline uint64_t
wl_stamp_load_eight(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;

    return (uint64_t)u[0] | (uint64_t)u[1] << 8 | (uint64_t)u[2] << 16 | (uint64_t)u[3] << 24 |
           (uint64_t)u[4] << 32 | (uint64_t)u[5] << 40 | (uint64_t)u[6] << 48 |
           (uint64_t)u[7] << 56;
}

/* How eight bytes look: a 0 for each digit or a sign, the last byte first; what takes a bit of
 * 'over' if added to anything but a digit or that sign; those bits. */
#define WL_STAMP_CLOCK_ZEROS UINT64_C(0x30303A30303A3030) /* 00:00:00 */
#define WL_STAMP_CLOCK_CARRY UINT64_C(0x06067F06067F0606)
#define WL_STAMP_CLOCK_OVER UINT64_C(0xF0F080F0F080F0F0)
#define WL_STAMP_DATE_ZEROS UINT64_C(0x0030300030303030) /* 0000?00? */
#define WL_STAMP_DATE_SIGNS UINT64_C(0x0100000100000000)
#define WL_STAMP_DATE_CARRY UINT64_C(0x7F06067F06060606)
#define WL_STAMP_DATE_OVER UINT64_C(0x80F0F080F0F0F0F0)

/* @return whether the bytes look so; pairs has in byte i the number that digits i and i + 1 make */
static inline bool
wl_stamp_pairs(const char *p, uint64_t zeros, uint64_t carry, uint64_t over, uint64_t *pairs)
{
    uint64_t digits = wl_stamp_load_eight(p) ^ zeros;

    *pairs = digits * 10 + (digits >> 8);
    return ((digits | (digits + carry)) & over) == 0;
}

static inline unsigned
wl_stamp_pair(uint64_t pairs, unsigned i)
{
    return (unsigned)(pairs >> 8 * i) & 0xFF;
}

/* The number that two digits make; over 99 if they are none. */
static inline unsigned
wl_stamp_two_digits(const char *p)
{
    unsigned tens = (unsigned)(unsigned char)p[0] - '0', ones = (unsigned)(unsigned char)p[1] - '0';

    return tens <= 9 && ones <= 9 ? tens * 10 + ones : 100;
}

static inline bool
wl_stamp_is_year(unsigned century, unsigned year)
{
    return (century == 20 || (century == 19 && year >= 70)) && year <= 99;
}

static inline const char *
wl_stamp_read_sign(const struct wl_stamp_try *t, const char *p, char sign)
{
    return p < t->end && *p == sign ? p + 1 : NULL;
}

/* One blank or more. */
static inline const char *
wl_stamp_read_blanks(const struct wl_stamp_try *t, const char *p)
{
    const char *from = p;

    while (p < t->end && wl_ascii_blank(*p))
        p++;
    return p > from ? p : NULL;
}

/* Two digits between low and high. */
static inline const char *
wl_stamp_read_two(const struct wl_stamp_try *t, const char *p, unsigned char op, unsigned low,
                  unsigned high, int8_t *field, struct wl_stamp *s)
{
    unsigned value = t->end - p >= 2 ? wl_stamp_two_digits(p) : 100;

    if (value < low || value > high)
        return WL_STAMP_PLAIN(t, p, s, op);
    *field = (int8_t)value;
    return p + 2;
}

static inline const char *
wl_stamp_read_year(const struct wl_stamp_try *t, const char *p, struct wl_stamp *s)
{
    unsigned century, year;

    if (t->end - p < 4)
        return NULL;
    century = wl_stamp_two_digits(p);
    year = wl_stamp_two_digits(p + 2);
    if (!wl_stamp_is_year(century, year))
        return WL_STAMP_PLAIN(t, p, s, WL_STAMP_OP_YEAR4);
    s->year = (int32_t)(century * 100 + year);
    return p + 4;
}

/* 2026-11-22 */
static inline const char *
wl_stamp_read_date(const struct wl_stamp_try *t, const char *p, char sign, struct wl_stamp *s)
{
    const unsigned char c = (unsigned char)sign;
    uint64_t pairs = 0;
    bool fits = t->end - p >= 10 && wl_stamp_pairs(p, WL_STAMP_DATE_ZEROS | WL_STAMP_DATE_SIGNS * c,
                                                   WL_STAMP_DATE_CARRY, WL_STAMP_DATE_OVER, &pairs);
    unsigned century = wl_stamp_pair(pairs, 0), year = wl_stamp_pair(pairs, 2);
    unsigned month = wl_stamp_pair(pairs, 5), day = fits ? wl_stamp_two_digits(p + 8) : 100;

    if (!wl_stamp_is_year(century, year) || month < 1 || month > 12 || day < 1 || day > 31)
        return WL_STAMP_PLAIN(t, p, s, WL_STAMP_OP_YEAR4, c, WL_STAMP_OP_MONTH, c, WL_STAMP_OP_DAY);
    s->year = (int32_t)(century * 100 + year);
    s->month = (int8_t)month;
    s->day = (int8_t)day;
    return p + 10;
}

/* 08:00:02 */
static inline const char *
wl_stamp_read_clock(const struct wl_stamp_try *t, const char *p, struct wl_stamp *s)
{
    uint64_t pairs;

    if (t->end - p < 8 ||
        !wl_stamp_pairs(p, WL_STAMP_CLOCK_ZEROS, WL_STAMP_CLOCK_CARRY, WL_STAMP_CLOCK_OVER,
                        &pairs) ||
        wl_stamp_pair(pairs, 0) > 23 || wl_stamp_pair(pairs, 3) > 59 ||
        wl_stamp_pair(pairs, 6) > 60)
        return WL_STAMP_PLAIN(t, p, s, WL_STAMP_OP_HOUR, ':', WL_STAMP_OP_MINUTE, ':',
                              WL_STAMP_OP_SECOND);
    s->hour = (int8_t)wl_stamp_pair(pairs, 0);
    s->minute = (int8_t)wl_stamp_pair(pairs, 3);
    s->second = (int8_t)wl_stamp_pair(pairs, 6);
    return p + 8;
}

/* T, or one blank before a digit. */
static inline const char *
wl_stamp_read_break(const struct wl_stamp_try *t, const char *p, struct wl_stamp *s)
{
    if (t->end - p >= 2 && (*p == 'T' || (*p == ' ' && wl_ascii_digit(p[1]))))
        return p + 1;
    return WL_STAMP_PLAIN(t, p, s, WL_STAMP_OP_BREAK);
}

/* A point or a comma and at most six digits, or nothing. */
static inline const char *
wl_stamp_read_fraction(const struct wl_stamp_try *t, const char *p, struct wl_stamp *s)
{
    static const int32_t units[] = {0, 100000, 10000, 1000, 100, 10, 1};
    const char *from = p + 1, *q = from;
    int32_t value = 0;

    if (p == t->end || (*p != '.' && *p != ',' && *p != ':'))
        return p;
    while (q < t->end && q - from < 7 && wl_ascii_digit(*q))
        value = value * 10 + (*q++ - '0');
    if (*p == ':' || q == from || q - from > 6)
        return WL_STAMP_PLAIN(t, p, s, WL_STAMP_OP_FRACTION);
    s->micros = value * units[q - from];
    return q;
}

/* Nothing, where neither AM or PM nor a blank before it can begin. */
static inline const char *
wl_stamp_read_half(const struct wl_stamp_try *t, const char *p, struct wl_stamp *s)
{
    const char *q = p < t->end && *p == ' ' ? p + 1 : p;
    int c = q < t->end ? (unsigned char)*q : -1;

    if (c != 'A' && c != 'a' && c != 'P' && c != 'p' && !wl_ascii_blank(c) && c != 0xE2)
        return p;
    return WL_STAMP_PLAIN(t, p, s, WL_STAMP_OP_HALF);
}

/* Z with nothing behind it that could belong to it, or nothing that a zone begins with. */
static inline const char *
wl_stamp_read_zone(const struct wl_stamp_try *t, const char *p, struct wl_stamp *s)
{
    const char *q = p < t->end && (*p == ' ' || *p == 'Z') ? p + 1 : p;
    int c = q < t->end ? (unsigned char)*q : -1;

    if (q > p && *p == 'Z' && (c == ' ' || c == ']' || c == '"' || c == -1)) {
        s->open &= ~(unsigned)WL_STAMP_ZONE;
        return q;
    }
    if ((q == p || *p == ' ') && !wl_ascii_blank(c) && c != '+' && c != '-' && (c | 0x20) != 'z' &&
        (c | 0x20) != 'u' && (c | 0x20) != 'g')
        return p;
    return WL_STAMP_PLAIN(t, p, s, WL_STAMP_OP_ZONE);
}

/* Three letters, in any case. */
static inline const char *
wl_stamp_read_month_name(const struct wl_stamp_try *t, const char *p, struct wl_stamp *s)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";

    for (int i = 0; t->end - p > 3 && !wl_ascii_letter(p[3]) && i < 12; i++) {
        const char *name = names + 3 * i;
        if (((p[0] ^ name[0]) | (p[1] ^ name[1]) | (p[2] ^ name[2])) & ~0x20)
            continue;
        s->month = (int8_t)(i + 1);
        return p + 3;
    }
    return WL_STAMP_PLAIN(t, p, s, WL_STAMP_OP_MONTH_NAME);
}

/* At most ten digits, which nobody reads. */
static inline const char *
wl_stamp_read_number(const struct wl_stamp_try *t, const char *p)
{
    const char *from = p;

    while (p < t->end && wl_ascii_digit(*p))
        p++;
    return p > from && p - from <= 10 ? p : NULL;
}

/** A bit for the class of the byte here. */
static inline uint64_t
wl_stamp_class_bit(const struct wl_stamp_try *t, const char *p)
{
    return UINT64_C(1) << wl_stamp_class[p < t->end ? (unsigned char)*p : WL_STAMP_END_OF_LINE];
}

/**
 * A format was read to its end: keep it if it is the longest so far, of equals the first row.
 *
 * @param from    where the text of the stamp begins; it ends at to
 * @param open    what the format leaves open besides the zone
 * @param closed  its last step is a plain sign: whatever follows, it ends here
 */
static inline void
wl_stamp_accept(struct wl_stamp_try *t, const struct wl_stamp_format *format,
                const struct wl_stamp *s, const char *p, const char *from, const char *to,
                unsigned open, bool closed)
{
    if (t->best && (p < t->best || (p == t->best && format > t->format)))
        return;
    if (!closed && !wl_stamp_ends(p, t->end))
        return;
    t->best = p;
    t->format = format;
    *t->out = *s;
    t->out->open = s->epoch ? 0 : s->open | open;
    t->out->format = format->name;
    t->out->text = (struct wl_span){from, (size_t)(to - from)};
}
