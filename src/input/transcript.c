/*
 * The words of the head are in the language of the machine; its shape is the same everywhere: a
 * line of stars, lines of "name: value", a line of stars. The machine's name has the version of
 * its Windows behind it.
 */
#include "input/transcript.h"

#define STARS "**********"
#define WINDOWS " (Microsoft Windows "

static struct wl_span
next_line(struct wl_span *rest)
{
    const char *lf = memchr(rest->ptr, '\n', rest->len);
    struct wl_span line = {rest->ptr, lf ? (size_t)(lf - rest->ptr) : rest->len};
    size_t used = line.len + (lf ? 1 : 0);

    *rest = (struct wl_span){rest->ptr + used, rest->len - used};
    if (line.len > 0 && line.ptr[line.len - 1] == '\r')
        line.len--;
    return line;
}

static bool
is_stars(struct wl_span line)
{
    return line.len >= sizeof STARS - 1 && memcmp(line.ptr, STARS, sizeof STARS - 1) == 0;
}

struct wl_span
wl_transcript_host(struct wl_span head)
{
    if (head.len > WL_TRANSCRIPT_HEAD)
        head.len = WL_TRANSCRIPT_HEAD;
    if (!is_stars(next_line(&head)))
        return (struct wl_span){NULL, 0};
    while (head.len > 0) {
        struct wl_span line = next_line(&head);
        const char *end, *from;
        if (is_stars(line))
            break;
        end = memmem(line.ptr, line.len, WINDOWS, sizeof WINDOWS - 1);
        from = end ? memchr(line.ptr, ':', (size_t)(end - line.ptr)) : NULL;
        if (!from)
            continue;
        for (from++; from < end && *from == ' ';)
            from++;
        return (struct wl_span){from, (size_t)(end - from)};
    }
    return (struct wl_span){NULL, 0};
}
