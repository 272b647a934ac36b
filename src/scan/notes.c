#include "scan/notes.h"

#include "base/ascii.h"
#include "scan/codes.h"

#define NOTE_MAX 1024 /* bytes of the longest note, with room to spare */

static const char *const signs[][2] = {{"\xC2\xAB", "\xC2\xBB"}, {"<<", ">>"}};

static const char *
skip_blanks(const char *p, const char *end)
{
    while (p < end && *p == ' ')
        p++;
    return p;
}

/* Colours around a note: ESC [ digits m. */
static const char *
skip_colors(const char *p, const char *end)
{
    while (end - p >= 3 && p[0] == '\x1b' && p[1] == '[') {
        const char *q = p + 2;
        while (q < end && (wl_ascii_digit((unsigned char)*q) || *q == ';'))
            q++;
        if (q == end || *q != 'm')
            break;
        p = q + 1;
    }
    return p;
}

/* Behind the name: the number or what an explanation is about, then a colon. */
static bool
is_heading(const char *p, const char *end)
{
    static const char *const words[] = {"means", "likely", "check", "..."};

    if (p < end && *p == ' ') {
        const char *word = ++p;
        bool known = false;
        while (p < end && *p != ':' && *p != ' ')
            p++;
        for (size_t i = 0; i < sizeof words / sizeof *words; i++)
            known = known ||
                    wl_span_equal((struct wl_span){word, (size_t)(p - word)}, wl_span_of(words[i]));
        for (; !known && word < p; word++)
            if (!wl_ascii_digit((unsigned char)*word))
                return false;
    }
    return end - p >= 2 && p[0] == ':' && p[1] == ' ';
}

/**
 * The note that opens at p.
 * @return its end behind the closing sign, the line's end if it was cut off; NULL if it is none:
 *         a quoted word in a log is no note of ours
 */
static const char *
note_end(const char *p, const char *end, uint16_t *number)
{
    const struct wl_code *code;
    const char *close = NULL;
    size_t len = 0, reach;

    for (int k = 0; k < 2 && end - p >= 2; k++)
        if (memcmp(p, signs[k][0], 2) == 0)
            close = signs[k][1];
    if (!close)
        return NULL;
    p += 2;
    while (p + len < end && ((p[len] >= 'A' && p[len] <= 'Z') || p[len] == '_'))
        len++;
    if (len < 4 || !is_heading(p + len, end))
        return NULL;
    code = wl_code_by_name((struct wl_span){p, len});
    if (!code)
        return NULL;
    *number = code->number;
    p += len;
    reach = (size_t)(end - p) < NOTE_MAX ? (size_t)(end - p) : NOTE_MAX;
    close = memmem(p, reach, close, 2);
    if (close)
        return close + 2;
    return reach < NOTE_MAX ? end : NULL;
}

/* A line that was cut may end in the beginning of a note. */
static bool
is_cut_off(const char *p, const char *end)
{
    if (end - p < 2)
        return *p == signs[0][0][0] || *p == signs[1][0][0];
    if (memcmp(p, signs[0][0], 2) != 0 && memcmp(p, signs[1][0], 2) != 0)
        return false;
    for (p += 2; p < end && ((*p >= 'A' && *p <= 'Z') || *p == '_');)
        p++;
    return p == end;
}

/* Behind all notes, blanks and colours that follow the end of a note. */
static const char *
skip_notes(const char *p, const char *end)
{
    uint16_t ignored;

    for (;;) {
        const char *next = skip_colors(skip_blanks(skip_colors(p, end), end), end);
        if (next == end)
            return end;
        p = next;
        next = note_end(p, end, &ignored);
        if (!next)
            return is_cut_off(p, end) ? end : p;
        p = next;
    }
}

/* Where the blanks in front of a note begin, or NULL: there are two, or the line begins there. */
static const char *
note_start(const char *p, const char *line)
{
    const char *start = p, *blanks;

    for (const char *esc = p; esc > line && p - esc < 16; esc--)
        if (esc[-1] == '\x1b' && skip_colors(esc - 1, p) == p)
            start = esc - 1;
    for (blanks = start; blanks > line && blanks[-1] == ' ';)
        blanks--;
    return blanks == line || start - blanks >= 2 ? blanks : NULL;
}

/* memmem() of the C library takes its time over short needles. */
static const char *
find_sign(const char *p, const char *end, const char *sign)
{
    while (end - p >= 2 && (p = memchr(p, sign[0], (size_t)(end - p) - 1))) {
        if (p[1] == sign[1])
            return p;
        p++;
    }
    return NULL;
}

size_t
wl_notes_find(struct wl_span line, uint16_t *codes, size_t max, size_t *count)
{
    const char *end = line.ptr + line.len, *first = end;

    *count = 0;
    for (int k = 0; k < 2; k++) {
        const char *p = line.ptr;
        const char *foreign = p; /* text of the log, which no notes before it go beyond */
        while ((p = find_sign(p, end, signs[k][0]))) {
            uint16_t code;
            const char *start = note_start(p, line.ptr);
            const char *stop = start ? note_end(p, end, &code) : NULL;
            p += 2;
            if (!stop)
                continue;
            if (*count < max)
                codes[(*count)++] = code;
            if (start >= first || stop <= foreign)
                continue;
            foreign = skip_notes(stop, end);
            if (foreign == end)
                first = start;
        }
    }
    return (size_t)(first - line.ptr);
}

size_t
wl_notes_at(const char *p, const char *end)
{
    uint16_t ignored;
    const char *stop = note_end(p, end, &ignored);

    return stop ? (size_t)(stop - p) : 0;
}

size_t
wl_notes_before(const char *start, const char *p)
{
    size_t reach = (size_t)(p - start) < NOTE_MAX ? (size_t)(p - start) : NOTE_MAX;
    uint16_t ignored;

    for (int k = 0; k < 2; k++) {
        if (reach < 4 || memcmp(p - 2, signs[k][1], 2) != 0)
            continue;
        for (size_t n = 4; n <= reach && p[-(ptrdiff_t)n] != '\n'; n++)
            if (memcmp(p - n, signs[k][0], 2) == 0)
                return note_end(p - n, p, &ignored) == p ? n : 0;
    }
    return 0;
}
