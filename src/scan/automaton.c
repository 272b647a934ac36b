#include "scan/automaton_state.h"

static void
accept(const struct wl_automaton *a, unsigned state, uint64_t *accepted)
{
    const struct wl_state *s = a->states + state;

    for (size_t i = 0; i < s->accept_count; i++) {
        uint32_t number = a->items[s->items + s->node_count + i];
        accepted[number / 64] |= UINT64_C(1) << (number % 64);
    }
}

/* Likewise; where a number is accepted first is kept. A state met before has nothing to add. */
static void
accept_at(const struct wl_automaton *a, unsigned state, size_t offset, uint64_t *accepted,
          uint16_t *first)
{
    struct wl_state *s = a->states + state;

    if (s->scan == a->scan)
        return;
    s->scan = a->scan;

    for (size_t i = 0; i < s->accept_count; i++) {
        uint32_t number = a->items[s->items + s->node_count + i];
        if (!(accepted[number / 64] >> (number % 64) & 1))
            first[number] = (uint16_t)(offset < UINT16_MAX ? offset : UINT16_MAX);
    }
    accept(a, state, accepted);
}

static int
no_memory(void)
{
    return WL_ENOMEM;
}

/* One sign further from a state; *state is set to the next. false: no memory. */
static bool
follow(struct wl_automaton *a, unsigned *state, unsigned symbol, size_t offset, uint64_t *accepted,
       uint16_t *first)
{
    unsigned to = *wl_state_next(a, *state, symbol);

    if (to == WL_STATE_UNKNOWN) {
        to = wl_state_step(a, *state, symbol);
        if (to == WL_STATE_UNKNOWN)
            return false;
        to = wl_state_marked(a, to);
    }
    *state = to & ~WL_ACCEPTING;
    if (to & WL_ACCEPTING)
        accept_at(a, *state, offset, accepted, first);
    return true;
}

/* The usual signs: common ones, whose transitions are known and accept nothing. @return the first
 * byte that is not among them */
static const unsigned char *
pass_usual(const struct wl_automaton *a, const unsigned char *p, const unsigned char *end,
           unsigned *state)
{
    const uint8_t *class_of = a->program->class_of;
    const uint16_t *common = a->common;
    size_t at = *state;

    for (; p < end; p++) {
        size_t sign = class_of[*p];
        int16_t to;
        if (sign >= WL_COMMON_SIGNS)
            break;
        to = (int16_t)common[at * WL_COMMON_SIGNS + sign];
        if (to <= 0)
            break;
        at = (size_t)to;
    }
    *state = (unsigned)at;
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
    while ((p = pass_usual(a, p, end, &state)) < end) {
        if (!follow(a, &state, a->program->class_of[*p], (size_t)(p - start), accepted, first))
            return no_memory();
        p++;
    }
    return follow(a, &state, WL_SIGN_EDGE(a), text.len, accepted, first) ? 0 : no_memory();
}

/* A line ends at LF or CR LF, whatever memory goes on. */
static bool
is_edge(const char *p, const char *end)
{
    return p == end || *p == '\n' || (*p == '\r' && p + 1 < end && p[1] == '\n');
}

/* What begins with one of these may be notes of ours, and blanks stand before them. */
static bool
may_be_edge(char c)
{
    return c == ' ' || c == '\x1b' || c == '<' || c == '\xC2';
}

/* The state behind a sign; what is accepted is added. WL_STATE_UNKNOWN: no memory. */
static unsigned
advance(struct wl_automaton *a, unsigned state, unsigned symbol, uint64_t *accepted, bool *any)
{
    unsigned to = *wl_state_next(a, state, symbol);

    if (to == WL_STATE_UNKNOWN) {
        to = wl_state_step(a, state, symbol);
        if (to == WL_STATE_UNKNOWN)
            return WL_STATE_UNKNOWN;
        to = wl_state_marked(a, to);
    }
    if (to & WL_ACCEPTING) {
        to &= ~WL_ACCEPTING;
        accept(a, to, accepted);
        *any = true;
    }
    return to;
}

/* What if the text ended here? @return the state, or WL_STATE_DEAD if it was forgotten meanwhile */
static unsigned
try_edge(struct wl_automaton *a, unsigned state, uint64_t *accepted, bool *any)
{
    unsigned epoch = a->epoch;

    if (advance(a, state, WL_SIGN_EDGE(a), accepted, any) == WL_STATE_UNKNOWN)
        return WL_STATE_UNKNOWN;
    if (a->epoch == epoch)
        return state;
    /* then anything may match */
    memset(accepted, 0xFF, (a->program->numbers / 64 + 1) * sizeof *accepted);
    *any = true;
    return WL_STATE_DEAD;
}

/* advance(), the usual way first: the transition is known, and nothing is accepted. */
static inline unsigned
advance_byte(struct wl_automaton *a, unsigned state, char byte, uint64_t *accepted, bool *any)
{
    unsigned symbol = a->program->class_of[(unsigned char)byte];
    unsigned to = *wl_state_next(a, state, symbol);

    return (int16_t)to > 0 ? to : advance(a, state, symbol, accepted, any);
}

static int
reach_left(struct wl_automaton *a, struct wl_span text, const char *at, uint64_t *accepted)
{
    bool edge = is_edge(at, text.ptr + text.len), any = false;
    unsigned state = wl_state_first(a, edge ? WL_NO_BYTE : (unsigned char)*at);

    for (const char *p = at; state > WL_STATE_DEAD; p--) {
        if (p == text.ptr || p[-1] == '\n') {
            state = advance(a, state, WL_SIGN_EDGE(a), accepted, &any);
            break;
        }
        state = advance_byte(a, state, p[-1], accepted, &any);
    }
    return state == WL_STATE_UNKNOWN ? no_memory() : any;
}

static int
reach_right(struct wl_automaton *a, struct wl_span text, const char *at, const char *mark,
            bool open, uint64_t *accepted)
{
    const char *end = text.ptr + text.len;
    bool behind = at > text.ptr && at[-1] != '\n', any = false;
    unsigned state = wl_state_first(a, behind ? (unsigned char)at[-1] : WL_NO_BYTE);

    for (const char *p = at; state > WL_STATE_DEAD; p++) {
        if (p == mark)
            state = advance(a, state, WL_SIGN_MARK(a), accepted, &any);
        if (state > WL_STATE_DEAD && is_edge(p, end)) {
            state = advance(a, state, WL_SIGN_EDGE(a), accepted, &any);
            break;
        }
        if (state > WL_STATE_DEAD && open && may_be_edge(*p))
            state = try_edge(a, state, accepted, &any);
        if (state > WL_STATE_DEAD)
            state = advance_byte(a, state, *p, accepted, &any);
    }
    return state == WL_STATE_UNKNOWN ? no_memory() : any;
}

int
wl_automaton_reach(struct wl_automaton *a, struct wl_span text, const char *at, const char *mark,
                   bool open, uint64_t *accepted)
{
    return a->program->backward ? reach_left(a, text, at, accepted)
                                : reach_right(a, text, at, mark, open, accepted);
}
