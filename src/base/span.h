/*
 * A piece of text that somebody else owns: a pointer and a length in bytes, never NUL-terminated.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct wl_span {
    const char *ptr;
    size_t len;
};

/** A span over a C string, which it borrows. */
static inline struct wl_span
wl_span_of(const char *text)
{
    return (struct wl_span){text, text ? strlen(text) : 0};
}

/** Equal bytes. */
static inline bool
wl_span_equal(struct wl_span a, struct wl_span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}
