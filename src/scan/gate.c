#include "scan/gate.h"

#include <stdlib.h>

/* Automata over one part of the plan, and what they said last. */
struct sides {
    struct wl_automaton *left, *right;
    uint64_t *left_hits, *right_hits; /* two bits a place: perhaps, surely */
    uint64_t *may, *surely;           /* a bit a rule */
    size_t at;                        /* where in its window the token begins, with its sign */
    struct wl_span window, token;     /* what was asked about last, closed; gone with the line */
    bool found;
};

struct inside {
    struct wl_automaton *automaton;
    uint64_t *hits;  /* two bits a number: perhaps, surely */
    uint16_t *first; /* where */
    struct wl_span seen;
};

struct wl_gate {
    const struct wl_patterns *set;
    const struct wl_gate_plan *plan;
    size_t words;       /* of a bit a rule */
    uint64_t *patterns; /* rules that are patterns, and find tokens */
    struct sides sides[WL_PLAN_GROUPS];
    struct inside evidence, fields;
};

static int
no_memory(struct wl_error *err)
{
    return wl_error_set(err, WL_ENOMEM, "out of memory");
}

static void
set_bit(uint64_t *bits, size_t at)
{
    bits[at / 64] |= UINT64_C(1) << (at % 64);
}

static bool
has_bit(const uint64_t *bits, size_t at)
{
    return bits[at / 64] >> (at % 64) & 1;
}

int
wl_gate_new(struct wl_gate **out, const struct wl_patterns *set, const struct wl_gate_plan *plan,
            struct wl_error *err)
{
    struct wl_gate *gate = calloc(1, sizeof *gate);

    if (!gate)
        return no_memory(err);
    gate->set = set;
    gate->plan = plan;
    gate->words = set->rule_count / 64 + 1;
    gate->patterns = calloc(gate->words, sizeof *gate->patterns);
    if (!gate->patterns) {
        wl_gate_free(gate);
        return no_memory(err);
    }
    for (size_t i = 0; i < set->rule_count; i++)
        if (set->rules[i].kind == WL_RULE_PATTERN && !set->rules[i].code)
            set_bit(gate->patterns, i);
    *out = gate;
    return 0;
}

static void
free_inside(struct inside *in)
{
    wl_automaton_free(in->automaton);
    free(in->hits);
    free(in->first);
}

void
wl_gate_free(struct wl_gate *gate)
{
    if (!gate)
        return;
    for (int g = 0; g < WL_PLAN_GROUPS; g++) {
        struct sides *s = gate->sides + g;
        wl_automaton_free(s->left);
        wl_automaton_free(s->right);
        free(s->left_hits);
        free(s->right_hits);
        free(s->may);
        free(s->surely);
    }
    free_inside(&gate->evidence);
    free_inside(&gate->fields);
    free(gate->patterns);
    free(gate);
}

void
wl_gate_reset(struct wl_gate *gate)
{
    gate->evidence.seen.ptr = gate->fields.seen.ptr = NULL;
    for (int g = 0; g < WL_PLAN_GROUPS; g++)
        gate->sides[g].window.ptr = NULL;
}

static size_t
place_words(const struct wl_plan_sides *plan)
{
    return 2 * (size_t)plan->place_count / 64 + 1;
}

static int
make_sides(struct wl_gate *gate, enum wl_group group, struct wl_error *err)
{
    const struct wl_plan_sides *plan = gate->plan->sides + group;
    struct sides *s = gate->sides + group;

    free(s->may);
    free(s->surely);
    free(s->left_hits);
    free(s->right_hits);
    s->may = calloc(gate->words, sizeof *s->may);
    s->surely = calloc(gate->words, sizeof *s->surely);
    s->left_hits = calloc(place_words(plan), sizeof *s->left_hits);
    s->right_hits = calloc(place_words(plan), sizeof *s->right_hits);
    if (!s->may || !s->surely || !s->left_hits || !s->right_hits)
        return no_memory(err);
    if (!s->right && wl_automaton_new(&s->right, &plan->right, err) < 0)
        return WL_ENOMEM;
    return wl_automaton_new(&s->left, &plan->left, err);
}

/* Both sides of one place must agree. */
static int
join_sides(const struct wl_plan_sides *plan, struct sides *s, struct wl_span window,
           const char *from, const char *to, bool open)
{
    const uint64_t perhaps = UINT64_C(0x5555555555555555);
    size_t words = place_words(plan);
    int rc;

    memset(s->right_hits, 0, words * sizeof *s->right_hits);
    rc = wl_automaton_reach(s->right, window, from, to, open, s->right_hits);
    if (rc <= 0)
        return rc;
    memset(s->left_hits, 0, words * sizeof *s->left_hits);
    rc = wl_automaton_reach(s->left, window, from, from, false, s->left_hits);
    if (rc <= 0)
        return rc;
    for (size_t w = 0; w < words; w++) {
        uint64_t l = s->left_hits[w], r = s->right_hits[w];
        uint64_t both = (l | l >> 1) & (r | r >> 1) & perhaps, sure = l >> 1 & r >> 1 & perhaps;
        for (; both; both &= both - 1) {
            size_t place = 32 * w + (size_t)__builtin_ctzll(both) / 2;
            set_bit(s->may, plan->rule_of[place]);
            if (sure & both & -both)
                set_bit(s->surely, plan->rule_of[place]);
        }
    }
    return 0;
}

int
wl_gate_around(struct wl_gate *gate, enum wl_group group, struct wl_span window,
               struct wl_span token, bool open, struct wl_error *err)
{
    const struct wl_plan_sides *plan = gate->plan->sides + group;
    struct sides *s = gate->sides + group;
    uint64_t found = 0;

    if (!s->left && make_sides(gate, group, err) < 0)
        return WL_ENOMEM;
    if (!open && s->window.ptr && s->window.ptr == window.ptr && s->window.len == window.len &&
        s->token.ptr == token.ptr && s->token.len == token.len)
        return s->found;
    s->window = (struct wl_span){NULL, 0};
    memcpy(s->may, plan->blind, gate->words * sizeof *s->may);
    memset(s->surely, 0, gate->words * sizeof *s->surely);
    s->at = (size_t)(token.ptr - window.ptr);
    for (int sign = 0; sign < 2; sign++) {
        const char *from = token.ptr - sign;
        if (sign && (token.ptr == window.ptr || (*from != '-' && *from != '+')))
            break;
        s->at -= (size_t)sign;
        if (join_sides(plan, s, window, from, token.ptr + token.len, open) < 0)
            return no_memory(err);
    }
    for (size_t w = 0; w < gate->words; w++)
        found |= s->may[w] & gate->patterns[w];
    s->found = found != 0;
    s->token = token;
    if (!open)
        s->window = window;
    return s->found;
}

size_t
wl_gate_next(const struct wl_gate *gate, enum wl_group group, size_t rule)
{
    const uint64_t *may = gate->sides[group].may;

    for (size_t w = rule / 64; w < gate->words; w++) {
        uint64_t bits = may[w];
        if (w == rule / 64)
            bits &= ~UINT64_C(0) << rule % 64;
        if (bits)
            return 64 * w + (size_t)__builtin_ctzll(bits);
    }
    return gate->set->rule_count;
}

enum wl_gate_answer
wl_gate_captures(const struct wl_gate *gate, enum wl_group group, size_t rule, size_t *from)
{
    const struct sides *s = gate->sides + group;
    size_t before = gate->plan->sides[group].before[rule];

    *from = before < s->at ? s->at - before : 0;
    if (!has_bit(s->may, rule))
        return WL_GATE_NO;
    return has_bit(s->surely, rule) ? WL_GATE_YES : WL_GATE_PERHAPS;
}

static int
look_inside(const struct wl_plan_inside *plan, struct inside *in, struct wl_span window,
            struct wl_error *err)
{
    size_t words = plan->program.numbers / 64 + 1;

    if (!in->automaton) {
        in->hits = calloc(words + 1, sizeof *in->hits);
        in->first = calloc(64 * words, sizeof *in->first);
        if (!in->hits || !in->first || wl_automaton_new(&in->automaton, &plan->program, err) < 0)
            return no_memory(err);
    }
    if (in->seen.ptr && in->seen.ptr == window.ptr && in->seen.len == window.len)
        return 0;
    memset(in->hits, 0, words * sizeof *in->hits);
    in->seen = window;
    return wl_automaton_scan(in->automaton, window, in->hits, in->first) < 0 ? no_memory(err) : 0;
}

int
wl_gate_window(struct wl_gate *gate, struct wl_span window, struct wl_error *err)
{
    return look_inside(&gate->plan->evidence, &gate->evidence, window, err);
}

int
wl_gate_fields(struct wl_gate *gate, struct wl_span window, struct wl_error *err)
{
    return look_inside(&gate->plan->fields, &gate->fields, window, err);
}

size_t
wl_gate_next_field(const struct wl_gate *gate, size_t rule)
{
    const struct wl_plan_inside *plan = &gate->plan->fields;
    size_t count = gate->set->rule_count;

    for (; rule < count; rule++) {
        size_t number = wl_plan_rule(gate->plan, rule), at = 2 * number;
        if (has_bit(plan->blind, number))
            break;
        if (at < plan->program.numbers && gate->fields.hits[at / 64] >> at % 64 & 3)
            break;
    }
    return rule;
}

static enum wl_gate_answer
answer(const struct wl_gate *gate, bool field, size_t number, size_t *from)
{
    const struct inside *in = field ? &gate->fields : &gate->evidence;
    const struct wl_plan_inside *plan = field ? &gate->plan->fields : &gate->plan->evidence;
    bool perhaps, surely;
    size_t first = SIZE_MAX, length = gate->plan->length[number];

    *from = 0;
    if (has_bit(plan->blind, number))
        return WL_GATE_PERHAPS;
    if (2 * number >= plan->program.numbers)
        return WL_GATE_NO;
    perhaps = has_bit(in->hits, 2 * number);
    surely = has_bit(in->hits, 2 * number + 1);
    if (perhaps)
        first = in->first[2 * number];
    if (surely && in->first[2 * number + 1] < first)
        first = in->first[2 * number + 1];
    if (first != SIZE_MAX && first > length)
        *from = first - length;
    return surely ? WL_GATE_YES : perhaps ? WL_GATE_PERHAPS : WL_GATE_NO;
}

enum wl_gate_answer
wl_gate_matches(const struct wl_gate *gate, size_t rule, size_t *from)
{
    return answer(gate, gate->set->rules[rule].kind == WL_RULE_FIELD,
                  wl_plan_rule(gate->plan, rule), from);
}

enum wl_gate_answer
wl_gate_unless(const struct wl_gate *gate, size_t rule, size_t index, size_t *from)
{
    return answer(gate, false, wl_plan_unless(gate->plan, rule, index), from);
}

bool
wl_gate_keyword(const struct wl_gate *gate, size_t rule)
{
    const struct wl_gate_plan *plan = gate->plan;
    size_t at = plan->keywords_at[rule], end = plan->keywords_at[rule + 1];

    for (size_t i = at; i < end; i++)
        if (has_bit(gate->evidence.hits, 2 * (size_t)plan->rule_keywords[i] + 1))
            return true;
    return at == end;
}
