#include "scan/automaton.h"

#include <stdlib.h>

#define STATES_MAX 6000u       /* states kept at most */
#define ITEMS_MAX (256u << 10) /* nodes and numbers kept for them */
#define SLOTS 16384u           /* of the hash table, a power of two */

/* States, and where the others begin. UNKNOWN is a transition that has not been worked out. */
enum { UNKNOWN, DEAD, FIRST };

struct state {
    uint32_t items; /* the nodes it stands for, sorted, then the numbers accepted on the way */
    uint16_t node_count, accept_count;
    uint8_t context; /* class of the byte read last, as far as looks ask for it */
    uint32_t scan;   /* the last one that came here, of those that accept */
};

struct wl_automaton {
    const struct wl_program *program;
    unsigned shift; /* a row of transitions has 1 << shift places, a sign each */

    struct state *states;
    size_t state_count;
    uint16_t *next;          /* at (state << shift) + sign: a state, marked when it accepts */
    uint16_t first[256 + 1]; /* states in which reading starts, by context */
    unsigned epoch;          /* how often all was forgotten */
    uint32_t scan;           /* number of the scan at hand */
    uint32_t *items;
    size_t item_count;
    uint16_t *slots;

    /* scratch */
    uint32_t *stack, *seen, *core;
    uint16_t *accepts;
    uint32_t generation;
};

#define ACCEPTING 0x8000u
#define EDGE(a) ((unsigned)(a)->program->class_count)
#define MARK(a) ((a)->program->class_count + 1u)
#define ANY_BYTE (-2)
#define NO_BYTE (-1)

static bool
looks_passed(const struct wl_nfa_node *n, const struct wl_bytes *sets, int byte)
{
    if (byte == ANY_BYTE)
        return true;
    return byte == NO_BYTE ? n->edge : wl_bytes_has(sets + n->set, (unsigned char)byte);
}

static bool
is_word(int byte)
{
    return byte >= 0 && wl_bytes_has(&wl_word_bytes, (unsigned char)byte);
}

/* May the walk go on through a node that consumes nothing? */
static bool
passes(const struct wl_automaton *a, const struct wl_nfa_node *n, int done, int ahead)
{
    int left = a->program->backward ? ahead : done, right = a->program->backward ? done : ahead;

    switch (n->op) {
    case WL_NFA_LEFT:
        return looks_passed(n, a->program->sets, left);
    case WL_NFA_RIGHT:
        return looks_passed(n, a->program->sets, right);
    default:
        if (left == ANY_BYTE || right == ANY_BYTE)
            return true;
        return (is_word(left) != is_word(right)) == (n->op == WL_NFA_BORDER);
    }
}

struct step {
    int done, ahead; /* the bytes on both sides of where reading stands */
    bool mark;       /* a mark is read, not ahead */
    size_t core_count, accept_count;
};

/* Everything reachable from start without reading; then what reading leads to. */
static void
walk(struct wl_automaton *a, uint32_t start, struct step *step)
{
    size_t depth = 0;

    a->stack[depth++] = start;
    while (depth > 0) {
        uint32_t at = a->stack[--depth];
        const struct wl_nfa_node *n = a->program->nodes + at;
        if (a->seen[at] == a->generation)
            continue;
        a->seen[at] = a->generation;
        switch ((enum wl_nfa_op)n->op) {
        case WL_NFA_SPLIT:
            a->stack[depth++] = n->a;
            a->stack[depth++] = n->b;
            break;
        case WL_NFA_ACCEPT:
            a->accepts[step->accept_count++] = (uint16_t)n->a;
            break;
        case WL_NFA_MARK:
            if (step->mark)
                a->core[step->core_count++] = n->a;
            break;
        case WL_NFA_BYTE:
            if (!step->mark && step->ahead >= 0 &&
                wl_bytes_has(a->program->sets + n->set, (unsigned char)step->ahead))
                a->core[step->core_count++] = n->a;
            break;
        default:
            if (passes(a, n, step->done, step->ahead))
                a->stack[depth++] = n->a;
        }
    }
}

static void
forget(struct wl_automaton *a)
{
    memset(a->slots, 0, SLOTS * sizeof *a->slots);
    memset(a->first, 0, sizeof a->first);
    a->states[DEAD] = (struct state){0};
    a->epoch++;
    a->state_count = FIRST;
    a->item_count = 0;
}

int
wl_automaton_new(struct wl_automaton **out, const struct wl_program *program, struct wl_error *err)
{
    struct wl_automaton *a = calloc(1, sizeof *a);
    size_t nodes = program->node_count;

    if (!a)
        goto fail;
    a->program = program;
    while (1u << a->shift < program->class_count + 2u)
        a->shift++;
    /* pages of what is never used are never touched */
    a->states = malloc(STATES_MAX * sizeof *a->states);
    a->next = malloc(((size_t)STATES_MAX << a->shift) * sizeof *a->next);
    a->items = malloc(ITEMS_MAX * sizeof *a->items);
    a->slots = malloc(SLOTS * sizeof *a->slots);
    a->stack = malloc((2 * nodes + 2) * sizeof *a->stack);
    a->seen = calloc(nodes + 1, sizeof *a->seen);
    a->core = malloc((nodes + 1) * sizeof *a->core);
    a->accepts = malloc((nodes + 1) * sizeof *a->accepts);
    if (!a->states || !a->next || !a->items || !a->slots || !a->stack || !a->seen || !a->core ||
        !a->accepts)
        goto fail;
    forget(a);
    *out = a;
    return 0;
fail:
    wl_automaton_free(a);
    return wl_error_set(err, WL_ENOMEM, "out of memory");
}

void
wl_automaton_free(struct wl_automaton *a)
{
    if (!a)
        return;
    free(a->states);
    free(a->next);
    free(a->items);
    free(a->slots);
    free(a->stack);
    free(a->seen);
    free(a->core);
    free(a->accepts);
    free(a);
}

/* How a transition to a state is kept. */
static uint16_t
marked(const struct wl_automaton *a, unsigned state)
{
    return (uint16_t)(state | (a->states[state].accept_count > 0 ? ACCEPTING : 0));
}

static int
compare(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

    return a < b ? -1 : a > b;
}

static size_t
remove_doubles(uint32_t *list, size_t count)
{
    size_t kept = 0;

    qsort(list, count, sizeof *list, compare);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || list[kept - 1] != list[i])
            list[kept++] = list[i];
    return kept;
}

/* The state for core and accepts, as the last step left them. */
static unsigned
intern(struct wl_automaton *a, const struct step *step, uint8_t context)
{
    size_t count = remove_doubles(a->core, step->core_count), total = count + step->accept_count;
    uint32_t hash = context;
    unsigned slot;
    struct state *s;

    if (count == 0 && step->accept_count == 0 && !a->program->floating)
        return DEAD;
    for (size_t i = 0; i < count; i++)
        hash = (hash ^ a->core[i]) * 2654435761u;
    for (size_t i = 0; i < step->accept_count; i++)
        hash = (hash ^ a->accepts[i]) * 2246822519u;
    for (slot = (hash ^ hash >> 15) % SLOTS; a->slots[slot]; slot = (slot + 1) % SLOTS) {
        bool same;
        s = a->states + a->slots[slot];
        same = s->node_count == count && s->accept_count == step->accept_count &&
               s->context == context &&
               memcmp(a->items + s->items, a->core, count * sizeof *a->core) == 0;
        for (size_t i = 0; same && i < step->accept_count; i++)
            same = a->items[s->items + count + i] == a->accepts[i];
        if (same)
            return a->slots[slot];
    }
    if (a->state_count == STATES_MAX || a->item_count + total > ITEMS_MAX)
        return UNKNOWN;
    s = a->states + a->state_count;
    *s = (struct state){(uint32_t)a->item_count, (uint16_t)count, (uint16_t)step->accept_count,
                        context, 0};
    memcpy(a->items + a->item_count, a->core, count * sizeof *a->core);
    for (size_t i = 0; i < step->accept_count; i++)
        a->items[a->item_count + count + i] = a->accepts[i];
    a->item_count += total;
    memset(a->next + (a->state_count << a->shift), 0, sizeof *a->next << a->shift);
    a->slots[slot] = (uint16_t)a->state_count;
    return (unsigned)a->state_count++;
}

/* As intern(), with room made. A state may stand for more nodes than are kept: then memory is
 * short, which the caller hears as UNKNOWN. */
static unsigned
keep(struct wl_automaton *a, const struct step *step, uint8_t context)
{
    unsigned state = intern(a, step, context);

    if (state == UNKNOWN) {
        forget(a);
        state = intern(a, step, context);
    }
    return state;
}

/* Work out where symbol leads from a state: a state. */
static unsigned
step_from(struct wl_automaton *a, unsigned from, unsigned symbol)
{
    const struct state *s = a->states + from;
    struct step step = {.done = s->context ? a->program->context_sample[s->context] : NO_BYTE,
                        .ahead = NO_BYTE};
    uint8_t context = s->context;
    unsigned epoch = a->epoch, to;

    a->generation++;
    if (symbol == MARK(a)) {
        step.ahead = ANY_BYTE;
        step.mark = true;
    } else if (symbol != EDGE(a)) {
        step.ahead = a->program->sample[symbol];
        context = a->program->context_of[step.ahead];
    }
    for (size_t i = 0; i < s->node_count; i++)
        walk(a, a->items[s->items + i], &step);
    for (uint32_t i = a->program->floating ? a->program->by_class_at[symbol] : 0;
         a->program->floating && i < a->program->by_class_at[symbol + 1]; i++)
        walk(a, a->program->by_class[i], &step);
    to = keep(a, &step, context);
    if (a->epoch == epoch && to != UNKNOWN)
        a->next[(from << a->shift) + symbol] = marked(a, to);
    return to;
}

static void
accept(const struct wl_automaton *a, unsigned state, uint64_t *accepted)
{
    const struct state *s = a->states + state;

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
    struct state *s = a->states + state;

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

/* The state in which reading starts, behind a byte or the edge. */
static unsigned
first_state(struct wl_automaton *a, int done)
{
    uint8_t context = done < 0 ? 0 : a->program->context_of[done];
    struct step step = {0};

    if (a->first[context] != UNKNOWN)
        return a->first[context];
    if (!a->program->floating) {
        memcpy(a->core, a->program->entries, a->program->entry_count * sizeof *a->core);
        step.core_count = a->program->entry_count;
    }
    a->first[context] = (uint16_t)keep(a, &step, context);
    return a->first[context];
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
    unsigned to = a->next[(*state << a->shift) + symbol];

    if (to == UNKNOWN) {
        to = step_from(a, *state, symbol);
        if (to == UNKNOWN)
            return false;
        to = marked(a, to);
    }
    *state = to & ~ACCEPTING;
    if (to & ACCEPTING)
        accept_at(a, *state, offset, accepted, first);
    return true;
}

int
wl_automaton_scan(struct wl_automaton *a, struct wl_span text, uint64_t *accepted, uint16_t *first)
{
    const unsigned char *start = (const unsigned char *)text.ptr, *p = start, *end = p + text.len;
    const uint8_t *class_of = a->program->class_of;
    const uint16_t *next = a->next;
    unsigned state = first_state(a, NO_BYTE), shift = a->shift;

    if (state == UNKNOWN)
        return no_memory();
    a->scan++;
    for (; p < end; p++) {
        unsigned to = next[(state << shift) + class_of[*p]];
        /* known, and nothing is accepted */
        if ((int16_t)to > 0)
            state = to;
        else if (!follow(a, &state, class_of[*p], (size_t)(p - start), accepted, first))
            return no_memory();
    }
    return follow(a, &state, EDGE(a), text.len, accepted, first) ? 0 : no_memory();
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

/* The state behind a sign; what is accepted is added. UNKNOWN: no memory. */
static unsigned
advance(struct wl_automaton *a, unsigned state, unsigned symbol, uint64_t *accepted, bool *any)
{
    unsigned to = a->next[(state << a->shift) + symbol];

    if (to == UNKNOWN) {
        to = step_from(a, state, symbol);
        if (to == UNKNOWN)
            return UNKNOWN;
        to = marked(a, to);
    }
    if (to & ACCEPTING) {
        to &= ~ACCEPTING;
        accept(a, to, accepted);
        *any = true;
    }
    return to;
}

/* What if the text ended here? @return the state, or DEAD if it was forgotten meanwhile */
static unsigned
try_edge(struct wl_automaton *a, unsigned state, uint64_t *accepted, bool *any)
{
    unsigned epoch = a->epoch;

    if (advance(a, state, EDGE(a), accepted, any) == UNKNOWN)
        return UNKNOWN;
    if (a->epoch == epoch)
        return state;
    /* then anything may match */
    memset(accepted, 0xFF, (a->program->numbers / 64 + 1) * sizeof *accepted);
    *any = true;
    return DEAD;
}

/* advance(), the usual way first: the transition is known, and nothing is accepted. */
static inline unsigned
advance_byte(struct wl_automaton *a, unsigned state, char byte, uint64_t *accepted, bool *any)
{
    unsigned symbol = a->program->class_of[(unsigned char)byte];
    unsigned to = a->next[(state << a->shift) + symbol];

    return (int16_t)to > 0 ? to : advance(a, state, symbol, accepted, any);
}

static int
reach_left(struct wl_automaton *a, struct wl_span text, const char *at, uint64_t *accepted)
{
    bool edge = is_edge(at, text.ptr + text.len), any = false;
    unsigned state = first_state(a, edge ? NO_BYTE : (unsigned char)*at);

    for (const char *p = at; state > DEAD; p--) {
        if (p == text.ptr || p[-1] == '\n') {
            state = advance(a, state, EDGE(a), accepted, &any);
            break;
        }
        state = advance_byte(a, state, p[-1], accepted, &any);
    }
    return state == UNKNOWN ? no_memory() : any;
}

static int
reach_right(struct wl_automaton *a, struct wl_span text, const char *at, const char *mark,
            bool open, uint64_t *accepted)
{
    const char *end = text.ptr + text.len;
    bool behind = at > text.ptr && at[-1] != '\n', any = false;
    unsigned state = first_state(a, behind ? (unsigned char)at[-1] : NO_BYTE);

    for (const char *p = at; state > DEAD; p++) {
        if (p == mark)
            state = advance(a, state, MARK(a), accepted, &any);
        if (state > DEAD && is_edge(p, end)) {
            state = advance(a, state, EDGE(a), accepted, &any);
            break;
        }
        if (state > DEAD && open && may_be_edge(*p))
            state = try_edge(a, state, accepted, &any);
        if (state > DEAD)
            state = advance_byte(a, state, *p, accepted, &any);
    }
    return state == UNKNOWN ? no_memory() : any;
}

int
wl_automaton_reach(struct wl_automaton *a, struct wl_span text, const char *at, const char *mark,
                   bool open, uint64_t *accepted)
{
    return a->program->backward ? reach_left(a, text, at, accepted)
                                : reach_right(a, text, at, mark, open, accepted);
}
