/*
 * Signatures are those that the formats' own specifications give. One that text could begin with
 * (two letters) counts only where the rest is binary, too.
 */
#include "input/magic.h"

#include "base/span.h"
#include "input/records.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct signature {
    unsigned offset;
    bool weak; /* only where the content is binary */
    struct wl_span bytes;
    struct wl_magic what;
};

#define BYTES(text) \
    { \
        (text), sizeof(text) - 1 \
    }
#define CONTAINER(text) \
    { \
        WL_MAGIC_CONTAINER, (text), WL_RECORDS_NONE \
    }
#define NO_LOG(text) \
    { \
        WL_MAGIC_NO_LOG, (text), WL_RECORDS_NONE \
    }

static const struct signature signatures[] = {
    /* archives and compressed files */
    {0, false, BYTES("\x1f\x8b"), CONTAINER("gzip file")},
    {0, false, BYTES("\x1f\x9d"), CONTAINER("compress file")},
    {0, false, BYTES("PK\3\4"), CONTAINER("zip archive")},
    {0, false, BYTES("PK\5\6"), CONTAINER("zip archive")},
    {0, false, BYTES("PK\7\10"), CONTAINER("zip archive")},
    {0, false, BYTES("7z\xbc\xaf\x27\x1c"), CONTAINER("7z archive")},
    {0, false, BYTES("\3757zXZ\0"), CONTAINER("xz file")},
    {4, false, BYTES("1AY&SY"), CONTAINER("bzip2 file")}, /* after BZh and the level */
    {0, false, BYTES("\x28\xb5\x2f\xfd"), CONTAINER("zstd file")},
    {0, false, BYTES("\x04\x22\x4d\x18"), CONTAINER("lz4 file")},
    {0, false, BYTES("MSCF\0\0\0\0"), CONTAINER("cabinet")},
    {0, false, BYTES("Rar!\x1a\7"), CONTAINER("rar archive")},
    {257, false, BYTES("ustar"), CONTAINER("tar archive")},
    /* logs that are no text */
    {0, false, BYTES("ElfFile\0"), {WL_MAGIC_RECORDS, "event log", WL_RECORDS_EVENT_LOG}},
    {0, false, BYTES("0\0\0\0LfLe"), CONTAINER("event log of an old Windows")},
    {0, false, BYTES("LPKSHHRH"), CONTAINER("systemd journal")},
    /* programs */
    {0, false, BYTES("\177ELF"), NO_LOG("program")},
    {0, true, BYTES("MZ"), NO_LOG("program")},
    {0, false, BYTES("\xca\xfe\xba\xbe"), NO_LOG("program")}, /* Java class, Mach-O of several */
    {0, false, BYTES("\xfe\xed\xfa\xce"), NO_LOG("program")},
    {0, false, BYTES("\xfe\xed\xfa\xcf"), NO_LOG("program")},
    {0, false, BYTES("\xce\xfa\xed\xfe"), NO_LOG("program")},
    {0, false, BYTES("\xcf\xfa\xed\xfe"), NO_LOG("program")},
    {0, false, BYTES("\0asm"), NO_LOG("program")},
    {0, false, BYTES("!<arch>\n"), NO_LOG("object library")},
    {0, false, BYTES("!<thin>\n"), NO_LOG("object library")},
    {0, false, BYTES("Microsoft C/C++ MSF 7.00"), NO_LOG("debug symbols")},
    {0, false, BYTES("MDMP\x93\xa7"), NO_LOG("crash dump")},
    {0, true, BYTES("PAGEDU"), NO_LOG("crash dump")},
    {0, true, BYTES("regf"), NO_LOG("registry hive")},
    {0, false, BYTES("L\0\0\0\1\x14\2\0"), NO_LOG("shortcut")},
    /* databases */
    {0, false, BYTES("SQLite format 3\0"), NO_LOG("SQLite database")},
    {0, false, BYTES("\x37\x7f\x06\x82"), NO_LOG("SQLite database")}, /* its -wal */
    {0, false, BYTES("\x37\x7f\x06\x83"), NO_LOG("SQLite database")},
    {0, false, BYTES("\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"), NO_LOG("SQLite database")}, /* -journal */
    {4, false, BYTES("Standard Jet DB\0"), NO_LOG("Access database")},
    {4, true, BYTES("\xef\xcd\xab\x89"), NO_LOG("ESE database")},
    {0, false, BYTES("\xd4\xc3\xb2\xa1"), NO_LOG("network capture")},
    {0, false, BYTES("\xa1\xb2\xc3\xd4"), NO_LOG("network capture")},
    {0, true, BYTES("\x0a\x0d\x0d\x0a"), NO_LOG("network capture")},
    /* documents */
    {0, false, BYTES("%PDF-"), NO_LOG("PDF")},
    {0, false, BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), NO_LOG("Office or installer file")},
    {0, false, BYTES("ITSF\3\0"), NO_LOG("help file")},
    /* pictures */
    {0, false, BYTES("\x89PNG\r\n\x1a\n"), NO_LOG("image")},
    {0, false, BYTES("\xff\xd8\xff"), NO_LOG("image")},
    {0, false, BYTES("GIF87a"), NO_LOG("image")},
    {0, false, BYTES("GIF89a"), NO_LOG("image")},
    {0, true, BYTES("BM"), NO_LOG("image")},
    {0, false, BYTES("II*\0"), NO_LOG("image")},
    {0, false, BYTES("MM\0*"), NO_LOG("image")},
    {0, true, BYTES("\0\0\1\0"), NO_LOG("image")}, /* an icon */
    {8, true, BYTES("WEBP"), NO_LOG("image")},
    /* fonts */
    {0, true, BYTES("\0\1\0\0\0"), NO_LOG("font")},
    {0, false, BYTES("OTTO\0"), NO_LOG("font")},
    {0, false, BYTES("ttcf\0"), NO_LOG("font")},
    {0, false, BYTES("wOFF\0"), NO_LOG("font")},
    {0, false, BYTES("wOF2\0"), NO_LOG("font")},
    /* sound and moving pictures */
    {0, true, BYTES("RIFF"), NO_LOG("audio or video")},
    {0, false, BYTES("OggS\0"), NO_LOG("audio or video")},
    {0, false, BYTES("fLaC\0"), NO_LOG("audio or video")},
    {0, true, BYTES("ID3"), NO_LOG("audio or video")},
    {4, true, BYTES("ftyp"), NO_LOG("audio or video")},
    {0, false, BYTES("\x1a\x45\xdf\xa3"), NO_LOG("audio or video")},
    {0, false, BYTES("\x30\x26\xb2\x75\x8e\x66\xcf\x11"), NO_LOG("audio or video")},
};

static bool
matches(const struct signature *s, const char *head, size_t len)
{
    return len >= s->offset + s->bytes.len &&
           memcmp(head + s->offset, s->bytes.ptr, s->bytes.len) == 0;
}

/* Not so: what terminals and old programs put into text (BS, VT, FF, ESC), SOH (it parts the fields
 * of FIX), and SUB (the old end of a text). */
static bool
is_odd(unsigned char c)
{
    if (c == '\b' || (c >= '\t' && c <= '\r') || c == 0x1B || c == 0x01 || c == 0x1A)
        return false;
    return c < 0x20 || c == 0x7F;
}

/* A log that was given its space beforehand, or lost its last writes, ends in NULs. */
static size_t
without_padding(const char *text, size_t len)
{
    size_t end = len;

    while (end > 0 && text[end - 1] == '\0')
        end--;
    return memchr(text, '\n', end) ? end : len;
}

#define LANES 64

/* Has its high bit when x < n, where n is at most 0x80. */
static unsigned char
less(unsigned char x, unsigned char n)
{
    return (unsigned char)(~x & (x - n));
}

/* May one of LANES bytes be odd? Arithmetic on bytes alone, so that compilers do all at a time. */
static bool
has_controls(const char *text)
{
    unsigned char any = 0;

    for (size_t i = 0; i < LANES; i++) {
        unsigned char c = (unsigned char)text[i];
        unsigned char layout = less((unsigned char)(c - '\b'), '\r' - '\b' + 1);
        any |= (unsigned char)((less(c, 0x20) & ~layout) | less(c ^ 0x7F, 1));
    }
    return any & 0x80;
}

static bool
is_binary_bytes(const char *text, size_t len)
{
    size_t odd = 0;

    len = without_padding(text, len);
    for (size_t i = 0; i < len;) {
        if (len - i >= LANES && !has_controls(text + i)) {
            i += LANES;
            continue;
        }
        for (size_t end = len - i < LANES ? len : i + LANES; i < end; i++)
            odd += is_odd((unsigned char)text[i]);
    }
    return odd > 0 && odd * 32 >= len;
}

static bool
is_binary(const char *head, size_t len, bool all, enum wl_encoding encoding)
{
    enum wl_encoding seen;
    struct wl_utf16 state = {0};
    struct wl_buf text;
    size_t bom;
    bool binary;

    seen = wl_encoding_detect(head, len, all || len >= WL_MAGIC_HEAD, &bom);
    if (encoding == WL_ENCODING_AUTO)
        encoding = seen;
    if (encoding != WL_ENCODING_UTF16LE && encoding != WL_ENCODING_UTF16BE)
        return is_binary_bytes(head, len);
    state.big = encoding == WL_ENCODING_UTF16BE;
    wl_buf_init(&text);
    binary = wl_utf16_convert(&state, head + bom, len - bom, &text) == 0 && text.len > 0 &&
             is_binary_bytes(text.ptr, text.len);
    wl_buf_done(&text);
    return binary;
}

struct wl_magic
wl_magic_judge(const char *head, size_t len, bool all, enum wl_encoding encoding)
{
    bool binary = len > 0 && is_binary(head, len, all, encoding);

    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++)
        if ((binary || !signatures[i].weak) && matches(signatures + i, head, len))
            return signatures[i].what;
    if (binary)
        return (struct wl_magic)NO_LOG("binary");
    return (struct wl_magic){WL_MAGIC_TEXT, "text", wl_records_judge_raw(head, len, encoding)};
}

static ptrdiff_t
read_head(int fd, char *head, size_t cap)
{
    size_t have = 0;

    while (have < cap) {
        ssize_t n = read(fd, head + have, cap - have);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -errno;
        have += (size_t)n;
        if (n == 0 || have >= WL_MAGIC_HEAD)
            break;
    }
    return (ptrdiff_t)have;
}

ptrdiff_t
wl_magic_open(const char *path, bool follow, char *head, size_t cap, int *fd)
{
    /* non-blocking: what is a pipe by now is not waited for */
    int flags = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | (follow ? 0 : O_NOFOLLOW);
    ptrdiff_t len;

    *fd = open(path, flags);
    if (*fd < 0)
        return -errno;
    len = read_head(*fd, head, cap);
    if (len < 0)
        (void)close(*fd);
    return len;
}

ptrdiff_t
wl_magic_peek(const char *path, bool follow, char *head, size_t cap)
{
    int fd;
    ptrdiff_t len = wl_magic_open(path, follow, head, cap, &fd);

    if (len >= 0)
        (void)close(fd);
    return len;
}

bool
wl_magic_is_text(const char *path, enum wl_encoding encoding)
{
    char head[WL_MAGIC_HEAD];
    struct stat st;
    ptrdiff_t len;

    if (stat(path, &st) < 0 || !S_ISREG(st.st_mode))
        return false;
    len = wl_magic_peek(path, true, head, sizeof head);
    return len >= 0 &&
           wl_magic_judge(head, (size_t)len, (size_t)len < sizeof head, encoding).kind ==
               WL_MAGIC_TEXT;
}
