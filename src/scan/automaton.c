#include "scan/automaton_state.h"

static void
accept_more(const struct wl_automaton *a, unsigned state, uint64_t *accepted)
{
    const struct wl_state *s = wl_state_of(a, state);
    const struct wl_state_accepts *list = a->accepts + s->accepts;

    for (size_t i = 2; i < s->accept_count; i++)
        accepted[list[i].word] |= list[i].bits;
}

/* state is one that accepts. */
static inline void
accept(const struct wl_automaton *a, unsigned state, uint64_t *accepted)
{
    const struct wl_accepting *all = a->accepting + state / WL_STATE_UNIT;

    accepted[all->some[0].word] |= all->some[0].bits;
    accepted[all->some[1].word] |= all->some[1].bits;
    if (all->more)
        accept_more(a, state, accepted);
}

static bool
is_accepting(unsigned state)
{
    return state > WL_STATE_DEAD && state < WL_STATE_PLAIN;
}

static int
no_memory(void)
{
    return WL_ENOMEM;
}

/* Where a sign leads, worked out if need be. WL_STATE_UNKNOWN: no memory. */
static inline unsigned
look_up(struct wl_automaton *a, unsigned state, unsigned sign)
{
    unsigned to = *wl_state_next(a, state, sign);

    return to != WL_STATE_UNKNOWN ? to : wl_state_step(a, state, sign);
}

/* As wl_state_next(), in bytes alone: what all reading comes down to. */
static inline unsigned
next(const char *rows, size_t state, size_t column)
{
    const char *at = rows + column;

    return *(const uint16_t *)(const void *)(at + 8 * state);
}

/* Bytes read between two looks at where the text ends. */
#define AT_ONCE 8

/* Read while there is nothing to do but to go on. @return where that ends */
static inline const unsigned char *
run_right(const struct wl_automaton *a, unsigned *state, const unsigned char *p,
          const unsigned char *end)
{
    const char *rows = (const char *)a->common;
    const uint8_t *quick = a->quick;
    unsigned now = *state;

    for (; p < end; p++) {
        unsigned to = next(rows, now, quick[*p]);
        if (to < WL_STATE_PLAIN)
            break;
        now = to;
    }
    *state = now;
    return p;
}

/* Likewise, through what is accepted, and made for long texts. */
static inline const unsigned char *
run(const struct wl_automaton *a, unsigned *state, const unsigned char *p, const unsigned char *end,
    uint64_t *accepted)
{
    const char *rows = (const char *)a->common;
    const uint8_t *quick = a->quick;
    unsigned now = *state, to;

    while (p < end) {
        int i = 0, count = end - p >= AT_ONCE ? AT_ONCE : 1;
#pragma GCC unroll 8
        for (; i < count; i++) {
            to = next(rows, now, quick[p[i]]);
            if (to < WL_STATE_PLAIN) {
                if (to <= WL_STATE_DEAD)
                    break;
                accept(a, to, accepted);
            }
            now = to;
        }
        p += i;
        if (i < count)
            break;
    }
    *state = now;
    return p;
}

int
wl_automaton_scan(struct wl_automaton *a, struct wl_span text, uint64_t *accepted)
{
    const unsigned char *p = (const unsigned char *)text.ptr, *end = p + text.len;
    unsigned state = wl_state_first(a, WL_NO_BYTE);

    while (state != WL_STATE_UNKNOWN && (p = run(a, &state, p, end, accepted)) < end) {
        state = look_up(a, state, a->program->sign_of[*p++]);
        if (is_accepting(state))
            accept(a, state, accepted);
    }
    if (state != WL_STATE_UNKNOWN)
        state = look_up(a, state, WL_SIGN_EDGE);
    if (is_accepting(state))
        accept(a, state, accepted);
    return state == WL_STATE_UNKNOWN ? no_memory() : 0;
}

/* As accept(); numbers that were not accepted before are accepted behind offset bytes. */
static void
accept_at(const struct wl_automaton *a, unsigned state, size_t offset, uint64_t *accepted,
          uint16_t *first)
{
    const struct wl_state *s = wl_state_of(a, state);
    const struct wl_state_accepts *list = a->accepts + s->accepts;

    for (size_t i = 0; i < s->accept_count; i++)
        for (uint64_t news = list[i].bits & ~accepted[list[i].word]; news; news &= news - 1)
            first[64 * list[i].word + (size_t)__builtin_ctzll(news)] =
                (uint16_t)(offset < UINT16_MAX ? offset : UINT16_MAX);
    if (is_accepting(state))
        accept(a, state, accepted);
}

int
wl_automaton_locate(struct wl_automaton *a, struct wl_span text, uint64_t *accepted,
                    uint16_t *first)
{
    const unsigned char *start = (const unsigned char *)text.ptr, *p = start, *end = p + text.len;
    unsigned state = wl_state_first(a, WL_NO_BYTE);

    while (state != WL_STATE_UNKNOWN && (p = run_right(a, &state, p, end)) < end) {
        state = look_up(a, state, a->program->sign_of[*p]);
        accept_at(a, state, (size_t)(p++ - start), accepted, first);
    }
    if (state != WL_STATE_UNKNOWN)
        state = look_up(a, state, WL_SIGN_EDGE);
    accept_at(a, state, text.len, accepted, first);
    return state == WL_STATE_UNKNOWN ? no_memory() : 0;
}

/* A line ends at LF or CR LF, whatever memory goes on. */
static bool
is_edge(const char *p, const char *end)
{
    return p == end || *p == '\n' || (*p == '\r' && p + 1 < end && p[1] == '\n');
}

/* Notes of ours stand behind two blanks or more, which belong to them; a colour may come first.
 * What lies beyond the end might be one. */
static bool
may_be_notes(const char *p, const char *end)
{
    if (p[-1] == ' ' || (p + 1 < end && p[1] != ' '))
        return false;
    while (p < end && *p == ' ')
        p++;
    return p == end || *p == '\x1b' || *p == '<' || *p == '\xC2';
}

/* Reading outward: where it stands, and what was accepted. */
struct walk {
    struct wl_automaton *automaton;
    unsigned state; /* WL_STATE_UNKNOWN: no memory */
    bool any;
    uint64_t *accepted;
    struct wl_reach *reach;
};

static bool
is_alive(const struct walk *walk)
{
    return walk->state > WL_STATE_DEAD;
}

static void
advance(struct walk *walk, unsigned sign)
{
    walk->state = look_up(walk->automaton, walk->state, sign);
    if (is_accepting(walk->state)) {
        accept(walk->automaton, walk->state, walk->accepted);
        walk->any = true;
    }
}

/* What if the text ended here? */
static void
try_edge(struct walk *walk)
{
    const struct wl_automaton *a = walk->automaton;
    unsigned epoch = a->epoch, state = walk->state;

    walk->reach->unsure = true;
    advance(walk, WL_SIGN_EDGE);
    if (walk->state == WL_STATE_UNKNOWN)
        return;
    walk->state = state;
    if (a->epoch == epoch)
        return;
    /* the state was forgotten meanwhile: then anything may match */
    memset(walk->accepted, 0xFF, a->words * sizeof *walk->accepted);
    walk->any = true;
    walk->state = WL_STATE_DEAD;
}

static void
end_at_edge(struct walk *walk)
{
    advance(walk, WL_SIGN_EDGE);
    if (is_alive(walk))
        walk->state = WL_STATE_DEAD;
}

/* As run_right(), to the left. */
static inline const unsigned char *
run_left(const struct wl_automaton *a, unsigned *state, const unsigned char *p,
         const unsigned char *start)
{
    const char *rows = (const char *)a->common;
    const uint8_t *quick = a->quick;
    unsigned now = *state;

    for (; p > start; p--) {
        unsigned to = next(rows, now, quick[p[-1]]);
        if (to < WL_STATE_PLAIN)
            break;
        now = to;
    }
    *state = now;
    return p;
}

static void
reach_left(struct walk *walk, struct wl_span text, const char *at)
{
    struct wl_automaton *a = walk->automaton;
    const unsigned char *start = (const unsigned char *)text.ptr, *p = (const unsigned char *)at;
    bool edge = is_edge(at, text.ptr + text.len);

    walk->state = wl_state_first(a, edge ? WL_NO_BYTE : *p);
    while (is_alive(walk)) {
        p = run_left(a, &walk->state, p, start);
        if (p == start || p[-1] == '\n') {
            walk->reach->start = (const char *)p;
            end_at_edge(walk);
            break;
        }
        advance(walk, a->program->sign_of[*--p]);
    }
    if ((const char *)p < walk->reach->low)
        walk->reach->low = (const char *)p;
}

/* From p up to stop, or to an edge before it. @return where reading ended */
static const char *
read_right(struct walk *walk, const char *p, const char *stop, const char *end)
{
    struct wl_automaton *a = walk->automaton;

    while (is_alive(walk)) {
        p = (const char *)run_right(a, &walk->state, (const unsigned char *)p,
                                    (const unsigned char *)stop);
        if (p == stop || is_edge(p, end))
            break;
        walk->reach->unsure = walk->reach->unsure || *p == '\r';
        advance(walk, a->program->sign_of[(unsigned char)*p++]);
    }
    return p;
}

static const char *
find_notes(const char *p, const char *stop, const char *end)
{
    while (p < stop && !(*p == ' ' && may_be_notes(p, end)))
        p++;
    return p;
}

/* From a state at p to the right end, which might be wherever notes may begin. */
static const char *
read_open(struct walk *walk, const char *p, const char *end)
{
    while (is_alive(walk)) {
        const char *notes = find_notes(p, end, end);
        p = read_right(walk, p, notes, end);
        if (p < notes || notes == end || !is_alive(walk))
            break;
        try_edge(walk);
        if (is_alive(walk))
            p = read_right(walk, p, p + 1, end);
    }
    return p;
}

static const char *
read_marked(struct walk *walk, struct wl_span text, const char *p, const char *mark, bool open)
{
    const char *end = text.ptr + text.len;
    bool behind = p > text.ptr && p[-1] != '\n';

    walk->state = wl_state_first(walk->automaton, behind ? (unsigned char)p[-1] : WL_NO_BYTE);
    p = read_right(walk, p, mark, end);
    if (p == mark && is_alive(walk)) {
        advance(walk, WL_SIGN_MARK);
        p = open ? read_open(walk, p, end) : read_right(walk, p, end, end);
    }
    if (is_alive(walk)) {
        walk->reach->end = p;
        end_at_edge(walk);
    }
    return p;
}

static void
reach_right(struct walk *walk, struct wl_span text, const char *at, const char *mark, bool open)
{
    const char *end = text.ptr + text.len, *p = read_marked(walk, text, at, mark, false);

    if (open && walk->state != WL_STATE_UNKNOWN && find_notes(mark, p, end) < p)
        (void)read_marked(walk, text, at, mark, true);
    if (p > walk->reach->high)
        walk->reach->high = p;
}

int
wl_automaton_reach(struct wl_automaton *a, struct wl_span text, const char *at, const char *mark,
                   bool open, uint64_t *accepted, struct wl_reach *reach)
{
    struct walk walk = {.automaton = a, .accepted = accepted, .reach = reach};

    if (a->program->backward)
        reach_left(&walk, text, at);
    else
        reach_right(&walk, text, at, mark, open);
    return walk.state == WL_STATE_UNKNOWN ? no_memory() : walk.any;
}
