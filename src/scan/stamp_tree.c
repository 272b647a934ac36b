#include "scan/stamp_tree.h"

#include "scan/stamp_read.h"
#include "scan/stamp_step.h"

const char *
wl_stamp_read_plain(const struct wl_stamp_try *t, const char *p, const unsigned char *ops,
                    size_t count, struct wl_stamp *s)
{
    struct wl_stamp_reader reader = {
        .line = {t->line, (size_t)(t->end - t->line)},
        .at = (size_t)(p - t->line),
        .out = s,
    };

    for (size_t i = 0; i < count; i++) {
        if (!wl_stamp_take(&reader, &ops[i]))
            return NULL;
    }
    if (reader.has_zone)
        s->open &= ~(unsigned)WL_STAMP_ZONE;
    return t->line + reader.at;
}

static unsigned
class_at(const char *p, const char *end)
{
    return wl_stamp_class[p < end ? (unsigned char)*p : WL_STAMP_END_OF_LINE];
}

/* Behind the digits that start here, WL_STAMP_RUN_MAX of them at most. */
static const char *
behind_digits(const char *p, const char *end)
{
    const char *from = p;

    while (p < end && p - from < WL_STAMP_RUN_MAX && wl_ascii_digit(*p))
        p++;
    return p;
}

/* The branches that can match here, as far as the first bytes tell. */
static uint64_t
branches_at(const char *p, const char *end)
{
    uint64_t branches = wl_stamp_first[class_at(p, end)];
    const char *behind;

    if (!branches)
        return 0;
    behind = behind_digits(p, end);
    if (behind == p)
        behind++;
    else
        branches &= wl_stamp_run[behind - p];
    return branches & wl_stamp_second[class_at(behind, end)] &
           (behind < end ? wl_stamp_third[class_at(behind + 1, end)] : UINT64_MAX);
}

bool
wl_stamp_match_any(struct wl_span line, size_t at, unsigned where, struct wl_stamp *out)
{
    struct wl_stamp_try t = {
        .line = line.ptr, .end = line.ptr + line.len, .where = where, .out = out};
    const char *p = line.ptr + at;
    uint64_t branches = at < line.len ? branches_at(p, t.end) & wl_stamp_where[where & 15u] : 0;

    for (; branches; branches &= branches - 1)
        wl_stamp_branches[__builtin_ctzll(branches)](&t, p);
    return t.best != NULL;
}
