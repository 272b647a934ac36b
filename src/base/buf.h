/*
 * A growing byte buffer. Memory failure is sticky: after it every append does nothing and failed is
 * set, so that a writer of many small parts checks once, at the end.
 */
#pragma once

#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wl_buf {
    char *ptr;
    size_t len;
    size_t cap;
    bool failed; /* out of memory at some point; contents are then incomplete */
};

/** Start empty; owns nothing yet. */
void wl_buf_init(struct wl_buf *buf);

/** Free the storage; the buffer is empty and usable again. */
void wl_buf_done(struct wl_buf *buf);

/** Forget the contents, keep the storage. */
void wl_buf_clear(struct wl_buf *buf);

/** Make room for more bytes after len. @return 0, WL_ENOMEM */
int wl_buf_reserve(struct wl_buf *buf, size_t more);

void wl_buf_add(struct wl_buf *buf, const char *ptr, size_t len);
void wl_buf_add_span(struct wl_buf *buf, struct wl_span span);
void wl_buf_add_text(struct wl_buf *buf, const char *text);
void wl_buf_add_char(struct wl_buf *buf, char c);
/** A decimal number, with zeros in front up to so many digits, 24 at most. */
void wl_buf_add_number(struct wl_buf *buf, uint64_t number, unsigned digits);
void wl_buf_addf(struct wl_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** The contents as a C string, borrowed until the next change; "" after a memory failure. */
const char *wl_buf_text(struct wl_buf *buf);

/** The contents as a span, borrowed until the next change. */
static inline struct wl_span
wl_buf_span(const struct wl_buf *buf)
{
    return (struct wl_span){buf->ptr, buf->len};
}
