/*
 * Signatures are those of the formats' specifications. A tar has one only since POSIX; an older one
 * is told by the checksum of its first header.
 */
#include "input/format.h"

#include "base/span.h"

#define TAR_HEADER 512u
#define TAR_CHECKSUM 148u /* where its 8 octal digits stand */
#define TAR_MAGIC 257u

struct format {
    const char *name;
    unsigned offset;
    struct wl_span signature;
};

#define BYTES(text) \
    { \
        (text), sizeof(text) - 1 \
    }

static const struct format formats[] = {
    [WL_FORMAT_NONE] = {"file", 0, {NULL, 0}},
    [WL_FORMAT_GZIP] = {"gzip file", 0, BYTES("\x1f\x8b\x08")},
    [WL_FORMAT_COMPRESS] = {"compress file", 0, BYTES("\x1f\x9d")},
    [WL_FORMAT_BZIP2] = {"bzip2 file", 4, BYTES("1AY&SY")},
    [WL_FORMAT_XZ] = {"xz file", 0, BYTES("\3757zXZ\0")},
    [WL_FORMAT_ZSTD] = {"zstd file", 0, BYTES("\x28\xb5\x2f\xfd")},
    [WL_FORMAT_LZ4] = {"lz4 file", 0, BYTES("\x04\x22\x4d\x18")},
    [WL_FORMAT_LZMA] = {"lzma file", 0, {NULL, 0}},
    [WL_FORMAT_ZIP] = {"zip archive", 0, BYTES("PK\3\4")},
    [WL_FORMAT_7ZIP] = {"7z archive", 0, BYTES("7z\xbc\xaf\x27\x1c")},
    [WL_FORMAT_CAB] = {"cabinet", 0, BYTES("MSCF\0\0\0\0")},
    [WL_FORMAT_RAR] = {"rar archive", 0, BYTES("Rar!\x1a\7")},
    [WL_FORMAT_TAR] = {"tar archive", TAR_MAGIC, BYTES("ustar")},
};

static bool
begins(const char *head, size_t len, unsigned offset, struct wl_span bytes)
{
    return bytes.len > 0 && len >= offset + bytes.len &&
           memcmp(head + offset, bytes.ptr, bytes.len) == 0;
}

/* Octal digits, spaces before and after. */
static bool
read_octal(const char *ptr, size_t len, unsigned long *value)
{
    size_t i = 0, digits = 0;

    *value = 0;
    while (i < len && ptr[i] == ' ')
        i++;
    for (; i < len && ptr[i] >= '0' && ptr[i] <= '7'; i++, digits++)
        *value = *value * 8 + (unsigned long)(ptr[i] - '0');
    return digits > 0 && (i == len || ptr[i] == '\0' || ptr[i] == ' ');
}

static bool
is_old_tar(const char *head, size_t len)
{
    unsigned long sum = 8UL * ' ', stated;

    if (len < TAR_HEADER || head[0] == '\0' || !read_octal(head + TAR_CHECKSUM, 8, &stated))
        return false;
    for (size_t i = 0; i < TAR_HEADER; i++)
        if (i < TAR_CHECKSUM || i >= TAR_CHECKSUM + 8)
            sum += (unsigned char)head[i];
    return sum == stated;
}

/* zstd and lz4 both may begin with frames that hold nothing of the content (RFC 8878 section
 * 3.1.2); what stands behind tells which it is. */
static size_t
skippable(const char *head, size_t len)
{
    static const struct wl_span magic = BYTES("\x2a\x4d\x18");
    const unsigned char *bytes = (const unsigned char *)head;

    if (len < 8 || (bytes[0] & 0xF0) != 0x50 || !begins(head, len, 1, magic))
        return 0;
    return 8 + (bytes[4] | (size_t)bytes[5] << 8 | (size_t)bytes[6] << 16 | (size_t)bytes[7] << 24);
}

enum wl_format
wl_format_of(const char *head, size_t len)
{
    size_t skipped = skippable(head, len);
    static const struct wl_span empty_zip = BYTES("PK\5\6"), split_zip = BYTES("PK\7\10PK\3\4");
    static const struct wl_span spanned_zip = BYTES("PK00PK\3\4");

    for (enum wl_format f = WL_FORMAT_GZIP; f <= WL_FORMAT_TAR; f++)
        if (begins(head, len, formats[f].offset, formats[f].signature))
            return f;
    if (begins(head, len, 0, empty_zip) || begins(head, len, 0, split_zip) ||
        begins(head, len, 0, spanned_zip))
        return WL_FORMAT_ZIP;
    if (skipped > 0 && skipped < len) {
        enum wl_format behind = wl_format_of(head + skipped, len - skipped);
        return behind == WL_FORMAT_ZSTD || behind == WL_FORMAT_LZ4 ? behind : WL_FORMAT_NONE;
    }
    return is_old_tar(head, len) ? WL_FORMAT_TAR : WL_FORMAT_NONE;
}

/* What the fields behind a signature cannot be in a real one. */
static bool
is_sane(enum wl_format format, const unsigned char *head, size_t len)
{
    switch (format) {
    case WL_FORMAT_GZIP: /* RFC 1952 section 2.3.1: bits that are reserved */
        return len >= 10 && (head[3] & 0xE0) == 0;
    case WL_FORMAT_COMPRESS: /* 9 to 16 bits, and two flags that nobody sets */
        return len >= 5 && (head[2] & 0x60) == 0 && (head[2] & 0x1F) >= 9 && (head[2] & 0x1F) <= 16;
    case WL_FORMAT_BZIP2:
        return memcmp(head, "BZh", 3) == 0 && head[3] >= '1' && head[3] <= '9';
    case WL_FORMAT_XZ: /* section 2.1.1.2: stream flags */
        return len >= 12 && head[6] == 0 && (head[7] & 0xF0) == 0;
    case WL_FORMAT_ZSTD: /* RFC 8878 section 3.1.1.1.1: a reserved bit */
        return len >= 9 && (head[4] & 8) == 0;
    case WL_FORMAT_LZ4: /* version 01 */
        return len >= 7 && (head[4] & 0xC2) == 0x40;
    case WL_FORMAT_ZIP: /* APPNOTE 4.4.3: versions are small */
        return len >= 22 && (head[2] != 3 || head[4] <= 63);
    case WL_FORMAT_7ZIP:
        return len >= 32 && head[6] == 0;
    case WL_FORMAT_TAR:
        return is_old_tar((const char *)head, len);
    default:
        return true;
    }
}

bool
wl_format_is_sure(const char *head, size_t len)
{
    enum wl_format format = wl_format_of(head, len);

    /* behind frames that hold nothing it was looked at already */
    if (skippable(head, len))
        return format != WL_FORMAT_NONE;
    return format != WL_FORMAT_NONE && is_sane(format, (const unsigned char *)head, len);
}

bool
wl_format_may_begin(const char *head, size_t len)
{
    for (enum wl_format f = WL_FORMAT_GZIP; f < WL_FORMAT_TAR; f++) {
        const struct wl_span *signature = &formats[f].signature;
        size_t n = len < signature->len ? len : signature->len;

        if (f == WL_FORMAT_BZIP2 ? memcmp(head, "BZh", len < 3 ? len : 3) == 0
                                 : n > 0 && memcmp(head, signature->ptr, n) == 0)
            return true;
    }
    /* frames that hold nothing; the header of a tar */
    return skippable(head, len) > 0 || (len < TAR_HEADER && !memchr(head, '\n', len));
}

const char *
wl_format_name(enum wl_format format)
{
    return formats[format].name;
}

/* RFC 8878 section 3.1.1.1. */
static uint64_t
zstd_window(const unsigned char *head, size_t len)
{
    static const unsigned char id_bytes[4] = {0, 1, 2, 4}, size_bytes[4] = {1, 2, 4, 8};
    unsigned flags, size;
    uint64_t content = 0;
    size_t at = 5;

    if (len < 14)
        return 0;
    flags = head[4];
    if (!(flags & 0x20)) {
        uint64_t base = UINT64_C(1) << (10 + (head[5] >> 3));
        return base + base / 8 * (head[5] & 7);
    }
    at += id_bytes[flags & 3];
    size = size_bytes[flags >> 6];
    for (unsigned i = 0; i < size && at + i < len; i++)
        content |= (uint64_t)head[at + i] << (8 * i);
    return size == 2 ? content + 256 : content;
}

static bool
skip_number(const unsigned char *head, size_t len, size_t *at)
{
    while (*at < len && head[*at] & 0x80)
        ++*at;
    return ++*at < len;
}

/* "The .xz File Format" 1.1.0, sections 2.1.1, 3.1 and 5.3.1: the stream header, then the first
 * block's. LZMA2 comes last of its filters; its one property is the size, as 2 or 3 times a power
 * of two. */
static uint64_t
xz_dictionary(const unsigned char *head, size_t len)
{
    size_t at = 14, filters;
    unsigned flags, bits;

    if (len < 24 || head[12] == 0)
        return 0;
    flags = head[13];
    filters = (flags & 3) + 1;
    if ((flags & 0x40 && !skip_number(head, len, &at)) ||
        (flags & 0x80 && !skip_number(head, len, &at)))
        return 0;
    for (; filters > 0 && at + 2 < len; filters--) {
        if (head[at] == 0x21) {
            bits = head[at + 2] & 63;
            return bits > 40    ? 0
                   : bits == 40 ? UINT32_MAX
                                : (uint64_t)(2 | (bits & 1)) << (bits / 2 + 11);
        }
        at += 2 + (size_t)head[at + 1]; /* the other filters have short numbers only */
    }
    return 0;
}

uint64_t
wl_format_dictionary(enum wl_format format, const char *head, size_t len)
{
    const unsigned char *bytes = (const unsigned char *)head;

    return format == WL_FORMAT_XZ     ? xz_dictionary(bytes, len)
           : format == WL_FORMAT_ZSTD ? zstd_window(bytes, len)
                                      : 0;
}
