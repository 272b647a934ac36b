#include "scan/gate.h"

#include <stdlib.h>

/* Automata over one part of the plan, and what they said last. */
struct sides {
    struct wl_automaton *left, *right;
    uint64_t *left_hits, *right_hits; /* of places */
    uint64_t *may, *surely;           /* a bit a rule */
    struct wl_span window, token;     /* what was asked about last; ptr is NULL: gone */
    const char *start;                /* of the token, with its sign */
    bool signed_too;                  /* it was asked about with its sign, too */
    bool found;
};

struct inside {
    struct wl_automaton *automaton;
    uint64_t *hits;  /* and behind them, room for those of a second reading */
    uint16_t *first; /* of each number that is hit: behind how many bytes */
    struct wl_span seen;
    bool first_known;
};

struct wl_gate {
    const struct wl_patterns *set;
    const struct wl_gate_plan *plan;
    uint64_t *patterns; /* rules that are patterns, and find tokens */
    struct sides sides[WL_PLAN_GROUPS];
    struct inside evidence, fields;
    struct wl_automaton *gaps;
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
    gate->patterns = calloc(set->rule_count / 64 + 1, sizeof *gate->patterns);
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
    wl_automaton_free(gate->gaps);
    free(gate->patterns);
    free(gate);
}

void
wl_gate_reset(struct wl_gate *gate)
{
    gate->evidence.seen.ptr = gate->fields.seen.ptr = NULL;
    for (int g = 0; g < WL_PLAN_GROUPS; g++)
        gate->sides[g].token.ptr = NULL;
}

static int
make_sides(struct wl_gate *gate, enum wl_group group, struct wl_error *err)
{
    const struct wl_plan_sides *plan = gate->plan->sides + group;
    struct sides *s = gate->sides + group;
    size_t words = gate->plan->rule_words, places = wl_plan_place_words(plan);

    free(s->may);
    free(s->surely);
    free(s->left_hits);
    free(s->right_hits);
    s->may = calloc(words, sizeof *s->may);
    s->surely = calloc(words, sizeof *s->surely);
    s->left_hits = calloc(places, sizeof *s->left_hits);
    s->right_hits = calloc(places, sizeof *s->right_hits);
    if (!s->may || !s->surely || !s->left_hits || !s->right_hits)
        return no_memory(err);
    if (!s->right && wl_automaton_new(&s->right, &plan->right, err) < 0)
        return WL_ENOMEM;
    return wl_automaton_new(&s->left, &plan->left, err);
}

static void
clear(uint64_t *words, size_t count)
{
    for (size_t w = 0; w < count; w++)
        words[w] = 0;
}

/* Both sides of one place must agree. */
static int
join_sides(const struct wl_plan_sides *plan, struct sides *s, struct wl_span window,
           const char *from, const char *to)
{
    size_t words = wl_plan_place_words(plan);
    int rc;

    clear(s->right_hits, words);
    rc = wl_automaton_reach(s->right, window, from, to, s->right_hits);
    if (rc <= 0)
        return rc;
    clear(s->left_hits, words);
    rc = wl_automaton_reach(s->left, window, from, from, s->left_hits);
    if (rc <= 0)
        return rc;
    for (size_t w = 0; w < words; w += WL_PLAN_PLACE_WORDS) {
        const uint64_t *l = s->left_hits + w, *r = s->right_hits + w;
        uint64_t sure = l[0] & r[0];
        for (uint64_t both = (l[0] | l[1]) & (r[0] | r[1]); both; both &= both - 1) {
            size_t place = 64 * (w / WL_PLAN_PLACE_WORDS) + (size_t)__builtin_ctzll(both);
            size_t rule = plan->rule_of[place];
            set_bit(s->may, rule);
            if (sure & both & -both)
                set_bit(s->surely, rule);
        }
    }
    return 0;
}

static int
ask_around(struct wl_gate *gate, enum wl_group group, struct wl_span window, struct wl_span token,
           struct wl_error *err)
{
    const struct wl_plan_sides *plan = gate->plan->sides + group;
    struct sides *s = gate->sides + group;
    size_t words = gate->plan->rule_words;
    uint64_t found = 0;

    if (!s->left && make_sides(gate, group, err) < 0)
        return WL_ENOMEM;
    for (size_t w = 0; w < words; w++) {
        s->may[w] = plan->blind[w];
        s->surely[w] = 0;
    }
    s->token.ptr = NULL;
    s->start = token.ptr;
    for (int sign = 0; sign < 2; sign++) {
        const char *from = token.ptr - sign;
        if (sign && (token.ptr == window.ptr || (*from != '-' && *from != '+')))
            break;
        s->start = from;
        s->signed_too = sign > 0;
        if (join_sides(plan, s, window, from, token.ptr + token.len) < 0)
            return no_memory(err);
    }
    for (size_t w = 0; w < words; w++)
        found |= s->may[w] & gate->patterns[w];
    s->found = found != 0;
    s->token = token;
    s->window = window;
    return s->found;
}

int
wl_gate_around(struct wl_gate *gate, enum wl_group group, struct wl_span window,
               struct wl_span token, struct wl_error *err)
{
    struct sides *s = gate->sides + group;

    if (token.ptr && s->token.ptr == token.ptr && s->token.len == token.len &&
        s->window.ptr == window.ptr && s->window.len == window.len)
        return s->found;
    return ask_around(gate, group, window, token, err);
}

size_t
wl_gate_words(const struct wl_gate *gate)
{
    return gate->plan->rule_words;
}

void
wl_gate_sure(const struct wl_gate *gate, enum wl_group group, const uint64_t *asked,
             uint64_t *surely)
{
    for (size_t w = 0; w < gate->plan->rule_words; w++)
        surely[w] = gate->sides[group].surely[w] & asked[w];
}

void
wl_gate_rules(const struct wl_gate *gate, enum wl_group group, const uint64_t *asked, uint64_t *may,
              uint64_t *surely)
{
    const struct wl_gate_plan *plan = gate->plan;
    const uint64_t *hits = gate->evidence.hits, *perhaps = hits + plan->number_words;
    const uint64_t *keyed = perhaps + plan->number_words, *headed = keyed + plan->rule_words;

    for (size_t w = 0; w < plan->rule_words; w++) {
        uint64_t possible =
            asked[w] & (keyed[w] | plan->unkeyed[w]) & (headed[w] | plan->headless[w]);
        uint64_t sure = hits[w];
        may[w] = hits[w] | perhaps[w] | plan->evidence.blind[w];
        if (group < WL_PLAN_GROUPS) {
            may[w] |= gate->sides[group].may[w];
            sure |= gate->sides[group].surely[w];
        }
        may[w] &= possible;
        surely[w] = sure & possible;
    }
}

enum wl_gate_answer
wl_gate_captures(const struct wl_gate *gate, enum wl_group group, size_t rule, size_t *from)
{
    const struct sides *s = gate->sides + group;
    size_t before = gate->plan->sides[group].before[rule], at = (size_t)(s->start - s->window.ptr);

    *from = before < at ? at - before : 0;
    if (!has_bit(s->may, rule))
        return WL_GATE_NO;
    return has_bit(s->surely, rule) ? WL_GATE_YES : WL_GATE_PERHAPS;
}

/* Places where a gap may end that are looked at. */
#define GAP_ENDS 4

/* Does what comes before the gap of a rule, and the gap, end at `end`, the first not too far away?
 */
static bool
ends(struct wl_gate *gate, struct wl_span window, const char *end, size_t away, size_t rule)
{
    bool whole = away == WL_EXPR_INF || (size_t)(end - window.ptr) <= away;

    return wl_automaton_ends(gate->gaps, window, whole ? window.ptr : end - away, end,
                             (uint32_t)rule);
}

enum wl_gate_answer
wl_gate_bridges(struct wl_gate *gate, enum wl_group group, size_t rule)
{
    const struct wl_plan_gap *gap = gate->plan->gap_of + rule;
    const struct sides *s = gate->sides + group;
    uint32_t place = gate->plan->sides[group].gapped[rule] - 1u;
    uint32_t number = place / 64 * 64 * WL_PLAN_PLACE_WORDS + place % 64;
    const char *end[GAP_ENDS];
    size_t count;
    bool may = gap->far == 0;

    /* what was said last is about the token with its sign, if it has one */
    if (gap->near == 0 || place == UINT32_MAX || s->signed_too)
        return WL_GATE_PERHAPS;
    if (!gate->gaps && wl_automaton_new(&gate->gaps, &gate->plan->gaps, NULL) < 0)
        return WL_GATE_PERHAPS;
    count = wl_automaton_places(s->left, s->window, s->start, number + 128, end, GAP_ENDS);
    for (size_t i = 0; i < count; i++) {
        if (has_bit(s->right_hits, number) && ends(gate, s->window, end[i], gap->near, rule))
            return WL_GATE_YES;
        may = may || ends(gate, s->window, end[i], gap->far, rule);
    }
    return may || count == GAP_ENDS ? WL_GATE_PERHAPS : WL_GATE_NO;
}

static int
make_inside(const struct wl_gate_plan *plan, const struct wl_program *program, struct inside *in,
            struct wl_error *err)
{
    size_t words = wl_plan_hit_words(plan);

    in->hits = calloc(2 * words, sizeof *in->hits);
    in->first = calloc(64 * words, sizeof *in->first);
    if (!in->hits || !in->first)
        return no_memory(err);
    return wl_automaton_new(&in->automaton, program, err);
}

static int
look_inside(struct wl_gate *gate, bool fields, struct wl_span window, struct wl_error *err)
{
    const struct wl_gate_plan *plan = gate->plan;
    const struct wl_program *program = fields ? &plan->fields.program : &plan->evidence.program;
    struct inside *in = fields ? &gate->fields : &gate->evidence;
    int rc;

    if (in->seen.ptr && in->seen.ptr == window.ptr && in->seen.len == window.len)
        return 0;
    if (!in->automaton && make_inside(plan, program, in, err) < 0)
        return WL_ENOMEM;
    clear(in->hits, wl_plan_hit_words(plan));
    in->seen = window;
    in->first_known = fields;
    rc = fields ? wl_automaton_locate(in->automaton, window, in->hits, in->first)
                : wl_automaton_scan(in->automaton, window, in->hits);
    return rc < 0 ? no_memory(err) : 0;
}

int
wl_gate_window(struct wl_gate *gate, struct wl_span window, struct wl_error *err)
{
    return look_inside(gate, false, window, err);
}

int
wl_gate_fields(struct wl_gate *gate, struct wl_span window, struct wl_error *err)
{
    return look_inside(gate, true, window, err);
}

/* Where a number is first accepted is seldom asked, and then found out in a second reading. */
static bool
find_first(const struct wl_gate_plan *plan, struct inside *in)
{
    size_t words = wl_plan_hit_words(plan);

    if (!in->first_known) {
        clear(in->hits + words, words);
        in->first_known =
            wl_automaton_locate(in->automaton, in->seen, in->hits + words, in->first) == 0;
    }
    return in->first_known;
}

static enum wl_gate_answer
answer(const struct wl_gate_plan *plan, const uint64_t *blind, const struct inside *in,
       size_t number)
{
    if (has_bit(blind, number))
        return WL_GATE_PERHAPS;
    if (has_bit(in->hits, number))
        return WL_GATE_YES;
    return has_bit(in->hits, number + 64 * (size_t)plan->number_words) ? WL_GATE_PERHAPS
                                                                       : WL_GATE_NO;
}

size_t
wl_gate_next_field(const struct wl_gate *gate, size_t rule)
{
    size_t count = gate->set->rule_count;

    while (rule < count &&
           (gate->set->rules[rule].kind != WL_RULE_FIELD ||
            answer(gate->plan, gate->plan->fields.blind, &gate->fields, rule) == WL_GATE_NO))
        rule++;
    return rule;
}

/* Where the first match may begin of what does or may match. */
static size_t
first_match(const struct wl_gate_plan *plan, struct inside *in, size_t number)
{
    size_t perhaps = number + 64 * (size_t)plan->number_words, first = SIZE_MAX;

    if (!find_first(plan, in))
        return 0;
    if (has_bit(in->hits, number))
        first = in->first[number];
    if (has_bit(in->hits, perhaps) && in->first[perhaps] < first)
        first = in->first[perhaps];
    return first != SIZE_MAX && first > plan->length[number] ? first - plan->length[number] : 0;
}

enum wl_gate_answer
wl_gate_matches(struct wl_gate *gate, size_t rule, size_t *from)
{
    bool field = gate->set->rules[rule].kind == WL_RULE_FIELD;
    struct inside *in = field ? &gate->fields : &gate->evidence;
    const uint64_t *blind = field ? gate->plan->fields.blind : gate->plan->evidence.blind;
    enum wl_gate_answer said = answer(gate->plan, blind, in, rule);

    *from = said == WL_GATE_NO ? 0 : first_match(gate->plan, in, rule);
    return said;
}

enum wl_gate_answer
wl_gate_unless(struct wl_gate *gate, size_t rule, size_t index, size_t *from)
{
    size_t number = wl_plan_unless(gate->plan, rule, index);
    enum wl_gate_answer said =
        answer(gate->plan, gate->plan->evidence.blind, &gate->evidence, number);

    *from = said == WL_GATE_PERHAPS ? first_match(gate->plan, &gate->evidence, number) : 0;
    return said;
}

bool
wl_gate_keyword(const struct wl_gate *gate, size_t rule)
{
    const struct wl_gate_plan *plan = gate->plan;

    return has_bit(plan->unkeyed, rule) ||
           has_bit(gate->evidence.hits + 2 * (size_t)plan->number_words, rule);
}
