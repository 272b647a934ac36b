/*
 * Character classes of ASCII, whatever the locale. They take an int so that -1 can mean the end.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

static inline bool
wl_ascii_digit(int c)
{
    return c >= '0' && c <= '9';
}

static inline bool
wl_ascii_letter(int c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static inline bool
wl_ascii_alnum(int c)
{
    return wl_ascii_digit(c) || wl_ascii_letter(c);
}

static inline bool
wl_ascii_blank(int c)
{
    return c == ' ' || c == '\t';
}

static inline int
wl_ascii_lower(int c)
{
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

/** The len bytes at a and b are equal, but for the case of letters. */
static inline bool
wl_ascii_equal(const char *a, const char *b, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (wl_ascii_lower((unsigned char)a[i]) != wl_ascii_lower((unsigned char)b[i]))
            return false;
    }
    return true;
}
