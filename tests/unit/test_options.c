#include "base/distance.h"
#include "cli/options.h"
#include "cli/suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum {
    QUIET = 1,
    COUNT,
    PATH,
    COLOR,
};

static const char *const colors[] = {"auto", "always", "never", NULL};

static const struct wl_option_group own = {
    "Own",
    (const struct wl_option[]){
        {.id = QUIET, .letter = 'q', .name = "quiet"},
        {.id = COUNT,
         .letter = 'j',
         .name = "jobs",
         .kind = WL_OPTION_INTEGER,
         .min = 1,
         .max = 256},
        {.id = PATH, .letter = 'o', .name = "output", .kind = WL_OPTION_TEXT},
        {0},
    },
};

static const struct wl_option_group shared = {
    "Shared",
    (const struct wl_option[]){
        {.id = COLOR, .name = "color", .kind = WL_OPTION_CHOICE, .choices = colors},
        {0},
    },
};

static const struct wl_option_group *const groups[] = {&own, &shared, NULL};

static int
parse(struct wl_options *out, struct wl_error *err, const char *const *words)
{
    int argc = 0;

    while (words[argc])
        argc++;
    return wl_options_parse(out, groups, argc, (char *const *)words, err);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void
assert_refused(const char *const *words, const char *message)
{
    struct wl_options options;
    struct wl_error err;

    assert_int_equal(parse(&options, &err, words), WL_EPARSE);
    assert_string_equal(err.text, message);
}

static void
test_options__takes_values_in_all_usual_forms(void **state)
{
    struct wl_options options;
    struct wl_error err;
    const struct wl_given *given;

    (void)state;
    assert_int_equal(parse(&options, &err,
                           WORDS("--jobs=1", "a", "--jobs", "2", "-j3", "-qj", "4", "-", "-qob")),
                     0);
    given = wl_options_next(&options, COUNT, NULL);
    for (int i = 1; i <= 4; i++, given = wl_options_next(&options, COUNT, given))
        assert_int_equal(given->number, i);
    assert_null(given);
    assert_int_equal(wl_options_number(&options, COUNT, 0), 4);
    assert_string_equal(wl_options_text(&options, PATH, ""), "b");
    assert_true(wl_options_has(&options, QUIET));
    assert_int_equal(options.operand_count, 2);
    assert_string_equal(options.operands[0], "a");
    assert_string_equal(options.operands[1], "-");
    assert_null(options.operands[2]);
    wl_options_done(&options);
}

static void
test_options__dashes_end_options_and_numbers_are_operands(void **state)
{
    struct wl_options options;
    struct wl_error err;

    (void)state;
    assert_int_equal(
        parse(&options, &err, WORDS("-2147014842", "-o", "-q", "--", "--jobs", "-q", "--")), 0);
    assert_int_equal(options.given_count, 1);
    assert_string_equal(options.given[0].text, "-q");
    assert_int_equal(options.operand_count, 4);
    assert_string_equal(options.operands[0], "-2147014842");
    assert_string_equal(options.operands[1], "--jobs");
    assert_string_equal(options.operands[3], "--");
    wl_options_done(&options);
}

static void
test_options__fallbacks_stand_for_what_was_not_given(void **state)
{
    struct wl_options options;
    struct wl_error err;

    (void)state;
    assert_int_equal(parse(&options, &err, WORDS("x")), 0);
    assert_int_equal(wl_options_number(&options, COUNT, 7), 7);
    assert_null(wl_options_text(&options, PATH, NULL));
    assert_false(wl_options_has(&options, COLOR));
    wl_options_done(&options);
}

static void
test_options__says_what_is_wrong_and_what_may_be_meant(void **state)
{
    (void)state;
    assert_refused(WORDS("--color=sometimes"),
                   "--color takes auto, always or never, not 'sometimes'");
    assert_refused(WORDS("--jobs=0"), "--jobs takes a number from 1 to 256, not '0'");
    assert_refused(WORDS("-j", "4x"), "-j takes a number from 1 to 256, not '4x'");
    assert_refused(WORDS("-j99999999999999999999"),
                   "-j takes a number from 1 to 256, not '99999999999999999999'");
    assert_refused(WORDS("--jobs"), "--jobs needs a value");
    assert_refused(WORDS("--output="), "--output needs a value");
    assert_refused(WORDS("--quiet=yes"), "--quiet takes no value");
    assert_refused(WORDS("--colour=never"), "no option '--colour'; did you mean '--color'?");
    assert_refused(WORDS("--out", "x"), "no option '--out'; did you mean '--output'?");
    assert_refused(WORDS("-color"), "no option '-color'; did you mean '--color'?");
    assert_refused(WORDS("-qx"), "no option '-x'; --help lists them");
    assert_refused(WORDS("--frobnicate"), "no option '--frobnicate'; --help lists them");
}

static void
test_suggest__counts_slips(void **state)
{
    (void)state;
    assert_int_equal(wl_distance(wl_span_of("annotate"), wl_span_of("annotate")), 0);
    assert_int_equal(wl_distance(wl_span_of("anotate"), wl_span_of("annotate")), 1);
    assert_int_equal(wl_distance(wl_span_of("SACN"), wl_span_of("scan")), 1);
    assert_int_equal(wl_distance(wl_span_of(""), wl_span_of("scan")), 4);
    assert_int_equal(wl_distance(wl_span_of("report"), wl_span_of("explain")), 6);
}

static void
test_suggest__stays_silent_when_nothing_is_near(void **state)
{
    struct wl_suggest suggest;

    (void)state;
    wl_suggest_init(&suggest, "reprot");
    wl_suggest_offer(&suggest, "scan");
    assert_null(wl_suggest_best(&suggest));
    wl_suggest_offer(&suggest, "report");
    assert_string_equal(wl_suggest_best(&suggest), "report");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_options__takes_values_in_all_usual_forms),
        cmocka_unit_test(test_options__dashes_end_options_and_numbers_are_operands),
        cmocka_unit_test(test_options__fallbacks_stand_for_what_was_not_given),
        cmocka_unit_test(test_options__says_what_is_wrong_and_what_may_be_meant),
        cmocka_unit_test(test_suggest__counts_slips),
        cmocka_unit_test(test_suggest__stays_silent_when_nothing_is_near),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
