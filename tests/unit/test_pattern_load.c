/*
 * What the loader of pattern files refuses: each case is a file, the place that is shown, and words
 * of the message. The caret stands under the column; that it does is tested in test_ydoc.c.
 */
#include "scan/pattern_set.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define HEAD "format: 1\nkind: patterns\npatterns:\n"
#define RULE "- id: my.rule\n  title: mine\n  keywords: [relayd]\n  confidence: 90\n"
#define MATCH "  match: [{line: 'relayd: 10054', codes: [10054]}]\n"
#define NO_MATCH "  no_match: ['relayd: idle']\n"
#define REGEX "  regex: 'relayd: (?<code>\\d{5})'\n"
#define GOOD HEAD RULE REGEX MATCH NO_MATCH
#define CONTEXT "format: 1\nkind: patterns\ncontexts:\n- id: my.context\n  title: mine\n"
#define FIELD "format: 1\nkind: patterns\nfields:\n- id: my.level\n  title: mine\n"
#define LEVEL_LINES "  match: ['type=2']\n  no_match: ['type=x']\n"
#define TEXTS "format: 1\nkind: texts\ntexts:\n"

static char path[] = "/tmp/test-pattern-load.XXXXXX";

static int
load(const char *text, struct wl_pattern_set **set, struct wl_error *err)
{
    const char *const paths[] = {path};
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    return wl_pattern_set_new(set, paths, 1, err);
}

struct refusal {
    const char *text, *place, *words;
};

static const struct refusal refusals[] = {
    /* the file */
    {"", ":1:1:", "empty"},
    {"format: 2\nkind: patterns\n", ":1:9:", "only 'format: 1' is known"},
    {"format: 1\nkind: sounds\n", ":2:7:", "'kind' is patterns, texts or diagnoses"},
    {"format: 1\n", ":1:1:", "'kind' is missing"},
    {"format: 1\nkind: patterns\npattern: []\n",
     ":3:1:", "unknown key 'pattern'; known here: format"},
    {"format: 1\nkind: texts\npatterns: []\n", ":3:1:", "unknown key 'patterns'"},
    {"format: 1\nkind: patterns\npatterns: x\n", ":3:11:", "'patterns' is a list"},
    {"format: 1\nkind: patterns\npatterns: [x]\n", ":3:12:", "a record is expected"},
    {"format: 1\nkind: patterns\ndisable: [[a]]\n", ":3:11:", "a text is expected"},
    /* keys of a record */
    {HEAD RULE REGEX MATCH NO_MATCH "  regexp: x\n",
     ":11:3:", "unknown key 'regexp'; known here: id"},
    {HEAD RULE REGEX MATCH NO_MATCH "  id title: x\n", ":11:3:", "unknown key 'id title'"},
    {HEAD RULE REGEX NO_MATCH, ":4:3:", "'match' is missing: at least one line"},
    {HEAD RULE REGEX MATCH, ":4:3:", "'no_match' is missing: at least one line"},
    {HEAD RULE REGEX MATCH "  no_match: []\n", ":10:13:", "at least one"},
    {HEAD RULE MATCH NO_MATCH, ":4:3:", "'regex' is missing"},
    {HEAD
     "- id: My Rule\n  title: mine\n  keywords: [relayd]\n  confidence: 90\n" REGEX MATCH NO_MATCH,
     ":4:7:", "an id is 3 to 64 of a-z"},
    {GOOD RULE REGEX MATCH NO_MATCH,
     ":11:7:", "id 'my.rule' stands in this file already, in line 4"},
    {HEAD
     "- id: my.rule\n  title: mine\n  keywords: [relayd]\n  confidence: 100\n" REGEX MATCH NO_MATCH,
     ":7:15:", "a number from 1 to 99"},
    {HEAD RULE REGEX MATCH NO_MATCH "  small: yes\n", ":11:10:", "'small' is true or is left out"},
    {HEAD RULE REGEX MATCH NO_MATCH "  code: 10999\n", ":11:9:", "10999 is no Winsock code"},
    /* keywords */
    {HEAD "- id: my.rule\n  title: mine\n  keywords: [relayd, ab]\n  confidence: 90\n" REGEX MATCH
         NO_MATCH,
     ":6:22:", "keyword 'ab' is shorter than 3 bytes"},
    {HEAD "- id: my.rule\n  title: mine\n  keywords: []\n  confidence: 90\n" REGEX MATCH NO_MATCH,
     ":6:13:", "at least one keyword"},
    {HEAD
     "- id: my.rule\n  title: mine\n  keywords: [sparrow]\n  confidence: 90\n" REGEX MATCH NO_MATCH,
     ":9:18:", "no keyword of the pattern is in it"},
    /* expressions */
    {HEAD RULE "  regex: 'relayd: (?<code>\\d{5}'\n" MATCH NO_MATCH,
     ":8:32:", "missing closing parenthesis"},
    {HEAD RULE "  regex: 'relayd''s [z-a] (?<code>\\d{5})'\n" MATCH NO_MATCH,
     ":8:24:", "range out of order"},
    {HEAD RULE "  regex: |-\n    relayd: [z-a](?<code>\\d{5})\n" MATCH NO_MATCH,
     ":9:16:", "range out of order"},
    {HEAD RULE "  regex: \"\\brelayd: (?<code>\\\\d{5})\"\n" MATCH NO_MATCH,
     ":8:10:", "is a backspace"},
    {HEAD RULE "  regex: \"relayd:\\t(?<code>\\\\d{5})\"\n" MATCH NO_MATCH,
     ":8:10:", "control character \\x09"},
    {HEAD RULE "  regex: 'relayd: \\d{5}'\n" MATCH NO_MATCH,
     ":8:10:", "names none of the groups code"},
    {HEAD RULE "  regex: 'relayd: (?<text>x)'\n" MATCH NO_MATCH,
     ":8:10:", "a group 'text' and the key 'code'"},
    {HEAD RULE REGEX "  unless: ['idle', '(']\n" MATCH NO_MATCH,
     ":9:22:", "missing closing parenthesis"},
    /* definitions */
    {HEAD RULE "  regex: 'relayd: (?&n)'\n" MATCH NO_MATCH, ":8:19:", "'n' is not in 'define'"},
    {"define:\n  n: '(?<code>\\d{5,x'\n" GOOD, ":2:21:", "missing closing parenthesis"},
    {"define:\n  n: '(?<code>\\d{5})'\n" HEAD RULE "  regex: 'relayd: (?&n)[z-a]'\n" MATCH NO_MATCH,
     ":10:27:", "range out of order"},
    {"define: [a]\n" GOOD, ":1:9:", "'define' gives expressions names"},
    /* examples */
    {HEAD RULE REGEX "  match: ['relayd: 10054']\n" NO_MATCH,
     ":9:11:", "{line: '...', codes: [10054]}"},
    {HEAD RULE REGEX "  match: [{line: 'relayd: 10054', codes: []}]\n" NO_MATCH,
     ":9:42:", "a list of codes"},
    {HEAD RULE REGEX "  match: [{line: 'relayd: 10054', codes: [10999]}]\n" NO_MATCH,
     ":9:43:", "10999 is no Winsock code"},
    {HEAD RULE REGEX "  match: [{line: 'relayd: 10054', codes: [10060]}]\n" NO_MATCH,
     ":9:18:", "my.rule: expected 10060, found 10054"},
    {HEAD RULE REGEX "  match: [{line: 'relayd 10054', codes: [10054]}]\n" NO_MATCH,
     ":9:18:", "the pattern itself does not match"},
    {HEAD RULE REGEX MATCH "  no_match: ['relayd: 10060']\n",
     ":10:14:", "expected no code by this pattern, found 10060"},
    /* runs away: every way to divide a long word is tried */
    {HEAD RULE "  regex: '(?:\\w+\\s?)+: (?<code>\\d{5})'\n" MATCH NO_MATCH, ":8:10:", "runs away"},
    {HEAD RULE REGEX "  unless: '^(?:\\w+)+$'\n" MATCH NO_MATCH, ":9:11:", "runs away"},
    /* contexts */
    {CONTEXT "  regex: x\n  weight: 101\n  match: [x]\n  no_match: [y]\n",
     ":7:11:", "a number from -100 to 100"},
    {CONTEXT "  regex: x\n  weight: 9\n  forms: [number, colour]\n  match: [x]\n  no_match: [y]\n",
     ":8:19:", "no form of evidence is called 'colour'"},
    {CONTEXT "  regex: x\n  weight: 9\n  codes: [10054-10050]\n  match: [x]\n  no_match: [y]\n",
     ":8:11:", "a code or a span"},
    {CONTEXT "  regex: x\n  weight: 9\n  match: [x, z]\n  no_match: [y]\n",
     ":8:14:", "expected a match, found none"},
    {CONTEXT "  regex: x\n  weight: 9\n  match: [x]\n  no_match: [xy]\n",
     ":9:14:", "expected no match, found one"},
    /* fields */
    {FIELD "  regex: 'type=(?<level>\\d)'\n  levels: [warning]\n" LEVEL_LINES,
     ":7:11:", "a mapping is expected, such as {2: warning, 3: error}"},
    {FIELD "  regex: 'type=(?<level>\\d)'\n  levels: {2: }\n" LEVEL_LINES,
     ":7:15:", "a level is a word, such as error"},
    {FIELD "  regex: 'type=(?<process>\\d)'\n  levels: {2: warning}\n" LEVEL_LINES,
     ":7:11:", "the expression names none"},
    /* texts */
    {TEXTS "- {code: 10054, lang: sv}\n", ":4:3:", "'text' is missing"},
    {TEXTS "- {code: 10054, lang: '1', text: 'abcdef'}\n", ":4:23:", "a language tag"},
    {TEXTS "- {code: 10054, lang: sv, text: abc}\n", ":4:33:", "a text of 4 to 500 bytes"},
    {TEXTS "- {code: 10060, lang: sv, text: forcibly closed by the remote host}\n",
     ":4:33:", "text.en.10054 has this text already, for another code"},
};

static void
test_pattern_load__refuses_with_place_and_words(void **state)
{
    size_t failed = 0;

    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const struct refusal *r = refusals + i;
        struct wl_pattern_set *set = NULL;
        struct wl_error err = {0};
        int rc = load(r->text, &set, &err);
        size_t name = strlen(path);

        if (rc != WL_EPARSE || strncmp(err.text, path, name) != 0 ||
            strncmp(err.text + name, r->place, strlen(r->place)) != 0 ||
            !strstr(err.text, r->words)) {
            print_error("case %zu: expected %s %s, got %d %s\n%s\n", i, r->place, r->words, rc,
                        err.text, r->text);
            failed++;
        }
        assert_null(set);
    }
    assert_int_equal(failed, 0);
}

static void
test_pattern_load__shows_the_line_and_a_caret(void **state)
{
    struct wl_pattern_set *set = NULL;
    struct wl_error err;

    (void)state;
    assert_int_equal(
        load(HEAD RULE "  regex: 'relayd: [z-a](?<code>\\d{5})'\n" MATCH NO_MATCH, &set, &err),
        WL_EPARSE);
    assert_non_null(strstr(err.text, "\n    regex: 'relayd: [z-a](?<code>\\d{5})'\n"));
    assert_string_equal(strrchr(err.text, '\n'), "\n                       ^");
}

static const struct wl_rule *
rule_of(const struct wl_patterns *set, const char *id)
{
    for (size_t i = 0; i < set->rule_count; i++)
        if (strcmp(set->rules[i].id, id) == 0)
            return set->rules + i;
    return NULL;
}

static void
test_pattern_load__puts_definitions_in(void **state)
{
    struct wl_pattern_set *set = NULL;
    struct wl_error err;

    (void)state;
    assert_int_equal(load("define:\n  n: '(?<code>\\d{5})'\n" HEAD RULE
                          "  regex: 'relayd\\(?: (?&n)'\n" MATCH NO_MATCH,
                          &set, &err),
                     0);
    assert_string_equal(rule_of(wl_pattern_set_get(set), "my.rule")->regex,
                        "relayd\\(?: (?:(?<code>\\d{5}))");
    wl_pattern_set_free(set);
}

static void
test_pattern_load__replaces_and_disables_by_id(void **state)
{
    size_t before = wl_patterns_builtin()->rule_count;
    struct wl_pattern_set *set = NULL;
    const struct wl_patterns *content;
    struct wl_error err;

    (void)state;
    assert_int_equal(load("disable: [number.errno, text.de.10054]\n" HEAD
                          "- id: number.winerror\n  title: mine\n  keywords: [RELAYD]\n"
                          "  confidence: 90\n" REGEX MATCH NO_MATCH,
                          &set, &err),
                     0);
    content = wl_pattern_set_get(set);
    assert_int_equal(content->rule_count, before - 1);
    assert_null(rule_of(content, "number.errno"));
    assert_string_equal(rule_of(content, "number.winerror")->title, "mine");
    assert_string_equal(rule_of(content, "number.winerror")->keywords[0], "relayd");
    assert_true(content->form_count < wl_patterns_builtin()->form_count);
    for (size_t i = 0; i < content->text_count; i++)
        assert_int_equal(content->texts[i].confidence == 0,
                         strcmp(content->texts[i].id, "text.de.10054") == 0);
    wl_pattern_set_free(set);
}

static int
remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

static int
make_file(void **state)
{
    int fd = mkstemp(path);

    (void)state;
    return fd < 0 ? -1 : close(fd);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pattern_load__refuses_with_place_and_words),
        cmocka_unit_test(test_pattern_load__shows_the_line_and_a_caret),
        cmocka_unit_test(test_pattern_load__puts_definitions_in),
        cmocka_unit_test(test_pattern_load__replaces_and_disables_by_id),
    };

    return cmocka_run_group_tests(tests, make_file, remove_file);
}
