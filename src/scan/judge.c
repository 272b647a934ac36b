#include "scan/judge.h"

#include <stdlib.h>

/* A rule whose expression runs into the limit so often is switched off: it costs more than it
 * finds. */
#define STRIKES 100u

static int
no_memory(struct wl_error *err)
{
    return wl_error_set(err, WL_ENOMEM, "out of memory");
}

static size_t
list_length(const char *const *list)
{
    size_t n = 0;

    while (list && list[n])
        n++;
    return n;
}

int
wl_judge_init(struct wl_judge *judge, const struct wl_patterns *set,
              const struct wl_gate_plan *plan, struct wl_error *err)
{
    *judge = (struct wl_judge){.set = set};
    judge->rules = calloc(set->rule_count + 1, sizeof *judge->rules);
    if (!judge->rules)
        return no_memory(err);
    for (size_t i = 0; i < set->rule_count; i++)
        judge->rules[i].unless_count = list_length(set->rules[i].unless);
    judge->plan = plan;
    if (wl_judge_sets_init(&judge->sets, set, err) < 0 || wl_matcher_new(&judge->matcher, err) < 0)
        return WL_ENOMEM;
    return wl_gate_new(&judge->gate, set, plan, err);
}

void
wl_judge_reset(struct wl_judge *judge)
{
    wl_gate_reset(judge->gate);
}

/* Who traces wants to hear of every rule. */
static bool
is_plain(const struct wl_judge *judge)
{
    return judge->plain || judge->trace;
}

static int
look(struct wl_judge *judge, struct wl_span window, struct wl_error *err)
{
    if (!is_plain(judge))
        return wl_gate_window(judge->gate, window, err);
    if (!judge->present) {
        size_t count = judge->plan->keyword_count;
        judge->present = calloc(count / 64 + 1, sizeof *judge->present);
        if (!judge->present)
            return no_memory(err);
        if (wl_keywords_new(&judge->keywords, judge->plan->keywords, count, err) < 0)
            return WL_ENOMEM;
    }
    wl_keywords_find(judge->keywords, window, judge->present);
    return 0;
}

static size_t
index_of(const struct wl_judge *judge, const struct wl_ready_rule *ready)
{
    return (size_t)(ready - judge->rules);
}

void
wl_judge_done(struct wl_judge *judge)
{
    for (size_t i = 0; judge->rules && i < judge->set->rule_count; i++) {
        struct wl_ready_rule *ready = judge->rules + i;
        wl_regex_free(ready->regex);
        for (size_t k = 0; ready->unless && k < ready->unless_count; k++)
            wl_regex_free(ready->unless[k]);
        free(ready->unless);
    }
    free(judge->rules);
    free(judge->present);
    wl_judge_sets_done(&judge->sets);
    wl_matcher_free(judge->matcher);
    wl_gate_free(judge->gate);
    wl_keywords_free(judge->keywords);
}

/* The loader has compiled every expression once, so that only memory can fail here. */
static int
make_ready(struct wl_ready_rule *ready, const struct wl_rule *rule, struct wl_error *err)
{
    size_t offset;

    if (ready->regex)
        return 0;
    if (ready->unless_count && !ready->unless) {
        ready->unless = calloc(ready->unless_count, sizeof(void *));
        if (!ready->unless)
            return no_memory(err);
    }
    for (size_t i = 0; i < ready->unless_count; i++)
        if (!ready->unless[i] &&
            wl_regex_compile(&ready->unless[i], wl_span_of(rule->unless[i]), &offset, err) < 0)
            return WL_ENOMEM;
    return wl_regex_compile(&ready->regex, wl_span_of(rule->regex), &offset, err) < 0 ? WL_ENOMEM
                                                                                      : 0;
}

static int
match(struct wl_judge *judge, struct wl_ready_rule *ready, const struct wl_regex *regex,
      struct wl_span text, size_t from, struct wl_match *out)
{
    int rc = wl_regex_match(regex, judge->matcher, text, from, out);

    if (rc >= 0)
        return rc;
    ready->struck++;
    judge->given_up++;
    return 0;
}

void
wl_judge_tell(struct wl_judge *judge, enum wl_trace_event event, const struct wl_code *code,
              struct wl_span found, const struct wl_rule *rule, int weight)
{
    if (judge->trace)
        judge->trace(judge->trace_arg, &(struct wl_trace){event, code, found, rule, NULL, weight});
}

/* A context that surely matches, and that nothing can keep from it. */
static bool
applies_surely(const struct wl_judge *judge, size_t rule)
{
    return wl_rules_has(judge->sets.surely, rule) && judge->rules[rule].unless_count == 0 &&
           !judge->trace;
}

/* Does an `unless` match? gated: text is the window last looked at. */
static int
match_unless(struct wl_judge *judge, struct wl_ready_rule *ready, const struct wl_rule *rule,
             struct wl_span text, bool gated, struct wl_error *err)
{
    struct wl_match ignored;

    for (size_t i = 0; i < ready->unless_count; i++) {
        size_t from = 0;
        enum wl_gate_answer answer =
            gated ? wl_gate_unless(judge->gate, index_of(judge, ready), i, &from) : WL_GATE_PERHAPS;
        if (answer == WL_GATE_YES)
            return 1;
        if (answer == WL_GATE_NO)
            continue;
        if (make_ready(ready, rule, err) < 0)
            return WL_ENOMEM;
        if (match(judge, ready, ready->unless[i], text, from, &ignored))
            return 1;
    }
    return 0;
}

int
wl_judge_match(struct wl_judge *judge, const struct wl_rule *rule, struct wl_span text, size_t from,
               struct wl_match *out, struct wl_error *err)
{
    struct wl_ready_rule *ready = judge->rules + (rule - judge->set->rules);
    int rc;

    if (ready->struck >= STRIKES || from > text.len || (rule->within && from >= rule->within))
        return 0;
    if (make_ready(ready, rule, err) < 0)
        return WL_ENOMEM;
    if (!match(judge, ready, ready->regex, text, from, out) ||
        (rule->within && out->whole.ptr - text.ptr >= rule->within))
        return 0;
    rc = match_unless(judge, ready, rule, text, false, err);
    return rc < 0 ? rc : !rc;
}

unsigned
wl_token_form(const struct wl_token *token)
{
    static const uint8_t forms[] = {
        [WL_TOKEN_NUMBER] = WL_FORM_NUMBER, [WL_TOKEN_SMALL] = WL_FORM_NUMBER,
        [WL_TOKEN_NAME] = WL_FORM_NAME,     [WL_TOKEN_DOTNET] = WL_FORM_DOTNET,
        [WL_TOKEN_HEX] = WL_FORM_HEX,       [WL_TOKEN_HRESULT] = WL_FORM_HRESULT,
    };

    return forms[token->kind];
}

static bool
has_keyword(const struct wl_judge *judge, const struct wl_ready_rule *ready)
{
    const struct wl_gate_plan *plan = judge->plan;
    size_t index = index_of(judge, ready), at = plan->keywords_at[index],
           end = plan->keywords_at[index + 1];

    if (!is_plain(judge))
        return wl_gate_keyword(judge->gate, index);
    for (size_t i = at; i < end; i++)
        if (judge->present[plan->rule_keywords[i] / 64] >> (plan->rule_keywords[i] % 64) & 1)
            return true;
    return at == end;
}

/*
 * Of the rules asked for, which may match? Told in the sets' may and surely. The gate has been
 * asked about the token as group, if any rule speaks of one token.
 */
static void
ask(struct wl_judge *judge, enum wl_group group, const uint64_t *asked)
{
    struct wl_judge_sets *sets = &judge->sets;

    if (!is_plain(judge)) {
        wl_gate_rules(judge->gate, group, asked, sets->may, sets->surely);
        return;
    }
    memset(sets->may, 0, sets->words * sizeof *sets->may);
    memset(sets->surely, 0, sets->words * sizeof *sets->surely);
    for (size_t i = 0; (i = wl_rules_next(asked, sets->words, i)) != SIZE_MAX; i++)
        if (has_keyword(judge, judge->rules + i))
            wl_rules_add(sets->may, i);
}

/* 1 when some match of the rule in window captures the token: PCRE2 knows. */
static int
captures(struct wl_judge *judge, const struct wl_rule *rule, struct wl_ready_rule *ready,
         struct wl_span window, enum wl_group group, struct wl_span token, struct wl_error *err)
{
    size_t from = 0;
    int rc;

    if (!is_plain(judge)) {
        enum wl_gate_answer answer = wl_gate_bridges(judge->gate, group, index_of(judge, ready));
        if (answer != WL_GATE_PERHAPS)
            return answer == WL_GATE_YES;
        (void)wl_gate_captures(judge->gate, group, index_of(judge, ready), &from);
    }
    if (make_ready(ready, rule, err) < 0)
        return WL_ENOMEM;
    if (!wl_regex_has(ready->regex, group) || ready->struck >= STRIKES)
        return 0;
    rc = wl_regex_captures(ready->regex, judge->matcher, window, from, group, token);
    if (rc >= 0)
        return rc;
    ready->struck++;
    judge->given_up++;
    return 0;
}

/* 1 when a pattern that may match finds the token. */
static int
finds(struct wl_judge *judge, const struct wl_rule *rule, struct wl_ready_rule *ready,
      struct wl_span window, const struct wl_token *token, struct wl_error *err)
{
    enum wl_group group = wl_gate_group(token->kind);
    int rc;

    if (wl_rules_has(judge->sets.surely, index_of(judge, ready)))
        return 1;
    rc = captures(judge, rule, ready, window, group, token->text, err);
    if (rc == 0 && judge->trace && wl_regex_has(ready->regex, group))
        wl_judge_tell(judge, WL_TRACE_TRIED, token->code, token->text, rule, 0);
    return rc;
}

/* 1 when a context that may match does. One that names a group `code` speaks of the token it
 * captures, else of all in its window. */
static int
applies(struct wl_judge *judge, const struct wl_rule *rule, struct wl_ready_rule *ready,
        struct wl_span window, struct wl_span found, struct wl_error *err)
{
    struct wl_match ignored;
    size_t from = 0, index = index_of(judge, ready);

    if (wl_rules_has(judge->sets.surely, index))
        return 1;
    if (wl_rules_has(judge->sets.bound, index))
        return captures(judge, rule, ready, window, WL_GROUP_CODE, found, err);
    if (!is_plain(judge))
        (void)wl_gate_matches(judge->gate, index, &from);
    if (ready->struck >= STRIKES)
        return 0;
    if (make_ready(ready, rule, err) < 0)
        return WL_ENOMEM;
    return match(judge, ready, ready->regex, window, from, &ignored);
}

/*
 * Is the doubt about a token so sure that nothing can make up for it? Support ends at 99; what is
 * left below IDLE is neither reported nor counted as agreeing with other evidence.
 */
#define IDLE 40

static bool
is_hopeless(struct wl_judge *judge, const struct wl_token *token)
{
    struct wl_judge_sets *sets = &judge->sets;
    enum wl_group group = wl_gate_group(token->kind);
    const uint64_t *speaking;
    int doubt = 0;
    bool ignored;

    if (group != WL_GROUP_CODE || judge->threshold < IDLE)
        return false;
    wl_gate_sure(judge->gate, group, sets->doubts, sets->surely);
    speaking = wl_judge_speaking(sets, token->code, wl_token_form(token), &ignored);
    for (size_t i = 0; (i = wl_rules_next(sets->surely, sets->words, i)) != SIZE_MAX; i++)
        if (wl_rules_has(speaking, i))
            doubt += judge->set->rules[i].weight;
    return 99 + doubt < IDLE;
}

/* Of the contexts that speak of code and form, which may match? Told in the sets' may and surely.
 */
static int
ask_contexts(struct wl_judge *judge, struct wl_span window, const struct wl_code *code,
             unsigned form, struct wl_span found, struct wl_error *err)
{
    bool bound;
    const uint64_t *speaking = wl_judge_speaking(&judge->sets, code, form, &bound);

    if (bound && !is_plain(judge) &&
        wl_gate_around(judge->gate, WL_GROUP_CODE, window, found, err) < 0)
        return WL_ENOMEM;
    ask(judge, bound ? WL_GROUP_CODE : WL_GROUPS, speaking);
    return 0;
}

static int
weigh(struct wl_judge *judge, struct wl_span window, const struct wl_code *code, unsigned form,
      struct wl_span found, int confidence, struct wl_error *err)
{
    const struct wl_judge_sets *sets = &judge->sets;
    int doubt = 0;

    if (ask_contexts(judge, window, code, form, found, err) < 0)
        return WL_ENOMEM;
    for (size_t i = 0; (i = wl_rules_next(sets->may, sets->words, i)) != SIZE_MAX; i++) {
        const struct wl_rule *rule = judge->set->rules + i;
        struct wl_ready_rule *ready = judge->rules + i;
        int unless, rc;
        if (applies_surely(judge, i)) {
            *(rule->weight < 0 ? &doubt : &confidence) += rule->weight;
            continue;
        }
        rc = applies(judge, rule, ready, window, found, err);
        if (rc == 0)
            continue;
        unless = rc < 0 ? rc : match_unless(judge, ready, rule, window, !is_plain(judge), err);
        if (unless < 0)
            return unless;
        if (unless == 0)
            *(rule->weight < 0 ? &doubt : &confidence) += rule->weight;
        wl_judge_tell(judge, unless ? WL_TRACE_UNLESS : WL_TRACE_CONTEXT, code, found, rule,
                      rule->weight);
    }
    /* support counts up to certainty and no further, so that it cannot outvote a doubt */
    confidence = (confidence > 99 ? 99 : confidence) + doubt;
    if (confidence < 0)
        confidence = 0;
    wl_judge_tell(judge, WL_TRACE_VERDICT, code, found, NULL, confidence);
    return confidence;
}

int
wl_judge_token(struct wl_judge *judge, struct wl_span window, const struct wl_token *token,
               const struct wl_rule **rule, struct wl_error *err)
{
    const struct wl_judge_sets *sets = &judge->sets;
    bool deep = token->kind == WL_TOKEN_SMALL || token->kind == WL_TOKEN_DOTNET;
    enum wl_group group = wl_gate_group(token->kind);

    wl_judge_tell(judge, WL_TRACE_TOKEN, token->code, token->text, NULL, (int)token->kind);
    if (!is_plain(judge)) {
        int rc = wl_gate_around(judge->gate, group, window, token->text, err);
        if (rc <= 0)
            return rc;
        if (is_hopeless(judge, token))
            return 0;
    }
    if (look(judge, window, err) < 0)
        return WL_ENOMEM;
    ask(judge, group, deep ? sets->small : sets->tokens);
    for (size_t i = 0; (i = wl_rules_next(sets->may, sets->words, i)) != SIZE_MAX; i++) {
        const struct wl_rule *candidate = judge->set->rules + i;
        struct wl_ready_rule *ready = judge->rules + i;
        int unless, rc = finds(judge, candidate, ready, window, token, err);
        if (rc == 0)
            continue;
        unless = rc < 0 ? rc : match_unless(judge, ready, candidate, window, !is_plain(judge), err);
        if (unless < 0)
            return unless;
        wl_judge_tell(judge, unless ? WL_TRACE_UNLESS : WL_TRACE_MATCH, token->code, token->text,
                      candidate, unless ? 0 : candidate->weight);
        if (unless)
            continue;
        *rule = candidate;
        return weigh(judge, window, token->code, wl_token_form(token), token->text,
                     candidate->weight, err);
    }
    return 0;
}

int
wl_judge_text(struct wl_judge *judge, struct wl_span window, const struct wl_text *text,
              struct wl_span found, struct wl_error *err)
{
    const struct wl_code *code = wl_code_by_number(text->code);
    unsigned form = strcmp(text->language, "en") == 0 ? WL_FORM_MESSAGE : WL_FORM_LOCALIZED;

    if (judge->trace)
        judge->trace(judge->trace_arg,
                     &(struct wl_trace){WL_TRACE_TEXT, code, found, NULL, text, text->confidence});
    if (look(judge, window, err) < 0)
        return WL_ENOMEM;
    return weigh(judge, window, code, form, found, text->confidence, err);
}

int
wl_judge_wording(struct wl_judge *judge, const struct wl_rule *rule, struct wl_span window,
                 size_t *from, struct wl_span *found, struct wl_error *err)
{
    struct wl_ready_rule *ready = judge->rules + (rule - judge->set->rules);
    const struct wl_code *code = wl_code_by_number(rule->code);
    struct wl_match m;
    size_t end, first = 0;
    int rc;

    if (look(judge, window, err) < 0)
        return WL_ENOMEM;
    if (!has_keyword(judge, ready) || ready->struck >= STRIKES || *from > window.len ||
        (!is_plain(judge) &&
         wl_gate_matches(judge->gate, index_of(judge, ready), &first) == WL_GATE_NO))
        return 0;
    if (first > *from)
        *from = first;
    if (make_ready(ready, rule, err) < 0)
        return WL_ENOMEM;
    if (!match(judge, ready, ready->regex, window, *from, &m))
        return 0;
    end = (size_t)(m.whole.ptr + m.whole.len - window.ptr);
    *from = end > *from ? end : *from + 1;
    *found = m.group[WL_GROUP_TEXT].ptr ? m.group[WL_GROUP_TEXT] : m.whole;
    rc = match_unless(judge, ready, rule, window, !is_plain(judge), err);
    if (rc < 0)
        return rc;
    if (rc > 0) {
        wl_judge_tell(judge, WL_TRACE_UNLESS, code, *found, rule, 0);
        return 0;
    }
    wl_judge_tell(judge, WL_TRACE_MATCH, code, *found, rule, rule->weight);
    return weigh(judge, window, code, WL_FORM_MESSAGE, *found, rule->weight, err);
}
