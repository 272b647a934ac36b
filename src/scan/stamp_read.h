/*
 * The steps of time formats as straight code, for the functions that gen/stamp_tree.py makes of
 * stamps.tsv. Each reads a step at once where it looks as it usually does, and leaves whatever
 * looks otherwise to the plain step (stamp_match.c), so that what is accepted is told in one place.
 *
 * wl_stamp_read_x() takes the place of a step and @return-s the one behind it, or NULL for no
 * match; wl_stamp_usual_x() the same, but NULL only means that it looks otherwise. What they wrote
 * into *s then is overwritten by whoever reads the step after all, or never used.
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

/* A step as the plain way reads it, with the sign behind it where it needs that; the steps of a
 * date and of a time of day. A zone that was read is no longer open in *s. */
#define WL_STAMP_RARE __attribute__((cold))
WL_STAMP_RARE const char *wl_stamp_plain(const struct wl_stamp_try *t, const char *p,
                                         unsigned char op, unsigned char sign, struct wl_stamp *s);
WL_STAMP_RARE const char *wl_stamp_plain_date(const struct wl_stamp_try *t, const char *p,
                                              unsigned char sign, struct wl_stamp *s);
WL_STAMP_RARE const char *wl_stamp_plain_clock(const struct wl_stamp_try *t, const char *p,
                                               struct wl_stamp *s);

/* Readers that are not worth a copy in each place. */
const char *wl_stamp_read_many_blanks(const struct wl_stamp_try *t, const char *p);
const char *wl_stamp_read_number(const struct wl_stamp_try *t, const char *p);
const char *wl_stamp_read_month_name(const struct wl_stamp_try *t, const char *p,
                                     struct wl_stamp *s);
const char *wl_stamp_read_long_fraction(const struct wl_stamp_try *t, const char *p,
                                        struct wl_stamp *s);

/* Eight bytes, the first one lowest: compilers make one load of it. */
static inline uint64_t
wl_stamp_load_eight(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;

    return (uint64_t)u[0] | (uint64_t)u[1] << 8 | (uint64_t)u[2] << 16 | (uint64_t)u[3] << 24 |
           (uint64_t)u[4] << 32 | (uint64_t)u[5] << 40 | (uint64_t)u[6] << 48 |
           (uint64_t)u[7] << 56;
}

#define WL_STAMP_EIGHT(byte) ((byte)*UINT64_C(0x0101010101010101))

/* How eight bytes look: a 0 for each digit or a sign, the last byte first; what takes a bit of
 * 'over' if added to anything but a digit or that sign; those bits. */
#define WL_STAMP_CLOCK_ZEROS UINT64_C(0x30303A30303A3030) /* 00:00:00 */
#define WL_STAMP_CLOCK_CARRY UINT64_C(0x06067F06067F0606)
#define WL_STAMP_CLOCK_OVER UINT64_C(0xF0F080F0F080F0F0)
#define WL_STAMP_CLOCK_LATE UINT64_C(0x0043000044000068) /* takes a bit of 23:59:60 exceeded */
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

static inline const char *
wl_stamp_read_sign(const struct wl_stamp_try *t, const char *p, char sign)
{
    return p < t->end && *p == sign ? p + 1 : NULL;
}

/* One blank or more. */
static inline const char *
wl_stamp_read_blanks(const struct wl_stamp_try *t, const char *p)
{
    if (t->end - p >= 2 && *p == ' ' && !wl_ascii_blank(p[1]))
        return p + 1;
    return wl_stamp_read_many_blanks(t, p);
}

/* Two digits between low and high. */
static inline const char *
wl_stamp_read_two(const struct wl_stamp_try *t, const char *p, unsigned char op, unsigned low,
                  unsigned high, int8_t *field, struct wl_stamp *s)
{
    unsigned value = t->end - p >= 2 ? wl_stamp_two_digits(p) : 100;

    if (value < low || value > high)
        return wl_stamp_plain(t, p, op, 0, s);
    *field = (int8_t)value;
    return p + 2;
}

static inline const char *
wl_stamp_read_year(const struct wl_stamp_try *t, const char *p, struct wl_stamp *s)
{
    unsigned century, rest, year;

    if (t->end - p < 4)
        return NULL;
    century = wl_stamp_two_digits(p);
    rest = wl_stamp_two_digits(p + 2);
    year = century * 100 + rest;
    if (rest > 99 || year < 1970 || year > 2100)
        return NULL;
    s->year = (int32_t)year;
    return p + 4;
}

/* 2026-11-22 in ten bytes. @return false if it looks otherwise or is no date */
static inline bool
wl_stamp_usual_date(const char *p, char sign, struct wl_stamp *s)
{
    uint64_t pairs;
    unsigned month, day = wl_stamp_two_digits(p + 8);

    if (!wl_stamp_pairs(p, WL_STAMP_DATE_ZEROS | WL_STAMP_DATE_SIGNS * (unsigned char)sign,
                        WL_STAMP_DATE_CARRY, WL_STAMP_DATE_OVER, &pairs))
        return false;
    month = wl_stamp_pair(pairs, 5);
    if (wl_stamp_pair(pairs, 0) != 20 || month - 1 > 11 || day - 1 > 30)
        return false;
    s->year = (int32_t)(2000 + wl_stamp_pair(pairs, 2));
    s->month = (int8_t)month;
    s->day = (int8_t)day;
    return true;
}

static inline const char *
wl_stamp_read_date(const struct wl_stamp_try *t, const char *p, char sign, struct wl_stamp *s)
{
    if (t->end - p >= 10 && wl_stamp_usual_date(p, sign, s))
        return p + 10;
    return wl_stamp_plain_date(t, p, (unsigned char)sign, s);
}

/* 08:00:02 in eight bytes. @return false if it looks otherwise or is no time of day */
static inline bool
wl_stamp_usual_clock(const char *p, struct wl_stamp *s)
{
    uint64_t pairs;

    if (!wl_stamp_pairs(p, WL_STAMP_CLOCK_ZEROS, WL_STAMP_CLOCK_CARRY, WL_STAMP_CLOCK_OVER,
                        &pairs) ||
        ((pairs + WL_STAMP_CLOCK_LATE) & UINT64_C(0x0080000080000080)))
        return false;
    s->hour = (int8_t)wl_stamp_pair(pairs, 0);
    s->minute = (int8_t)wl_stamp_pair(pairs, 3);
    s->second = (int8_t)wl_stamp_pair(pairs, 6);
    return true;
}

static inline const char *
wl_stamp_read_clock(const struct wl_stamp_try *t, const char *p, struct wl_stamp *s)
{
    if (t->end - p >= 8 && wl_stamp_usual_clock(p, s))
        return p + 8;
    return wl_stamp_plain_clock(t, p, s);
}

/* Both with one byte between them, which is T or a blank. NULL if something looks otherwise. The
 * line has as many bytes. */
static inline const char *
wl_stamp_usual_moment(const char *p, char sign, struct wl_stamp *s)
{
    if ((p[10] != 'T' && p[10] != ' ') || !wl_stamp_usual_date(p, sign, s) ||
        !wl_stamp_usual_clock(p + 11, s))
        return NULL;
    return p + WL_STAMP_MOMENT_LEN;
}

/* T, or one blank before a digit. */
static inline const char *
wl_stamp_read_break(const struct wl_stamp_try *t, const char *p, struct wl_stamp *s)
{
    if (t->end - p >= 2 && (*p == 'T' || (*p == ' ' && wl_ascii_digit(p[1]))))
        return p + 1;
    return wl_stamp_plain(t, p, WL_STAMP_OP_BREAK, 0, s);
}

/* What a byte may be; bits. */
enum {
    WL_STAMP_BEGINS_FRACTION = 1,
    WL_STAMP_BEGINS_HALF = 2,
    WL_STAMP_BEGINS_ZONE = 4,
    WL_STAMP_ENDS_ZONE = 8,  /* behind Z it means that nothing else belongs to it */
    WL_STAMP_MAY_GO_ON = 16, /* behind a stamp it can mean that it was none */
};
extern const unsigned char wl_stamp_marks[257];

static inline unsigned
wl_stamp_mark(const char *p, const char *end)
{
    return wl_stamp_marks[p < end ? (unsigned char)*p : WL_STAMP_END_OF_LINE];
}

/* The number that three digits make; over 999 if they are none. */
static inline unsigned
wl_stamp_three_digits(const char *p)
{
    unsigned high = wl_stamp_two_digits(p), low = (unsigned)(unsigned char)p[2] - '0';

    return high <= 99 && low <= 9 ? high * 10 + low : 1000;
}

/* Nothing, or a point or a comma with three or six digits. */
static inline const char *
wl_stamp_usual_fraction(const char *p, const char *end, struct wl_stamp *s)
{
    unsigned millis, micros;

    if (!(wl_stamp_mark(p, end) & WL_STAMP_BEGINS_FRACTION))
        return p;
    if (*p == ':' || end - p < 8 || (millis = wl_stamp_three_digits(p + 1)) > 999)
        return NULL;
    if (!wl_ascii_digit(p[4])) {
        s->micros = (int32_t)millis * 1000;
        return p + 4;
    }
    micros = wl_stamp_three_digits(p + 4);
    if (micros > 999 || wl_ascii_digit(p[7]))
        return NULL;
    s->micros = (int32_t)(millis * 1000 + micros);
    return p + 7;
}

static inline const char *
wl_stamp_read_fraction(const struct wl_stamp_try *t, const char *p, struct wl_stamp *s)
{
    const char *q = wl_stamp_usual_fraction(p, t->end, s);

    return q ? q : wl_stamp_read_long_fraction(t, p, s);
}

/* Nothing, where neither AM or PM nor a blank before it can begin. */
static inline const char *
wl_stamp_usual_half(const char *p, const char *end, struct wl_stamp *s)
{
    (void)s;
    if (!(wl_stamp_mark(p, end) & WL_STAMP_BEGINS_HALF) ||
        (*p == ' ' && !(wl_stamp_mark(p + 1, end) & WL_STAMP_BEGINS_HALF)))
        return p;
    return NULL;
}

static inline const char *
wl_stamp_read_half(const struct wl_stamp_try *t, const char *p, struct wl_stamp *s)
{
    const char *q = wl_stamp_usual_half(p, t->end, s);

    return q ? q : wl_stamp_plain(t, p, WL_STAMP_OP_HALF, 0, s);
}

/* +hh:mm or +hhmm, perhaps behind a blank. */
static inline const char *
wl_stamp_usual_offset(const char *p, const char *end, struct wl_stamp *s)
{
    const char *sign = *p == ' ' ? p + 1 : p, *behind;
    unsigned hours, minutes;

    if (end - sign < 6 || (*sign != '+' && *sign != '-'))
        return NULL;
    behind = sign[3] == ':' ? sign + 6 : sign + 5;
    hours = wl_stamp_two_digits(sign + 1);
    minutes = wl_stamp_two_digits(behind - 2);
    if (hours > 14 || minutes > 45 || minutes % 15 != 0 ||
        (behind < end && wl_ascii_digit(*behind)))
        return NULL;
    s->zone_minutes = (int16_t)((int)(hours * 60 + minutes) * (*sign == '-' ? -1 : 1));
    s->open &= ~(unsigned)WL_STAMP_ZONE;
    return behind;
}

/* Three to five letters that may name a zone: nearly all of those end with Time. */
static inline bool
wl_stamp_may_be_zone(const char *p, const char *end)
{
    return end - p >= 3 &&
           (p[2] == 'T' || (end - p >= 4 && p[3] == 'T') || (p[2] == 'K' && p[0] == 'M') ||
            (p[2] == 'Z' && p[0] == 'M') || (p[2] == 'B' && p[0] == 'W'));
}

/* Nothing, where no zone can begin; Z, where nothing behind it could belong to it; an offset. */
static inline const char *
wl_stamp_usual_zone(const char *p, const char *end, struct wl_stamp *s)
{
    if (!(wl_stamp_mark(p, end) & WL_STAMP_BEGINS_ZONE))
        return p;
    if (*p == 'Z' && (wl_stamp_mark(p + 1, end) & WL_STAMP_ENDS_ZONE)) {
        s->open &= ~(unsigned)WL_STAMP_ZONE;
        return p + 1;
    }
    if (*p == ' ' && !(wl_stamp_mark(p + 1, end) & WL_STAMP_BEGINS_ZONE))
        return wl_stamp_may_be_zone(p + 1, end) ? NULL : p;
    return wl_stamp_usual_offset(p, end, s);
}

static inline const char *
wl_stamp_read_zone(const struct wl_stamp_try *t, const char *p, struct wl_stamp *s)
{
    const char *q = wl_stamp_usual_zone(p, t->end, s);

    return q ? q : wl_stamp_plain(t, p, WL_STAMP_OP_ZONE, 0, s);
}

/* What a walk begins with. */
static const struct wl_stamp wl_stamp_none = {.open = WL_STAMP_ZONE};

/** Where a branch that holds one format only may put its fields: the result, if it has none yet. */
static inline struct wl_stamp *
wl_stamp_begin(const struct wl_stamp_try *t, struct wl_stamp *own)
{
    struct wl_stamp *s = t->best ? own : t->out;

    *s = wl_stamp_none;
    return s;
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
    if (!closed && (wl_stamp_mark(p, t->end) & WL_STAMP_MAY_GO_ON) && !wl_stamp_ends(p, t->end))
        return;
    t->best = p;
    t->format = format;
    if (t->out != s)
        *t->out = *s;
    t->out->open = s->epoch ? 0 : s->open | open;
    t->out->format = format->name;
    t->out->text = (struct wl_span){from, (size_t)(to - from)};
}
