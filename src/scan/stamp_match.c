/*
 * One time format at one place: walks the steps of a template (scan/stamps.tsv) along the line.
 * Every read goes through peek(), which knows the end, so nothing outside the line is ever touched.
 * Where a format may stand is decided in stamp.c, what instant it means in stamp_resolve.c.
 */
#include "scan/stamp_step.h"

#include "base/ascii.h"
#include "base/civil.h"
#include "scan/level.h"

/* Plausible times, 1990 to 2100, in seconds; ms, us and ns do not overlap with it or each other. */
#define EPOCH_MIN INT64_C(631152000)
#define EPOCH_MAX INT64_C(4102444800)

static int
peek(const struct wl_stamp_reader *m, size_t ahead)
{
    size_t at = m->at + ahead;

    return at < m->line.len ? (unsigned char)m->line.ptr[at] : -1;
}

/* The digits that start here, at most max. */
static size_t
count_digits(const struct wl_stamp_reader *m, size_t ahead, size_t max)
{
    size_t n = 0;

    while (n < max && wl_ascii_digit(peek(m, ahead + n)))
        n++;
    return n;
}

static int
digits_value(const struct wl_stamp_reader *m, size_t ahead, size_t digits)
{
    int value = 0;

    for (size_t i = 0; i < digits; i++)
        value = value * 10 + (peek(m, ahead + i) - '0');
    return value;
}

/* A number of min to max (at most 4) digits between low and high, or -1. */
static int
read_number(struct wl_stamp_reader *m, size_t min, size_t max, int low, int high)
{
    size_t digits = count_digits(m, 0, max);
    int value = digits_value(m, 0, digits);

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

static size_t
count_blanks(const struct wl_stamp_reader *m)
{
    size_t n = 0;

    while (wl_ascii_blank(peek(m, n)))
        n++;
    return n;
}

/* The first len letters of the word are here, in any case. */
static bool
word_here(const struct wl_stamp_reader *m, size_t ahead, const char *word, size_t len)
{
    return m->at + ahead + len <= m->line.len &&
           wl_ascii_equal(m->line.ptr + m->at + ahead, word, len);
}

/* One of the names, or three letters or more of it; @return its place from 0, or -1. */
static int
read_name(struct wl_stamp_reader *m, const char *const *names, int count)
{
    size_t len = 0;

    while (wl_ascii_letter(peek(m, len)))
        len++;
    for (int i = 0; len >= 3 && i < count; i++) {
        if (word_here(m, 0, names[i], len)) { /* a longer word fails at the NUL of the name */
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
    int month = read_name(m, names, 12);

    m->out->month = (int8_t)(month + 1);
    return month >= 0;
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

    if (first < 0 || peek(m, 0) != sign)
        return false;
    m->at++;
    second = read_number(m, 1, 2, 1, 31);
    if (second < 0 || (first > 12 && second > 12))
        return false;
    m->out->month = (int8_t)(first > 12 ? second : first);
    m->out->day = (int8_t)(first > 12 ? first : second);
    if (first <= 12 && second <= 12 && first != second)
        m->out->open |= WL_STAMP_DAY_ORDER;
    m->has_date = true;
    return true;
}

/* T or _, or blanks with at most one comma or dash among them. */
static bool
read_break(struct wl_stamp_reader *m)
{
    size_t blanks;
    int c = peek(m, 0);

    if (c == 'T' || c == 't' || c == '_') {
        m->at++;
        return true;
    }
    blanks = count_blanks(m);
    m->at += blanks;
    c = peek(m, 0);
    if (c != ',' && c != '-')
        return blanks > 0;
    m->at++;
    m->at += count_blanks(m);
    return true;
}

/* Microseconds of a fraction of so many digits; what is finer is cut. */
static int32_t
fraction_micros(const struct wl_stamp_reader *m, size_t ahead, size_t digits)
{
    int32_t micros = digits_value(m, ahead, digits > 6 ? 6 : digits);

    for (size_t i = digits; i < 6; i++)
        micros *= 10;
    return micros;
}

/* Ten digits are no fraction: then the sign before them separates two fields. */
static void
read_fraction(struct wl_stamp_reader *m)
{
    size_t digits = count_digits(m, 1, 10);
    int sign = peek(m, 0);
    bool point = (sign == '.' || sign == ',') && digits >= 1 && digits <= 9;
    bool colon = sign == ':' && (digits == 3 || digits == 4 || digits == 6);

    if (!point && !colon)
        return;
    m->out->micros = fraction_micros(m, 1, digits);
    m->at += 1 + digits;
}

/* AM or PM; newer Java puts U+202F, a narrow blank, before it. */
static bool
read_half(struct wl_stamp_reader *m)
{
    size_t skip = word_here(m, 0, "\xE2\x80\xAF", 3) ? 3 : count_blanks(m);
    int half = wl_ascii_lower(peek(m, skip));

    if ((half != 'a' && half != 'p') || wl_ascii_lower(peek(m, skip + 1)) != 'm' ||
        wl_ascii_letter(peek(m, skip + 2)))
        return true;
    if (m->out->hour < 1 || m->out->hour > 12)
        return false;
    m->out->hour = (int8_t)(m->out->hour % 12 + (half == 'p' ? 12 : 0));
    m->at += skip + 2;
    return true;
}

/* +hh:mm, +hhmm or (if short_form) +hh, so many bytes ahead; sets the zone and @return its end, or
 * 0. */
static size_t
zone_number(struct wl_stamp_reader *m, size_t ahead, bool short_form)
{
    int sign = peek(m, ahead);
    size_t digits = count_digits(m, ahead + 1, 5);
    int hours, minutes = 0;
    size_t end = ahead + 1 + digits;

    if ((sign != '+' && sign != '-') || (digits != 2 && digits != 4))
        return 0;
    hours = digits_value(m, ahead + 1, 2);
    if (digits == 4) {
        minutes = digits_value(m, ahead + 3, 2);
    } else if (peek(m, end) == ':' && count_digits(m, end + 1, 3) == 2) {
        minutes = digits_value(m, end + 1, 2);
        end += 3;
    } else if (!short_form) {
        return 0;
    }
    /* No zone has other minutes; -1005 behind a time is more likely a code. */
    if (hours > 14 || minutes % 15 != 0 || minutes > 45)
        return 0;
    m->out->zone_minutes = (int16_t)((hours * 60 + minutes) * (sign == '-' ? -1 : 1));
    m->has_zone = true;
    return end;
}

/* Any zone or none; a number set apart by a blank needs its minutes. */
static void
read_zone(struct wl_stamp_reader *m)
{
    size_t blanks = count_blanks(m);
    size_t end = zone_number(m, blanks, blanks == 0);
    bool utc = word_here(m, blanks, "utc", 3) || word_here(m, blanks, "gmt", 3);
    size_t len = utc ? 3 : word_here(m, blanks, "z", 1);

    if (end == 0 && len > 0) {
        end = zone_number(m, blanks + len, true);
        if (end == 0 && !wl_ascii_letter(peek(m, blanks + len)) &&
            !wl_ascii_digit(peek(m, blanks + len))) {
            m->has_zone = true;
            end = blanks + len;
        }
    }
    m->at += end;
}

static bool
read_zone_number(struct wl_stamp_reader *m)
{
    size_t end = zone_number(m, 0, false);

    m->at += end;
    return end > 0;
}

/* CET and the like: the same letters mean several zones, so they do not close it. */
static bool
read_zone_name(struct wl_stamp_reader *m)
{
    size_t len = 0;

    while (peek(m, len) >= 'A' && peek(m, len) <= 'Z')
        len++;
    m->at += len;
    return len >= 3 && len <= 5;
}

/* The Windows bias: what must be added to local time to get UTC. */
static void
read_bias(struct wl_stamp_reader *m)
{
    int sign = peek(m, 0);
    size_t digits = count_digits(m, 1, 4);
    int minutes = digits_value(m, 1, digits);

    if ((sign != '+' && sign != '-') || digits < 1 || digits > 3 || minutes > 14 * 60)
        return;
    m->out->zone_minutes = (int16_t)(sign == '+' ? -minutes : minutes);
    m->has_zone = true;
    m->at += 1 + digits;
}

static bool
read_epoch(struct wl_stamp_reader *m)
{
    size_t digits = count_digits(m, 0, 20);
    size_t more;
    int64_t value = 0, unit;

    if (digits < 9 || digits > 19 || peek(m, 0) == '0')
        return false;
    for (size_t i = 0; i < digits; i++) /* fits: 19 digits, the first of which is small enough */
        value = (int64_t)((uint64_t)value * 10 + (uint64_t)(peek(m, i) - '0'));
    for (unit = 1; unit <= INT64_C(1000000000); unit *= 1000) {
        if (value >= EPOCH_MIN * unit && value / unit < EPOCH_MAX)
            break;
    }
    if (unit > INT64_C(1000000000))
        return false;
    m->out->instant_us = unit <= WL_US_SECOND ? value * (WL_US_SECOND / unit) : value / 1000;
    m->out->epoch = true;
    m->at += digits;
    more = count_digits(m, 1, 10);
    if (peek(m, 0) == '.' && more >= 1 && more <= 9) {
        m->out->instant_us += unit <= WL_US_SECOND ? fraction_micros(m, 1, more) / unit : 0;
        m->at += 1 + more;
    }
    return true;
}

static bool
skip_number(struct wl_stamp_reader *m)
{
    size_t digits = count_digits(m, 0, 11);

    m->at += digits;
    return digits >= 1 && digits <= 10;
}

static bool
skip_severity(struct wl_stamp_reader *m)
{
    int c = peek(m, 0);

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
    size_t len = sign == ' ' ? count_blanks(m) : peek(m, 0) == sign;

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
    case WL_STAMP_OP_ZONE:
        read_zone(m);
        return true;
    case WL_STAMP_OP_ZONE_NUMBER:
        return read_zone_number(m);
    case WL_STAMP_OP_ZONE_NAME:
        return read_zone_name(m);
    case WL_STAMP_OP_BIAS:
        read_bias(m);
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
    if (!out->epoch) {
        out->open |= m.has_zone ? 0u : WL_STAMP_ZONE;
        out->open |= m.has_date && !m.has_year ? WL_STAMP_YEAR : 0u;
        out->open |= m.has_date ? 0u : WL_STAMP_DATE;
    }
    out->text = (struct wl_span){line.ptr + m.from, m.to - m.from};
    return m.at;
}
