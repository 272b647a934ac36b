#include "scan/notes.h"

#include "scan/codes.h"

/* The code named by a note that opens at p, or 0: a quoted word in a log is no note of ours. */
static uint16_t
note_code(const char *p, const char *end)
{
    const struct wl_code *code;
    size_t len = 0;

    while (p + len < end && ((p[len] >= 'A' && p[len] <= 'Z') || p[len] == '_'))
        len++;
    if (len < 4 || p + len >= end || (p[len] != ' ' && p[len] != ':'))
        return 0;
    code = wl_code_by_name((struct wl_span){p, len});
    return code ? code->number : 0;
}

size_t
wl_notes_find(struct wl_span line, uint16_t *codes, size_t max, size_t *count)
{
    static const char *const opens[] = {"\xC2\xAB", "<<"};
    const char *end = line.ptr + line.len, *first = end;

    *count = 0;
    for (int k = 0; k < 2; k++) {
        const char *p = line.ptr;
        while ((p = memmem(p, (size_t)(end - p), opens[k], 2))) {
            uint16_t code = note_code(p + 2, end);
            /* behind blanks, or behind the colour that annotate sets */
            if (code && (p == line.ptr || p[-1] == ' ' || p[-1] == 'm')) {
                if (p < first)
                    first = p;
                if (*count < max)
                    codes[(*count)++] = code;
            }
            p += 2;
        }
    }
    while (first < end && first > line.ptr && first[-1] == ' ')
        first--;
    return (size_t)(first - line.ptr);
}
