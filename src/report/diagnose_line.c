/*
 * What a stored line tells beside its fields: pauses, sizes, ports, addresses, names. Guesses are
 * good enough here: rules count over many lines.
 */
#include "base/ascii.h"
#include "report/diagnose_events.h"

#include <stdlib.h>

static int
at(struct wl_span text, size_t i)
{
    return i < text.len ? (unsigned char)text.ptr[i] : 0;
}

/* "1,234": thousands are skipped. */
static size_t
read_number(struct wl_span text, size_t i, int64_t *number)
{
    *number = 0;
    while (wl_ascii_digit(at(text, i)) && *number < INT64_C(1000000000000)) {
        *number = *number * 10 + (at(text, i++) - '0');
        if (at(text, i) == ',' && wl_ascii_digit(at(text, i + 1)) &&
            wl_ascii_digit(at(text, i + 2)) && wl_ascii_digit(at(text, i + 3)))
            i++;
    }
    return i;
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
                !wl_ascii_alnum(at(text, word + len)) && number * sizes[u].factor > most)
                most = number * sizes[u].factor;
        }
        if (i >= 4 && strchr("= :", at(text, i - 1)) &&
            (memmem(text.ptr + i - 4, 4, "len", 3) ||
             memmem(text.ptr + (i >= 5 ? i - 5 : 0), 5, "size", 4)) &&
            number > most)
            most = number;
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
