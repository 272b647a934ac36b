#include "scan/pattern_check.h"

#include "scan/detect.h"
#include "scan/judge.h"

#include <stdio.h>

struct found {
    uint16_t codes[WL_CODES_MAX];
    size_t count;
};

static int
collect(void *arg, const struct wl_line_hits *line, struct wl_error *err)
{
    struct found *found = arg;

    (void)err;
    for (size_t i = 0; i < line->count && found->count < WL_CODES_MAX; i++)
        found->codes[found->count++] = line->hits[i].code;
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

    if (trace->event == WL_TRACE_MATCH && strcmp(trace->rule->id, watch->rule->id) == 0)
        watch->matched = true;
}

static bool
same_codes(const struct found *found, const struct wl_rule_example *example)
{
    for (size_t i = 0; i < example->count; i++) {
        bool there = false;
        for (size_t k = 0; k < found->count; k++)
            there = there || found->codes[k] == example->codes[i];
        if (!there)
            return false;
    }
    return found->count == example->count;
}

static void
describe(const struct found *found, char *out, size_t size)
{
    size_t used = 0;

    (void)snprintf(out, size, "nothing");
    for (size_t i = 0; i < found->count && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, i ? ", %u" : "%u", found->codes[i]);
}

/* A pattern's example goes through all of detection; a context's or field's asks the rule alone. */
static int
check_pattern(struct wl_detector *detector, const struct wl_rule *rule,
              const struct wl_rule_example *example, char *fault, size_t size, struct wl_error *err)
{
    struct found found = {.count = 0};
    struct watch watch = {rule, false};
    struct wl_piece piece = {example->line, 0, strlen(example->line), 0, true};
    char words[128];
    int rc;

    wl_detector_trace(detector, watch_rule, &watch);
    rc = wl_detect(detector, &piece, collect, &found, err);
    if (rc < 0)
        return rc;
    describe(&found, words, sizeof words);
    if (example->match && !same_codes(&found, example)) {
        (void)snprintf(fault, size, "%s reports %s on this line instead of the codes given%s",
                       "detection", words,
                       watch.matched ? "" : " (the pattern itself did not match)");
        return 0;
    }
    if (!example->match && found.count > 0 && watch.matched) {
        (void)snprintf(fault, size, "the pattern reports %s on a line that it must not match",
                       words);
        return 0;
    }
    return 1;
}

static int
check_plain(struct wl_judge *judge, const struct wl_rule *rule,
            const struct wl_rule_example *example, char *fault, size_t size, struct wl_error *err)
{
    struct wl_match match;
    int rc = wl_judge_match(judge, rule, wl_span_of(example->line), 0, &match, err);

    if (rc < 0)
        return rc;
    if (rc == example->match)
        return 1;
    (void)snprintf(fault, size,
                   rc ? "the expression matches this line, which it must not"
                      : "the expression does not match this line");
    return 0;
}

static bool
has_keyword(const struct wl_rule *rule, const char *line)
{
    for (const char *const *k = rule->keywords; k && *k; k++)
        if (wl_keyword_in(wl_span_of(*k), wl_span_of(line)))
            return true;
    return !rule->keywords || !*rule->keywords;
}

int
wl_rule_check(const struct wl_patterns *set, const struct wl_rule *rule, char *fault,
              size_t fault_size, const struct wl_rule_example **at, struct wl_error *err)
{
    struct wl_detector *detector = NULL;
    struct wl_judge judge = {0};
    int rc = wl_detector_new(&detector, set, err);

    *at = NULL;
    if (rc == 0)
        rc = wl_judge_init(&judge, set, err);
    if (rc == 0)
        rc = 1;
    for (unsigned i = 0; i < rule->example_count && rc == 1; i++) {
        const struct wl_rule_example *example = rule->examples + i;
        *at = example;
        if (example->match && !has_keyword(rule, example->line)) {
            (void)snprintf(fault, fault_size, "no keyword of the pattern occurs in this line");
            rc = 0;
        } else if (rule->kind == WL_RULE_PATTERN) {
            rc = check_pattern(detector, rule, example, fault, fault_size, err);
        } else {
            rc = check_plain(&judge, rule, example, fault, fault_size, err);
        }
    }
    wl_judge_done(&judge);
    wl_detector_free(detector);
    return rc;
}

int
wl_pattern_file_check(const struct wl_pattern_file *file, const struct wl_patterns *set,
                      struct wl_error *err)
{
    size_t count;
    const struct wl_rule *rules = wl_pattern_file_rules(file, &count);

    for (size_t i = 0; i < count; i++) {
        char fault[512], message[640];
        const struct wl_rule_example *at;
        const struct wl_rule *in_set = set->rules, *end = set->rules + set->rule_count;
        int rc;
        while (in_set < end && strcmp(in_set->id, rules[i].id) != 0)
            in_set++;
        if (in_set == end)
            continue; /* disabled by its own file */
        rc = wl_rule_check(set, in_set, fault, sizeof fault, &at, err);
        if (rc < 0)
            return rc;
        if (rc == 0) {
            (void)snprintf(message, sizeof message, "%s: %s", rules[i].id, fault);
            return wl_pattern_file_error(file, at ? at->at_line : rules[i].at_line,
                                         at ? at->at_column : 1, err, message);
        }
    }
    return 0;
}
