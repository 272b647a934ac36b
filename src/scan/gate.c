#include "scan/gate.h"

#include "base/buf.h"

#include <stdlib.h>

#define GROUPS (WL_GROUP_HRESULT + 1) /* groups that name a code */

/* What stands around tokens of one kind. */
struct sides {
    bool ready;
    struct wl_nfa left_nfa, right_nfa;
    struct wl_automaton *left, *right;
    uint16_t *rule_of; /* of a place of the group */
    size_t place_count, place_cap;
    uint64_t *left_hits, *right_hits; /* scratch */
    uint64_t *blind;                  /* rules that no automaton stands for */
    uint64_t *may;                    /* rules that may capture the token last asked about */
};

/* What stands in a window: keywords, rules and unlesses are numbered in this order. */
struct inside {
    bool ready;
    struct wl_nfa nfa;
    struct wl_automaton *automaton;
    uint64_t *blind; /* what no automaton stands for */
    uint64_t *hits;
    struct wl_span seen; /* the window that hits speak of */
};

struct wl_gate {
    const struct wl_patterns *set;
    const struct wl_span *keywords;
    size_t keyword_count, words; /* words of a bit a rule */
    uint64_t *patterns;          /* rules that are patterns */
    uint16_t *first_unless;      /* of a rule: the number of its first unless */
    size_t number_count;
    struct sides sides[GROUPS];
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

static void
number_rules(struct wl_gate *gate)
{
    size_t number = gate->keyword_count + gate->set->rule_count;

    for (size_t i = 0; i < gate->set->rule_count; i++) {
        const char *const *unless = gate->set->rules[i].unless;
        gate->first_unless[i] = (uint16_t)number;
        while (unless && *unless++)
            number++;
    }
    gate->number_count = number;
}

int
wl_gate_new(struct wl_gate **out, const struct wl_patterns *set, const struct wl_span *keywords,
            size_t keyword_count, struct wl_error *err)
{
    struct wl_gate *gate = calloc(1, sizeof *gate);

    if (!gate)
        return no_memory(err);
    gate->set = set;
    gate->keywords = keywords;
    gate->keyword_count = keyword_count;
    gate->words = set->rule_count / 64 + 1;
    gate->first_unless = calloc(set->rule_count + 1, sizeof *gate->first_unless);
    gate->patterns = calloc(gate->words, sizeof *gate->patterns);
    if (!gate->first_unless || !gate->patterns) {
        wl_gate_free(gate);
        return no_memory(err);
    }
    for (size_t i = 0; i < set->rule_count; i++)
        if (set->rules[i].kind == WL_RULE_PATTERN && !set->rules[i].code)
            set_bit(gate->patterns, i);
    number_rules(gate);
    *out = gate;
    return 0;
}

static void
free_inside(struct inside *in)
{
    wl_automaton_free(in->automaton);
    wl_nfa_done(&in->nfa);
    free(in->blind);
    free(in->hits);
}

void
wl_gate_free(struct wl_gate *gate)
{
    if (!gate)
        return;
    for (int g = 0; g < GROUPS; g++) {
        struct sides *s = gate->sides + g;
        wl_automaton_free(s->left);
        wl_automaton_free(s->right);
        wl_nfa_done(&s->left_nfa);
        wl_nfa_done(&s->right_nfa);
        free(s->rule_of);
        free(s->left_hits);
        free(s->right_hits);
        free(s->blind);
        free(s->may);
    }
    free_inside(&gate->evidence);
    free_inside(&gate->fields);
    free(gate->first_unless);
    free(gate->patterns);
    free(gate);
}

void
wl_gate_reset(struct wl_gate *gate)
{
    gate->evidence.seen.ptr = gate->fields.seen.ptr = NULL;
}

static bool
has_group(const struct wl_expr *expr, enum wl_group group)
{
    if (expr->kind == WL_EXPR_GROUP && expr->group == group)
        return true;
    for (const struct wl_expr *part = expr->first; part; part = part->next)
        if (has_group(part, group))
            return true;
    return false;
}

static bool
note_places(struct sides *s, int places, size_t rule)
{
    for (int i = 0; i < places; i++) {
        if (s->place_count == s->place_cap) {
            size_t cap = s->place_cap ? 2 * s->place_cap : 128;
            uint16_t *grown = realloc(s->rule_of, cap * sizeof *grown);
            if (!grown)
                return false;
            s->rule_of = grown;
            s->place_cap = cap;
        }
        s->rule_of[s->place_count++] = (uint16_t)rule;
    }
    return true;
}

static bool
add_sides(struct sides *s, const struct wl_rule *rule, size_t index, enum wl_group group,
          struct wl_arena *arena)
{
    struct wl_expr *expr = wl_expr_parse(wl_span_of(rule->regex), arena);
    int places;

    if (rule->kind == WL_RULE_FIELD || rule->code || (expr && !has_group(expr, group)))
        return true;
    places =
        expr ? wl_nfa_add_around(&s->left_nfa, &s->right_nfa, expr, group, (uint32_t)s->place_count)
             : -1;
    if (places < 0)
        set_bit(s->blind, index);
    return note_places(s, places < 0 ? 0 : places, index);
}

static int
make_sides(struct wl_gate *gate, enum wl_group group, struct wl_error *err)
{
    struct sides *s = gate->sides + group;
    struct wl_arena arena;
    bool good = true;
    size_t words;

    wl_arena_init(&arena);
    wl_nfa_init(&s->left_nfa, true);
    wl_nfa_init(&s->right_nfa, false);
    s->blind = calloc(gate->words, sizeof *s->blind);
    s->may = calloc(gate->words, sizeof *s->may);
    good = s->blind && s->may;
    for (size_t i = 0; i < gate->set->rule_count && good; i++) {
        good = add_sides(s, gate->set->rules + i, i, group, &arena);
        wl_arena_done(&arena);
    }
    if (!good)
        return no_memory(err);
    words = s->place_count / 64 + 1;
    s->left_hits = calloc(words, sizeof *s->left_hits);
    s->right_hits = calloc(words, sizeof *s->right_hits);
    if (!s->left_hits || !s->right_hits || wl_automaton_new(&s->left, &s->left_nfa, false, err) ||
        wl_automaton_new(&s->right, &s->right_nfa, false, err))
        return no_memory(err);
    s->ready = true;
    return 0;
}

/* Both sides of one place must agree. */
static int
join_sides(struct sides *s, struct wl_span window, const char *from, const char *to)
{
    size_t words = s->place_count / 64 + 1;
    int rc;

    memset(s->right_hits, 0, words * sizeof *s->right_hits);
    rc = wl_automaton_reach(s->right, window, from, to, s->right_hits);
    if (rc <= 0)
        return rc;
    memset(s->left_hits, 0, words * sizeof *s->left_hits);
    rc = wl_automaton_reach(s->left, window, from, from, s->left_hits);
    if (rc <= 0)
        return rc;
    for (size_t w = 0; w < words; w++)
        for (uint64_t both = s->left_hits[w] & s->right_hits[w]; both; both &= both - 1)
            set_bit(s->may, s->rule_of[64 * w + (size_t)__builtin_ctzll(both)]);
    return 0;
}

int
wl_gate_around(struct wl_gate *gate, enum wl_group group, struct wl_span window,
               struct wl_span token, struct wl_error *err)
{
    struct sides *s = gate->sides + group;
    uint64_t found = 0;

    if (!s->ready && make_sides(gate, group, err) < 0)
        return WL_ENOMEM;
    memcpy(s->may, s->blind, gate->words * sizeof *s->may);
    for (int sign = 0; sign < 2; sign++) {
        const char *from = token.ptr - sign;
        if (sign && (token.ptr == window.ptr || (*from != '-' && *from != '+')))
            break;
        if (join_sides(s, window, from, token.ptr + token.len) < 0)
            return no_memory(err);
    }
    for (size_t w = 0; w < gate->words; w++)
        found |= s->may[w] & gate->patterns[w];
    return found != 0;
}

bool
wl_gate_may_capture(const struct wl_gate *gate, enum wl_group group, size_t rule)
{
    return has_bit(gate->sides[group].may, rule);
}

static bool
add_inside(struct inside *in, const char *regex, size_t number, struct wl_arena *arena)
{
    struct wl_expr *expr = wl_expr_parse(wl_span_of(regex), arena);

    if (expr)
        wl_nfa_add(&in->nfa, expr, (uint32_t)number);
    else
        set_bit(in->blind, number);
    wl_arena_done(arena);
    return !in->nfa.failed;
}

static bool
add_keyword(const struct wl_gate *gate, struct inside *in, size_t number, struct wl_arena *arena)
{
    struct wl_buf regex;
    bool good;

    wl_buf_init(&regex);
    for (size_t i = 0; i < gate->keywords[number].len; i++)
        wl_buf_addf(&regex, "\\x%02x", (unsigned char)gate->keywords[number].ptr[i]);
    good = !regex.failed && add_inside(in, wl_buf_text(&regex), number, arena);
    wl_buf_done(&regex);
    return good;
}

/* Of patterns that look for tokens, and of contexts that speak of one, what stands around the token
 * says more. */
static bool
is_sought_around(const struct wl_rule *rule)
{
    return rule->kind == WL_RULE_PATTERN ? rule->code == 0
                                         : strstr(rule->regex, "(?<code>") != NULL;
}

static bool
add_evidence(struct wl_gate *gate, struct inside *in, struct wl_arena *arena)
{
    bool good = true;

    for (size_t i = 0; i < gate->keyword_count && good; i++)
        good = add_keyword(gate, in, i, arena);
    for (size_t i = 0; i < gate->set->rule_count && good; i++) {
        const struct wl_rule *rule = gate->set->rules + i;
        if (rule->kind == WL_RULE_FIELD)
            break;
        if (!is_sought_around(rule))
            good = add_inside(in, rule->regex, gate->keyword_count + i, arena);
        for (size_t k = 0; good && rule->unless && rule->unless[k]; k++)
            good = add_inside(in, rule->unless[k], gate->first_unless[i] + k, arena);
    }
    return good;
}

static bool
add_fields(struct wl_gate *gate, struct inside *in, struct wl_arena *arena)
{
    bool good = true;

    for (size_t i = 0; i < gate->set->rule_count && good; i++)
        if (gate->set->rules[i].kind == WL_RULE_FIELD)
            good = add_inside(in, gate->set->rules[i].regex, gate->keyword_count + i, arena);
    return good;
}

static int
make_inside(struct wl_gate *gate, struct inside *in, struct wl_error *err)
{
    struct wl_arena arena;
    bool good;

    wl_arena_init(&arena);
    wl_nfa_init(&in->nfa, false);
    in->blind = calloc(gate->number_count / 64 + 1, sizeof *in->blind);
    in->hits = calloc(2 * gate->number_count / 64 + 2, sizeof *in->hits);
    good = in->blind && in->hits &&
           (in == &gate->fields ? add_fields(gate, in, &arena) : add_evidence(gate, in, &arena));
    wl_arena_done(&arena);
    if (!good || wl_automaton_new(&in->automaton, &in->nfa, true, err) < 0)
        return no_memory(err);
    in->ready = true;
    return 0;
}

static int
look_inside(struct wl_gate *gate, struct inside *in, struct wl_span window, struct wl_error *err)
{
    if (!in->ready && make_inside(gate, in, err) < 0)
        return WL_ENOMEM;
    if (in->seen.ptr && in->seen.ptr == window.ptr && in->seen.len == window.len)
        return 0;
    memset(in->hits, 0, wl_automaton_words(in->automaton) * sizeof *in->hits);
    in->seen = window;
    return wl_automaton_scan(in->automaton, window, in->hits) < 0 ? no_memory(err) : 0;
}

int
wl_gate_window(struct wl_gate *gate, struct wl_span window, struct wl_error *err)
{
    return look_inside(gate, &gate->evidence, window, err);
}

int
wl_gate_fields(struct wl_gate *gate, struct wl_span window, struct wl_error *err)
{
    return look_inside(gate, &gate->fields, window, err);
}

static enum wl_gate_answer
answer(const struct inside *in, size_t number)
{
    if (has_bit(in->hits, 2 * number + 1))
        return WL_GATE_YES;
    return has_bit(in->hits, 2 * number) || has_bit(in->blind, number) ? WL_GATE_PERHAPS
                                                                       : WL_GATE_NO;
}

enum wl_gate_answer
wl_gate_matches(const struct wl_gate *gate, size_t rule)
{
    bool field = gate->set->rules[rule].kind == WL_RULE_FIELD;

    return answer(field ? &gate->fields : &gate->evidence, gate->keyword_count + rule);
}

enum wl_gate_answer
wl_gate_unless(const struct wl_gate *gate, size_t rule, size_t index)
{
    return answer(&gate->evidence, gate->first_unless[rule] + index);
}

bool
wl_gate_keyword(const struct wl_gate *gate, size_t index)
{
    return has_bit(gate->evidence.hits, 2 * index + 1);
}
