/*
 * One time format at one place: walks the steps of a template (scan/stamps.tsv) along the line.
 * Every read goes through wl_stamp_peek(), which knows the end, so nothing outside the line is ever
 * touched. Where a format may stand is decided in stamp.c, what instant it means in
 * stamp_resolve.c.
 */
#include "scan/stamp_step.h"

#include "base/ascii.h"
#include "base/civil.h"
#include "scan/level.h"
#include "scan/stamp_words.h"

/* Plausible times, 1990 to 2100, in seconds; ms, us and ns do not overlap with it or each other. */
#define EPOCH_MIN INT64_C(631152000)
#define EPOCH_MAX INT64_C(4102444800)

/* FILETIME counts 100 ns since 1601: 18 digits that are too few for ns. */
#define FILETIME_EPOCH_US INT64_C(11644473600000000)

/* A number of min to max (at most 4) digits between low and high, or -1. */
static int
read_number(struct wl_stamp_reader *m, size_t min, size_t max, int low, int high)
{
    size_t digits = wl_stamp_count_digits(m, 0, max);
    int value = wl_stamp_digits_value(m, 0, digits);

    if (digits < min || value < low || value > high)
        return -1;
    m->at += digits;
    return value;
}

/* The same of two digits at most, straight into a field. */
static bool
read_small(struct wl_stamp_reader *m, size_t min, int low, int high, int8_t *field)
{
    int value = read_number(m, min, 2, low, high);

    *field = (int8_t)value;
    return value >= 0;
}

static struct wl_span
wl_stamp_rest(const struct wl_stamp_reader *m)
{
    return (struct wl_span){m->line.ptr + m->at, m->line.len - m->at};
}

/* One of the names, or three letters or more of it; @return its place from 0, or -1. */
static int
read_name(struct wl_stamp_reader *m, const char *const *names, int count)
{
    size_t len = 0;

    while (wl_ascii_letter(wl_stamp_peek(m, len)))
        len++;
    for (int i = 0; len >= 3 && i < count; i++) {
        if (wl_stamp_word_here(m, 0, names[i],
                               len)) { /* a longer word fails at the NUL of the name */
            m->at += len;
            return i;
        }
    }
    return -1;
}

static bool
read_month_name(struct wl_stamp_reader *m)
{
    static const char *const names[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
    int month = read_name(m, names, 12) + 1;
    const struct wl_stamp_word *word;

    if (month == 0) {
        size_t len = wl_stamp_word_at(wl_stamp_rest(m), WL_WORD_MONTH, &word);
        month = len > 0 ? word->value : 0;
        m->at += len;
    }
    if (month > 0 && wl_stamp_peek(m, 0) == '.')
        m->at++;
    m->out->month = (int8_t)month;
    return month > 0;
}

static bool
read_weekday(struct wl_stamp_reader *m)
{
    static const char *const names[] = {"sunday",   "monday", "tuesday", "wednesday",
                                        "thursday", "friday", "saturday"};

    return read_name(m, names, 7) >= 0;
}

static bool
read_year(struct wl_stamp_reader *m, size_t digits)
{
    int year = digits == 4 ? read_number(m, 4, 4, 1970, 2100) : read_number(m, 2, 2, 0, 99);

    if (year < 0)
        return false;
    if (digits == 2)
        year += year < 70 ? 2000 : 1900;
    m->out->year = year;
    m->has_year = true;
    return true;
}

/* Two numbers around the sign; a number over 12 can only be the day. */
static bool
read_day_month(struct wl_stamp_reader *m, unsigned char sign)
{
    int first = read_number(m, 1, 2, 1, 31);
    int second;

    if (first < 0 || wl_stamp_peek(m, 0) != sign)
        return false;
    m->at++;
    second = read_number(m, 1, 2, 1, 31);
    if (second < 0 || (first > 12 && second > 12))
        return false;
    m->out->month = (int8_t)(first > 12 ? second : first);
    m->out->day = (int8_t)(first > 12 ? first : second);
    if (first <= 12 && second <= 12 && first != second)
        m->out->open |= WL_STAMP_DAY_ORDER;
    else if (first == second)
        m->out->order = WL_EITHER_FIRST;
    else
        m->out->order = first > 12 ? WL_DAY_FIRST : WL_MONTH_FIRST;
    m->has_date = true;
    return true;
}

/* T or _, or blanks with at most one comma or dash among them. */
static bool
read_break(struct wl_stamp_reader *m)
{
    size_t blanks;
    int c = wl_stamp_peek(m, 0);

    if (c == 'T' || c == 't' || c == '_') {
        m->at++;
        return true;
    }
    blanks = wl_stamp_count_blanks(m);
    m->at += blanks;
    c = wl_stamp_peek(m, 0);
    if (c != ',' && c != '-')
        return blanks > 0;
    m->at++;
    m->at += wl_stamp_count_blanks(m);
    return true;
}

/* Microseconds of a fraction of so many digits; what is finer is cut. */
static int32_t
fraction_micros(const struct wl_stamp_reader *m, size_t ahead, size_t digits)
{
    int32_t micros = wl_stamp_digits_value(m, ahead, digits > 6 ? 6 : digits);

    for (size_t i = digits; i < 6; i++)
        micros *= 10;
    return micros;
}

/* Ten digits are no fraction: then the sign before them separates two fields. */
static void
read_fraction(struct wl_stamp_reader *m)
{
    size_t digits = wl_stamp_count_digits(m, 1, 10);
    int sign = wl_stamp_peek(m, 0);
    bool point = (sign == '.' || sign == ',') && digits >= 1 && digits <= 9;
    bool colon = sign == ':' && (digits == 3 || digits == 4 || digits == 6);

    if (!point && !colon)
        return;
    m->out->micros = fraction_micros(m, 1, digits);
    m->at += 1 + digits;
}

static bool
skip_blanks(struct wl_stamp_reader *m)
{
    size_t from = m->at, len;

    while ((len = wl_stamp_blank_at(wl_stamp_rest(m))) > 0)
        m->at += len;
    return m->at > from;
}

static bool
take_half(struct wl_stamp_reader *m, bool pm)
{
    if (m->out->hour < 1 || m->out->hour > 12)
        return false;
    m->out->hour = (int8_t)(m->out->hour % 12 + (pm ? 12 : 0));
    return true;
}

/* A word for a half of the day. @return its length and *pm, or 0 */
static size_t
half_word(struct wl_span text, bool before, bool *pm)
{
    const struct wl_stamp_word *word;
    size_t len = wl_stamp_word_at(text, WL_WORD_AM, &word);

    *pm = len == 0;
    if (*pm)
        len = wl_stamp_word_at(text, WL_WORD_PM, &word);
    return len > 0 && (word->value != 0) == before ? len : 0;
}

/* AM or PM, with blanks before it; newer Java has U+202F there. */
static bool
read_half(struct wl_stamp_reader *m)
{
    size_t from = m->at, len;
    bool pm;

    (void)skip_blanks(m);
    len = half_word(wl_stamp_rest(m), false, &pm);
    if (len == 0) {
        m->at = from;
        return true;
    }
    m->at += len;
    return take_half(m, pm);
}

/* Where the half stands before the time. */
static bool
read_break_half(struct wl_stamp_reader *m)
{
    bool pm;
    size_t len;

    if (!skip_blanks(m))
        return false;
    len = half_word(wl_stamp_rest(m), true, &pm);
    m->at += len;
    m->out->half = pm ? 2 : 1;
    return len > 0 && (skip_blanks(m) || wl_ascii_digit(wl_stamp_peek(m, 0)));
}

static bool
read_hour_half(struct wl_stamp_reader *m)
{
    return read_small(m, 1, 0, 23, &m->out->hour) &&
           (m->out->hour == 0 || m->out->hour > 12 || take_half(m, m->out->half == 2));
}

static bool
is_filetime(int64_t value)
{
    int64_t seconds = value / 10000000 - FILETIME_EPOCH_US / WL_US_SECOND;

    return seconds >= EPOCH_MIN && seconds < EPOCH_MAX;
}

static bool
read_epoch(struct wl_stamp_reader *m)
{
    size_t digits = wl_stamp_count_digits(m, 0, 20);
    size_t more;
    int64_t value = 0, unit;

    if (digits < 9 || digits > 19 || wl_stamp_peek(m, 0) == '0')
        return false;
    for (size_t i = 0; i < digits; i++) /* fits: 19 digits, the first of which is small enough */
        value = (int64_t)((uint64_t)value * 10 + (uint64_t)(wl_stamp_peek(m, i) - '0'));
    for (unit = 1; unit <= INT64_C(1000000000); unit *= 1000) {
        if (value >= EPOCH_MIN * unit && value / unit < EPOCH_MAX)
            break;
    }
    if (unit > INT64_C(1000000000) && !is_filetime(value))
        return false;
    if (unit > INT64_C(1000000000))
        m->out->instant_us = value / 10 - FILETIME_EPOCH_US;
    else
        m->out->instant_us = unit <= WL_US_SECOND ? value * (WL_US_SECOND / unit) : value / 1000;
    m->out->epoch = true;
    m->at += digits;
    more = wl_stamp_count_digits(m, 1, 10);
    if (wl_stamp_peek(m, 0) == '.' && more >= 1 && more <= 9) {
        m->out->instant_us += unit <= WL_US_SECOND ? fraction_micros(m, 1, more) / unit : 0;
        m->at += 1 + more;
    }
    return true;
}

static bool
skip_number(struct wl_stamp_reader *m)
{
    size_t digits = wl_stamp_count_digits(m, 0, 11);

    m->at += digits;
    return digits >= 1 && digits <= 10;
}

static bool
skip_severity(struct wl_stamp_reader *m)
{
    int c = wl_stamp_peek(m, 0);

    m->at++;
    return c == 'I' || c == 'W' || c == 'E' || c == 'F';
}

static bool
skip_level(struct wl_stamp_reader *m)
{
    size_t len = wl_level_len(m->line, m->at);

    m->at += len;
    return len > 0;
}

static bool
read_plain(struct wl_stamp_reader *m, unsigned char sign)
{
    size_t len = sign == ' ' ? wl_stamp_count_blanks(m) : wl_stamp_peek(m, 0) == sign;

    m->at += len;
    return len > 0;
}

/* The steps that only date and time have; @return false for no match. */
static bool
read_field(struct wl_stamp_reader *m, const unsigned char *op)
{
    switch ((enum wl_stamp_op) * op) {
    case WL_STAMP_OP_YEAR4:
        return read_year(m, 4);
    case WL_STAMP_OP_YEAR2:
        return read_year(m, 2);
    case WL_STAMP_OP_MONTH2:
        return read_small(m, 2, 1, 12, &m->out->month);
    case WL_STAMP_OP_MONTH:
        return read_small(m, 1, 1, 12, &m->out->month);
    case WL_STAMP_OP_MONTH_NAME:
        return read_month_name(m);
    case WL_STAMP_OP_DAY2:
        m->has_date = true;
        return read_small(m, 2, 1, 31, &m->out->day);
    case WL_STAMP_OP_DAY:
        m->has_date = true;
        return read_small(m, 1, 1, 31, &m->out->day);
    case WL_STAMP_OP_DAY_MONTH:
        return read_day_month(m, op[1]);
    case WL_STAMP_OP_WEEKDAY:
        return read_weekday(m);
    case WL_STAMP_OP_BREAK:
        return read_break(m);
    case WL_STAMP_OP_HOUR2:
        return read_small(m, 2, 0, 23, &m->out->hour);
    case WL_STAMP_OP_HOUR:
        return read_small(m, 1, 0, 23, &m->out->hour);
    case WL_STAMP_OP_MINUTE:
        return read_small(m, 2, 0, 59, &m->out->minute);
    case WL_STAMP_OP_SECOND:
        return read_small(m, 2, 0, 60, &m->out->second);
    case WL_STAMP_OP_FRACTION:
        read_fraction(m);
        return true;
    case WL_STAMP_OP_HALF:
        return read_half(m);
    case WL_STAMP_OP_BREAK_HALF:
        return read_break_half(m);
    case WL_STAMP_OP_HOUR_HALF:
        return read_hour_half(m);
    case WL_STAMP_OP_ZONE:
        wl_stamp_take_zone(m);
        return true;
    case WL_STAMP_OP_ZONE_NUMBER:
        return wl_stamp_take_zone_number(m);
    case WL_STAMP_OP_ZONE_NAME:
        return wl_stamp_take_zone_name(m);
    case WL_STAMP_OP_BIAS:
        wl_stamp_take_bias(m);
        return true;
    case WL_STAMP_OP_EPOCH:
        return read_epoch(m);
    default:
        return false;
    }
}

/* A field belongs to the text of the stamp; what is only skipped does not. */
bool
wl_stamp_take(struct wl_stamp_reader *m, const unsigned char *op)
{
    size_t from = m->at;

    if (*op < 128)
        return read_plain(m, *op);
    if (*op == WL_STAMP_OP_NUMBER)
        return skip_number(m);
    if (*op == WL_STAMP_OP_SEVERITY)
        return skip_severity(m);
    if (*op == WL_STAMP_OP_LEVEL)
        return skip_level(m);
    if (!read_field(m, op))
        return false;
    if (!m->has_text)
        m->from = from;
    m->has_text = true;
    if (m->at > from)
        m->to = m->at;
    return true;
}

/* What a template leaves open, once all of it was read. */
static void
set_open(struct wl_stamp_reader *m)
{
    if (m->out->epoch)
        return;
    m->out->open |= m->has_zone ? 0u : WL_STAMP_ZONE;
    m->out->open |= m->has_date && !m->has_year ? WL_STAMP_YEAR : 0u;
    m->out->open |= m->has_date ? 0u : WL_STAMP_DATE;
}

static bool
is_field(unsigned char op)
{
    return op >= 128 && op != WL_STAMP_OP_NUMBER && op != WL_STAMP_OP_SEVERITY &&
           op != WL_STAMP_OP_LEVEL;
}

bool
wl_stamp_match_text(const struct wl_stamp_format *format, struct wl_span text, struct wl_stamp *out)
{
    struct wl_stamp_reader m = {.line = text, .out = out};
    const unsigned char *op = format->ops, *end = op;

    *out = (struct wl_stamp){.format = format->name};
    while (*op != WL_STAMP_OP_END && !is_field(*op))
        op++;
    for (const unsigned char *at = op; *at != WL_STAMP_OP_END; at++)
        end = is_field(*at) ? at + 1 : end;
    for (; op < end; op++) {
        if (!wl_stamp_take(&m, op))
            return false;
    }
    set_open(&m);
    out->text = text;
    return m.at == text.len && m.has_text;
}

size_t
wl_stamp_match(const struct wl_stamp_format *format, struct wl_span line, size_t at,
               struct wl_stamp *out)
{
    struct wl_stamp_reader m = {.line = line, .at = at, .out = out};
    const unsigned char *op;

    *out = (struct wl_stamp){.format = format->name};
    for (op = format->ops; *op != WL_STAMP_OP_END; op++) {
        if (!wl_stamp_take(&m, op))
            return 0;
    }
    if (op[-1] >= 128 && !wl_stamp_ends(line.ptr + m.at, line.ptr + line.len))
        return 0;
    set_open(&m);
    out->text = (struct wl_span){line.ptr + m.from, m.to - m.from};
    return m.at;
}
