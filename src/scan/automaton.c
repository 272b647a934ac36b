#include "scan/automaton_state.h"

static void
accept(const struct wl_automaton *a, unsigned state, uint64_t *accepted)
{
    const struct wl_state *s = a->states + state;
    const struct wl_state_accepts *list = a->accepts + s->accepts;

    for (size_t i = 0; i < s->accept_count; i++)
        accepted[list[i].word] |= list[i].bits;
}

/* Note where the numbers of a state are accepted that were not accepted before. */
static void
note_first(const struct wl_automaton *a, unsigned state, size_t offset, const uint64_t *accepted,
           uint16_t *first)
{
    const struct wl_state *s = a->states + state;
    const struct wl_state_accepts *list = a->accepts + s->accepts;

    for (size_t i = 0; i < s->accept_count; i++)
        for (uint64_t news = list[i].bits & ~accepted[list[i].word]; news; news &= news - 1)
            first[64 * list[i].word + (size_t)__builtin_ctzll(news)] =
                (uint16_t)(offset < UINT16_MAX ? offset : UINT16_MAX);
}

static int
no_memory(void)
{
    return WL_ENOMEM;
}

/* Where a sign leads, worked out if need be, as wl_state_marked() has it. 0: no memory. */
static int
look_up(struct wl_automaton *a, unsigned state, unsigned sign)
{
    int to = *wl_state_next(a, state, sign);

    if (to == WL_STATE_UNKNOWN) {
        unsigned made = wl_state_step(a, state, sign);
        if (made == WL_STATE_UNKNOWN)
            return 0;
        to = wl_state_marked(a, made);
    }
    return to;
}

/* One sign further in a scan; *state is set to the next. false: no memory. */
static bool
follow(struct wl_automaton *a, unsigned *state, unsigned sign, size_t offset, uint64_t *accepted,
       uint16_t *first)
{
    int to = look_up(a, *state, sign);

    *state = (unsigned)(to < 0 ? -to : to);
    /* a state met before has nothing to add */
    if (to < 0 && a->states[*state].scan != a->scan) {
        a->states[*state].scan = a->scan;
        if (first)
            note_first(a, *state, offset, accepted, first);
        accept(a, *state, accepted);
    }
    return to != 0;
}

/* Bytes read between two looks at where the text ends. */
#define AT_ONCE 8

/* Read while there is nothing to do but to go on. @return where that ends */
static const unsigned char *
run(const struct wl_automaton *a, unsigned *state, const unsigned char *p, const unsigned char *end)
{
    const int16_t *common = a->common;
    const uint8_t *quick = a->quick;
    size_t now = *state;
    int to = 1;

    while (to > 0 && end - p >= AT_ONCE) {
        int i = 0;
#pragma GCC unroll 8
        for (; i < AT_ONCE; i++) {
            to = common[now * WL_COMMON_SIGNS + quick[p[i]]];
            if (to <= 0)
                break;
            now = (size_t)to;
        }
        p += i;
    }
    for (; to > 0 && p < end; p++) {
        to = common[now * WL_COMMON_SIGNS + quick[*p]];
        if (to <= 0)
            break;
        now = (size_t)to;
    }
    *state = (unsigned)now;
    return p;
}

int
wl_automaton_scan(struct wl_automaton *a, struct wl_span text, uint64_t *accepted, uint16_t *first)
{
    const unsigned char *start = (const unsigned char *)text.ptr, *p = start, *end = p + text.len;
    unsigned state = wl_state_first(a, WL_NO_BYTE);

    if (state == WL_STATE_UNKNOWN)
        return no_memory();
    a->scan++;
    while ((p = run(a, &state, p, end)) < end) {
        if (!follow(a, &state, a->program->sign_of[*p], (size_t)(p - start), accepted, first))
            return no_memory();
        p++;
    }
    return follow(a, &state, WL_SIGN_EDGE, text.len, accepted, first) ? 0 : no_memory();
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
    int to = look_up(walk->automaton, walk->state, sign);

    walk->state = (unsigned)(to < 0 ? -to : to);
    if (to < -WL_STATE_DEAD) {
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

    walk->reach->edge = true;
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
    walk->reach->edge = true;
    advance(walk, WL_SIGN_EDGE);
    if (is_alive(walk))
        walk->state = WL_STATE_DEAD;
}

/* As run(), to the left. */
static const unsigned char *
run_left(const struct wl_automaton *a, unsigned *state, const unsigned char *p,
         const unsigned char *start)
{
    const int16_t *common = a->common;
    const uint8_t *quick = a->quick;
    size_t now = *state;

    for (; p > start; p--) {
        int to = common[now * WL_COMMON_SIGNS + quick[p[-1]]];
        if (to <= 0)
            break;
        now = (size_t)to;
    }
    *state = (unsigned)now;
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
    if ((const char *)p < walk->reach->low)
        walk->reach->low = (const char *)p;
}

/* From p up to stop, or to an edge before it. @return where reading ended */
static const char *
read_right(struct walk *walk, const char *p, const char *stop, const char *end)
{
    struct wl_automaton *a = walk->automaton;

    while (is_alive(walk)) {
        p = (const char *)run(a, &walk->state, (const unsigned char *)p,
                              (const unsigned char *)stop);
        if (p == stop || is_edge(p, end))
            break;
        walk->reach->edge = walk->reach->edge || *p == '\r';
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
    if (is_alive(walk))
        end_at_edge(walk);
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
