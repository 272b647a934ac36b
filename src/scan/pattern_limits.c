#include "scan/pattern_limits.h"

#include "base/ascii.h"
#include "scan/detect.h"

#define MUTANT_BYTES (2 * WL_RADIUS) /* what patterns see at most */
#define LINE_BYTES 240               /* of the line that is made use of */
#define PUMP_RUNS 3                  /* runs in a row that are repeated together */
#define RUNS_MAX 48

struct mutation {
    const struct wl_regex *regex;
    struct wl_matcher *matcher;
    struct wl_span line;
    size_t run[RUNS_MAX + 1]; /* where runs of like characters begin, and the end of the last */
    size_t run_count;
};

static int
class_of(char c)
{
    if (wl_ascii_digit(c))
        return 0;
    if (wl_ascii_letter(c) || c == '_' || (unsigned char)c >= 0x80)
        return 1;
    return c == ' ' || c == '\t' ? 2 : 3;
}

/* Words, numbers, blanks; each other character alone. */
static void
find_runs(struct mutation *m)
{
    for (size_t i = 0; i < m->line.len && m->run_count < RUNS_MAX;) {
        int class = class_of(m->line.ptr[i]);
        m->run[m->run_count++] = i++;
        while (class != 3 && i < m->line.len && class_of(m->line.ptr[i]) == class)
            i++;
        m->run[m->run_count] = i;
    }
}

/* head, as many of pump as fit, tail. */
static bool
try_mutant(const struct mutation *m, struct wl_span head, struct wl_span pump, struct wl_span tail)
{
    char text[MUTANT_BYTES];
    size_t len = head.len;
    struct wl_match ignored;

    memcpy(text, head.ptr, head.len);
    while (len + pump.len + tail.len <= sizeof text) {
        memcpy(text + len, pump.ptr, pump.len);
        len += pump.len;
    }
    memcpy(text + len, tail.ptr, tail.len);
    return wl_regex_match(m->regex, m->matcher, (struct wl_span){text, len + tail.len}, 0,
                          &ignored) == WL_ELIMIT;
}

/* A match that almost succeeds tries the most: what follows lacks its last character, or is wrong.
 */
static bool
pump_runs_away(const struct mutation *m, size_t from, size_t to)
{
    struct wl_span head = {m->line.ptr, from}, pump = {m->line.ptr + from, to - from};
    struct wl_span tail = {m->line.ptr + to, m->line.len - to};
    struct wl_span cut = {tail.ptr, tail.len ? tail.len - 1 : 0};

    return try_mutant(m, head, pump, tail) || (tail.len && try_mutant(m, head, pump, cut)) ||
           try_mutant(m, head, pump, wl_span_of("!"));
}

bool
wl_regex_runs_away(const struct wl_regex *regex, struct wl_matcher *matcher, struct wl_span line)
{
    struct mutation m = {.regex = regex, .matcher = matcher, .line = line};

    if (m.line.len > LINE_BYTES)
        m.line.len = LINE_BYTES;
    find_runs(&m);
    for (size_t i = 0; i < m.run_count; i++)
        for (size_t n = 1; n <= PUMP_RUNS && i + n <= m.run_count; n++)
            if (pump_runs_away(&m, m.run[i], m.run[i + n]))
                return true;
    return m.line.len > 0 && pump_runs_away(&m, 0, m.line.len);
}
