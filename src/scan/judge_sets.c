#include "scan/judge_sets.h"

#include "scan/hit.h"

#include <stdlib.h>

static size_t
code_count(void)
{
    size_t count;

    (void)wl_codes(&count);
    return count;
}

/* All sets lie in one piece of memory. */
static bool
allot(struct wl_judge_sets *sets)
{
    uint64_t **const each[] = {&sets->tokens, &sets->small, &sets->doubts,
                               &sets->bound,  &sets->may,   &sets->surely};
    size_t count = sizeof each / sizeof *each, pairs = code_count() * WL_FORMS;
    uint64_t *memory = calloc((count + pairs) * sets->words, sizeof *memory);

    sets->speakers = calloc(pairs, sizeof *sets->speakers);
    sets->speaking = memory;
    if (!memory || !sets->speakers)
        return false;
    for (size_t i = 0; i < count; i++)
        *each[i] = memory + (pairs + i) * sets->words;
    return true;
}

int
wl_judge_sets_init(struct wl_judge_sets *sets, const struct wl_patterns *set, struct wl_error *err)
{
    *sets = (struct wl_judge_sets){.set = set, .words = set->rule_count / 64 + 1};
    if (!allot(sets))
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    for (size_t i = 0; i < set->rule_count; i++) {
        const struct wl_rule *rule = set->rules + i;
        if (rule->kind == WL_RULE_PATTERN && !rule->code) {
            wl_rules_add(sets->tokens, i);
            if (rule->small)
                wl_rules_add(sets->small, i);
        } else if (rule->kind == WL_RULE_CONTEXT) {
            if (rule->weight < 0 && !*rule->unless && !*rule->keywords)
                wl_rules_add(sets->doubts, i);
            if (strstr(rule->regex, "(?<code>"))
                wl_rules_add(sets->bound, i);
        }
    }
    return 0;
}

void
wl_judge_sets_done(struct wl_judge_sets *sets)
{
    free(sets->speaking);
    free(sets->speakers);
}

static bool
speaks_of(const struct wl_rule *rule, uint16_t code, unsigned form)
{
    if (rule->kind != WL_RULE_CONTEXT || !(rule->forms >> form & 1))
        return false;
    for (unsigned i = 0; i < rule->range_count; i++)
        if (code >= rule->ranges[i].first && code <= rule->ranges[i].last)
            return true;
    return rule->range_count == 0;
}

const uint64_t *
wl_judge_speaking(struct wl_judge_sets *sets, const struct wl_code *code, unsigned form,
                  bool *bound)
{
    size_t count, pair = (size_t)(code - wl_codes(&count)) * WL_FORMS + form;
    uint64_t *rules = sets->speaking + pair * sets->words;

    for (size_t i = 0; !sets->speakers[pair].made && i < sets->set->rule_count; i++)
        if (speaks_of(sets->set->rules + i, code->number, form)) {
            wl_rules_add(rules, i);
            sets->speakers[pair].bound = sets->speakers[pair].bound || wl_rules_has(sets->bound, i);
        }
    sets->speakers[pair].made = true;
    *bound = sets->speakers[pair].bound;
    return rules;
}
