/*
 * A mark is what tells one connection from others in a log: "conn-17", "10.0.0.5:1433", "[T3]". It
 * is sought backwards line by line; lines of the same moment belong to the attempt that failed, and
 * the pause lies before them.
 */
#include "flow/idle.h"

#include "base/ascii.h"
#include "scan/pause.h"

#define LOOK_BACK WL_HISTORY     /* bytes; as many stand in front of every block */
#define CROWD_BYTES 4096u        /* likewise, where failures come in masses */
#define SAME_US INT64_C(3000000) /* lines so close are of one attempt */
enum {
    MARK_MIN = 3,
    MARK_MAX = 48,
    MENTIONS = 12,
    CROWD = 2 /* twins of the evidence in these bytes */
};

static bool
is_word(int c)
{
    return wl_ascii_alnum(c) || c == '_';
}

typedef unsigned char bytes16 __attribute__((vector_size(16)));

/* Does text begin in one of the 16 places from p on, as far as three of its bytes tell? */
static bool
may_begin(const char *p, struct wl_span text, bytes16 first, bytes16 last, bytes16 before)
{
    bytes16 a, b, c;
    uint64_t both[2];

    memcpy(&a, p + text.len - 1, sizeof a);
    memcpy(&b, p + text.len - 2, sizeof b);
    memcpy(&c, p, sizeof c);
    a = (bytes16)((a == last) & (b == before) & (c == first));
    memcpy(both, &a, sizeof both);
    return (both[0] | both[1]) != 0;
}

/* The last place of text (2 bytes or more) in low .. end, NULL for none. */
static const char *
last_place(const char *low, const char *end, struct wl_span text)
{
    unsigned char c = (unsigned char)text.ptr[text.len - 1],
                  d = (unsigned char)text.ptr[text.len - 2];
    bytes16 first = {0}, last = {0}, before = {0};
    const char *p = end - text.len + 1; /* behind the last place that is possible */

    if (end - low < (ptrdiff_t)text.len)
        return NULL;
    first += (unsigned char)*text.ptr;
    last += c;
    before += d;
    while (p > low) {
        const char *from = p - low >= 16 ? p - 16 : low;
        if (p - low < 16 || may_begin(from, text, first, last, before))
            while (p > from)
                if (*--p == *text.ptr && memcmp(p, text.ptr, text.len) == 0)
                    return p;
        p = from;
    }
    return NULL;
}

/* The same, as a word of its own. */
static const char *
find_back(const char *low, const char *end, struct wl_span mark)
{
    const char *p = end, *stop = end;

    while ((p = last_place(low, stop, mark))) {
        if ((p == low || !is_word((unsigned char)p[-1])) &&
            (p + mark.len == end || !is_word((unsigned char)p[mark.len])))
            return p;
        stop = p + mark.len - 1;
    }
    return NULL;
}

/* When the line around p was written, by its own stamp. @return its start, NULL without a stamp */
static const char *
date_around(const char *low, const char *p, const char *end, bool known,
            const struct wl_stamp_context *context, int64_t *us)
{
    const char *lf = memrchr(low, '\n', (size_t)(p - low));
    const char *start = lf ? lf + 1 : low, *stop = memchr(p, '\n', (size_t)(end - p));
    struct wl_stamp stamp;
    unsigned assumed = 0;

    if (!lf && !known)
        return NULL;
    if (!wl_stamp_find((struct wl_span){start, (size_t)((stop ? stop : end) - start)}, &stamp) ||
        !wl_stamp_resolve(&stamp, context, us, &assumed))
        return NULL;
    return start;
}

/* What is looked for, and from where. */
struct search {
    const struct wl_place *place;
    struct wl_span line, mark, evidence;
    const struct wl_stamp_context *context;
    int64_t us; /* of the failure */
    size_t bytes;
};

/* The pause before the attempt that ended at us; none where the line before it has the same
 * evidence: attempts that are repeated are no traffic. */
static bool
pause_before(const struct search *s, int64_t *idle_us)
{
    const char *low = s->place->memory, *end = s->line.ptr;
    bool known = s->place->from_start;
    int64_t attempt_us = s->us;

    if (end - low > (ptrdiff_t)s->bytes) {
        low = end - s->bytes;
        known = false;
    }
    for (int i = 0; i < MENTIONS; i++) {
        const char *p = find_back(low, end, s->mark), *behind = end;
        int64_t then_us;
        if (!p)
            return false;
        end = date_around(low, p, end, known, s->context, &then_us);
        if (!end || then_us > attempt_us)
            return false;
        if (s->us - then_us > SAME_US) {
            const char *lf = memchr(p, '\n', (size_t)(behind - p));
            *idle_us = attempt_us - then_us;
            return s->evidence.len < 2 || !last_place(end, lf ? lf : behind, s->evidence);
        }
        attempt_us = then_us;
    }
    return false;
}

/* Words that stand before the number of a connection; then those of a thread. */
static const char *const connection_words[] = {
    "connection", "conn",   "session", "sess", "socket", "sock",   "client",
    "channel",    "stream", "handle",  "fd",   "cid",    "connid", "sid",
};
static const char *const thread_words[] = {"thread", "worker", "tid", "t", "exec"};

/* The id behind a word that ends at i: digits in it, signs between allowed. Its end, or 0. */
static size_t
id_behind(struct wl_span line, size_t i)
{
    size_t from = i, digits = 0;

    while (i < line.len && i - from < 4 && line.ptr[i] && strchr("-_=:#[( \"'", line.ptr[i]))
        i++;
    from = i;
    while (i < line.len && (wl_ascii_alnum((unsigned char)line.ptr[i]) || line.ptr[i] == '-'))
        digits += wl_ascii_digit((unsigned char)line.ptr[i++]);
    if (i < line.len && (line.ptr[i] == '.' || line.ptr[i] == ':') && i + 1 < line.len &&
        wl_ascii_alnum((unsigned char)line.ptr[i + 1]))
        return 0; /* an address */
    return digits > 0 && i - from <= 36 ? i : 0;
}

/* "conn-17": the first word of the list with an id behind it. */
static struct wl_span
mark_by_word(struct wl_span line, const char *const *words, size_t count)
{
    for (size_t i = 0; i < line.len; i++) {
        if (!wl_ascii_letter((unsigned char)line.ptr[i]) ||
            (i > 0 && is_word((unsigned char)line.ptr[i - 1])))
            continue;
        for (size_t w = 0; w < count; w++) {
            size_t len = strlen(words[w]), end;
            if (line.len - i <= len || !wl_ascii_equal(line.ptr + i, words[w], len) ||
                wl_ascii_letter((unsigned char)line.ptr[i + len]))
                continue;
            end = id_behind(line, i + len);
            if (end && end - i >= MARK_MIN && end - i <= MARK_MAX)
                return (struct wl_span){line.ptr + i, end - i};
        }
    }
    return (struct wl_span){line.ptr, 0};
}

/* The address with its port where the line has both together, else the address. */
static struct wl_span
mark_of_peer(struct wl_span line, const struct wl_occurrence *out)
{
    struct wl_span mark = out->peer_address;
    const char *end = line.ptr + line.len, *p = mark.ptr + mark.len;

    if (mark.len == 0 || mark.ptr < line.ptr || p > end)
        return (struct wl_span){line.ptr, 0};
    if (p < end && *p == ']')
        p++;
    if (out->peer_port && p < end && *p == ':')
        for (p++; p < end && wl_ascii_digit((unsigned char)*p);)
            p++;
    else
        p = mark.ptr + mark.len;
    mark.len = (size_t)(p - mark.ptr);
    return mark.len < MARK_MIN || mark.len > MARK_MAX ? (struct wl_span){line.ptr, 0} : mark;
}

/* How far to look back: less where the same evidence stands just before again and again. */
static size_t
reach(const struct wl_place *place, struct wl_span line, struct wl_span matched)
{
    const char *low = place->memory, *end = line.ptr;

    if (end - low > (ptrdiff_t)CROWD_BYTES)
        low = end - CROWD_BYTES;
    for (int twins = 0; twins < CROWD; twins++) {
        end = matched.len >= 2 ? last_place(low, end, matched) : NULL;
        if (!end)
            return LOOK_BACK;
    }
    return CROWD_BYTES;
}

void
wl_idle_find(const struct wl_place *place, struct wl_span line,
             const struct wl_stamp_context *context, struct wl_occurrence *out)
{
    struct search search;
    struct wl_span mark;
    int64_t us;

    if (!wl_pause_matters(out->code))
        return;
    us = wl_pause_stated(line, out->code);
    if (us >= 0) {
        out->idle_us = us;
        out->idle_from = WL_IDLE_LINE;
        return;
    }
    if (out->time_from != WL_TIME_LINE)
        return;
    mark = mark_by_word(line, connection_words, sizeof connection_words / sizeof *connection_words);
    if (mark.len == 0)
        mark = mark_of_peer(line, out);
    if (mark.len == 0)
        mark = mark_by_word(line, thread_words, sizeof thread_words / sizeof *thread_words);
    if (mark.len == 0)
        return;
    search = (struct search){
        place, line, mark, out->matched, context, out->time_us, reach(place, line, out->matched)};
    if (pause_before(&search, &out->idle_us))
        out->idle_from = WL_IDLE_SINCE;
}
