/*
 * For tests: small archives, written here, and bytes in memory as a stream.
 */
#pragma once

#include "base/buf.h"
#include "input/stream.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

/* Bytes as a stream that gives at most piece of them at a time, and fails at the end if it is to.
 */
struct memory {
    struct wl_stream stream;
    struct wl_span bytes;
    size_t at, piece;
    int rc;
    bool *closed;
    void (*on_read)(void);
};

static inline ptrdiff_t
memory_read(struct wl_stream *stream, char *ptr, size_t cap, struct wl_error *err)
{
    struct memory *memory = (struct memory *)stream;
    size_t n = memory->bytes.len - memory->at;

    if (memory->on_read)
        memory->on_read();
    if (n == 0 && memory->rc < 0)
        return wl_error_set(err, memory->rc, "the disk is gone");
    if (n > cap)
        n = cap;
    if (n > memory->piece)
        n = memory->piece;
    memcpy(ptr, memory->bytes.ptr + memory->at, n);
    memory->at += n;
    return (ptrdiff_t)n;
}

static inline int
memory_seek(struct wl_stream *stream, uint64_t offset, struct wl_error *err)
{
    (void)err;
    ((struct memory *)stream)->at = (size_t)offset;
    return 0;
}

static inline void
memory_close(struct wl_stream *stream)
{
    struct memory *memory = (struct memory *)stream;

    if (memory->closed)
        *memory->closed = true;
    free(memory);
}

static const struct wl_stream_ops memory_ops = {memory_read, NULL, memory_close};
static const struct wl_stream_ops seekable_ops = {memory_read, memory_seek, memory_close};

static inline struct memory *
memory_new(struct wl_span bytes, size_t piece)
{
    struct memory *memory = calloc(1, sizeof *memory);

    assert_non_null(memory);
    memory->stream = (struct wl_stream){&memory_ops, bytes.len};
    memory->bytes = bytes;
    memory->piece = piece;
    return memory;
}

static inline void
add_tar_member(struct wl_buf *out, const char *name, struct wl_span content)
{
    char header[512] = {0};
    unsigned sum = 0;

    (void)snprintf(header, 100, "%s", name);
    memcpy(header + 100, "0000644", 8);
    (void)snprintf(header + 124, 12, "%011o", (unsigned)content.len);
    memcpy(header + 136, "00000000000", 12);
    memset(header + 148, ' ', 8);
    header[156] = '0';
    memcpy(header + 257, "ustar\00000", 8);
    for (size_t i = 0; i < sizeof header; i++)
        sum += (unsigned char)header[i];
    (void)snprintf(header + 148, 8, "%06o", sum);
    wl_buf_add(out, header, sizeof header);
    wl_buf_add_span(out, content);
    while (out->len % 512 != 0)
        wl_buf_add_char(out, '\0');
}

static inline void
end_tar(struct wl_buf *out)
{
    static const char zeros[1024];

    wl_buf_add(out, zeros, sizeof zeros);
}

static inline void
add_gzip(struct wl_buf *out, struct wl_span content)
{
    z_stream z = {0};

    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, 0), Z_OK);
    assert_int_equal(wl_buf_reserve(out, deflateBound(&z, content.len)), 0);
    z.next_in = (Bytef *)(uintptr_t)content.ptr;
    z.avail_in = (uInt)content.len;
    z.next_out = (Bytef *)out->ptr + out->len;
    z.avail_out = (uInt)(out->cap - out->len);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->len += z.total_out;
    (void)deflateEnd(&z);
}
