#include "cli/pattern_test.h"

#include "base/utf8.h"
#include "scan/pattern_check.h"

static void
add_fault(struct wl_buf *out, const struct wl_rule *rule, const struct wl_rule_fault *fault)
{
    wl_buf_addf(out, "%s  %s:%u\n  line:     ", rule->id, rule->file, fault->example->at_line);
    wl_utf8_add_escaped(out, wl_span_of(fault->example->line));
    wl_buf_addf(out, "\n  expected: %s\n  found:    %s\n", fault->expected, fault->found);
}

static int
test_rule(struct wl_checker *checker, const struct wl_rule *rule, struct wl_buf *out,
          size_t *failed, struct wl_error *err)
{
    for (unsigned i = 0; i < rule->example_count; i++) {
        struct wl_rule_fault fault;
        int rc = wl_rule_check_example(checker, rule, rule->examples + i, &fault, err);
        if (rc < 0)
            return rc;
        if (rc == 0) {
            add_fault(out, rule, &fault);
            ++*failed;
        }
    }
    return 0;
}

int
wl_pattern_test(struct wl_buf *out, const struct wl_patterns *set, size_t *failed,
                struct wl_error *err)
{
    struct wl_checker *checker = NULL;
    size_t total = 0;
    int rc = wl_checker_new(&checker, set, err);

    *failed = 0;
    for (size_t i = 0; i < set->rule_count && rc == 0; i++) {
        total += set->rules[i].example_count;
        rc = test_rule(checker, set->rules + i, out, failed, err);
    }
    wl_checker_free(checker);
    if (rc == 0)
        wl_buf_addf(out, "%zu passed, %zu failed\n", total - *failed, *failed);
    return rc;
}
