#include "scan/level.h"

#include "base/ascii.h"

/* One blank before and behind each, so that a whole word can be looked up in one text. */
static const char levels[] = " t v d i n w e f c trace trc vrb dbg debug verbose inf info "
                             "information not note notice wrn warn "
                             "warning err error severe fine finer finest config log crit critical "
                             "alert emerg fatal ftl panic ";

#define LEVEL_MAX 11 /* information */

size_t
wl_level_len(struct wl_span line, size_t at)
{
    size_t len = 0;

    while (at + len < line.len && wl_ascii_letter((unsigned char)line.ptr[at + len]))
        len++;
    if (len == 0 || len > LEVEL_MAX)
        return 0;
    if (at + len < line.len &&
        (line.ptr[at + len] == '_' || wl_ascii_digit((unsigned char)line.ptr[at + len])))
        return 0;
    for (const char *p = levels; p[len + 1]; p++) {
        if (p[0] == ' ' && p[len + 1] == ' ' && wl_ascii_equal(p + 1, line.ptr + at, len))
            return len;
    }
    return 0;
}
