#include "scan/nfa.h"

#include "scan/expr_facts.h"

#include <stdlib.h>

#define GAP_BYTES 24 /* a set of more bytes, repeated more often than this, is a gap */
#define GAP_LOOP \
    80 /* but an endless one of no more bytes than this is none: it costs no states \
        */
#define GAP_CONTENT 64 /* in the group that is sought, where reading goes as far as the token */
#define GAP_NODES 800  /* repeating a part into more nodes than this is one, too */
#define HEAD_LEAST 3   /* shorter heads are everywhere */
#define GAP_STRICT 12  /* strictly, a gap is so much longer than it has to be at most */

struct builder {
    struct wl_nfa *nfa;
    uint32_t accept; /* where a gap leads */
    bool strict;     /* let through less than the expression does, not more */
    bool sure;       /* so far what the nodes let through is what the expression does */
    unsigned gap;    /* repetitions from which on a large set is a gap */
};

void
wl_nfa_init(struct wl_nfa *nfa, bool backward, bool floating)
{
    *nfa = (struct wl_nfa){.backward = backward, .floating = floating};
}

void
wl_nfa_done(struct wl_nfa *nfa)
{
    free(nfa->nodes);
    free(nfa->sets);
    free(nfa->entries);
    *nfa = (struct wl_nfa){0};
}

/* Room for one more in a growing array. */
static bool
grow(struct wl_nfa *nfa, void **array, size_t count, size_t *cap, size_t size)
{
    size_t wanted = *cap ? 2 * *cap : 256;
    void *grown;

    if (count < *cap)
        return true;
    grown = realloc(*array, wanted * size);
    if (!grown) {
        nfa->failed = true;
        return false;
    }
    *array = grown;
    *cap = wanted;
    return true;
}

static uint32_t
add_node(struct wl_nfa *nfa, enum wl_nfa_op op, uint16_t set, uint32_t a, uint32_t b)
{
    if (!grow(nfa, (void **)&nfa->nodes, nfa->node_count, &nfa->node_cap, sizeof *nfa->nodes))
        return 0;
    nfa->nodes[nfa->node_count] = (struct wl_nfa_node){(uint8_t)op, false, set, a, b};
    return (uint32_t)nfa->node_count++;
}

static uint16_t
add_set(struct wl_nfa *nfa, const struct wl_bytes *set)
{
    for (size_t i = nfa->set_count; i > 0; i--)
        if (memcmp(nfa->sets + i - 1, set, sizeof *set) == 0)
            return (uint16_t)(i - 1);
    if (nfa->set_count == UINT16_MAX ||
        !grow(nfa, (void **)&nfa->sets, nfa->set_count, &nfa->set_cap, sizeof *nfa->sets)) {
        nfa->failed = true;
        return 0;
    }
    nfa->sets[nfa->set_count] = *set;
    return (uint16_t)nfa->set_count++;
}

static void
add_entry(struct wl_nfa *nfa, uint32_t entry)
{
    if (grow(nfa, (void **)&nfa->entries, nfa->entry_count, &nfa->entry_cap, sizeof *nfa->entries))
        nfa->entries[nfa->entry_count++] = entry;
}

static int
size_of(const struct wl_bytes *set)
{
    int n = 0;

    for (int i = 0; i < 4; i++)
        n += __builtin_popcountll(set->bits[i]);
    return n;
}

/* What nothing passes. */
static uint32_t
add_dead_end(struct builder *b)
{
    struct wl_bytes none = {{0}};

    return add_node(b->nfa, WL_NFA_BYTE, add_set(b->nfa, &none), 0, 0);
}

static uint32_t build(struct builder *b, const struct wl_expr *expr, uint32_t next);

/* The children behind first in the order in which they are read last to first. */
static uint32_t
build_rest(struct builder *b, const struct wl_expr *first, uint32_t next)
{
    if (!first)
        return next;
    return build(b, first, build_rest(b, first->next, next));
}

static uint32_t
build_cat(struct builder *b, const struct wl_expr *expr, uint32_t next)
{
    if (!b->nfa->backward)
        return build_rest(b, expr->first, next);
    for (const struct wl_expr *part = expr->first; part; part = part->next)
        next = build(b, part, next);
    return next;
}

static bool
is_gap(const struct builder *b, const struct wl_expr *expr)
{
    const struct wl_expr *part = expr->first;

    while (part->kind == WL_EXPR_GROUP || (part->kind == WL_EXPR_CAT && !part->first->next))
        part = part->first;
    if (part->kind != WL_EXPR_SET)
        return expr->max == WL_EXPR_INF;
    if (expr->max == WL_EXPR_INF)
        return size_of(&part->set) > GAP_LOOP;
    return expr->max > b->gap && size_of(&part->set) > GAP_BYTES;
}

static uint32_t
build_loop(struct builder *b, const struct wl_expr *expr, uint32_t next)
{
    uint32_t loop = add_node(b->nfa, WL_NFA_SPLIT, 0, next, next);
    uint32_t body = build(b, expr->first, loop);

    if (!b->nfa->failed)
        b->nfa->nodes[loop].a = body;
    return loop;
}

/* A part as often as it has to stand, then up to so often again. */
static uint32_t
build_times(struct builder *b, const struct wl_expr *expr, unsigned again, uint32_t next)
{
    size_t before = b->nfa->node_count;
    uint32_t at = next;

    for (unsigned i = 0; i < again; i++) {
        at = add_node(b->nfa, WL_NFA_SPLIT, 0, build(b, expr->first, at), next);
        if (b->nfa->node_count - before <= GAP_NODES)
            continue;
        if (b->strict)
            break; /* fewer are stricter */
        b->sure = false;
        return b->accept;
    }
    for (int i = 0; i < expr->min; i++)
        at = build(b, expr->first, at);
    return at;
}

static uint32_t
build_repeated(struct builder *b, const struct wl_expr *expr, uint32_t next)
{
    bool gap = is_gap(b, expr), endless = expr->max == WL_EXPR_INF;

    if (b->strict && gap && !(b->nfa->floating && endless))
        return build_times(b, expr, GAP_STRICT, next);
    if (gap && !b->nfa->floating) {
        b->sure = false;
        return b->accept;
    }
    if (!gap && !endless)
        return build_times(b, expr, expr->max - expr->min, next);
    b->sure = b->sure && endless;
    next = build_loop(b, expr, next);
    for (int i = 0; i < expr->min; i++)
        next = build(b, expr->first, next);
    return next;
}

/* A look that the automaton can't follow: strictly, what it forbids may not even begin. */
static bool
looks_strictly(const struct wl_expr *expr, struct wl_bytes *set)
{
    return expr->negated && !wl_expr_outer_bytes(expr->first, expr->behind, set);
}

static uint32_t
build_look(struct builder *b, const struct wl_expr *expr, uint32_t next)
{
    struct wl_bytes set = {{0}};
    bool edge = false;
    uint32_t at;

    if (!wl_expr_one_byte(expr->first, expr->behind, &set, &edge)) {
        b->sure = false;
        if (!b->strict)
            return next;
        set = (struct wl_bytes){{0}};
        edge = false;
        if (!looks_strictly(expr, &set))
            return add_dead_end(b);
    }
    if (expr->negated) {
        for (int i = 0; i < 4; i++)
            set.bits[i] = ~set.bits[i];
        edge = !edge;
    }
    at =
        add_node(b->nfa, expr->behind ? WL_NFA_LEFT : WL_NFA_RIGHT, add_set(b->nfa, &set), next, 0);
    if (!b->nfa->failed)
        b->nfa->nodes[at].edge = edge;
    return at;
}

static uint32_t
build_edge(struct builder *b, bool start, uint32_t next)
{
    struct wl_bytes set = {{0}};
    uint32_t at;

    if (!start)
        set.bits[0] = UINT64_C(1) << '\n'; /* $ also stands before a final LF */
    at = add_node(b->nfa, start ? WL_NFA_LEFT : WL_NFA_RIGHT, add_set(b->nfa, &set), next, 0);
    if (!b->nfa->failed)
        b->nfa->nodes[at].edge = true;
    return at;
}

static uint32_t
build(struct builder *b, const struct wl_expr *expr, uint32_t next)
{
    if (b->nfa->failed)
        return 0;
    switch ((enum wl_expr_kind)expr->kind) {
    case WL_EXPR_EMPTY:
        return next;
    case WL_EXPR_SET:
        return add_node(b->nfa, WL_NFA_BYTE, add_set(b->nfa, &expr->set), next, 0);
    case WL_EXPR_CAT:
        return build_cat(b, expr, next);
    case WL_EXPR_ALT: {
        uint32_t at = WL_NFA_NONE;
        for (const struct wl_expr *part = expr->first; part; part = part->next) {
            uint32_t branch = build(b, part, next);
            at = at == WL_NFA_NONE ? branch : add_node(b->nfa, WL_NFA_SPLIT, 0, at, branch);
        }
        return at;
    }
    case WL_EXPR_REP:
        return build_repeated(b, expr, next);
    case WL_EXPR_GROUP:
        return build(b, expr->first, next);
    case WL_EXPR_LOOK:
        return build_look(b, expr, next);
    case WL_EXPR_START:
    case WL_EXPR_END:
        return build_edge(b, expr->kind == WL_EXPR_START, next);
    case WL_EXPR_WORD:
        return add_node(b->nfa, expr->negated ? WL_NFA_INSIDE : WL_NFA_BORDER, 0, next, 0);
    }
    return next;
}

static struct builder
builder(struct wl_nfa *nfa, uint32_t perhaps, bool strict)
{
    return (struct builder){nfa, perhaps, strict, true, GAP_BYTES};
}

/* What turned out to be unsure accepts as such. */
static void
settle(const struct builder *b, uint32_t end, struct wl_nfa_numbers numbers)
{
    if (!b->sure && !b->nfa->failed)
        b->nfa->nodes[end].a = numbers.perhaps;
}

/* A branch that is found out to be unsure while it is built is entered as such, and strictly. */
static void
add_branch(struct wl_nfa *nfa, const struct wl_expr *expr, struct wl_nfa_numbers numbers)
{
    uint32_t end = wl_nfa_accept(nfa, numbers.surely, WL_NFA_NONE);
    struct builder b = builder(nfa, wl_nfa_accept(nfa, numbers.perhaps, WL_NFA_NONE), false);

    add_entry(nfa, build(&b, expr, end));
    settle(&b, end, numbers);
    if (b.sure || numbers.surely == numbers.perhaps)
        return;
    b.strict = true;
    end = wl_nfa_accept(nfa, numbers.surely, WL_NFA_NONE);
    add_entry(nfa, build(&b, expr, end));
}

uint32_t
wl_nfa_accept(struct wl_nfa *nfa, uint32_t number, uint32_t next)
{
    return add_node(nfa, WL_NFA_ACCEPT, 0, number, next);
}

void
wl_nfa_add_word(struct wl_nfa *nfa, struct wl_span word, uint32_t next)
{
    for (size_t k = word.len; k > 0; k--) {
        unsigned char c = (unsigned char)word.ptr[k - 1];
        struct wl_bytes set = {{0}};
        set.bits[c / 64] |= UINT64_C(1) << (c % 64);
        if (c >= 'a' && c <= 'z')
            set.bits[1] |= UINT64_C(1) << (c - 32 - 64);
        next = add_node(nfa, WL_NFA_BYTE, add_set(nfa, &set), next, 0);
    }
    add_entry(nfa, next);
}

void
wl_nfa_add(struct wl_nfa *nfa, const struct wl_expr *expr, struct wl_nfa_numbers numbers)
{
    while (expr->kind == WL_EXPR_GROUP || (expr->kind == WL_EXPR_CAT && !expr->first->next))
        expr = expr->first;
    if (expr->kind != WL_EXPR_ALT) {
        add_branch(nfa, expr, numbers);
        return;
    }
    for (const struct wl_expr *part = expr->first; part; part = part->next)
        wl_nfa_add(nfa, part, numbers);
}

static uint32_t
build_until(struct builder *b, const struct wl_expr *part, const struct wl_expr *stop,
            uint32_t next)
{
    return part == stop ? next : build(b, part, build_until(b, part->next, stop, next));
}

bool
wl_nfa_add_head(struct wl_nfa *nfa, const struct wl_expr *expr, uint32_t next)
{
    struct builder b = builder(nfa, next, false);
    const struct wl_expr *part, *stop = NULL;
    unsigned least = 0;
    bool gap = false;

    while (expr->kind == WL_EXPR_GROUP || (expr->kind == WL_EXPR_CAT && !expr->first->next))
        expr = expr->first;
    for (part = expr->kind == WL_EXPR_CAT ? expr->first : NULL; part && !gap; part = part->next) {
        gap = part->kind == WL_EXPR_REP && is_gap(&b, part);
        if (!stop && part->kind == WL_EXPR_REP && part->max > 1)
            stop = part;
        if (!stop)
            least += wl_expr_least(part);
    }
    if (!gap || least < HEAD_LEAST)
        return false;
    add_entry(nfa, build_until(&b, expr->first, stop, next));
    return true;
}

/* One place of the group on the way down: what stands outside is built for it alone, so that the
 * alternative that matched on its left is the one that must match on its right. */
struct around {
    struct builder left, right;
    enum wl_group group;
    int skip; /* places that come before the wanted one */
    bool enter_left, enter_right;
    bool done, failed;
};

/* The wanted place is in part. */
static bool
leads_on(struct around *a, const struct wl_expr *part)
{
    int places = a->done ? 0 : wl_expr_places(part, a->group);

    if (places == 0)
        return false;
    if (a->skip >= places) {
        a->skip -= places;
        return false;
    }
    return true;
}

/* left and right lead on to what stands outside of expr. */
static void
descend(struct around *a, const struct wl_expr *expr, uint32_t left, uint32_t right)
{
    const struct wl_expr *part;

    if (expr->kind == WL_EXPR_GROUP && expr->group == a->group) {
        right = add_node(a->right.nfa, WL_NFA_MARK, 0, right, 0);
        a->right.gap = GAP_CONTENT;
        right = build(&a->right, expr->first, right);
        a->right.gap = GAP_BYTES;
        if (a->enter_right)
            add_entry(a->right.nfa, right);
        if (a->enter_left)
            add_entry(a->left.nfa, left);
        a->done = true;
        return;
    }
    if (expr->kind == WL_EXPR_LOOK || (expr->kind == WL_EXPR_REP && expr->max > 1))
        a->failed = true;
    for (part = expr->first; part && !a->failed && !a->done; part = part->next) {
        if (leads_on(a, part))
            descend(a, part, left,
                    expr->kind == WL_EXPR_CAT ? build_rest(&a->right, part->next, right) : right);
        else if (expr->kind == WL_EXPR_CAT)
            left = build(&a->left, part, left);
    }
}
static void
add_place(struct around *a, const struct wl_expr *expr, int place, struct wl_nfa_numbers numbers)
{
    uint32_t left = wl_nfa_accept(a->left.nfa, numbers.surely, WL_NFA_NONE);
    uint32_t right = wl_nfa_accept(a->right.nfa, numbers.surely, WL_NFA_NONE);

    a->skip = place;
    a->done = false;
    descend(a, expr, left, right);
    if (a->left.strict)
        return;
    settle(&a->left, left, numbers);
    settle(&a->right, right, numbers);
}

bool
wl_nfa_add_around(struct wl_nfa *left, struct wl_nfa *right, const struct wl_expr *expr,
                  enum wl_group group, int place, struct wl_nfa_numbers numbers)
{
    struct around a = {.group = group, .enter_left = true, .enter_right = true};

    a.left = builder(left, wl_nfa_accept(left, numbers.perhaps, WL_NFA_NONE), false);
    a.right = builder(right, wl_nfa_accept(right, numbers.perhaps, WL_NFA_NONE), false);
    add_place(&a, expr, place, numbers);
    if (a.failed)
        return false;
    a.enter_left = !a.left.sure;
    a.enter_right = !a.right.sure;
    a.left.strict = a.right.strict = true;
    if (a.enter_left || a.enter_right)
        add_place(&a, expr, place, numbers);
    return true;
}
