#include "scan/pattern_check.h"

#include "scan/detect.h"
#include "scan/judge.h"
#include "scan/pattern_limits.h"

#include <stdio.h>
#include <stdlib.h>

struct wl_checker {
    const struct wl_patterns *set;
    struct wl_detector *detector;
    struct wl_judge judge; /* for rules alone */
    struct wl_matcher *matcher;
};

int
wl_checker_new(struct wl_checker **out, const struct wl_patterns *set, struct wl_error *err)
{
    struct wl_checker *checker = calloc(1, sizeof *checker);
    int rc;

    if (!checker)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    checker->set = set;
    rc = wl_judge_init(&checker->judge, set, NULL, err);
    if (rc == 0)
        rc = wl_detector_new(&checker->detector, set, err);
    if (rc == 0)
        rc = wl_matcher_new(&checker->matcher, err);
    if (rc == 0) {
        *out = checker;
        checker = NULL;
    }
    wl_checker_free(checker);
    return rc;
}

void
wl_checker_free(struct wl_checker *checker)
{
    if (!checker)
        return;
    wl_judge_done(&checker->judge);
    wl_detector_free(checker->detector);
    wl_matcher_free(checker->matcher);
    free(checker);
}

struct codes {
    uint16_t list[WL_CODES_MAX];
    size_t count;
};

static int
collect(void *arg, const struct wl_line_hits *line, struct wl_error *err)
{
    struct codes *codes = arg;

    (void)err;
    for (size_t i = 0; i < line->count && codes->count < WL_CODES_MAX; i++)
        codes->list[codes->count++] = line->hits[i].code;
    return 0;
}

struct watch {
    const struct wl_rule *rule;
    bool matched;
};

static void
watch_rule(void *arg, const struct wl_trace *trace)
{
    struct watch *watch = arg;

    if (trace->event == WL_TRACE_MATCH && trace->rule == watch->rule)
        watch->matched = true;
}

static bool
same_codes(const struct codes *found, const struct wl_rule_example *example)
{
    for (size_t i = 0; i < example->count; i++) {
        bool there = false;
        for (size_t k = 0; k < found->count; k++)
            there = there || found->list[k] == example->codes[i];
        if (!there)
            return false;
    }
    return found->count == example->count;
}

/* "10054, 10060", or "nothing" */
static void
describe(const uint16_t *codes, size_t count, char *out, size_t size)
{
    size_t used = 0;

    (void)snprintf(out, size, "nothing");
    for (size_t i = 0; i < count && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, i ? ", %u" : "%u", codes[i]);
}

static bool
has_keyword(const struct wl_rule *rule, const char *line)
{
    for (const char *const *k = rule->keywords; k && *k; k++)
        if (wl_keyword_in(wl_span_of(*k), wl_span_of(line)))
            return true;
    return !rule->keywords || !*rule->keywords;
}

/* The rule by itself: keyword, expression, `unless`. @return 1, 0, WL_ENOMEM */
static int
matches_alone(struct wl_checker *checker, const struct wl_rule *rule, const char *line,
              struct wl_error *err)
{
    struct wl_match match;

    if (!has_keyword(rule, line))
        return 0;
    return wl_judge_match(&checker->judge, rule, wl_span_of(line), 0, &match, err);
}

static int
check_pattern_match(struct wl_checker *checker, const struct wl_rule *rule,
                    const struct wl_rule_example *example, const struct codes *found,
                    struct wl_rule_fault *fault, struct wl_error *err)
{
    char words[128];
    int alone = matches_alone(checker, rule, example->line, err);

    if (alone < 0)
        return alone;
    if (alone && same_codes(found, example))
        return 1;
    describe(example->codes, example->count, fault->expected, sizeof fault->expected);
    describe(found->list, found->count, words, sizeof words);
    (void)snprintf(fault->found, sizeof fault->found, "%s%s", words,
                   alone                              ? ""
                   : has_keyword(rule, example->line) ? ": the pattern itself does not match"
                                                      : ": no keyword of the pattern is in it");
    return 0;
}

/* A pattern's example goes through all of detection. */
static int
check_pattern(struct wl_checker *checker, const struct wl_rule *rule,
              const struct wl_rule_example *example, struct wl_rule_fault *fault,
              struct wl_error *err)
{
    struct codes found = {.count = 0};
    struct watch watch = {rule, false};
    struct wl_piece piece = {example->line, 0, strlen(example->line), 0, true};
    char words[128];
    int rc;

    wl_detector_trace(checker->detector, watch_rule, &watch);
    rc = wl_detect(checker->detector, &piece, collect, &found, err);
    wl_detector_trace(checker->detector, NULL, NULL);
    if (rc < 0)
        return rc;
    if (example->match)
        return check_pattern_match(checker, rule, example, &found, fault, err);
    if (found.count == 0 || !watch.matched)
        return 1;
    (void)snprintf(fault->expected, sizeof fault->expected, "no code by this pattern");
    describe(found.list, found.count, words, sizeof words);
    (void)snprintf(fault->found, sizeof fault->found, "%s", words);
    return 0;
}

/* A context's or field's asks the rule alone. */
static int
check_plain(struct wl_checker *checker, const struct wl_rule *rule,
            const struct wl_rule_example *example, struct wl_rule_fault *fault,
            struct wl_error *err)
{
    int rc = matches_alone(checker, rule, example->line, err);

    if (rc < 0 || rc == example->match)
        return rc < 0 ? rc : 1;
    (void)snprintf(fault->expected, sizeof fault->expected, rc ? "no match" : "a match");
    (void)snprintf(fault->found, sizeof fault->found, "%s",
                   rc                                 ? "one"
                   : has_keyword(rule, example->line) ? "none"
                                                      : "none: no keyword of the rule is in it");
    return 0;
}

int
wl_rule_check_example(struct wl_checker *checker, const struct wl_rule *rule,
                      const struct wl_rule_example *example, struct wl_rule_fault *fault,
                      struct wl_error *err)
{
    fault->example = example;
    fault->key = NULL;
    return rule->kind == WL_RULE_PATTERN ? check_pattern(checker, rule, example, fault, err)
                                         : check_plain(checker, rule, example, fault, err);
}

static int
check_expression(struct wl_checker *checker, const struct wl_rule *rule, const char *text,
                 const char *key, struct wl_rule_fault *fault, struct wl_error *err)
{
    struct wl_regex *regex = NULL;
    size_t offset;
    int rc = 1;

    if (wl_regex_compile(&regex, wl_span_of(text), &offset, err) < 0)
        return WL_ENOMEM; /* the loader has compiled it once: only memory can fail */
    for (unsigned i = 0; i < rule->example_count && rc == 1; i++) {
        const char *line = rule->examples[i].line;
        if (!wl_regex_runs_away(regex, checker->matcher, wl_span_of(line)))
            continue;
        (void)snprintf(fault->expected, sizeof fault->expected, "bounded work");
        (void)snprintf(fault->found, sizeof fault->found,
                       "a regex that runs away when parts of '%.60s' are repeated", line);
        fault->key = key;
        rc = 0;
    }
    wl_regex_free(regex);
    return rc;
}

int
wl_rule_check_limits(struct wl_checker *checker, const struct wl_rule *rule,
                     struct wl_rule_fault *fault, struct wl_error *err)
{
    int rc = check_expression(checker, rule, rule->regex, "regex", fault, err);

    fault->example = NULL;
    for (const char *const *unless = rule->unless; unless && *unless && rc == 1; unless++)
        rc = check_expression(checker, rule, *unless, "unless", fault, err);
    return rc;
}

static int
check_rule(struct wl_checker *checker, const struct wl_rule *rule, struct wl_rule_fault *fault,
           struct wl_error *err)
{
    int rc = 1;

    for (unsigned i = 0; i < rule->example_count && rc == 1; i++)
        rc = wl_rule_check_example(checker, rule, rule->examples + i, fault, err);
    return rc == 1 ? wl_rule_check_limits(checker, rule, fault, err) : rc;
}

static const struct wl_rule *
rule_by_id(const struct wl_patterns *set, const char *id)
{
    for (size_t i = 0; i < set->rule_count; i++)
        if (strcmp(set->rules[i].id, id) == 0)
            return set->rules + i;
    return NULL;
}

int
wl_pattern_file_check(const struct wl_pattern_file *file, const struct wl_patterns *set,
                      struct wl_error *err)
{
    struct wl_checker *checker = NULL;
    size_t count;
    const struct wl_rule *rules = wl_pattern_file_rules(file, &count);
    int rc = wl_checker_new(&checker, set, err);

    for (size_t i = 0; checker && i < count && rc == 0; i++) {
        const struct wl_rule *rule = rule_by_id(set, rules[i].id);
        struct wl_rule_fault fault;
        char message[512];
        if (!rule || rule->examples != rules[i].examples)
            continue; /* disabled, or replaced by a later file */
        rc = check_rule(checker, rule, &fault, err);
        if (rc == 0) {
            (void)snprintf(message, sizeof message, "%s: expected %s, found %s", rule->id,
                           fault.expected, fault.found);
            rc = fault.example ? wl_pattern_file_error(file, fault.example->at_line,
                                                       fault.example->at_column, err, message)
                               : wl_pattern_file_rule_error(file, i, fault.key, err, message);
        } else if (rc == 1) {
            rc = 0;
        }
    }
    wl_checker_free(checker);
    return rc;
}
