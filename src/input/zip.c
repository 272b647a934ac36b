/* Source: PKWARE's APPNOTE 6.3.10, sections 4.3.7 and 4.3.14 to 4.3.16. */
#include "input/zip.h"

#define HEADER_SIZE 30u
#define END_SIZE 22u
#define LOCATOR_SIZE 20u
#define END64_SIZE 56u

static uint64_t
number(const char *ptr, unsigned bytes)
{
    uint64_t value = 0;

    for (unsigned i = bytes; i-- > 0;)
        value = value << 8 | (unsigned char)ptr[i];
    return value;
}

/* The zip64 end stands before its locator, which stands before the plain one, when nothing else
 * lies between them. */
static bool
find_end64(const char *tail, size_t end, uint64_t *members)
{
    const char *locator, *end64;

    if (end < LOCATOR_SIZE + END64_SIZE)
        return false;
    locator = tail + end - LOCATOR_SIZE;
    end64 = locator - END64_SIZE;
    if (memcmp(locator, "PK\6\7", 4) != 0 || memcmp(end64, "PK\6\6", 4) != 0)
        return false;
    *members = number(end64 + 32, 8);
    return true;
}

bool
wl_zip_end(const char *tail, size_t len, struct wl_zip_end *out)
{
    if (len < END_SIZE)
        return false;
    for (size_t at = len - END_SIZE + 1; at-- > 0;) {
        if (memcmp(tail + at, "PK\5\6", 4) != 0 || number(tail + at + 20, 2) > len - at - END_SIZE)
            continue;
        out->modulo = !find_end64(tail, at, &out->members);
        if (out->modulo)
            out->members = number(tail + at + 10, 2);
        return true;
    }
    return false;
}

struct wl_span
wl_zip_name(const char *ptr, size_t len)
{
    const char *end = ptr + len;

    for (size_t back = HEADER_SIZE; back <= len; back++) {
        const char *header = end - back;
        if (memcmp(header, "PK\3\4", 4) == 0 &&
            HEADER_SIZE + number(header + 26, 2) + number(header + 28, 2) == back)
            return (struct wl_span){header + HEADER_SIZE, (size_t)number(header + 26, 2)};
    }
    return (struct wl_span){0};
}
