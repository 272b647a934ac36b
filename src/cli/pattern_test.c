#include "cli/pattern_test.h"

#include "base/utf8.h"
#include "scan/pattern_check.h"

static void
add_fault(struct wl_buf *out, const struct wl_rule *rule, const struct wl_rule_fault *fault)
{
    const struct wl_rule_example *example = fault->example;

    wl_buf_addf(out, "%s  %s:%u\n", rule->id, rule->file,
                example ? example->at_line : rule->at_line);
    if (example) {
        wl_buf_add_text(out, "  line:     ");
        wl_utf8_add_escaped(out, wl_span_of(example->line));
        wl_buf_add_char(out, '\n');
    }
    wl_buf_addf(out, "  expected: %s\n  found:    ", fault->expected);
    wl_utf8_add_escaped(out, wl_span_of(fault->found));
    wl_buf_add_char(out, '\n');
}

/* Every example, then the expressions themselves. @return tests that failed, WL_ENOMEM */
static int
test_rule(struct wl_checker *checker, const struct wl_rule *rule, struct wl_buf *out,
          struct wl_error *err)
{
    int failed = 0;

    for (unsigned i = 0; i <= rule->example_count; i++) {
        struct wl_rule_fault fault;
        int rc = i < rule->example_count
                     ? wl_rule_check_example(checker, rule, rule->examples + i, &fault, err)
                     : wl_rule_check_limits(checker, rule, &fault, err);
        if (rc < 0)
            return rc;
        if (rc == 0) {
            add_fault(out, rule, &fault);
            failed++;
        }
    }
    return failed;
}

int
wl_pattern_test(struct wl_buf *out, const struct wl_patterns *set, size_t *passed, size_t *failed,
                struct wl_error *err)
{
    struct wl_checker *checker = NULL;
    size_t total = 0;
    int rc = wl_checker_new(&checker, set, err);

    *failed = 0;
    for (size_t i = 0; checker && i < set->rule_count && rc >= 0; i++) {
        rc = test_rule(checker, set->rules + i, out, err);
        total += set->rules[i].example_count + 1u;
        *failed += rc > 0 ? (size_t)rc : 0;
    }
    wl_checker_free(checker);
    *passed = total - *failed;
    return rc < 0 ? rc : 0;
}
