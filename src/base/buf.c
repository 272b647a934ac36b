#include "base/buf.h"

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void
wl_buf_init(struct wl_buf *buf)
{
    *buf = (struct wl_buf){0};
}

void
wl_buf_done(struct wl_buf *buf)
{
    free(buf->ptr);
    wl_buf_init(buf);
}

void
wl_buf_clear(struct wl_buf *buf)
{
    buf->len = 0;
}

int
wl_buf_reserve(struct wl_buf *buf, size_t more)
{
    size_t need = buf->len + more;
    size_t cap = buf->cap ? buf->cap : 64;
    char *grown;

    if (buf->failed)
        return WL_ENOMEM;
    if (need <= buf->cap)
        return 0;
    while (cap < need)
        cap += cap / 2;
    grown = realloc(buf->ptr, cap);
    if (!grown) {
        buf->failed = true;
        return WL_ENOMEM;
    }
    buf->ptr = grown;
    buf->cap = cap;
    return 0;
}

void
wl_buf_add(struct wl_buf *buf, const char *ptr, size_t len)
{
    if (len == 0 || wl_buf_reserve(buf, len) < 0)
        return;
    memcpy(buf->ptr + buf->len, ptr, len);
    buf->len += len;
}

void
wl_buf_add_span(struct wl_buf *buf, struct wl_span span)
{
    wl_buf_add(buf, span.ptr, span.len);
}

void
wl_buf_add_text(struct wl_buf *buf, const char *text)
{
    wl_buf_add(buf, text, strlen(text));
}

void
wl_buf_add_char(struct wl_buf *buf, char c)
{
    wl_buf_add(buf, &c, 1);
}

void
wl_buf_add_number(struct wl_buf *buf, uint64_t number, unsigned digits)
{
    char text[24];
    size_t at = sizeof text;

    do {
        text[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0 || (sizeof text - at < digits && at > 0));
    wl_buf_add(buf, text + at, sizeof text - at);
}

/* What fits is written at once; else its length is known then. */
void
wl_buf_addf(struct wl_buf *buf, const char *format, ...)
{
    size_t room = buf->failed ? 0 : buf->cap - buf->len;
    va_list args;
    int need;

    va_start(args, format);
    need = vsnprintf(room > 0 ? buf->ptr + buf->len : NULL, room, format, args);
    va_end(args);
    if (need >= 0 && (size_t)need < room) {
        buf->len += (size_t)need;
        return;
    }
    if (need < 0 || wl_buf_reserve(buf, (size_t)need + 1) < 0)
        return;
    va_start(args, format);
    (void)vsnprintf(buf->ptr + buf->len, (size_t)need + 1, format, args);
    va_end(args);
    buf->len += (size_t)need;
}

const char *
wl_buf_text(struct wl_buf *buf)
{
    if (wl_buf_reserve(buf, 1) < 0)
        return "";
    buf->ptr[buf->len] = '\0';
    return buf->ptr;
}
