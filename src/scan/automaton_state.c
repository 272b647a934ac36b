#include "scan/automaton_state.h"

#include <stdlib.h>

static bool
looks_passed(const struct wl_nfa_node *n, const struct wl_bytes *sets, int byte)
{
    if (byte == WL_ANY_BYTE)
        return true;
    return byte == WL_NO_BYTE ? n->edge : wl_bytes_has(sets + n->set, (unsigned char)byte);
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
        if (left == WL_ANY_BYTE || right == WL_ANY_BYTE)
            return true;
        return (is_word(left) != is_word(right)) == (n->op == WL_NFA_BORDER);
    }
}

struct step {
    int done, ahead; /* the bytes on both sides of where reading stands */
    bool mark;       /* a mark is read, not ahead */
    size_t core_count;
};

/* Everything reachable from start without reading; then what reading leads to. */
static void
walk(struct wl_automaton *a, uint32_t start, struct step *step)
{
    const struct wl_nfa_node *nodes = a->program->nodes;
    const struct wl_bytes *sets = a->program->sets;
    uint32_t *stack = a->stack, *seen = a->seen, generation = a->generation;
    size_t depth = 0;

    stack[depth++] = start;
    while (depth > 0) {
        uint32_t at = stack[--depth];
        const struct wl_nfa_node *n = nodes + at;
        if (seen[at] == generation)
            continue;
        seen[at] = generation;
        switch ((enum wl_nfa_op)n->op) {
        case WL_NFA_SPLIT:
            stack[depth++] = n->a;
            stack[depth++] = n->b;
            break;
        case WL_NFA_ACCEPT:
            a->accepted[n->a / 64] |= UINT64_C(1) << (n->a % 64);
            if (n->b != WL_NFA_NONE)
                stack[depth++] = n->b;
            break;
        case WL_NFA_MARK:
            if (step->mark)
                a->core[step->core_count++] = n->a;
            break;
        case WL_NFA_BYTE:
            if (!step->mark && step->ahead >= 0 &&
                wl_bytes_has(sets + n->set, (unsigned char)step->ahead))
                a->core[step->core_count++] = n->a;
            break;
        default:
            if (passes(a, n, step->done, step->ahead))
                stack[depth++] = n->a;
        }
    }
}

static uint16_t
id_of(size_t index)
{
    return (uint16_t)(index * WL_STATE_UNIT);
}

/* A state is met: as yet nothing is known of where it leads. Memory of states that are never met is
 * not touched. */
static void
open_state(struct wl_automaton *a, unsigned state)
{
    struct wl_state *s = wl_state_of(a, state);

    if (s->open)
        return;
    s->open = true;
    if (s->accept_count > 0) {
        struct wl_accepting *all = a->accepting + state / WL_STATE_UNIT;
        const struct wl_state_accepts *list = a->accepts + s->accepts;
        *all = (struct wl_accepting){.some = {list[0]}, .more = s->accept_count > 2};
        if (s->accept_count > 1)
            all->some[1] = list[1];
    }
    memset(wl_state_next(a, state, 0), 0, WL_COMMON_SIGNS * sizeof *a->common);
    memset(wl_state_next(a, state, WL_SIGN_RARE), 0, a->rare_signs * sizeof *a->rare);
}

/* Where a sign leads from a state, as worked out beforehand. WL_STATE_UNKNOWN: not done. */
static unsigned
made_step(const struct wl_automaton *a, unsigned state, unsigned sign)
{
    while (state > WL_STATE_DEAD && wl_state_of(a, state)->row) {
        const uint16_t *row = a->made->rows + wl_state_of(a, state)->row;
        for (unsigned i = 0; i < row[1]; i++)
            if (row[2 + 2 * i] == sign)
                return row[3 + 2 * i];
        if (sign >= WL_SIGN_RARE)
            return WL_STATE_UNKNOWN;
        state = row[0];
    }
    return state == WL_STATE_DEAD ? WL_STATE_DEAD : WL_STATE_UNKNOWN;
}

static void
restore_some(struct wl_automaton *a, unsigned first, const struct wl_state *states, size_t count)
{
    memcpy(wl_state_of(a, first), states, count * sizeof *states);
    for (size_t i = 0; i < count; i++)
        a->slots[states[i].slot] = (uint16_t)(first + id_of(i));
}

/* As if the states worked out beforehand had just been. */
static void
restore(struct wl_automaton *a, const struct wl_states *made)
{
    restore_some(a, WL_STATE_PLAIN, made->plain, made->plain_count);
    restore_some(a, WL_STATE_SPECIAL, made->special, made->special_count);
    memcpy(a->accepts, made->accepts, made->accept_count * sizeof *a->accepts);
    memcpy(a->first, made->first, sizeof a->first);
    for (size_t i = 0; i < sizeof a->first / sizeof *a->first; i++)
        if (a->first[i] != WL_STATE_UNKNOWN)
            open_state(a, a->first[i]);
    a->plain_count = made->plain_count;
    a->special_count += made->special_count;
    a->item_count = made->item_count;
    a->accept_count = made->accept_count;
}

static void
forget(struct wl_automaton *a)
{
    memset(a->slots, 0, WL_STATE_SLOTS * sizeof *a->slots);
    memset(a->first, 0, sizeof a->first);
    memset(a->states, 0, WL_STATE_SPECIAL / WL_STATE_UNIT * sizeof *a->states);
    a->epoch++;
    a->special_count = WL_STATE_SPECIAL / WL_STATE_UNIT;
    a->plain_count = a->item_count = a->accept_count = 0;
    /* when room is short, the states worked out beforehand are those that are least needed */
    a->made = a->epoch == 1 ? a->program->made : NULL;
    if (a->made)
        restore(a, a->made);
}

/* The other signs, and where the text around a token may end, are looked at closely. */
static void
fill_quick(struct wl_automaton *a)
{
    for (int c = 0; c < 256; c++) {
        bool edge = !a->program->floating && (c == '\n' || c == '\r');
        unsigned sign = a->program->sign_of[c];
        a->quick[c] =
            (uint8_t)(sizeof *a->common * (sign < WL_SIGN_RARE && !edge ? sign : WL_SIGN_RARE));
    }
}

int
wl_automaton_new(struct wl_automaton **out, const struct wl_program *program, struct wl_error *err)
{
    struct wl_automaton *a = calloc(1, sizeof *a);
    size_t nodes = program->node_count;

    if (!a)
        goto fail;
    a->program = program;
    a->words = (program->numbers + 63) / 64;
    if (program->sign_count > WL_SIGN_RARE)
        a->rare_signs = program->sign_count - WL_SIGN_RARE;
    /* pages of what is never used are never touched */
    a->states = malloc(WL_STATES_MAX * sizeof *a->states);
    a->common = malloc((size_t)WL_STATES_MAX * WL_COMMON_SIGNS * sizeof *a->common);
    a->rare = malloc((size_t)WL_STATES_MAX * a->rare_signs * sizeof *a->rare + 1);
    a->items = malloc(WL_STATE_ITEMS_MAX * sizeof *a->items);
    a->slots = malloc(WL_STATE_SLOTS * sizeof *a->slots);
    a->stack = malloc((2 * nodes + 2) * sizeof *a->stack);
    a->seen = calloc(nodes + 1, sizeof *a->seen);
    a->core = malloc((nodes + 1) * sizeof *a->core);
    a->merged = malloc((nodes + 1) * sizeof *a->merged);
    a->from = malloc((nodes + 1) * sizeof *a->from);
    a->accepts = malloc(WL_STATE_ACCEPTS_MAX * sizeof *a->accepts);
    a->accepting = malloc(WL_STATE_SPECIAL_MAX * sizeof *a->accepting);
    a->accepted = calloc(a->words + 1, sizeof *a->accepted);
    if (!a->states || !a->common || !a->rare || !a->items || !a->slots || !a->stack || !a->seen ||
        !a->core || !a->merged || !a->from || !a->accepts || !a->accepting || !a->accepted)
        goto fail;
    fill_quick(a);
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
    free(a->common);
    free(a->rare);
    free(a->items);
    free(a->slots);
    free(a->stack);
    free(a->seen);
    free(a->core);
    free(a->merged);
    free(a->from);
    free(a->accepts);
    free(a->accepting);
    free(a->accepted);
    free(a);
}

static int
compare(const void *x, const void *y)
{
    uint32_t a = *(const uint32_t *)x, b = *(const uint32_t *)y;

    return a < b ? -1 : a > b;
}

/* Most lists are short, and half in order. */
static void
sort(uint32_t *list, size_t count)
{
    if (count > 48) {
        qsort(list, count, sizeof *list, compare);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        uint32_t item = list[i];
        size_t k = i;
        for (; k > 0 && list[k - 1] > item; k--)
            list[k] = list[k - 1];
        list[k] = item;
    }
}

static size_t
remove_doubles(uint32_t *list, size_t count)
{
    size_t kept = 0;

    sort(list, count);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || list[kept - 1] != list[i])
            list[kept++] = list[i];
    return kept;
}

static size_t
count_accepts(const struct wl_automaton *a)
{
    size_t count = 0;

    for (size_t w = 0; w < a->words; w++)
        count += a->accepted[w] != 0;
    return count;
}

static bool
accepts_same(const struct wl_automaton *a, const struct wl_state *s)
{
    for (size_t i = 0; i < s->accept_count; i++)
        if (a->accepts[s->accepts + i].bits != a->accepted[a->accepts[s->accepts + i].word])
            return false;
    return true;
}

static size_t
made_items(const struct wl_automaton *a)
{
    return a->made ? a->made->item_count : 0;
}

/* The nodes that a state stands for. */
static const uint32_t *
nodes_of(const struct wl_automaton *a, const struct wl_state *s)
{
    size_t made = made_items(a);

    return s->items < made ? a->made->items + s->items : a->items + (s->items - made);
}

/* A new state for the core's nodes and what is accepted. WL_STATE_UNKNOWN: no room. */
static unsigned
add_state(struct wl_automaton *a, size_t count, size_t accept_count, uint8_t context, unsigned slot)
{
    size_t index = accept_count ? a->special_count : WL_STATE_SPECIAL_MAX + a->plain_count;
    size_t limit = accept_count ? WL_STATE_SPECIAL_MAX : WL_STATES_MAX;
    struct wl_state *s = a->states + index;

    if (a->fixed || index == limit || a->item_count - made_items(a) + count > WL_STATE_ITEMS_MAX ||
        a->accept_count + accept_count > WL_STATE_ACCEPTS_MAX)
        return WL_STATE_UNKNOWN;
    *s = (struct wl_state){.items = (uint32_t)a->item_count,
                           .accepts = (uint32_t)a->accept_count,
                           .node_count = (uint16_t)count,
                           .accept_count = (uint16_t)accept_count,
                           .slot = (uint16_t)slot,
                           .context = context};
    memcpy(a->items + (a->item_count - made_items(a)), a->core, count * sizeof *a->core);
    a->item_count += count;
    for (size_t w = 0; w < a->words; w++)
        if (a->accepted[w])
            a->accepts[a->accept_count++] = (struct wl_state_accepts){a->accepted[w], (uint32_t)w};
    ++*(accept_count ? &a->special_count : &a->plain_count);
    a->slots[slot] = id_of(index);
    open_state(a, id_of(index));
    return id_of(index);
}

/* The state for a core and what is accepted, as the last step left them. */
static unsigned
intern(struct wl_automaton *a, const struct step *step, uint8_t context)
{
    size_t count = remove_doubles(a->core, step->core_count), accept_count = count_accepts(a);
    uint32_t hash = context;
    unsigned slot;

    if (count == 0 && accept_count == 0 && !a->program->floating)
        return WL_STATE_DEAD;
    for (size_t i = 0; i < count; i++)
        hash = (hash ^ a->core[i]) * 2654435761u;
    for (size_t w = 0; w < a->words; w++)
        hash = (hash ^ (uint32_t)(a->accepted[w] ^ a->accepted[w] >> 32)) * 2246822519u;
    for (slot = (hash ^ hash >> 15) % WL_STATE_SLOTS; a->slots[slot];
         slot = (slot + 1) % WL_STATE_SLOTS) {
        const struct wl_state *s = wl_state_of(a, a->slots[slot]);
        if (s->node_count == count && s->accept_count == accept_count && s->context == context &&
            memcmp(nodes_of(a, s), a->core, count * sizeof *a->core) == 0 && accepts_same(a, s)) {
            open_state(a, a->slots[slot]);
            return a->slots[slot];
        }
    }
    return add_state(a, count, accept_count, context, slot);
}

/* As intern(), with room made. A state may stand for more nodes than are kept: then memory is
 * short, which the caller hears as WL_STATE_UNKNOWN. */
static unsigned
keep(struct wl_automaton *a, const struct step *step, uint8_t context)
{
    unsigned state = intern(a, step, context);

    if (state == WL_STATE_UNKNOWN && !a->fixed) {
        forget(a);
        state = intern(a, step, context);
    }
    return state;
}

/* Likewise, for what entries lead to as well as the core: two lists in order, without doubles. */
static size_t
merge(const uint32_t *x, size_t x_count, const uint32_t *y, size_t y_count, uint32_t *out)
{
    size_t i = 0, k = 0, n = 0;

    while (i < x_count && k < y_count) {
        uint32_t least = x[i] < y[k] ? x[i] : y[k];
        out[n++] = least;
        i += x[i] == least;
        k += y[k] == least;
    }
    while (i < x_count)
        out[n++] = x[i++];
    while (k < y_count)
        out[n++] = y[k++];
    return n;
}

/* What entries lead to behind context by sign: the state that a state without nodes leads to. */
static unsigned
enter(struct wl_automaton *a, uint8_t context, unsigned sign)
{
    unsigned bare = wl_state_first(a, context ? a->program->context_sample[context] : WL_NO_BYTE);
    unsigned to = bare == WL_STATE_UNKNOWN ? bare : *wl_state_next(a, bare, sign);

    return bare == WL_STATE_UNKNOWN || to != WL_STATE_UNKNOWN ? to : wl_state_step(a, bare, sign);
}

/* The core of the step together with that of a state, and all that is accepted. */
static void
join_state(struct wl_automaton *a, struct step *step, unsigned state)
{
    const struct wl_state *s = wl_state_of(a, state);
    const struct wl_state_accepts *list = a->accepts + s->accepts;
    uint32_t *core = a->core;
    size_t count = remove_doubles(core, step->core_count);

    step->core_count = merge(core, count, nodes_of(a, s), s->node_count, a->merged);
    a->core = a->merged;
    a->merged = core;
    for (size_t i = 0; i < s->accept_count; i++)
        a->accepted[list[i].word] |= list[i].bits;
}

static struct step
prepare_step(struct wl_automaton *a, uint8_t context, unsigned sign)
{
    struct step step = {.done = context ? a->program->context_sample[context] : WL_NO_BYTE,
                        .ahead = WL_NO_BYTE,
                        .mark = sign == WL_SIGN_MARK};

    a->generation++;
    memset(a->accepted, 0, a->words * sizeof *a->accepted);
    if (step.mark)
        step.ahead = WL_ANY_BYTE;
    else if (sign != WL_SIGN_EDGE)
        step.ahead = a->program->sample[sign];
    return step;
}

unsigned
wl_state_step(struct wl_automaton *a, unsigned from, unsigned sign)
{
    const struct wl_program *program = a->program;
    size_t count = wl_state_of(a, from)->node_count;
    uint8_t context = wl_state_of(a, from)->context;
    unsigned epoch = a->epoch, entered = WL_STATE_UNKNOWN, to;
    struct step step;

    to = made_step(a, from, sign);
    if (to != WL_STATE_UNKNOWN) {
        if (to != WL_STATE_DEAD)
            open_state(a, to);
        *wl_state_next(a, from, sign) = (uint16_t)to;
        return to;
    }
    memcpy(a->from, nodes_of(a, wl_state_of(a, from)), count * sizeof *a->from);
    if (program->floating && count > 0) {
        entered = enter(a, context, sign); /* may forget the state that this began at */
        if (entered == WL_STATE_UNKNOWN)
            return WL_STATE_UNKNOWN;
    }
    step = prepare_step(a, context, sign);
    for (size_t i = 0; i < count; i++)
        walk(a, a->from[i], &step);
    if (entered != WL_STATE_UNKNOWN)
        join_state(a, &step, entered);
    else if (program->floating)
        for (uint32_t i = program->by_sign_at[sign]; i < program->by_sign_at[sign + 1]; i++)
            walk(a, program->by_sign[i], &step);
    to = keep(a, &step, step.ahead >= 0 ? program->context_of[step.ahead] : context);
    if (a->epoch == epoch && to != WL_STATE_UNKNOWN)
        *wl_state_next(a, from, sign) = (uint16_t)to;
    return to;
}

unsigned
wl_state_first(struct wl_automaton *a, int done)
{
    uint8_t context = done < 0 ? 0 : a->program->context_of[done];
    struct step step = {0};

    if (a->first[context] != WL_STATE_UNKNOWN)
        return a->first[context];
    memset(a->accepted, 0, a->words * sizeof *a->accepted);
    if (!a->program->floating) {
        memcpy(a->core, a->program->entries, a->program->entry_count * sizeof *a->core);
        step.core_count = a->program->entry_count;
    }
    a->first[context] = (uint16_t)keep(a, &step, context);
    return a->first[context];
}
