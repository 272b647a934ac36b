#include "scan/pause.h"

#include "base/ascii.h"

enum { BEHIND = 72, BEFORE = 32 };
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
read_duration(struct wl_span text, size_t i, bool clock, int64_t *us)
{
    int64_t total = 0, number, factor;
    size_t end = clock ? read_clock(text, i, us) : 0, found = 0;

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
duration_in(struct wl_span text, size_t from, size_t to, bool clock)
{
    int64_t us;

    for (size_t i = from; i < to && i < text.len; i++) {
        if (!wl_ascii_digit(at(text, i)) ||
            (i > 0 && (wl_ascii_alnum(at(text, i - 1)) || strchr(".:-", at(text, i - 1)))))
            continue;
        if (read_duration(text, i, clock, &us) && us > 0)
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
    return us == 0 || wl_ascii_letter(at(text, end)) || at(text, end) == ':' ? -1 : us;
}

static int64_t
near_word(struct wl_span text, size_t i, size_t len)
{
    size_t before = i > BEFORE ? i - BEFORE : 0;
    int64_t us = bare_seconds(text, i + len);

    if (us < 0)
        us = duration_in(text, i + len, i + len + BEHIND, true);
    return us < 0 ? duration_in(text, before, i, false) : us;
}

/* "reset after 4m0s": a pause only where a connection that stood was cut. */
static int64_t
after_words(struct wl_span text, uint16_t code)
{
    if (code != 10054 && code != 10053 && code != 10052)
        return -1;
    for (size_t i = 0; i + 7 < text.len; i++) {
        int64_t us;
        if (wl_ascii_equal(text.ptr + i, "after ", 6) && read_duration(text, i + 6, true, &us) &&
            us >= LEAST_PAUSE_US)
            return us;
    }
    return -1;
}

/* Behind or before these the length of a pause stands. They begin where a word does; in scripts
 * without ASCII letters, anywhere. */
static const char *const words[] = {
    "idle",
    "inactiv",
    "inaktiv",
    "inactif",
    "no traffic",
    "no activity",
    "no data",
    "no packet",
    "last activ",
    "last used",
    "last use",
    "last packet",
    "last request",
    "last sent",
    "last read",
    "last write",
    "last message",
    "last query",
    "unused",
    "quiet",
    "silent",
    "silence",
    "leerlauf",
    "unt\xC3\xA4tig",
    "ocios",
    "dormant",
    "keep-alive age",
    "\xD0\xBF\xD1\x80\xD0\xBE\xD1\x81\xD1\x82\xD0\xBE",         /* Russian, a pause in work */
    "\xD0\xBD\xD0\xB5\xD0\xB0\xD0\xBA\xD1\x82\xD0\xB8\xD0\xB2", /* not active */
    "\xE3\x82\xA2\xE3\x82\xA4\xE3\x83\x89\xE3\x83\xAB",         /* Japanese, idle */
    "\xE7\xA9\xBA\xE9\x97\xB2",
    "\xE9\x96\x92\xE7\xBD\xAE", /* Chinese, likewise */
};
#define WORDS (sizeof words / sizeof *words)

/* The length of the word that begins at i, 0 for none. */
static size_t
word_at(struct wl_span text, size_t i)
{
    int c = wl_ascii_lower(at(text, i));

    if (!strchr("ilnuqsodk\xD0\xE3\xE7\xE9", c))
        return 0;
    if (c < 0x80 && i > 0 && wl_ascii_letter(at(text, i - 1)) &&
        !(at(text, i) < 'a' && at(text, i - 1) >= 'a'))
        return 0;
    for (size_t w = 0; w < WORDS; w++) {
        size_t len = strlen(words[w]);
        if (words[w][0] == (char)c && text.len - i >= len &&
            wl_ascii_equal(text.ptr + i, words[w], len))
            return len;
    }
    return 0;
}

bool
wl_pause_matters(uint16_t code)
{
    return (code >= 10052 && code <= 10054) || code == 10057 || code == 10058 || code == 10060;
}

int64_t
wl_pause_stated(struct wl_span line, uint16_t code)
{
    for (size_t i = 0; i < line.len; i++) {
        size_t len = word_at(line, i);
        int64_t us = len ? near_word(line, i, len) : -1;
        if (us > 0)
            return us;
    }
    return after_words(line, code);
}
