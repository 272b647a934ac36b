#include "scan/plan.h"

#include "scan/expr_facts.h"

#include <stdlib.h>

/* A plan in the making, before it is constant. */
struct maker {
    struct wl_gate_plan *plan;
    const struct wl_rule *rules;
    size_t rule_count;
    struct wl_arena arena;
    struct wl_span *keywords;
    uint16_t *rule_keywords, *keywords_at, *first_unless, *length;
    uint64_t *unkeyed, *headless;
    struct {
        struct wl_nfa left, right;
        uint16_t *rule_of, *before;
        uint64_t *blind;
        size_t cap;
    } sides[WL_PLAN_GROUPS];
    struct {
        struct wl_nfa nfa;
        uint64_t *blind;
    } evidence, fields;
    bool failed;
};

static void
set_bit(uint64_t *bits, size_t at)
{
    bits[at / 64] |= UINT64_C(1) << (at % 64);
}

static void *
zeroed(struct maker *m, size_t count, size_t size)
{
    void *memory = calloc(count + 1, size);

    m->failed = m->failed || !memory;
    return memory;
}

static size_t
list_length(const char *const *list)
{
    size_t n = 0;

    while (list && list[n])
        n++;
    return n;
}

static uint16_t
keyword_number(struct maker *m, const char *text)
{
    struct wl_span word = wl_span_of(text);

    for (uint32_t i = 0; i < m->plan->keyword_count; i++)
        if (wl_span_equal(m->keywords[i], word))
            return (uint16_t)i;
    m->keywords[m->plan->keyword_count] = word;
    return (uint16_t)m->plan->keyword_count++;
}

static void
number_keywords(struct maker *m)
{
    size_t total = 0, used = 0;

    for (size_t i = 0; i < m->rule_count; i++)
        total += list_length(m->rules[i].keywords);
    m->plan->keywords = m->keywords = zeroed(m, total, sizeof *m->keywords);
    m->plan->rule_keywords = m->rule_keywords = zeroed(m, total, sizeof *m->rule_keywords);
    m->plan->keywords_at = m->keywords_at = zeroed(m, m->rule_count + 1, sizeof *m->keywords_at);
    m->plan->unkeyed = m->unkeyed = zeroed(m, m->rule_count / 64, sizeof *m->unkeyed);
    m->plan->headless = m->headless = zeroed(m, m->rule_count / 64, sizeof *m->headless);
    if (m->failed)
        return;
    for (size_t i = 0; i < m->rule_count; i++) {
        m->keywords_at[i] = (uint16_t)used;
        for (size_t k = 0; k < list_length(m->rules[i].keywords); k++)
            m->rule_keywords[used++] = keyword_number(m, m->rules[i].keywords[k]);
        if (m->keywords_at[i] == used)
            set_bit(m->unkeyed, i);
    }
    m->keywords_at[m->rule_count] = (uint16_t)used;
}

static void
number_all(struct maker *m)
{
    struct wl_gate_plan *plan = m->plan;
    size_t number;

    plan->rule_words = (uint32_t)(m->rule_count / 64 + 1);
    plan->first_unless = m->first_unless = zeroed(m, m->rule_count, sizeof *m->first_unless);
    number = 64 * (size_t)plan->rule_words;
    for (size_t i = 0; i < m->rule_count && !m->failed; i++) {
        m->first_unless[i] = (uint16_t)number;
        number += list_length(m->rules[i].unless);
    }
    plan->number_count = (uint32_t)number;
    plan->number_words = (uint32_t)(number / 64 + 1);
    plan->length = m->length = zeroed(m, number, sizeof *m->length);
    plan->evidence.blind = m->evidence.blind = zeroed(m, number / 64, sizeof *m->evidence.blind);
    plan->fields.blind = m->fields.blind = zeroed(m, number / 64, sizeof *m->fields.blind);
}

/* sure: to know what surely matches is of use. */
static void
add_inside(struct maker *m, struct wl_nfa *nfa, uint64_t *blind, const char *regex, size_t number,
           bool sure)
{
    const struct wl_expr *expr = wl_expr_parse(wl_span_of(regex), &m->arena);
    uint32_t perhaps = (uint32_t)number + 64 * m->plan->number_words;

    m->length[number] = WL_EXPR_INF;
    if (expr) {
        m->length[number] = (uint16_t)wl_expr_length(expr);
        wl_nfa_add(nfa, expr, (struct wl_nfa_numbers){sure ? (uint32_t)number : perhaps, perhaps});
    } else {
        set_bit(blind, number);
    }
}

/* A keyword speaks for every rule that has it. */
static void
add_keywords(struct maker *m)
{
    uint32_t keyed = 2 * 64 * m->plan->number_words;

    for (uint32_t k = 0; k < m->plan->keyword_count; k++) {
        uint32_t accept = WL_NFA_NONE;
        for (size_t i = 0; i < m->rule_count; i++)
            for (size_t at = m->keywords_at[i]; at < m->keywords_at[i + 1]; at++)
                if (m->rule_keywords[at] == k)
                    accept = wl_nfa_accept(&m->evidence.nfa, keyed + (uint32_t)i, accept);
        wl_nfa_add_word(&m->evidence.nfa, m->keywords[k], accept);
    }
}

static void
note_place(struct maker *m, unsigned group, size_t rule)
{
    struct wl_plan_sides *sides = m->plan->sides + group;

    if (sides->place_count == m->sides[group].cap) {
        size_t cap = m->sides[group].cap ? 2 * m->sides[group].cap : 128;
        uint16_t *grown = realloc(m->sides[group].rule_of, cap * sizeof *grown);
        if (!grown) {
            m->failed = true;
            return;
        }
        sides->rule_of = m->sides[group].rule_of = grown;
        m->sides[group].cap = cap;
    }
    m->sides[group].rule_of[sides->place_count++] = (uint16_t)rule;
}

/* expr is NULL when it was not understood: then any group may be in it. */
static void
add_sides(struct maker *m, unsigned group, const struct wl_expr *expr, size_t rule)
{
    struct wl_nfa *left = &m->sides[group].left, *right = &m->sides[group].right;
    int places = expr ? wl_expr_places(expr, (enum wl_group)group) : 0;

    m->sides[group].before[rule] = WL_EXPR_INF;
    for (int i = 0; i < places && !m->failed; i++) {
        uint32_t place = m->plan->sides[group].place_count, number = place / 64 * 128 + place % 64;
        if (!wl_nfa_add_around(left, right, expr, (enum wl_group)group, i,
                               (struct wl_nfa_numbers){number, number + 64})) {
            set_bit(m->sides[group].blind, rule);
            return;
        }
        note_place(m, group, rule);
    }
    if (!expr)
        set_bit(m->sides[group].blind, rule);
    else if (places > 0)
        m->sides[group].before[rule] = (uint16_t)wl_expr_length_before(expr, (enum wl_group)group);
}

/* Of patterns that look for tokens, and of contexts that speak of one, what stands around the token
 * says more. */
static bool
is_sought_around(const struct wl_rule *rule)
{
    return rule->kind == WL_RULE_PATTERN ? rule->code == 0
                                         : strstr(rule->regex, "(?<code>") != NULL;
}

/* Around a token little is known of what stands beyond a long gap; but somewhere it must be. */
static void
add_head(struct maker *m, const struct wl_expr *expr, size_t rule)
{
    struct wl_nfa *nfa = &m->evidence.nfa;
    uint32_t headed = 64 * (2 * m->plan->number_words + m->plan->rule_words) + (uint32_t)rule;

    if (!expr || !wl_nfa_add_head(nfa, expr, wl_nfa_accept(nfa, headed, WL_NFA_NONE)))
        set_bit(m->headless, rule);
}

static void
add_rule(struct maker *m, size_t index)
{
    const struct wl_rule *rule = m->rules + index;

    if (rule->kind == WL_RULE_FIELD) {
        add_inside(m, &m->fields.nfa, m->fields.blind, rule->regex, index, false);
    } else if (is_sought_around(rule)) {
        const struct wl_expr *expr = wl_expr_parse(wl_span_of(rule->regex), &m->arena);
        for (unsigned g = 0; g < WL_PLAN_GROUPS; g++)
            add_sides(m, g, expr, index);
        add_head(m, expr, index);
    } else {
        add_inside(m, &m->evidence.nfa, m->evidence.blind, rule->regex, index, true);
        set_bit(m->headless, index);
    }
    for (size_t k = 0; rule->kind != WL_RULE_FIELD && k < list_length(rule->unless); k++)
        add_inside(m, &m->evidence.nfa, m->evidence.blind, rule->unless[k],
                   wl_plan_unless(m->plan, index, k), true);
    wl_arena_done(&m->arena);
}

static void
make_programs(struct maker *m)
{
    struct wl_gate_plan *plan = m->plan;
    bool good = true;

    for (unsigned g = 0; g < WL_PLAN_GROUPS; g++) {
        good = wl_program_make(&plan->sides[g].left, &m->sides[g].left) == 0 && good;
        good = wl_program_make(&plan->sides[g].right, &m->sides[g].right) == 0 && good;
    }
    good = wl_program_make(&plan->evidence.program, &m->evidence.nfa) == 0 && good;
    good = wl_program_make(&plan->fields.program, &m->fields.nfa) == 0 && good;
    m->failed = m->failed || !good;
}

int
wl_gate_plan_make(struct wl_gate_plan *plan, const struct wl_rule *rules, size_t rule_count)
{
    struct maker m = {.plan = plan, .rules = rules, .rule_count = rule_count};

    *plan = (struct wl_gate_plan){0};
    wl_arena_init(&m.arena);
    for (unsigned g = 0; g < WL_PLAN_GROUPS; g++) {
        wl_nfa_init(&m.sides[g].left, true, false);
        wl_nfa_init(&m.sides[g].right, false, false);
        plan->sides[g].before = m.sides[g].before = zeroed(&m, rule_count, sizeof(uint16_t));
        plan->sides[g].blind = m.sides[g].blind = zeroed(&m, rule_count / 64, sizeof(uint64_t));
    }
    wl_nfa_init(&m.evidence.nfa, false, true);
    wl_nfa_init(&m.fields.nfa, false, true);
    number_keywords(&m);
    number_all(&m);
    if (!m.failed)
        add_keywords(&m);
    for (size_t i = 0; i < rule_count && !m.failed; i++)
        add_rule(&m, i);
    make_programs(&m);
    if (!m.failed)
        return 0;
    wl_gate_plan_done(plan);
    return WL_ENOMEM;
}

void
wl_gate_plan_done(struct wl_gate_plan *plan)
{
    free((void *)plan->keywords);
    free((void *)plan->rule_keywords);
    free((void *)plan->keywords_at);
    free((void *)plan->first_unless);
    free((void *)plan->length);
    free((void *)plan->unkeyed);
    free((void *)plan->headless);
    for (unsigned g = 0; g < WL_PLAN_GROUPS; g++) {
        wl_program_done(&plan->sides[g].left);
        wl_program_done(&plan->sides[g].right);
        free((void *)plan->sides[g].rule_of);
        free((void *)plan->sides[g].blind);
        free((void *)plan->sides[g].before);
    }
    wl_program_done(&plan->evidence.program);
    wl_program_done(&plan->fields.program);
    free((void *)plan->evidence.blind);
    free((void *)plan->fields.blind);
    *plan = (struct wl_gate_plan){0};
}
