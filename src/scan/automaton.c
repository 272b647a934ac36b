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
};

struct wl_automaton {
    const struct wl_nfa *nfa;
    bool floating;
    unsigned class_count, stride; /* bytes that all sets treat alike; then the edge and the mark */
    uint8_t class_of[256], sample[256]; /* of a byte; a byte of a class */
    uint8_t context_of[256]; /* likewise, coarser: what looks tell apart; 0 is the edge */
    uint8_t context_sample[256];
    size_t words;
    uint32_t *by_class, *by_class_at; /* floating: entries that a class may begin */

    struct state *states;
    size_t state_count;
    uint32_t *next;          /* state * stride + class: see row_of() */
    uint16_t first[256 + 1]; /* states in which reading starts, by context */
    unsigned epoch;          /* how often all was forgotten */
    uint32_t *items;
    size_t item_count;
    uint16_t *slots;

    /* scratch */
    uint32_t *stack, *seen, *core;
    uint16_t *accepts;
    uint32_t generation;
};

#define ACCEPTING (UINT32_C(1) << 31)
#define EDGE(a) ((a)->class_count)
#define MARK(a) ((a)->class_count + 1)
#define ANY_BYTE (-2)
#define NO_BYTE (-1)

/* Split classes so that each lies inside or outside of set. */
static unsigned
refine(uint8_t class_of[256], unsigned count, const struct wl_bytes *set)
{
    int inside[256], other[256];
    unsigned made = count;

    for (int i = 0; i < 256; i++)
        inside[i] = other[i] = -1;
    for (int c = 0; c < 256; c++) {
        int *mine = wl_bytes_has(set, (unsigned char)c) ? inside : other;
        mine[class_of[c]] = class_of[c];
    }
    for (int c = 0; c < 256; c++) {
        int was = class_of[c];
        if (inside[was] < 0 || other[was] < 0 || !wl_bytes_has(set, (unsigned char)c))
            continue;
        if (inside[was] == was)
            inside[was] = (int)made++;
        class_of[c] = (uint8_t)inside[was];
    }
    return made;
}

static const struct wl_bytes word_set = {
    {UINT64_C(0x03FF000000000000), UINT64_C(0x07FFFFFE87FFFFFE)}};

static void
classify(struct wl_automaton *a)
{
    const struct wl_nfa *nfa = a->nfa;
    uint8_t context[256] = {0};
    unsigned contexts = 1;

    memset(a->class_of, 0, sizeof a->class_of);
    a->class_count = 1;
    for (size_t i = 0; i < nfa->set_count; i++)
        a->class_count = refine(a->class_of, a->class_count, nfa->sets + i);
    a->class_count = refine(a->class_of, a->class_count, &word_set);
    /* what has been read is asked for by looks against the direction of reading, and by \b */
    for (size_t i = 0; i < nfa->node_count; i++) {
        const struct wl_nfa_node *n = nfa->nodes + i;
        if (n->op == (nfa->backward ? WL_NFA_RIGHT : WL_NFA_LEFT))
            contexts = refine(context, contexts, nfa->sets + n->set);
        else if (n->op == WL_NFA_BORDER || n->op == WL_NFA_INSIDE)
            contexts = refine(context, contexts, &word_set);
    }
    for (int c = 255; c >= 0; c--) {
        a->sample[a->class_of[c]] = (uint8_t)c;
        a->context_of[c] = (uint8_t)(context[c] + 1);
        a->context_sample[a->context_of[c]] = (uint8_t)c;
    }
    a->stride = a->class_count + 2;
}

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
    return byte >= 0 && wl_bytes_has(&word_set, (unsigned char)byte);
}

/* May the walk go on through a node that consumes nothing? */
static bool
passes(const struct wl_automaton *a, const struct wl_nfa_node *n, int done, int ahead)
{
    int left = a->nfa->backward ? ahead : done, right = a->nfa->backward ? done : ahead;

    switch (n->op) {
    case WL_NFA_LEFT:
        return looks_passed(n, a->nfa->sets, left);
    case WL_NFA_RIGHT:
        return looks_passed(n, a->nfa->sets, right);
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
        const struct wl_nfa_node *n = a->nfa->nodes + at;
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
                wl_bytes_has(a->nfa->sets + n->set, (unsigned char)step->ahead))
                a->core[step->core_count++] = n->a;
            break;
        default:
            if (passes(a, n, step->done, step->ahead))
                a->stack[depth++] = n->a;
        }
    }
}

/* Which bytes may come first behind an entry? */
static void
first_bytes(struct wl_automaton *a, uint32_t entry, struct wl_bytes *set, bool *empty)
{
    size_t depth = 0;

    a->generation++;
    a->stack[depth++] = entry;
    while (depth > 0) {
        uint32_t at = a->stack[--depth];
        const struct wl_nfa_node *n = a->nfa->nodes + at;
        if (a->seen[at] == a->generation)
            continue;
        a->seen[at] = a->generation;
        if (n->op == WL_NFA_BYTE) {
            for (int i = 0; i < 4; i++)
                set->bits[i] |= a->nfa->sets[n->set].bits[i];
        } else if (n->op == WL_NFA_ACCEPT) {
            *empty = true;
        } else {
            a->stack[depth++] = n->a;
            if (n->op == WL_NFA_SPLIT)
                a->stack[depth++] = n->b;
        }
    }
}

static bool
sort_entries(struct wl_automaton *a)
{
    const struct wl_nfa *nfa = a->nfa;
    size_t total = 0;
    bool *may = calloc(nfa->entry_count * a->stride + 1, sizeof *may);

    a->by_class_at = calloc(a->stride + 1, sizeof *a->by_class_at);
    if (!may || !a->by_class_at) {
        free(may);
        return false;
    }
    for (size_t i = 0; i < nfa->entry_count; i++) {
        struct wl_bytes set = {{0}};
        bool empty = false;
        first_bytes(a, nfa->entries[i], &set, &empty);
        for (unsigned c = 0; c < a->stride; c++) {
            bool here = empty || (c < a->class_count && wl_bytes_has(&set, a->sample[c]));
            may[i * a->stride + c] = here;
            total += here;
        }
    }
    a->by_class = malloc((total + 1) * sizeof *a->by_class);
    total = 0;
    for (unsigned c = 0; a->by_class && c < a->stride; c++) {
        a->by_class_at[c] = (uint32_t)total;
        for (size_t i = 0; i < nfa->entry_count; i++)
            if (may[i * a->stride + c])
                a->by_class[total++] = nfa->entries[i];
    }
    a->by_class_at[a->stride] = (uint32_t)total;
    free(may);
    return a->by_class != NULL;
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
wl_automaton_new(struct wl_automaton **out, const struct wl_nfa *nfa, bool floating,
                 struct wl_error *err)
{
    struct wl_automaton *a = calloc(1, sizeof *a);
    size_t numbers = 0;

    if (!a || nfa->failed)
        goto fail;
    a->nfa = nfa;
    a->floating = floating;
    classify(a);
    for (size_t i = 0; i < nfa->node_count; i++)
        if (nfa->nodes[i].op == WL_NFA_ACCEPT && nfa->nodes[i].a >= numbers)
            numbers = nfa->nodes[i].a + 1;
    a->words = numbers / 64 + 1;
    /* pages of what is never used are never touched */
    a->states = malloc(STATES_MAX * sizeof *a->states);
    a->next = malloc((size_t)STATES_MAX * a->stride * sizeof *a->next);
    a->items = malloc(ITEMS_MAX * sizeof *a->items);
    a->slots = malloc(SLOTS * sizeof *a->slots);
    a->stack = malloc((2 * nfa->node_count + 2) * sizeof *a->stack);
    a->seen = calloc(nfa->node_count + 1, sizeof *a->seen);
    a->core = malloc((nfa->node_count + 1) * sizeof *a->core);
    a->accepts = malloc((nfa->node_count + 1) * sizeof *a->accepts);
    if (!a->states || !a->next || !a->items || !a->slots || !a->stack || !a->seen || !a->core ||
        !a->accepts || (floating && !sort_entries(a)))
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
    free(a->by_class);
    free(a->by_class_at);
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

size_t
wl_automaton_words(const struct wl_automaton *a)
{
    return a->words;
}

/* How a transition is kept: the place of the state's row, marked when it accepts. */
static uint32_t
row_of(const struct wl_automaton *a, unsigned state)
{
    return state * a->stride | (a->states[state].accept_count > 0 ? ACCEPTING : 0);
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

    if (count == 0 && step->accept_count == 0 && !a->floating)
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
                        context};
    memcpy(a->items + a->item_count, a->core, count * sizeof *a->core);
    for (size_t i = 0; i < step->accept_count; i++)
        a->items[a->item_count + count + i] = a->accepts[i];
    a->item_count += total;
    memset(a->next + a->state_count * a->stride, 0, a->stride * sizeof *a->next);
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
    struct step step = {.done = s->context ? a->context_sample[s->context] : NO_BYTE,
                        .ahead = NO_BYTE};
    uint8_t context = s->context;
    unsigned epoch = a->epoch, to;

    a->generation++;
    if (symbol == MARK(a)) {
        step.ahead = ANY_BYTE;
        step.mark = true;
    } else if (symbol != EDGE(a)) {
        step.ahead = a->sample[symbol];
        context = a->context_of[step.ahead];
    }
    for (size_t i = 0; i < s->node_count; i++)
        walk(a, a->items[s->items + i], &step);
    for (uint32_t i = a->floating ? a->by_class_at[symbol] : 0;
         a->floating && i < a->by_class_at[symbol + 1]; i++)
        walk(a, a->by_class[i], &step);
    to = keep(a, &step, context);
    if (a->epoch == epoch && to != UNKNOWN)
        a->next[from * a->stride + symbol] = row_of(a, to);
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

/* The state in which reading starts, behind a byte or the edge. */
static unsigned
first_state(struct wl_automaton *a, int done)
{
    uint8_t context = done < 0 ? 0 : a->context_of[done];
    struct step step = {0};

    if (a->first[context] != UNKNOWN)
        return a->first[context];
    if (!a->floating) {
        memcpy(a->core, a->nfa->entries, a->nfa->entry_count * sizeof *a->core);
        step.core_count = a->nfa->entry_count;
    }
    a->first[context] = (uint16_t)keep(a, &step, context);
    return a->first[context];
}

static int
no_memory(void)
{
    return WL_ENOMEM;
}

int
wl_automaton_scan(struct wl_automaton *a, struct wl_span text, uint64_t *accepted)
{
    const unsigned char *p = (const unsigned char *)text.ptr, *end = p + text.len;
    unsigned state = first_state(a, NO_BYTE);
    uint32_t row;

    if (state == UNKNOWN)
        return no_memory();
    row = state * a->stride;
    for (; p <= end; p++) {
        unsigned symbol = p < end ? a->class_of[*p] : EDGE(a);
        uint32_t to = a->next[row + symbol];
        if (to == UNKNOWN) {
            state = step_from(a, row / a->stride, symbol);
            if (state == UNKNOWN)
                return no_memory();
            to = row_of(a, state);
        }
        row = to & ~ACCEPTING;
        if (to & ACCEPTING)
            accept(a, row / a->stride, accepted);
    }
    return 0;
}

/* A line ends at LF or CR LF, whatever memory goes on. */
static bool
is_edge(const char *p, const char *end)
{
    return p == end || *p == '\n' || (*p == '\r' && p + 1 < end && p[1] == '\n');
}

int
wl_automaton_reach(struct wl_automaton *a, struct wl_span text, const char *at, const char *mark,
                   uint64_t *accepted)
{
    const char *start = text.ptr, *end = text.ptr + text.len, *p = at;
    bool back = a->nfa->backward, marked = back, any = false;
    int done = back ? (is_edge(at, end) ? NO_BYTE : (unsigned char)*at)
                    : (at == start || at[-1] == '\n' ? NO_BYTE : (unsigned char)at[-1]);
    unsigned state = first_state(a, done);

    while (state > DEAD) {
        bool edge = back ? p == start || p[-1] == '\n' : is_edge(p, end);
        bool at_mark = !marked && p == mark;
        unsigned symbol = at_mark ? MARK(a)
                          : edge  ? EDGE(a)
                                  : a->class_of[(unsigned char)(back ? p[-1] : *p)];
        uint32_t to = a->next[state * a->stride + symbol];
        state = to == UNKNOWN ? step_from(a, state, symbol) : (to & ~ACCEPTING) / a->stride;
        if (state > DEAD && a->states[state].accept_count > 0) {
            accept(a, state, accepted);
            any = true;
        }
        if (at_mark) {
            marked = true;
            continue;
        }
        if (edge)
            break;
        p += back ? -1 : 1;
    }
    return state == UNKNOWN ? no_memory() : any;
}
