/*
 * Gates beside PCRE2, which they spare: over the examples of all built-in rules, and over lines put
 * together from pieces of them.
 */
#include "scan/gate.h"
#include "scan/keywords.h"
#include "scan/prepared.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define WORDS_MAX 8
#define LINE_MAX 600

static const struct wl_patterns *set;
static struct wl_gate *gate, *other; /* of the built-in plan, and of one made now */
static struct wl_gate_plan made;
static struct wl_matcher *matcher;
static struct wl_regex **regexes;
static uint64_t every[WORDS_MAX];
static uint32_t seed;
static unsigned bridged[3]; /* answers about gaps */

static unsigned
draw(unsigned below)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static int
set_up(void **state)
{
    struct wl_error err;
    size_t offset;

    (void)state;
    set = wl_patterns_builtin();
    regexes = calloc(set->rule_count, sizeof(void *));
    assert_non_null(regexes);
    for (size_t i = 0; i < set->rule_count; i++) {
        assert_int_equal(
            wl_regex_compile(&regexes[i], wl_span_of(set->rules[i].regex), &offset, &err), 0);
        every[i / 64] |= UINT64_C(1) << (i % 64);
    }
    assert_int_equal(wl_gate_plan_make(&made, set->rules, set->rule_count), 0);
    assert_int_equal(wl_gate_new(&gate, set, &set->prepared->plan, &err), 0);
    assert_int_equal(wl_gate_new(&other, set, &made, &err), 0);
    assert_true(wl_gate_words(gate) <= WORDS_MAX);
    return wl_matcher_new(&matcher, &err);
}

static int
tear_down(void **state)
{
    (void)state;
    for (size_t i = 0; i < set->rule_count; i++)
        wl_regex_free(regexes[i]);
    free(regexes);
    wl_gate_free(gate);
    wl_gate_free(other);
    wl_gate_plan_done(&made);
    wl_matcher_free(matcher);
    return 0;
}

static bool
has(const uint64_t *bits, size_t rule)
{
    return bits[rule / 64] >> (rule % 64) & 1;
}

static bool
has_keyword(const struct wl_rule *rule, struct wl_span window)
{
    for (size_t i = 0; rule->keywords[i]; i++)
        if (wl_keyword_in(wl_span_of(rule->keywords[i]), window))
            return true;
    return !rule->keywords[0];
}

/* Does the rule, of which PCRE2 is asked, speak of the token, or of any? */
static bool
speaks(size_t rule, struct wl_span window, enum wl_group group, struct wl_span token)
{
    struct wl_match ignored;

    if (!has_keyword(set->rules + rule, window))
        return false;
    if (wl_regex_has(regexes[rule], group))
        return wl_regex_captures(regexes[rule], matcher, window, 0, group, token) > 0;
    return set->rules[rule].kind == WL_RULE_CONTEXT &&
           !strstr(set->rules[rule].regex, "(?<code>") &&
           wl_regex_match(regexes[rule], matcher, window, 0, &ignored) > 0;
}

/* Wordings are asked about in another way. */
static bool
is_asked(const struct wl_rule *rule)
{
    return rule->kind == WL_RULE_CONTEXT || (rule->kind == WL_RULE_PATTERN && rule->code == 0);
}

static void
ask(struct wl_gate *of, enum wl_group group, struct wl_span window, struct wl_span token,
    uint64_t *may, uint64_t *surely)
{
    struct wl_error err;

    wl_gate_reset(of);
    assert_true(wl_gate_around(of, group, window, token, &err) >= 0);
    assert_int_equal(wl_gate_window(of, window, &err), 0);
    wl_gate_rules(of, group, every, may, surely);
}

static void
check_token(struct wl_span window, const struct wl_token *token)
{
    enum wl_group group = wl_gate_group(token->kind);
    uint64_t may[WORDS_MAX], surely[WORDS_MAX], may_too[WORDS_MAX], surely_too[WORDS_MAX];
    uint64_t ignored;
    size_t size = wl_gate_words(gate) * sizeof *may;

    ask(gate, group, window, token->text, may, surely);
    ask(other, group, window, token->text, may_too, surely_too);
    assert_memory_equal(may, may_too, size);
    assert_memory_equal(surely, surely_too, size);
    for (size_t i = 0; i < set->rule_count; i++) {
        bool truth = is_asked(set->rules + i) && speaks(i, window, group, token->text);
        if (has(may, i) && !has(surely, i)) {
            enum wl_gate_answer said = wl_gate_bridges(gate, group, i);
            *(said == WL_GATE_YES ? surely + i / 64 : &ignored) |= UINT64_C(1) << (i % 64);
            *(said == WL_GATE_NO ? may + i / 64 : &ignored) &= ~(UINT64_C(1) << (i % 64));
            bridged[said]++;
        }
        if (is_asked(set->rules + i) && (truth ? !has(may, i) : has(surely, i)))
            fail_msg("'%s' %s '%.*s' in '%.*s'", set->rules[i].id, truth ? "finds" : "finds no",
                     (int)token->text.len, token->text.ptr, (int)window.len, window.ptr);
    }
}

static void
check_unless(struct wl_span window)
{
    struct wl_error err;

    wl_gate_reset(gate);
    assert_int_equal(wl_gate_window(gate, window, &err), 0);
    for (size_t i = 0; i < set->rule_count; i++)
        for (size_t k = 0; set->rules[i].kind != WL_RULE_FIELD && set->rules[i].unless[k]; k++) {
            struct wl_regex *regex;
            struct wl_match m = {0};
            size_t offset, from;
            enum wl_gate_answer said = wl_gate_unless(gate, i, k, &from);
            int truth;
            assert_int_equal(
                wl_regex_compile(&regex, wl_span_of(set->rules[i].unless[k]), &offset, &err), 0);
            truth = wl_regex_match(regex, matcher, window, 0, &m);
            assert_int_not_equal(said, truth ? WL_GATE_NO : WL_GATE_YES);
            assert_true(!truth || m.whole.ptr >= window.ptr + from);
            wl_regex_free(regex);
        }
}

static void
check_line(struct wl_span line)
{
    for (const char *p = line.ptr; p < line.ptr + line.len; p++) {
        struct wl_token token;
        if (wl_token_at(p, line.ptr, line.ptr + line.len, true, &token))
            check_token(line, &token);
    }
}

/* A line out of those of the rules' examples. */
static struct wl_span
example(void)
{
    const struct wl_rule *rule = set->rules + draw((unsigned)set->rule_count);

    return wl_span_of(rule->examples[draw(rule->example_count)].line);
}

/* A few pieces of examples, one behind the other, with a token between them more often than not. */
static struct wl_span
make_line(char *out, size_t room)
{
    static const char *const tokens[] = {"10054", "WSAECONNRESET", "0x2746",   "-10060",
                                         "997",   "0x80072746",    "TimedOut", "(10061)"};
    size_t len = 0;

    for (int pieces = 2 + (int)draw(3); pieces > 0; pieces--) {
        struct wl_span from = draw(3) ? example() : wl_span_of(tokens[draw(8)]);
        size_t at = from.len && draw(2) ? draw((unsigned)from.len) : 0;
        size_t count = from.len - at < room - len ? from.len - at : room - len;
        memcpy(out + len, from.ptr + at, count);
        len += count;
    }
    return (struct wl_span){out, len};
}

static void
test_gate__agrees_with_pcre2_on_examples(void **state)
{
    (void)state;
    for (size_t i = 0; i < set->rule_count; i++)
        for (size_t k = 0; k < set->rules[i].example_count; k++) {
            check_line(wl_span_of(set->rules[i].examples[k].line));
            check_unless(wl_span_of(set->rules[i].examples[k].line));
        }
}

static void
test_gate__agrees_with_pcre2_on_made_lines(void **state)
{
    char line[LINE_MAX];

    (void)state;
    seed = 7;
    for (int i = 0; i < 500; i++)
        check_line(make_line(line, sizeof line));
    assert_true(bridged[WL_GATE_YES] > 20 && bridged[WL_GATE_NO] > 20);
}

/* More states than are kept: they are forgotten, and worked out again. */
static void
test_gate__forgets_and_goes_on(void **state)
{
    char line[LINE_MAX];
    uint64_t may[WORDS_MAX], surely[WORDS_MAX], may_too[WORDS_MAX], surely_too[WORDS_MAX];

    (void)state;
    seed = 3;
    for (int i = 0; i < 3000; i++) {
        struct wl_span text = make_line(line, sizeof line);
        struct wl_error err;
        for (int k = 0; k < 20 && text.len; k++)
            line[draw((unsigned)text.len)] = (char)draw(256);
        wl_gate_reset(gate);
        assert_int_equal(wl_gate_window(gate, text, &err), 0);
        wl_gate_rules(gate, WL_GROUPS, every, may, surely);
        if (i % 100)
            continue;
        wl_gate_free(other); /* one that has nothing to forget */
        assert_int_equal(wl_gate_new(&other, set, &made, &err), 0);
        assert_int_equal(wl_gate_window(other, text, &err), 0);
        wl_gate_rules(other, WL_GROUPS, every, may_too, surely_too);
        assert_memory_equal(may, may_too, wl_gate_words(gate) * sizeof *may);
        assert_memory_equal(surely, surely_too, wl_gate_words(gate) * sizeof *surely);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gate__agrees_with_pcre2_on_examples),
        cmocka_unit_test(test_gate__agrees_with_pcre2_on_made_lines),
        cmocka_unit_test(test_gate__forgets_and_goes_on),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
