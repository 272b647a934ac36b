#include "scan/nfa.h"

#include <stdlib.h>

#define NONE UINT32_MAX
#define GAP_BYTES 24  /* a set of more bytes, repeated more often than this, is a gap */
#define GAP_NODES 800 /* repeating a part into more nodes than this is one, too */

struct builder {
    struct wl_nfa *nfa;
    uint32_t accept; /* where a gap leads */
    bool sure;       /* so far what the nodes let through is what the expression does */
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
is_gap(const struct wl_expr *expr)
{
    const struct wl_expr *part = expr->first;

    while (part->kind == WL_EXPR_GROUP || (part->kind == WL_EXPR_CAT && !part->first->next))
        part = part->first;
    if (part->kind == WL_EXPR_SET)
        return expr->max > GAP_BYTES && size_of(&part->set) > GAP_BYTES;
    return expr->max == WL_EXPR_INF;
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

static uint32_t
build_repeated(struct builder *b, const struct wl_expr *expr, uint32_t next)
{
    size_t before = b->nfa->node_count;
    uint32_t at = next;
    bool gap = is_gap(expr);

    if (gap && !b->nfa->floating) {
        b->sure = false;
        return b->accept;
    }
    if (gap || expr->max == WL_EXPR_INF) {
        b->sure = b->sure && expr->max == WL_EXPR_INF;
        at = build_loop(b, expr, next);
    } else {
        for (int i = expr->min; i < expr->max; i++) {
            at = add_node(b->nfa, WL_NFA_SPLIT, 0, build(b, expr->first, at), next);
            if (b->nfa->node_count - before > GAP_NODES) {
                b->sure = false;
                return b->accept;
            }
        }
    }
    for (int i = 0; i < expr->min; i++)
        at = build(b, expr->first, at);
    return at;
}

/* What may stand at a look: a set of bytes, the edge, or either. */
static bool
looks_at_one(const struct wl_expr *expr, bool behind, struct wl_bytes *set, bool *edge)
{
    switch (expr->kind) {
    case WL_EXPR_SET:
        for (int i = 0; i < 4; i++)
            set->bits[i] |= expr->set.bits[i];
        return true;
    case WL_EXPR_START:
        *edge = true;
        return behind;
    case WL_EXPR_END:
        *edge = true;
        return !behind;
    case WL_EXPR_CAT:
        return !expr->first->next && looks_at_one(expr->first, behind, set, edge);
    case WL_EXPR_ALT:
        for (const struct wl_expr *part = expr->first; part; part = part->next)
            if (!looks_at_one(part, behind, set, edge))
                return false;
        return true;
    default:
        return false;
    }
}

static uint32_t
build_look(struct builder *b, const struct wl_expr *expr, uint32_t next)
{
    struct wl_bytes set = {{0}};
    bool edge = false;
    uint32_t at;

    if (!looks_at_one(expr->first, expr->behind, &set, &edge)) {
        b->sure = false;
        return next;
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
        uint32_t at = NONE;
        for (const struct wl_expr *part = expr->first; part; part = part->next) {
            uint32_t branch = build(b, part, next);
            at = at == NONE ? branch : add_node(b->nfa, WL_NFA_SPLIT, 0, at, branch);
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
builder(struct wl_nfa *nfa, uint32_t number, uint32_t *sure)
{
    uint32_t accept = add_node(nfa, WL_NFA_ACCEPT, 0, 2 * number, 0);

    *sure = add_node(nfa, WL_NFA_ACCEPT, 0, 2 * number + 1, 0);
    return (struct builder){nfa, accept, true};
}

/* What turned out to be unsure accepts as such. */
static void
settle(const struct builder *b, uint32_t sure)
{
    if (!b->sure && !b->nfa->failed)
        b->nfa->nodes[sure].a &= ~1u;
}

/* A branch that is found out to be unsure while it is built is entered as such. */
static void
add_branch(struct wl_nfa *nfa, const struct wl_expr *expr, uint32_t number)
{
    uint32_t sure, entry;
    struct builder b = builder(nfa, number, &sure);

    entry = build(&b, expr, sure);
    settle(&b, sure);
    add_entry(nfa, entry);
}

void
wl_nfa_add(struct wl_nfa *nfa, const struct wl_expr *expr, uint32_t number)
{
    while (expr->kind == WL_EXPR_GROUP || (expr->kind == WL_EXPR_CAT && !expr->first->next))
        expr = expr->first;
    if (expr->kind != WL_EXPR_ALT) {
        add_branch(nfa, expr, number);
        return;
    }
    for (const struct wl_expr *part = expr->first; part; part = part->next)
        wl_nfa_add(nfa, part, number);
}

/* One place of the group on the way down: what stands outside is built for it alone, so that the
 * alternative that matched on its left is the one that must match on its right. */
struct around {
    struct builder left, right;
    enum wl_group group;
    int skip; /* places that come before the wanted one */
    bool done, failed;
};

static int
count_places(const struct wl_expr *expr, enum wl_group group)
{
    int n = expr->kind == WL_EXPR_GROUP && expr->group == group;

    for (const struct wl_expr *part = expr->first; part; part = part->next)
        n += count_places(part, group);
    return n;
}

/* The wanted place is in part. */
static bool
leads_on(struct around *a, const struct wl_expr *part)
{
    int places = a->done ? 0 : count_places(part, a->group);

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
        add_entry(a->right.nfa, build(&a->right, expr->first, right));
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

int
wl_nfa_add_around(struct wl_nfa *left, struct wl_nfa *right, const struct wl_expr *expr,
                  enum wl_group group, uint32_t first)
{
    size_t left_entries = left->entry_count, right_entries = right->entry_count;
    int places = count_places(expr, group);

    for (int i = 0; i < places; i++) {
        uint32_t number = first + (uint32_t)i, sure_left, sure_right;
        struct around a = {.group = group, .skip = i};
        a.left = builder(left, number, &sure_left);
        a.right = builder(right, number, &sure_right);
        descend(&a, expr, sure_left, sure_right);
        settle(&a.left, sure_left);
        settle(&a.right, sure_right);
        if (!a.failed)
            continue;
        left->entry_count = left_entries;
        right->entry_count = right_entries;
        return -1;
    }
    return places;
}

static unsigned
capped(unsigned length)
{
    return length < WL_EXPR_INF ? length : WL_EXPR_INF;
}

unsigned
wl_nfa_length(const struct wl_expr *expr)
{
    unsigned sum = 0, longest = 0;

    switch ((enum wl_expr_kind)expr->kind) {
    case WL_EXPR_SET:
        return 1;
    case WL_EXPR_REP:
        if (expr->max == WL_EXPR_INF)
            return WL_EXPR_INF;
        return capped(expr->max * wl_nfa_length(expr->first));
    case WL_EXPR_CAT:
    case WL_EXPR_GROUP:
        for (const struct wl_expr *part = expr->first; part; part = part->next)
            sum = capped(sum + wl_nfa_length(part));
        return sum;
    case WL_EXPR_ALT:
        for (const struct wl_expr *part = expr->first; part; part = part->next) {
            unsigned length = wl_nfa_length(part);
            longest = length > longest ? length : longest;
        }
        return longest;
    default:
        return 0;
    }
}

unsigned
wl_nfa_length_before(const struct wl_expr *expr, enum wl_group group)
{
    unsigned before = 0, longest = 0;

    if (expr->kind == WL_EXPR_GROUP && expr->group == group)
        return 0;
    for (const struct wl_expr *part = expr->first; part; part = part->next) {
        if (count_places(part, group) > 0) {
            unsigned length = capped(before + wl_nfa_length_before(part, group));
            longest = length > longest ? length : longest;
        }
        if (expr->kind == WL_EXPR_CAT)
            before = capped(before + wl_nfa_length(part));
    }
    return longest;
}
