/*
 * Source: 7zFormat.txt of the LZMA SDK (public domain), whose terms the names here are. The header
 * is nearly always packed with LZMA; as an .lzma file, with a header of our own before it, it goes
 * through archive.c.
 */
#include "input/sevenzip.h"

#include "base/buf.h"
#include "input/archive.h"

#include <stdlib.h>

#define START_SIZE 32u
#define HEADER_MAX ((size_t)16 << 20)
#define CODERS_MAX 32u
#define NESTED_MAX 4u /* a packed header in a packed header ... */

enum property {
    END = 0,
    HEADER = 1,
    ARCHIVE_PROPERTIES = 2,
    MAIN_STREAMS = 4,
    PACK_INFO = 6,
    UNPACK_INFO = 7,
    SIZE = 9,
    CRC = 10,
    FOLDER = 11,
    CODERS_UNPACK_SIZE = 12,
    ENCODED_HEADER = 23,
};

/* Bytes to take apart. Whatever goes wrong leaves it at its end. */
struct reader {
    const unsigned char *at, *end;
    bool failed;
};

struct folder {
    unsigned outs;                /* of all coders together */
    uint64_t dictionary;          /* of all coders together */
    unsigned held[3], held_count; /* outs that BCJ2 wants whole */
    unsigned char lzma[5];        /* properties */
    bool is_lzma, is_copy;        /* the only coder is */
};

struct streams {
    uint64_t pack_at, pack_size, unpack_size; /* of the first folder */
    struct folder first;
    uint64_t most; /* that a folder takes */
};

static uint64_t
fail(struct reader *r)
{
    r->failed = true;
    r->at = r->end;
    return 0;
}

static unsigned
byte(struct reader *r)
{
    return r->at < r->end ? *r->at++ : (unsigned)fail(r);
}

/* The leading ones of the first byte count the bytes that follow, the rest of it are high bits. */
static uint64_t
number(struct reader *r)
{
    unsigned first = byte(r), mask = 0x80, shift = 0;
    uint64_t value = 0;

    for (; mask && first & mask; mask >>= 1, shift += 8)
        value |= (uint64_t)byte(r) << shift;
    return mask ? value | (uint64_t)(first & (mask - 1)) << shift : value;
}

static const unsigned char *
skip(struct reader *r, uint64_t len)
{
    const unsigned char *at = r->at;

    if (len > (uint64_t)(r->end - r->at)) {
        (void)fail(r);
        return NULL;
    }
    r->at += len;
    return at;
}

static uint64_t
little(const unsigned char *ptr, unsigned bytes)
{
    uint64_t value = 0;

    for (unsigned i = bytes; i-- > 0;)
        value = value << 8 | ptr[i];
    return value;
}

/* What a coder asks for by its id and properties. */
static uint64_t
dictionary_of(uint64_t id, const unsigned char *properties, uint64_t len)
{
    if ((id == 0x030101 || id == 0x030401) && len >= 5) /* LZMA, PPMd */
        return little(properties + 1, 4);
    if (id == 0x21 && len >= 1) { /* LZMA2: 2 or 3 times a power of two */
        unsigned bits = *properties;
        return bits >= 40 ? UINT32_MAX : (uint64_t)(2 | (bits & 1)) << (bits / 2 + 11);
    }
    return 0;
}

/* @return its first input, if it is a BCJ2; ins and outs are those of all coders so far */
static unsigned
read_coder(struct reader *r, struct folder *folder, unsigned *ins)
{
    unsigned flags = byte(r), first_in = UINT32_MAX;
    const unsigned char *id = skip(r, flags & 15), *properties = NULL;
    uint64_t code = 0, in = 1, out = 1, len = 0;

    for (unsigned i = 0; id && i < (flags & 15); i++)
        code = code << 8 | id[i];
    if (flags & 0x10) {
        in = number(r);
        out = number(r);
    }
    if (flags & 0x20) {
        len = number(r);
        properties = skip(r, len);
    }
    if (in > CODERS_MAX || out > CODERS_MAX)
        (void)fail(r);
    if (r->failed)
        return first_in;
    if (code == 0x0303011B)
        first_in = *ins;
    if (properties)
        folder->dictionary += dictionary_of(code, properties, len);
    folder->is_lzma = properties && code == 0x030101 && len == 5;
    folder->is_copy = code == 0;
    if (folder->is_lzma)
        memcpy(folder->lzma, properties, 5);
    *ins += (unsigned)in;
    folder->outs += (unsigned)out;
    return first_in;
}

static void
read_folder(struct reader *r, struct folder *folder)
{
    uint64_t coders = number(r);
    unsigned ins = 0, bcj2 = UINT32_MAX;

    *folder = (struct folder){0};
    if (coders == 0 || coders > CODERS_MAX)
        (void)fail(r);
    for (uint64_t i = 0; i < coders && !r->failed; i++) {
        unsigned first_in = read_coder(r, folder, &ins);
        if (first_in != UINT32_MAX)
            bcj2 = first_in;
    }
    folder->is_lzma = folder->is_lzma && coders == 1;
    folder->is_copy = folder->is_copy && coders == 1;
    if (r->failed || folder->outs == 0 || ins + 1 < folder->outs) {
        (void)fail(r);
        return;
    }
    for (unsigned i = 1; i < folder->outs; i++) {
        uint64_t in = number(r), out = number(r);
        if (bcj2 != UINT32_MAX && in > bcj2 && in < (uint64_t)bcj2 + 4 && folder->held_count < 3)
            folder->held[folder->held_count++] = (unsigned)out;
    }
    if (ins + 1 - folder->outs > 1)
        for (unsigned i = folder->outs - 1; i < ins; i++)
            (void)number(r);
}

static void
skip_digests(struct reader *r, uint64_t count)
{
    uint64_t defined = byte(r) ? count : 0;

    if (defined == 0) {
        const unsigned char *bits = skip(r, count / 8 + (count % 8 != 0));
        for (uint64_t i = 0; bits && i < count; i++)
            defined += bits[i / 8] >> (7 - i % 8) & 1;
    }
    (void)skip(r, defined * 4);
}

static void
read_pack_info(struct reader *r, struct streams *streams)
{
    uint64_t count;
    unsigned id;

    streams->pack_at = number(r);
    count = number(r);
    while ((id = byte(r)) != END) {
        if (id == SIZE) {
            for (uint64_t i = 0; i < count && !r->failed; i++) {
                uint64_t size = number(r);
                if (i == 0)
                    streams->pack_size = size;
            }
        } else if (id == CRC && count <= HEADER_MAX) {
            skip_digests(r, count);
        } else {
            (void)fail(r);
        }
    }
}

/* The sizes of all outs stand behind the last folder: two looks at the folders, none kept. */
static void
read_unpack_info(struct reader *r, struct streams *streams)
{
    struct reader again;
    uint64_t count;

    if (byte(r) != FOLDER)
        (void)fail(r);
    count = number(r);
    if (byte(r) != 0) /* they stand somewhere else: nothing writes that */
        (void)fail(r);
    again = *r;
    for (uint64_t i = 0; i < count && !r->failed; i++) {
        struct folder folder;
        read_folder(r, &folder);
        if (folder.dictionary > streams->most)
            streams->most = folder.dictionary;
        if (i == 0)
            streams->first = folder;
    }
    if (byte(r) != CODERS_UNPACK_SIZE)
        (void)fail(r);
    for (uint64_t i = 0; i < count && !r->failed; i++) {
        struct folder folder;
        read_folder(&again, &folder);
        for (unsigned out = 0; out < folder.outs; out++) {
            uint64_t size = number(r);
            if (i == 0 && out == 0)
                streams->unpack_size = size;
            for (unsigned held = 0; held < folder.held_count; held++)
                if (folder.held[held] == out && folder.dictionary + size >= size)
                    folder.dictionary += size;
        }
        if (folder.dictionary > streams->most)
            streams->most = folder.dictionary;
    }
}

static void
read_streams(struct reader *r, struct streams *streams)
{
    unsigned id = byte(r);

    *streams = (struct streams){0};
    if (id == PACK_INFO) {
        read_pack_info(r, streams);
        id = byte(r);
    }
    if (id == UNPACK_INFO)
        read_unpack_info(r, streams);
}

/* Append up to len bytes. */
static int
read_bytes(struct wl_stream *stream, struct wl_buf *out, uint64_t len, struct wl_error *err)
{
    while (len > 0) {
        size_t want = len < 65536 ? (size_t)len : 65536;
        ptrdiff_t n;
        if (wl_buf_reserve(out, want) < 0)
            return wl_error_set(err, WL_ENOMEM, "out of memory");
        n = stream->ops->read(stream, out->ptr + out->len, want, err);
        if (n <= 0)
            return (int)n;
        out->len += (size_t)n;
        len -= (uint64_t)n;
    }
    return 0;
}

static int
too_large(struct wl_error *err)
{
    return wl_error_set(err, WL_ELIMIT, "has a header of more than %zu MiB", HEADER_MAX >> 20);
}

/* Nothing is appended for a place that is not there. */
static int
read_at(struct wl_stream *stream, uint64_t at, uint64_t len, struct wl_buf *out,
        struct wl_error *err)
{
    int rc;

    if (at > stream->size || len > stream->size - at)
        return 0;
    if (len > HEADER_MAX)
        return too_large(err);
    rc = stream->ops->seek(stream, at, err);
    return rc < 0 ? rc : read_bytes(stream, out, len, err);
}

/* Bytes that others own, as a stream. */
struct piece {
    struct wl_stream stream;
    struct wl_span left;
};

static ptrdiff_t
piece_read(struct wl_stream *stream, char *ptr, size_t cap, struct wl_error *err)
{
    struct wl_span *left = &((struct piece *)stream)->left;
    size_t n = left->len < cap ? left->len : cap;

    (void)err;
    if (n > 0)
        memcpy(ptr, left->ptr, n);
    left->ptr += n;
    left->len -= n;
    return (ptrdiff_t)n;
}

static const struct wl_stream_ops piece_ops = {piece_read, NULL, NULL};

/* Put the header that streams says is packed into out; nothing if it can't be unpacked. */
static int
unpack(struct wl_stream *stream, const struct streams *streams, struct wl_buf *out,
       struct wl_error *err)
{
    uint64_t at = START_SIZE + streams->pack_at, size = streams->unpack_size;
    struct piece piece = {{&piece_ops, UINT64_MAX}, {NULL, 0}};
    struct wl_filter *filter;
    struct wl_buf packed;
    int rc;

    wl_buf_clear(out);
    if (streams->first.is_copy)
        return read_at(stream, at, streams->pack_size, out, err);
    if (!streams->first.is_lzma)
        return 0;
    if (size > HEADER_MAX)
        return too_large(err);
    wl_buf_init(&packed);
    wl_buf_add(&packed, (const char *)streams->first.lzma, sizeof streams->first.lzma);
    for (unsigned i = 0; i < 8; i++)
        wl_buf_add_char(&packed, (char)(size >> (8 * i)));
    rc = read_at(stream, at, streams->pack_size, &packed, err);
    piece.left = wl_buf_span(&packed);
    if (rc == 0)
        rc = wl_archive_filter(&filter, &piece.stream, WL_FORMAT_LZMA, err);
    if (rc == 0) {
        rc = read_bytes(&filter->stream, out, size, err);
        wl_stream_close(&filter->stream);
    }
    wl_buf_done(&packed);
    return rc == WL_EIO ? 0 : rc;
}

/* A header up to its folders. @return whether it is packed */
static bool
read_header(const struct wl_buf *header, struct streams *streams)
{
    const unsigned char *start = (const unsigned char *)header->ptr;
    struct reader r = {start, start + header->len, false};
    unsigned id = byte(&r);

    *streams = (struct streams){0};
    if (id == ENCODED_HEADER) {
        read_streams(&r, streams);
        return !r.failed;
    }
    id = id == HEADER ? byte(&r) : END;
    if (id == ARCHIVE_PROPERTIES) {
        while (number(&r) != END)
            (void)skip(&r, number(&r));
        id = byte(&r);
    }
    if (id == MAIN_STREAMS)
        read_streams(&r, streams);
    return false;
}

int
wl_7zip_dictionary(struct wl_stream *stream, uint64_t *bytes, struct wl_error *err)
{
    struct streams streams;
    struct wl_buf header;
    uint64_t at, len;
    bool packed = true;
    int rc;

    *bytes = 0;
    wl_buf_init(&header);
    rc = read_at(stream, 0, START_SIZE, &header, err);
    if (rc < 0 || header.len < START_SIZE)
        goto out;
    at = little((const unsigned char *)header.ptr + 12, 8);
    len = little((const unsigned char *)header.ptr + 20, 8);
    wl_buf_clear(&header);
    if (at <= stream->size)
        rc = read_at(stream, START_SIZE + at, len, &header, err);
    for (unsigned i = 0; i < NESTED_MAX && rc == 0 && packed && header.len > 0; i++) {
        packed = read_header(&header, &streams);
        if (streams.most > *bytes)
            *bytes = streams.most;
        if (packed)
            rc = unpack(stream, &streams, &header, err);
    }
out:
    wl_buf_done(&header);
    return rc < 0 ? rc : stream->ops->seek(stream, 0, err);
}
