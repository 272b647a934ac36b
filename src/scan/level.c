#include "scan/level.h"

#include "base/ascii.h"

/* By their first letter, with one blank behind each. */
static const char *const levels[26] = {
    ['a' - 'a'] = "alert ",
    ['c' - 'a'] = "c config crit critical ",
    ['d' - 'a'] = "d dbg debug ",
    ['e' - 'a'] = "e err error emerg ",
    ['f' - 'a'] = "f fine finer finest fatal ftl ",
    ['i' - 'a'] = "i inf info information ",
    ['l' - 'a'] = "log ",
    ['n' - 'a'] = "n not note notice ",
    ['p' - 'a'] = "panic ",
    ['s' - 'a'] = "severe ",
    ['t' - 'a'] = "t trace trc ",
    ['v' - 'a'] = "v vrb verbose ",
    ['w' - 'a'] = "w wrn warn warning ",
};

static bool
is_level(const char *word, size_t len)
{
    const char *p = levels[wl_ascii_lower((unsigned char)word[0]) - 'a'];

    while (p && *p) {
        size_t level_len = strcspn(p, " ");

        if (level_len == len && wl_ascii_equal(p, word, len))
            return true;
        p += level_len + 1;
    }
    return false;
}

size_t
wl_level_len(struct wl_span line, size_t at)
{
    size_t len = 0;

    while (at + len < line.len && wl_ascii_letter((unsigned char)line.ptr[at + len]))
        len++;
    if (len == 0)
        return 0;
    if (at + len < line.len &&
        (line.ptr[at + len] == '_' || wl_ascii_digit((unsigned char)line.ptr[at + len])))
        return 0;
    return is_level(line.ptr + at, len) ? len : 0;
}
