#include "scan/stamp_tree.h"

#include "scan/stamp_read.h"
#include "scan/stamp_step.h"

#define FRACTION WL_STAMP_BEGINS_FRACTION
#define HALF WL_STAMP_BEGINS_HALF
#define ZONE WL_STAMP_BEGINS_ZONE
#define END WL_STAMP_ENDS_ZONE
#define ON WL_STAMP_MAY_GO_ON
const unsigned char wl_stamp_marks[257] = {
    [' '] = HALF | ZONE | END,
    ['\t'] = HALF | ZONE,
    [0xC2] = HALF, /* the first byte of U+00A0, U+202F, Greek, Arabic */
    [0xE2] = HALF,
    [0xCE] = HALF,
    [0xCF] = HALF,
    [0xD8] = HALF,
    [0xD9] = HALF,
    ['.'] = FRACTION | ON,
    [':'] = FRACTION | ON,
    [','] = FRACTION | END,
    ['+'] = ZONE,
    ['-'] = ZONE,
    [']'] = END,
    ['"'] = END,
    [WL_STAMP_END_OF_LINE] = END,
    ['0'] = ON,
    ['1'] = ON,
    ['2'] = ON,
    ['3'] = ON,
    ['4'] = ON,
    ['5'] = ON,
    ['6'] = ON,
    ['7'] = ON,
    ['8'] = ON,
    ['9'] = ON,
    ['A'] = ON | HALF,
    ['B'] = ON,
    ['C'] = ON,
    ['D'] = ON,
    ['E'] = ON,
    ['F'] = ON,
    ['G'] = ON | ZONE,
    ['H'] = ON,
    ['I'] = ON,
    ['J'] = ON,
    ['K'] = ON,
    ['L'] = ON,
    ['M'] = ON,
    ['N'] = ON | HALF,
    ['O'] = ON,
    ['P'] = ON | HALF,
    ['Q'] = ON,
    ['R'] = ON,
    ['S'] = ON,
    ['T'] = ON,
    ['U'] = ON | ZONE,
    ['V'] = ON | HALF,
    ['W'] = ON,
    ['X'] = ON,
    ['Y'] = ON,
    ['Z'] = ON | ZONE,
    ['a'] = ON | HALF,
    ['b'] = ON,
    ['c'] = ON,
    ['d'] = ON,
    ['e'] = ON,
    ['f'] = ON,
    ['g'] = ON | ZONE,
    ['h'] = ON,
    ['i'] = ON,
    ['j'] = ON,
    ['k'] = ON,
    ['l'] = ON,
    ['m'] = ON,
    ['n'] = ON | HALF,
    ['o'] = ON,
    ['p'] = ON | HALF,
    ['q'] = ON,
    ['r'] = ON,
    ['s'] = ON,
    ['t'] = ON,
    ['u'] = ON | ZONE,
    ['v'] = ON | HALF, /* vorm. */
    ['w'] = ON,
    ['x'] = ON,
    ['y'] = ON,
    ['z'] = ON | ZONE,
};

static const char *
read_plain(const struct wl_stamp_try *t, const char *p, const unsigned char *ops, size_t count,
           struct wl_stamp *s)
{
    struct wl_stamp_reader reader = {
        .line = {t->line, (size_t)(t->end - t->line)},
        .at = (size_t)(p - t->line),
        .out = s,
    };

    for (size_t i = 0; i < count; i++) {
        if (!wl_stamp_take(&reader, &ops[i]))
            return NULL;
    }
    if (reader.has_zone)
        s->open &= ~(unsigned)WL_STAMP_ZONE;
    return t->line + reader.at;
}

const char *
wl_stamp_plain(const struct wl_stamp_try *t, const char *p, unsigned char op, unsigned char sign,
               struct wl_stamp *s)
{
    const unsigned char ops[] = {op, sign};

    return read_plain(t, p, ops, 1, s);
}

const char *
wl_stamp_plain_date(const struct wl_stamp_try *t, const char *p, unsigned char sign,
                    struct wl_stamp *s)
{
    const unsigned char ops[] = {WL_STAMP_OP_YEAR4, sign, WL_STAMP_OP_MONTH, sign, WL_STAMP_OP_DAY};

    return read_plain(t, p, ops, sizeof ops, s);
}

const char *
wl_stamp_plain_clock(const struct wl_stamp_try *t, const char *p, struct wl_stamp *s)
{
    static const unsigned char ops[] = {WL_STAMP_OP_HOUR, ':', WL_STAMP_OP_MINUTE, ':',
                                        WL_STAMP_OP_SECOND};

    return read_plain(t, p, ops, sizeof ops, s);
}

const char *
wl_stamp_read_many_blanks(const struct wl_stamp_try *t, const char *p)
{
    const char *from = p;

    while (p < t->end && wl_ascii_blank(*p))
        p++;
    return p > from ? p : NULL;
}

/* At most ten digits, which nobody needs. */
const char *
wl_stamp_read_number(const struct wl_stamp_try *t, const char *p)
{
    const char *from = p;

    while (p < t->end && wl_ascii_digit(*p))
        p++;
    return p > from && p - from <= 10 ? p : NULL;
}

#define NAME(a, b, c) ((a) << 16 | (b) << 8 | (c))

/* The month of three letters in lower case, or 0. */
static int
month_of(int name)
{
    switch (name) {
    case NAME('j', 'a', 'n'):
        return 1;
    case NAME('f', 'e', 'b'):
        return 2;
    case NAME('m', 'a', 'r'):
        return 3;
    case NAME('a', 'p', 'r'):
        return 4;
    case NAME('m', 'a', 'y'):
        return 5;
    case NAME('j', 'u', 'n'):
        return 6;
    case NAME('j', 'u', 'l'):
        return 7;
    case NAME('a', 'u', 'g'):
        return 8;
    case NAME('s', 'e', 'p'):
        return 9;
    case NAME('o', 'c', 't'):
        return 10;
    case NAME('n', 'o', 'v'):
        return 11;
    case NAME('d', 'e', 'c'):
        return 12;
    default:
        return 0;
    }
}

/* Three letters and no more. */
const char *
wl_stamp_read_month_name(const struct wl_stamp_try *t, const char *p, struct wl_stamp *s)
{
    int month = 0;

    if (t->end - p > 3 && !wl_ascii_letter(p[3]) && p[3] != '.' && !(p[3] & 0x80))
        month = month_of(((unsigned char)p[0] | 0x20) << 16 | ((unsigned char)p[1] | 0x20) << 8 |
                         ((unsigned char)p[2] | 0x20));
    if (!month)
        return wl_stamp_plain(t, p, WL_STAMP_OP_MONTH_NAME, 0, s);
    s->month = (int8_t)month;
    return p + 3;
}

/* A point or a comma and at most six digits. */
const char *
wl_stamp_read_long_fraction(const struct wl_stamp_try *t, const char *p, struct wl_stamp *s)
{
    static const int32_t units[] = {0, 100000, 10000, 1000, 100, 10, 1};
    const char *from = p + 1, *q = from;
    int32_t value = 0;

    for (; q < t->end && q - from < 7 && wl_ascii_digit(*q); q++)
        value = value * 10 + (*q - '0');
    if (*p == ':' || q == from || q - from > 6)
        return wl_stamp_plain(t, p, WL_STAMP_OP_FRACTION, 0, s);
    s->micros = value * units[q - from];
    return q;
}

static unsigned
class_at(const char *p, const char *end)
{
    return wl_stamp_class[p < end ? (unsigned char)*p : WL_STAMP_END_OF_LINE];
}

/* The digits that start here, WL_STAMP_RUN_MAX of them at most. */
static size_t
count_digits(const char *p, const char *end)
{
    size_t len = 0, max = (size_t)(end - p);

    if (max >= 8) {
        uint64_t bytes = wl_stamp_load_eight(p) ^ WL_STAMP_EIGHT(0x30);
        uint64_t others = (bytes | (bytes + WL_STAMP_EIGHT(0x76))) & WL_STAMP_EIGHT(0x80);

        if (others)
            return (size_t)__builtin_ctzll(others) / 8;
        len = 8;
    }
    while (len < max && len < WL_STAMP_RUN_MAX && wl_ascii_digit(p[len]))
        len++;
    return len;
}

/* The branches that can match here, as far as the first bytes tell: one that is no digit, a number,
 * two bytes behind. */
static inline uint64_t
branches_at(const char *p, const char *end, uint64_t branches)
{
    size_t digits;

    branches &= wl_stamp_first[class_at(p, end)];
    if (!branches)
        return 0;
    p += !wl_ascii_digit(*p);
    digits = count_digits(p, end);
    branches &= wl_stamp_run[digits];
    p += digits;
    if (end - p < 2) /* what is behind the end is not looked at */
        return branches & wl_stamp_second[class_at(p, end)];
    return branches & wl_stamp_second[wl_stamp_class[(unsigned char)p[0]]] &
           wl_stamp_third[wl_stamp_class[(unsigned char)p[1]]];
}

/* Apart, because most places are answered by the first bytes. */
__attribute__((noinline)) static bool
try_branches(struct wl_span line, const char *p, uint64_t branches, unsigned where,
             struct wl_stamp *out)
{
    struct wl_stamp_try t = {
        .line = line.ptr, .end = line.ptr + line.len, .where = where, .out = out};

    for (; branches; branches &= branches - 1)
        wl_stamp_branches[__builtin_ctzll(branches)](&t, p);
    return t.best != NULL;
}

bool
wl_stamp_match_any(struct wl_span line, size_t at, unsigned where, struct wl_stamp *out)
{
    const char *p = line.ptr + at, *end = line.ptr + line.len;
    uint64_t branches;

    if (at >= line.len)
        return false;
    if (wl_stamp_match_moment(p, end, where, out))
        return true;
    branches = branches_at(p, end, wl_stamp_where[where & 15u]);
    return branches && try_branches(line, p, branches, where, out);
}
