/*
 * Tries every notation and every name space in the order of enum wl_lookup_how. Guesses at spelling
 * mistakes are near.c.
 */
#include "scan/lookup.h"

#include <strings.h>

#define NTSTATUS_WIN32 0xC0070000u /* NTSTATUS_FROM_WIN32; FACILITY_NTWIN32 of ntstatus.h */

static const struct {
    const char *text;
    bool exact;
} hows[WL_LOOKUPS] = {
    [WL_LOOKUP_NUMBER] = {"Winsock code", true},
    [WL_LOOKUP_NAME] = {"Winsock name", true},
    [WL_LOOKUP_ALIAS] = {"other name of the same number", true},
    [WL_LOOKUP_HRESULT] = {"HRESULT, FACILITY_WIN32", true},
    [WL_LOOKUP_HRESULT_SIGNED] = {"HRESULT, FACILITY_WIN32, as a signed number", true},
    [WL_LOOKUP_HRESULT_UNSIGNED] = {"HRESULT, FACILITY_WIN32, as an unsigned number", true},
    [WL_LOOKUP_NTSTATUS] = {"NTSTATUS, FACILITY_NTWIN32", true},
    [WL_LOOKUP_HEX] = {"Winsock code, hexadecimal", true},
    [WL_LOOKUP_HEX_BARE] = {"Winsock code, if the digits are hexadecimal", false},
    [WL_LOOKUP_NEGATED] = {"Winsock code, negated", true},
    [WL_LOOKUP_WRAPPED] = {"Winsock code, negated, as an unsigned number", true},
    [WL_LOOKUP_DOTNET] = {"member of .NET's SocketError", true},
    [WL_LOOKUP_POSIX] = {"POSIX name of the same condition", false},
    [WL_LOOKUP_LIBUV] = {"what libuv makes of it", false},
    [WL_LOOKUP_RUST] = {"Rust's std::io::ErrorKind", false},
};

struct found {
    struct wl_lookup *out;
    size_t count, max;
};

const char *
wl_lookup_how_text(enum wl_lookup_how how)
{
    return (unsigned)how < WL_LOOKUPS ? hows[how].text : "";
}

static void
add(struct found *to, const struct wl_code *code, enum wl_lookup_how how)
{
    for (size_t i = 0; i < to->count; i++)
        if (to->out[i].code == code)
            return;
    if (code && to->count < to->max)
        to->out[to->count++] = (struct wl_lookup){code, how, hows[how].exact};
}

static int
digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
}

/* All of digits in that base, within 64 bits. */
static bool
parse(struct wl_span digits, unsigned base, uint64_t *value)
{
    *value = 0;
    for (size_t i = 0; i < digits.len; i++) {
        unsigned digit = (unsigned)digit_of(digits.ptr[i]);

        if (digit >= base || *value > (UINT64_MAX - digit) / base)
            return false;
        *value = *value * base + digit;
    }
    return digits.len > 0;
}

static const struct wl_code *
by_number(uint64_t value)
{
    return value <= UINT16_MAX ? wl_code_by_number((uint32_t)value) : NULL;
}

/* The code inside a 32-bit status word; a sign that was extended to 64 bits is dropped. */
static const struct wl_code *
by_status(uint64_t value, uint32_t severity_and_facility)
{
    if (value >> 32 == UINT32_MAX)
        value &= UINT32_MAX;
    if (value > UINT32_MAX || (value & 0xFFFF0000u) != severity_and_facility)
        return NULL;
    return wl_code_by_number((uint32_t)value & 0xFFFFu);
}

static const struct wl_code *
by_wrapped(uint64_t value)
{
    if (value >> 32 == 0)
        value |= (uint64_t)UINT32_MAX << 32;
    return by_number(0 - value);
}

static void
add_negative(struct found *to, struct wl_span digits)
{
    uint64_t value;

    if (!parse(digits, 10, &value))
        return;
    if (value <= UINT32_MAX)
        add(to, by_status(UINT32_MAX & (0 - value), WL_HRESULT_WIN32), WL_LOOKUP_HRESULT_SIGNED);
    add(to, by_number(value), WL_LOOKUP_NEGATED);
}

static void
add_decimal(struct found *to, struct wl_span digits)
{
    uint64_t value;

    if (!parse(digits, 10, &value))
        return;
    add(to, by_number(value), WL_LOOKUP_NUMBER);
    add(to, by_status(value, WL_HRESULT_WIN32), WL_LOOKUP_HRESULT_UNSIGNED);
    add(to, by_wrapped(value), WL_LOOKUP_WRAPPED);
}

static void
add_hex(struct found *to, struct wl_span digits, enum wl_lookup_how plain)
{
    uint64_t value;

    if (!parse(digits, 16, &value))
        return;
    add(to, by_status(value, WL_HRESULT_WIN32), WL_LOOKUP_HRESULT);
    add(to, by_status(value, NTSTATUS_WIN32), WL_LOOKUP_NTSTATUS);
    add(to, by_number(value), plain);
    add(to, by_wrapped(value), WL_LOOKUP_WRAPPED);
}

static struct wl_span
without_suffix(struct wl_span digits)
{
    while (digits.len > 1 && strchr("uUlL", digits.ptr[digits.len - 1]))
        digits.len--;
    return digits;
}

static void
add_numbers(struct found *to, struct wl_span word)
{
    struct wl_span rest = {word.ptr + 1, word.len - 1};

    if (word.ptr[0] == '-') {
        add_negative(to, without_suffix(rest));
        return;
    }
    word = without_suffix(word.ptr[0] == '+' ? rest : word);
    if (word.len > 2 && word.ptr[0] == '0' && (word.ptr[1] | 0x20) == 'x') {
        add_hex(to, (struct wl_span){word.ptr + 2, word.len - 2}, WL_LOOKUP_HEX);
        return;
    }
    add_decimal(to, word);
    if (word.len >= 4) /* shorter ones, such as 3e5, are hardly meant so */
        add_hex(to, word, WL_LOOKUP_HEX_BARE);
}

static bool
is_word(struct wl_span word, const char *name)
{
    return name && strlen(name) == word.len && strncasecmp(word.ptr, name, word.len) == 0;
}

static const char *
name_in(const struct wl_code *code, enum wl_lookup_how how)
{
    switch (how) {
    case WL_LOOKUP_DOTNET:
        return code->dotnet;
    case WL_LOOKUP_POSIX:
        return code->posix;
    case WL_LOOKUP_LIBUV:
        return code->libuv;
    default:
        return code->rust;
    }
}

/* Node prints libuv's names without the UV_. */
static bool
names_it(struct wl_span word, const struct wl_code *code, enum wl_lookup_how how)
{
    const char *name = name_in(code, how);

    return is_word(word, name) || (how == WL_LOOKUP_LIBUV && name && is_word(word, name + 3));
}

static void
add_names(struct found *to, struct wl_span word)
{
    size_t count;
    const struct wl_code *codes = wl_codes(&count);

    add(to, wl_code_by_name(word), WL_LOOKUP_NAME);
    for (size_t i = 0; i < count; i++)
        for (size_t n = 0; codes[i].aliases[n]; n++)
            if (is_word(word, codes[i].aliases[n]))
                add(to, &codes[i], WL_LOOKUP_ALIAS);
    for (enum wl_lookup_how how = WL_LOOKUP_DOTNET; how <= WL_LOOKUP_RUST; how++)
        for (size_t i = count; i-- > 0;) /* 10022 before 87: the Winsock code is the likelier one */
            if (names_it(word, &codes[i], how))
                add(to, &codes[i], how);
}

static struct wl_span
trimmed(struct wl_span word)
{
    while (word.len > 0 && strchr(" \t\r\n", word.ptr[0])) {
        word.ptr++;
        word.len--;
    }
    while (word.len > 0 && strchr(" \t\r\n", word.ptr[word.len - 1]))
        word.len--;
    return word;
}

static struct wl_span
unqualified(struct wl_span word)
{
    size_t start = word.len;

    while (start > 0 && word.ptr[start - 1] != '.' && word.ptr[start - 1] != ':')
        start--;
    return (struct wl_span){word.ptr + start, word.len - start};
}

size_t
wl_lookup(struct wl_span word, struct wl_lookup *out, size_t max)
{
    struct found to = {out, 0, max};

    word = trimmed(word);
    if (word.len == 0)
        return 0;
    add_numbers(&to, word);
    add_names(&to, unqualified(word));
    return to.count;
}
