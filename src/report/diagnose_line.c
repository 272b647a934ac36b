/*
 * What a stored line tells beside its fields: pauses, sizes, ports, addresses, names. Guesses are
 * good enough here: rules count over many lines.
 */
#include "base/ascii.h"
#include "report/diagnose_events.h"

#include <stdlib.h>

enum { IDLE_BEHIND = 72, IDLE_BEFORE = 32 };
#define LEAST_PAUSE_US INT64_C(20000000)

static int
at(struct wl_span text, size_t i)
{
    return i < text.len ? (unsigned char)text.ptr[i] : 0;
}

/* "1,234" and "240.5": thousands are skipped, fractions are kept to the microsecond. */
static size_t
read_number(struct wl_span text, size_t i, int64_t *micros)
{
    int64_t whole = 0, part = 0, scale = 1000000;

    while (wl_ascii_digit(at(text, i)) && whole < INT64_C(1000000000000)) {
        whole = whole * 10 + (at(text, i++) - '0');
        if (at(text, i) == ',' && wl_ascii_digit(at(text, i + 1)) &&
            wl_ascii_digit(at(text, i + 2)) && wl_ascii_digit(at(text, i + 3)))
            i++;
    }
    if (at(text, i) == '.' && wl_ascii_digit(at(text, i + 1)))
        for (i++; wl_ascii_digit(at(text, i)); i++)
            if (scale > 1)
                part += (at(text, i) - '0') * (scale /= 10);
    *micros = whole * 1000000 + part;
    return i;
}

static const struct {
    const char *word;
    int64_t factor; /* seconds, times 1000 */
} units[] = {
    {"milliseconds", 1}, {"millisecond", 1}, {"msecs", 1},       {"msec", 1},
    {"millis", 1},       {"ms", 1},          {"seconds", 1000},  {"second", 1000},
    {"secs", 1000},      {"sec", 1000},      {"sekunden", 1000}, {"secondes", 1000},
    {"segundos", 1000},  {"s", 1000},        {"minutes", 60000}, {"minute", 60000},
    {"minuten", 60000},  {"minutos", 60000}, {"mins", 60000},    {"min", 60000},
    {"m", 60000},        {"hours", 3600000}, {"hour", 3600000},  {"hrs", 3600000},
    {"h", 3600000},
};

/* The unit at i; its length is added to *i. */
static int64_t
read_unit(struct wl_span text, size_t *i)
{
    size_t from = *i + (at(text, *i) == ' ' || at(text, *i) == '-');

    for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
        size_t len = strlen(units[u].word);
        if (text.len - from >= len && from < text.len &&
            wl_ascii_equal(text.ptr + from, units[u].word, len) &&
            (!wl_ascii_letter(at(text, from + len)))) {
            *i = from + len;
            return units[u].factor;
        }
    }
    return 0;
}

/* "00:04:00" */
static size_t
read_clock(struct wl_span text, size_t i, int64_t *us)
{
    int64_t parts[3] = {0};

    for (int p = 0; p < 3; p++) {
        if (!wl_ascii_digit(at(text, i)) || !wl_ascii_digit(at(text, i + 1)))
            return 0;
        parts[p] = (at(text, i) - '0') * 10 + at(text, i + 1) - '0';
        i += 2;
        if (p < 2 && at(text, i++) != ':')
            return 0;
    }
    if (wl_ascii_digit(at(text, i)))
        return 0;
    *us = (parts[0] * 3600 + parts[1] * 60 + parts[2]) * 1000000;
    return i;
}

/* A duration that begins at i: "240s", "4m0s", "4 min", "00:04:00". @return its end, 0: none */
static size_t
read_duration(struct wl_span text, size_t i, int64_t *us)
{
    int64_t total = 0, number, factor;
    size_t end = read_clock(text, i, us), found = 0;

    if (end)
        return end;
    while (wl_ascii_digit(at(text, i))) {
        end = read_number(text, i, &number);
        factor = read_unit(text, &end);
        if (factor == 0)
            break;
        total += number / 1000 * factor;
        found = i = end;
    }
    *us = total;
    return found;
}

static int64_t
duration_in(struct wl_span text, size_t from, size_t to)
{
    int64_t us;

    for (size_t i = from; i < to && i < text.len; i++) {
        if (!wl_ascii_digit(at(text, i)) ||
            (i > 0 && (wl_ascii_alnum(at(text, i - 1)) || strchr(".:-", at(text, i - 1)))))
            continue;
        if (read_duration(text, i, &us) && us > 0)
            return us;
    }
    return -1;
}

/* "idle=240", "idle_seconds: 240": seconds, where a sign and no unit stand. */
static int64_t
bare_seconds(struct wl_span text, size_t i)
{
    int64_t us = -1;
    size_t end;

    while (wl_ascii_letter(at(text, i)) || at(text, i) == '_' || at(text, i) == '"')
        i++;
    if (at(text, i) != '=' && at(text, i) != ':')
        return -1;
    for (i++; at(text, i) == ' ' || at(text, i) == '"';)
        i++;
    if (!wl_ascii_digit(at(text, i)))
        return -1;
    end = read_number(text, i, &us);
    if (i >= 3 && memmem(text.ptr + (i > 12 ? i - 12 : 0), i > 12 ? 12 : i, "ms", 2))
        us /= 1000;
    return wl_ascii_letter(at(text, end)) ? -1 : us;
}

static int64_t
near_word(struct wl_span text, size_t i, size_t len)
{
    size_t before = i > IDLE_BEFORE ? i - IDLE_BEFORE : 0;
    int64_t us = bare_seconds(text, i + len);

    if (us < 0)
        us = duration_in(text, i + len, i + len + IDLE_BEHIND);
    return us < 0 ? duration_in(text, before, i) : us;
}

/* "reset after 4m0s": a pause only where a connection that stood was cut. */
static int64_t
after_words(struct wl_span text, uint16_t code)
{
    if (code != 10054 && code != 10053 && code != 10052)
        return -1;
    for (size_t i = 0; i + 7 < text.len; i++) {
        int64_t us;
        if (wl_ascii_equal(text.ptr + i, "after ", 6) && read_duration(text, i + 6, &us) &&
            us >= LEAST_PAUSE_US)
            return us;
    }
    return -1;
}

int64_t
wl_line_idle(const struct wl_diagnosis_rules *rules, struct wl_span text,
             const struct wl_words *words, uint16_t code)
{
    if (!wl_words_meet(words, &rules->idle))
        return after_words(text, code);
    for (size_t i = 0; i < rules->word_count; i++) {
        const struct wl_word *word = rules->words + i;
        if (!(rules->idle.bits[i / 64] & words->bits[i / 64] & UINT64_C(1) << i % 64))
            continue;
        for (size_t p = 0; p + word->len <= text.len; p++)
            if (wl_ascii_equal(text.ptr + p, word->text, word->len)) {
                int64_t us = near_word(text, p, word->len);
                if (us > 0)
                    return us;
            }
    }
    return after_words(text, code);
}

int64_t
wl_line_bytes(struct wl_span text)
{
    static const struct {
        const char *word;
        int64_t factor;
    } sizes[] = {{"bytes", 1},  {"byte", 1},     {"octets", 1},    {"b", 1},          {"kb", 1024},
                 {"kib", 1024}, {"mb", 1048576}, {"mib", 1048576}, {"gb", 1073741824}};
    int64_t most = 0, number;

    for (size_t i = 0; i < text.len; i++) {
        size_t end, word;
        if (!wl_ascii_digit(at(text, i)) || (i > 0 && wl_ascii_alnum(at(text, i - 1))))
            continue;
        end = read_number(text, i, &number);
        word = end + (at(text, end) == ' ' || at(text, end) == '-');
        for (size_t u = 0; u < sizeof sizes / sizeof *sizes; u++) {
            size_t len = strlen(sizes[u].word);
            if (text.len - word >= len && word < text.len &&
                wl_ascii_equal(text.ptr + word, sizes[u].word, len) &&
                !wl_ascii_alnum(at(text, word + len)) && number / 1000000 * sizes[u].factor > most)
                most = number / 1000000 * sizes[u].factor;
        }
        if (i >= 4 && strchr("= :", at(text, i - 1)) &&
            (memmem(text.ptr + i - 4, 4, "len", 3) ||
             memmem(text.ptr + (i >= 5 ? i - 5 : 0), 5, "size", 4)) &&
            number / 1000000 > most)
            most = number / 1000000;
        i = end > i ? end - 1 : i;
    }
    return most;
}

static uint16_t
digits_port(struct wl_span text, size_t i)
{
    uint32_t port = 0;
    size_t from = i;

    if (at(text, i) == '0')
        return 0;
    while (wl_ascii_digit(at(text, i)) && i - from < 6)
        port = port * 10 + (uint32_t)(at(text, i++) - '0');
    return i > from && port <= 65535 && !wl_ascii_letter(at(text, i)) ? (uint16_t)port : 0;
}

/* "port 8080", "port=8080", "Port: 8080" */
static uint16_t
port_by_word(struct wl_span text)
{
    for (size_t i = 0; i + 6 <= text.len; i++) {
        size_t digits = i + 4;
        if (!wl_ascii_equal(text.ptr + i, "port", 4))
            continue;
        while (digits < i + 10 && at(text, digits) && !wl_ascii_alnum(at(text, digits)) &&
               at(text, digits) != '/')
            digits++;
        if (digits > i + 4 && digits_port(text, digits))
            return digits_port(text, digits);
    }
    return 0;
}

static bool
after_address(struct wl_span text, size_t colon)
{
    int before = colon ? at(text, colon - 1) : ' ';
    size_t i = colon;

    if (strchr("]*( '\"/", before))
        return true;
    if (wl_ascii_letter(before))
        return false;
    while (i > 0 && wl_ascii_digit(at(text, i - 1)))
        i--;
    return i > 0 && at(text, i - 1) == '.';
}

uint16_t
wl_line_port(struct wl_span text)
{
    uint16_t port = port_by_word(text);

    for (size_t i = 0; port == 0 && i + 2 < text.len; i++) {
        if (at(text, i) == ':' && after_address(text, i)) {
            port = digits_port(text, i + 1);
        } else if (at(text, i) == '\'' && at(text, i + 1) == ',' && at(text, i + 2) == ' ') {
            port = digits_port(text, i + 3); /* Python: ('0.0.0.0', 8080) */
        }
        if (port < 20)
            port = 0;
    }
    return port;
}

/* Four numbers with dots between. */
static size_t
ipv4_at(struct wl_span text, size_t i)
{
    for (int part = 0; part < 4; part++) {
        uint32_t number = 0;
        size_t from = i;
        while (wl_ascii_digit(at(text, i)) && i - from < 3)
            number = number * 10 + (uint32_t)(at(text, i++) - '0');
        if (i == from || number > 255 || (part < 3 && at(text, i++) != '.'))
            return 0;
    }
    return wl_ascii_alnum(at(text, i)) || (at(text, i) == '.' && wl_ascii_digit(at(text, i + 1)))
               ? 0
               : i;
}

static size_t
ipv6_at(struct wl_span text, size_t i)
{
    size_t from = i, colons = 0, letters = 0;
    bool twice = false;

    for (; i < text.len && i - from < 46; i++) {
        int c = wl_ascii_lower(at(text, i));
        if (c == ':') {
            colons++;
            twice = twice || (i > from && at(text, i - 1) == ':');
        } else if (c >= 'a' && c <= 'f') {
            letters++;
        } else if (!wl_ascii_digit(c)) {
            break;
        }
    }
    while (i > from && at(text, i - 1) == ':' && !(i - from >= 2 && at(text, i - 2) == ':'))
        i--, colons--;
    return (twice && colons >= 2 && i - from > 2) || (colons == 7 && letters > 0) ? i : 0;
}

struct wl_span
wl_line_address(struct wl_span text, uint16_t *port)
{
    struct wl_span found = {text.ptr, 0};

    for (size_t i = 0; i < text.len; i++) {
        int before = i ? at(text, i - 1) : ' ';
        size_t end = 0;
        if (wl_ascii_alnum(before) || before == '.' || before == ':' || before == '-')
            continue;
        if (wl_ascii_digit(at(text, i)))
            end = ipv4_at(text, i);
        if (!end && (wl_ascii_alnum(at(text, i)) || at(text, i) == ':'))
            end = ipv6_at(text, i);
        if (!end)
            continue;
        found = (struct wl_span){text.ptr + i, end - i};
        if (*port == 0)
            *port = at(text, end) == ':' ? digits_port(text, end + 1)
                                         : (at(text, end) == ']' && at(text, end + 1) == ':'
                                                ? digits_port(text, end + 2)
                                                : 0);
        return found;
    }
    return found;
}
