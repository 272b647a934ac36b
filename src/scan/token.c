#include "scan/token.h"

typedef unsigned char byte;

static bool
is_digit(char c)
{
    return (byte)(c - '0') < 10;
}

static bool
is_letter(char c)
{
    return (byte)((c | 32) - 'a') < 26;
}

static bool
is_word(char c)
{
    return is_letter(c) || is_digit(c) || c == '_';
}

/* 16 or more for none */
static unsigned
hex_value(char c)
{
    unsigned letter = (byte)((c | 32) - 'a');

    return is_digit(c) ? (unsigned)(c - '0') : letter < 6 ? letter + 10 : 16;
}

/* An escaped \n, \r or \t before a token is a border, though it ends with a letter. */
static bool
has_left_border(const char *p, const char *start)
{
    if (p == start || !is_word(p[-1]))
        return true;
    return p - start >= 2 && p[-2] == '\\' && (p[-1] == 'n' || p[-1] == 'r' || p[-1] == 't');
}

#define RUN_MAX 20 /* digits that are read: more than any token has */

static const char *
run_end(const char *p, const char *end)
{
    return end - p > RUN_MAX ? p + RUN_MAX : end;
}

static size_t
decimal_run(const char *p, const char *end, uint64_t *value)
{
    const char *start = p;
    uint64_t sum = 0;

    for (end = run_end(p, end); p < end && is_digit(*p); p++)
        sum = sum * 10 + (unsigned)(*p - '0');
    *value = sum;
    return (size_t)(p - start);
}

static size_t
hex_run(const char *p, const char *end, uint64_t *value)
{
    const char *start = p;
    uint64_t sum = 0;
    unsigned digit;

    for (end = run_end(p, end); p < end && (digit = hex_value(*p)) < 16; p++)
        sum = sum << 4 | digit;
    *value = sum;
    return (size_t)(p - start);
}

static bool
fill(struct wl_token *out, enum wl_token_kind kind, uint64_t number, const char *p, size_t len)
{
    out->kind = kind;
    out->code = number < 65536 ? wl_code_by_number((uint32_t)number) : NULL;
    out->text = (struct wl_span){p, len};
    return out->code != NULL;
}

static bool
is_right_border(const char *p, const char *end)
{
    return p >= end || !is_word(*p);
}

static bool
decimal_at(const char *p, const char *start, const char *end, bool deep, struct wl_token *out)
{
    uint64_t value;
    size_t len = decimal_run(p, end, &value);
    bool negative = p > start && p[-1] == '-';

    /* a letter may follow a glued text: (OS 10048)Only, but 10054ms and 10054_x are other things */
    if (!is_right_border(p + len, end))
        return false;
    if (len == 5)
        return fill(out, WL_TOKEN_NUMBER, value, p, len);
    /* a negated code as unsigned 32 bits; small ones would be everybody's -1 to -997 */
    if (len == 10 && value > UINT32_MAX - 11100u && value < UINT32_MAX - 10000u && !negative)
        return fill(out, WL_TOKEN_NUMBER, (uint64_t)UINT32_MAX + 1 - value, p, len);
    if (len == 10 && negative && value > 0x7FF80000u && value <= 0x80000000u)
        return fill(out, WL_TOKEN_HRESULT, (uint64_t)UINT32_MAX + 1 - value - WL_HRESULT_WIN32, p,
                    len);
    if (len == 10 && !negative && value >= WL_HRESULT_WIN32 && value < WL_HRESULT_WIN32 + 65536)
        return fill(out, WL_TOKEN_HRESULT, value - WL_HRESULT_WIN32, p, len);
    return deep && len <= 3 && fill(out, WL_TOKEN_SMALL, value, p, len);
}

/* 0x..., 27.. to 2b.., 8007...., and zeros or all ones before them: codes end below 0x3000. */
static bool
may_begin_hex(char c)
{
    return c == '0' || c == '2' || c == '8' || (c | 32) == 'f';
}

static bool
hex_at(const char *p, const char *end, struct wl_token *out)
{
    bool prefixed = end - p > 2 && p[0] == '0' && (p[1] | 32) == 'x';
    const char *digits = prefixed ? p + 2 : p;
    uint64_t value;
    size_t len = hex_run(digits, end, &value);
    size_t whole = (size_t)(digits - p) + len;

    if (len < 4 || len > 16)
        return false;
    /* 2746h and 0x80072746L */
    if (digits + len < end && (digits[len] | 32) == (prefixed ? 'l' : 'h'))
        whole++;
    if (!is_right_border(p + whole, end))
        return false;
    if ((value & 0xFFFFFFFF) >> 16 == 0x8007 &&
        (len == 8 || (len == 16 && value >> 32 == UINT32_MAX)))
        return fill(out, WL_TOKEN_HRESULT, value & 0xFFFF, p, whole);
    if (!prefixed && len != 4 && len != 8)
        return false;
    return value >= 10000 && fill(out, WL_TOKEN_HEX, value, p, whole);
}

static bool
name_at(const char *p, const char *end, bool deep, struct wl_token *out)
{
    size_t len = 0;
    bool wsa = end - p > 3 && (p[0] | 32) == 'w' && (p[1] | 32) == 's';

    if (!wsa && !deep)
        return false;
    while (p + len < end && is_word(p[len]) && len < 40)
        len++;
    /* WSEACCES is a known misprint of old tables */
    out->kind = wsa ? WL_TOKEN_NAME : WL_TOKEN_DOTNET;
    out->text = (struct wl_span){p, len};
    out->code = wsa ? wl_code_by_name(out->text) : wl_code_by_dotnet(out->text);
    return out->code != NULL;
}

bool
wl_token_at(const char *p, const char *start, const char *end, bool deep, struct wl_token *out)
{
    if (!has_left_border(p, start))
        return false;
    if (is_digit(*p) && *p != '0' && decimal_at(p, start, end, deep, out))
        return true;
    if (may_begin_hex(*p) && hex_at(p, end, out))
        return true;
    return is_letter(*p) && name_at(p, end, deep, out);
}
