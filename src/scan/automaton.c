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

static bool
accepts(const struct wl_automaton *a, unsigned state, uint32_t number)
{
    const struct wl_state *s = wl_state_of(a, state);
    const struct wl_state_accepts *list = a->accepts + s->accepts;

    for (size_t i = 0; i < s->accept_count; i++)
        if (list[i].word == number / 64 && list[i].bits >> (number % 64) & 1)
            return true;
    return false;
}

bool
wl_automaton_ends(struct wl_automaton *a, struct wl_span text, const char *from, const char *to,
                  uint32_t number)
{
    const char *end = text.ptr + text.len;
    unsigned state = wl_state_first(a, from > text.ptr ? (unsigned char)from[-1] : WL_NO_BYTE);

    for (const char *p = from; p < to && state != WL_STATE_UNKNOWN; p++)
        state = look_up(a, state, a->program->sign_of[(unsigned char)*p]);
    if (state != WL_STATE_UNKNOWN)
        state = look_up(
            a, state, to < end ? a->program->sign_of[(unsigned char)*to] : (unsigned)WL_SIGN_EDGE);
    return accepts(a, state, number);
}

/* A line ends at LF or CR LF, whatever memory goes on. */
static bool
is_edge(const char *p, const char *end)
{
    return p == end || *p == '\n' || (*p == '\r' && p + 1 < end && p[1] == '\n');
}

/* Reading outward: where it stands, and what was accepted. */
struct walk {
    struct wl_automaton *automaton;
    unsigned state; /* WL_STATE_UNKNOWN: no memory */
    bool any;
    uint64_t *accepted;
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
            end_at_edge(walk);
            break;
        }
        advance(walk, a->program->sign_of[*--p]);
    }
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
        advance(walk, a->program->sign_of[(unsigned char)*p++]);
    }
    return p;
}

static void
reach_right(struct walk *walk, struct wl_span text, const char *at, const char *mark)
{
    const char *end = text.ptr + text.len, *p = at;
    bool behind = p > text.ptr && p[-1] != '\n';

    walk->state = wl_state_first(walk->automaton, behind ? (unsigned char)p[-1] : WL_NO_BYTE);
    p = read_right(walk, p, mark, end);
    if (p == mark && is_alive(walk)) {
        advance(walk, WL_SIGN_MARK);
        (void)read_right(walk, p, end, end);
    }
    if (is_alive(walk))
        end_at_edge(walk);
}

int
wl_automaton_reach(struct wl_automaton *a, struct wl_span text, const char *at, const char *mark,
                   uint64_t *accepted)
{
    struct walk walk = {.automaton = a, .accepted = accepted};

    if (a->program->backward)
        reach_left(&walk, text, at);
    else
        reach_right(&walk, text, at, mark);
    return walk.state == WL_STATE_UNKNOWN ? no_memory() : walk.any;
}

size_t
wl_automaton_places(struct wl_automaton *a, struct wl_span text, const char *at, uint32_t number,
                    const char **places, size_t max)
{
    bool edge = is_edge(at, text.ptr + text.len);
    unsigned state = wl_state_first(a, edge ? WL_NO_BYTE : (unsigned char)*at);
    size_t count = 0;

    for (const char *p = at; state > WL_STATE_DEAD && count < max; p--) {
        bool stop = p == text.ptr || p[-1] == '\n';
        state = look_up(a, state,
                        stop ? (unsigned)WL_SIGN_EDGE : a->program->sign_of[(unsigned char)p[-1]]);
        if (accepts(a, state, number))
            places[count++] = p;
        if (stop)
            break;
    }
    return count;
}
