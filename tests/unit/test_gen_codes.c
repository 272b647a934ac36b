#include "gen/codes_yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define HEAD "format: 1\nkind: codes\ncodes:\n"
#define REST ", meaning: M., causes: [c], checks: [k]}\n"
#define GOOD "- {code: 9, names: [WSA_NINE], severity: peer, summary: nine, dotnet: Nine" REST

static void
assert_read(const char *text, const char *message)
{
    struct wl_ydoc *doc = NULL;
    struct gen_codes codes = {0};
    struct wl_error err = {0};
    int rc = wl_ydoc_load_memory(&doc, "c.yaml", wl_span_of(text), &err);

    assert_int_equal(rc, 0);
    rc = gen_codes_read(&codes, doc, &err);
    wl_ydoc_free(doc);
    free(codes.codes);
    assert_int_equal(rc, message ? WL_EPARSE : 0);
    if (message && strncmp(err.text, message, strlen(message)) != 0)
        fail_msg("want '%s', have '%s'", message, err.text);
}

static void
test_gen_codes__reads_a_good_file(void **state)
{
    (void)state;
    assert_read(HEAD GOOD
                "- {code: 10, names: [WSA_TEN], severity: dns, noise: true, summary: t" REST,
                NULL);
}

static void
test_gen_codes__wants_a_head(void **state)
{
    (void)state;
    assert_read("[]", "c.yaml:1:1: must be a mapping");
    assert_read("format: 2\nkind: codes\ncodes: [x]\n", "c.yaml:1:9: 'format' must be 1\n");
    assert_read("format: 1\nkind: texts\ncodes: [x]\n", "c.yaml:2:7: 'kind' must be codes\n");
    assert_read("format: 1\nkind: codes\ncodes: []\n", "c.yaml:3:8: 'codes' must be a list\n");
    assert_read("format: 1\nkind: codes\n", "c.yaml:1:1: 'codes' is missing\n");
    assert_read("format: 1\nmore: 1\n", "c.yaml:2:1: unknown key 'more'\n");
}

static void
test_gen_codes__reads_what_depends_on_the_call(void **state)
{
#define BY(text) \
    "- {code: 1, names: [WSA_X], severity: dns, summary: s, meaning: M., causes: [c], checks: " \
    "[k], by_call: " text "}\n"
    (void)state;
    assert_read(HEAD BY("[{calls: [bind], meaning: M., causes: [c], checks: [k]}]"), NULL);
    assert_read(HEAD BY("[]"), "c.yaml:4:104: 'by_call' must be a list\n");
    assert_read(HEAD BY("[bind]"), "c.yaml:4:105: 'by_call' must list mappings\n");
    assert_read(HEAD BY("[{kalls: [bind]}]"), "c.yaml:4:106: unknown key 'kalls'\n");
    assert_read(HEAD BY("[{calls: bind}]"), "c.yaml:4:113: 'calls' must be a list\n");
    assert_read(HEAD BY("[{calls: [bind], meaning: [M]}]"),
                "c.yaml:4:130: 'meaning' must be a text\n");
    assert_read(HEAD BY("[{calls: [bind], meaning: M., causes: [c]}]"),
                "c.yaml:4:105: 'checks' is missing\n");
}

static void
test_gen_codes__points_at_wrong_fields(void **state)
{
    (void)state;
    assert_read(HEAD "- x\n", "c.yaml:4:3: a code must be a mapping\n");
    assert_read(HEAD "- {kode: 1}\n", "c.yaml:4:4: unknown key 'kode'\n");
    assert_read(HEAD "- {code: 1}\n", "c.yaml:4:3: 'names' is missing\n");
    assert_read(HEAD "- {names: X}\n", "c.yaml:4:11: 'names' must be a list\n");
    assert_read(HEAD "- {names: []}\n", "c.yaml:4:11: 'names' is empty\n");
    assert_read(HEAD "- {names: [[]]}\n", "c.yaml:4:12: 'names' must be a text\n");
    assert_read(HEAD "- {summary: ''}\n", "c.yaml:4:13: 'summary' is empty\n");
    assert_read(HEAD "- {code: 99999, names: [WSA_X], severity: dns, summary: s" REST,
                "c.yaml:4:10: '99999' is no code\n");
    assert_read(HEAD "- {code: 1x, names: [WSA_X], severity: dns, summary: s" REST,
                "c.yaml:4:10: '1x' is no code\n");
    assert_read(HEAD "- {code: 1, names: [WSA_X], severity: bad, summary: s" REST,
                "c.yaml:4:39: unknown severity 'bad'\n");
    assert_read(HEAD "- {code: 1, names: [WSA_X], severity: dns, noise: yes, summary: s" REST,
                "c.yaml:4:51: 'noise' must be true or false\n");
    assert_read(HEAD "- {code: 1, names: [X], severity: dns, summary: s" REST,
                "c.yaml:4:21: name 'X' does not begin with WS\n");
    assert_read(HEAD "- {code: 1, names: [WSAe], severity: dns, summary: s" REST,
                "c.yaml:4:21: name 'WSAe' is not in upper case\n");
    assert_read(HEAD "- {code: 1, names: [WSA_X], severity: dns, rust: 'a b', summary: s" REST,
                "c.yaml:4:50: 'a b' is no name\n");
}

static void
test_gen_codes__keeps_summaries_short_and_plain(void **state)
{
#define SUMMARY(text) HEAD "- {code: 1, names: [WSA_X], severity: dns, summary: " text REST
    (void)state;
    assert_read(SUMMARY("'123456789012345678901234567890123456789012345678'"), NULL);
    assert_read(SUMMARY("'1234567890123456789012345678901234567890123456789'"),
                "c.yaml:4:53: summary takes 49 columns, 48 are allowed\n");
    assert_read(SUMMARY("Peer"), "c.yaml:4:53: summary must start in lower case\n");
    assert_read(SUMMARY("peer."), "c.yaml:4:53: summary must not end with a full stop\n");
    assert_read(SUMMARY("a >> b"), "c.yaml:4:53: summary must not look like the end of a note\n");
    assert_read(SUMMARY("a \xC2\xBB"), "c.yaml:4:53: summary must not look like the end");
}

static void
test_gen_codes__wants_order_and_unique_names(void **state)
{
    (void)state;
    assert_read(HEAD GOOD "- {code: 9, names: [WSA_X], severity: dns, summary: s" REST,
                "c.yaml:5:10: 9 must come after 9\n");
    assert_read(HEAD GOOD
                "- {code: 10, names: [WSA_X], aliases: [WSA_NINE], severity: dns, summary: s" REST,
                "c.yaml:5:40: name 'WSA_NINE' is already in line 4\n");
    assert_read(HEAD GOOD "- {code: 10, names: [WSA_X, WSA_X], severity: dns, summary: s" REST,
                "c.yaml:5:29: name 'WSA_X' is already in line 5\n");
    assert_read(HEAD GOOD
                "- {code: 10, names: [WSA_X], dotnet: Nine, severity: dns, summary: s" REST,
                "c.yaml:5:38: SocketError member 'Nine' is already in line 4\n");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gen_codes__reads_a_good_file),
        cmocka_unit_test(test_gen_codes__wants_a_head),
        cmocka_unit_test(test_gen_codes__reads_what_depends_on_the_call),
        cmocka_unit_test(test_gen_codes__points_at_wrong_fields),
        cmocka_unit_test(test_gen_codes__keeps_summaries_short_and_plain),
        cmocka_unit_test(test_gen_codes__wants_order_and_unique_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
