#include "scan/deep.h"

#include "base/ascii.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const struct wl_patterns *set;
static struct wl_deep deep;

static int
set_up(void **state)
{
    (void)state;
    set = wl_patterns_builtin();
    return wl_deep_make(&deep, set);
}

static int
tear_down(void **state)
{
    (void)state;
    wl_deep_done(&deep);
    return 0;
}

static unsigned
wants(const struct wl_rule *rule)
{
    if (rule->kind != WL_RULE_PATTERN)
        return 0;
    if (rule->code)
        return WL_DEEP_WORDING;
    return (rule->small && strstr(rule->regex, "(?<code>") ? WL_DEEP_NUMBER : 0u) |
           (rule->small && strstr(rule->regex, "(?<name>") ? WL_DEEP_NAME : 0u);
}

/* The plain way: every keyword of every rule. */
static unsigned
sought(const char *p, const char *end)
{
    unsigned looks = 0;

    for (size_t i = 0; i < set->rule_count; i++)
        for (const char *const *k = set->rules[i].keywords; *k; k++)
            if (strlen(*k) <= (size_t)(end - p) && wl_ascii_equal(*k, p, strlen(*k)))
                looks |= wants(set->rules + i);
    return looks;
}

static void
assert_agrees(const char *text, size_t len)
{
    assert_int_equal(wl_deep_at(&deep, text, text + len), sought(text, text + len));
}

/* A keyword in both cases, and with each byte of it changed in turn. */
static void
test_keyword(const char *keyword)
{
    char text[64];
    size_t len = (size_t)snprintf(text, sizeof text, "%s tail", keyword);

    for (size_t at = 0; at < strlen(keyword); at++) {
        char was = text[at];
        assert_agrees(text, len);
        for (int bit = 0; bit < 8; bit++) {
            text[at] = (char)((unsigned char)was ^ 1u << bit);
            assert_agrees(text, len);
        }
        text[at] = wl_ascii_letter((unsigned char)was) ? (char)(was ^ 0x20) : was;
    }
    assert_agrees(text, len);
}

static void
test_deep__every_keyword_is_found_in_any_case(void **state)
{
    (void)state;
    for (size_t i = 0; i < set->rule_count; i++)
        for (const char *const *k = set->rules[i].keywords; *k; k++)
            test_keyword(*k);
}

static void
test_deep__a_keyword_must_be_whole(void **state)
{
    static const char text[] = "socket error";

    (void)state;
    assert_int_equal(wl_deep_at(&deep, text, text + sizeof text - 1),
                     WL_DEEP_NUMBER | WL_DEEP_NAME);
    for (size_t len = 0; len < sizeof text - 1; len++)
        assert_int_equal(wl_deep_at(&deep, text, text + len), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_deep__every_keyword_is_found_in_any_case),
        cmocka_unit_test(test_deep__a_keyword_must_be_whole),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
