#include "scan/lookup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void
assert_first(const char *word, unsigned number, enum wl_lookup_how how, bool exact)
{
    struct wl_lookup found[4];
    size_t count = wl_lookup(wl_span_of(word), found, 4);

    if (count == 0)
        fail_msg("'%s' is unknown", word);
    assert_int_equal(found[0].code->number, number);
    if (found[0].how != how)
        fail_msg("'%s': %s", word, wl_lookup_how_text(found[0].how));
    assert_int_equal(found[0].exact, exact);
}

static void
assert_unknown(const char *word)
{
    struct wl_lookup found[4];

    if (wl_lookup(wl_span_of(word), found, 4) > 0)
        fail_msg("'%s' is %s", word, found[0].code->name);
}

static void
test_lookup__knows_every_notation_of_a_number(void **state)
{
    (void)state;
    assert_first("10054", 10054, WL_LOOKUP_NUMBER, true);
    assert_first("+10054", 10054, WL_LOOKUP_NUMBER, true);
    assert_first(" 10054L\n", 10054, WL_LOOKUP_NUMBER, true);
    assert_first("0010054", 10054, WL_LOOKUP_NUMBER, true);
    assert_first("-10054", 10054, WL_LOOKUP_NEGATED, true);
    assert_first("0x2746", 10054, WL_LOOKUP_HEX, true);
    assert_first("0X00002746", 10054, WL_LOOKUP_HEX, true);
    assert_first("2746", 10054, WL_LOOKUP_HEX_BARE, false);
    assert_first("274d", 10061, WL_LOOKUP_HEX_BARE, false);
    assert_first("0x80072746", 10054, WL_LOOKUP_HRESULT, true);
    assert_first("0x8007274cUL", 10060, WL_LOOKUP_HRESULT, true);
    assert_first("80072746", 10054, WL_LOOKUP_HRESULT, true);
    assert_first("0xFFFFFFFF80072746", 10054, WL_LOOKUP_HRESULT, true);
    assert_first("-2147014842", 10054, WL_LOOKUP_HRESULT_SIGNED, true);
    assert_first("2147952454", 10054, WL_LOOKUP_HRESULT_UNSIGNED, true);
    assert_first("18446744071562536774", 10054, WL_LOOKUP_HRESULT_UNSIGNED, true);
    assert_first("0xC0072746", 10054, WL_LOOKUP_NTSTATUS, true);
    assert_first("4294957242", 10054, WL_LOOKUP_WRAPPED, true);
    assert_first("18446744073709541562", 10054, WL_LOOKUP_WRAPPED, true);
    assert_first("0xFFFFD8BA", 10054, WL_LOOKUP_WRAPPED, true);
    assert_first("6", 6, WL_LOOKUP_NUMBER, true);
}

static void
test_lookup__knows_every_name_space(void **state)
{
    (void)state;
    assert_first("wsaeconnreset", 10054, WL_LOOKUP_NAME, true);
    assert_first("windows.WSAECONNRESET", 10054, WL_LOOKUP_NAME, true);
    assert_first("WSAINVALIDPROVIDER", 10105, WL_LOOKUP_NAME, true);
    assert_first("ERROR_IO_PENDING", 997, WL_LOOKUP_ALIAS, true);
    assert_first("eai_noname", 11001, WL_LOOKUP_ALIAS, true);
    assert_first("HOST_NOT_FOUND", 11001, WL_LOOKUP_ALIAS, true);
    assert_first("ENOTFOUND", 11001, WL_LOOKUP_ALIAS, true);
    assert_first("ConnectionReset", 10054, WL_LOOKUP_DOTNET, true);
    assert_first("SocketError.TimedOut", 10060, WL_LOOKUP_DOTNET, true);
    assert_first("ECONNRESET", 10054, WL_LOOKUP_POSIX, false);
    assert_first("UV_ECONNRESET", 10054, WL_LOOKUP_LIBUV, false);
    assert_first("EPIPE", 10058, WL_LOOKUP_LIBUV, false);
    assert_first("ErrorKind::AddrInUse", 10048, WL_LOOKUP_RUST, false);
}

static void
test_lookup__gives_all_meanings_each_code_once(void **state)
{
    struct wl_lookup found[4];

    (void)state;
    assert_int_equal(wl_lookup(wl_span_of("EINVAL"), found, 4), 3);
    assert_int_equal(found[0].code->number, 10022);
    assert_int_equal(found[1].code->number, 87);
    assert_int_equal(found[2].code->number, 10046); /* libuv's choice for it */
    assert_int_equal(found[2].how, WL_LOOKUP_LIBUV);
    assert_int_equal(wl_lookup(wl_span_of("EINVAL"), found, 1), 1);
    assert_int_equal(wl_lookup(wl_span_of("ConnectionReset"), found, 4), 1);
    assert_int_equal(wl_lookup(wl_span_of("TimedOut"), found, 4), 2);
    assert_int_equal(found[0].code->number, 10060);
    assert_int_equal(found[1].code->number, 995);
    assert_int_equal(found[1].how, WL_LOOKUP_RUST);
    assert_int_equal(wl_lookup(wl_span_of("10054"), found, 0), 0);
}

static void
test_lookup__does_not_guess(void **state)
{
    (void)state;
    assert_unknown("");
    assert_unknown(" ");
    assert_unknown("-");
    assert_unknown("0x");
    assert_unknown("10000");
    assert_unknown("0x80004005");
    assert_unknown("0x90072746");
    assert_unknown("-10054x");
    assert_unknown("3e5");
    assert_unknown("999999999999999999999999");
    assert_unknown("WSAECONNRESE");
    assert_unknown("SocketError.");
    assert_unknown("UV_");
    assert_unknown("-0x2746");
}

static void
test_lookup__says_how(void **state)
{
    (void)state;
    assert_string_equal(wl_lookup_how_text(WL_LOOKUP_HRESULT), "HRESULT, FACILITY_WIN32");
    for (unsigned how = 0; how < WL_LOOKUPS; how++)
        assert_true(wl_lookup_how_text((enum wl_lookup_how)how)[0] != '\0');
}

static void
assert_near(const char *word, unsigned number, const char *spelling)
{
    struct wl_near near[3];
    size_t count = wl_lookup_near(wl_span_of(word), near, 3);

    if (count == 0)
        fail_msg("nothing is near '%s'", word);
    assert_string_equal(near[0].word, spelling);
    assert_int_equal(near[0].code->number, number);
}

static void
test_lookup__suggests_what_is_near(void **state)
{
    struct wl_near near[3];

    (void)state;
    assert_near("WSAECONRESET", 10054, "WSAECONNRESET");
    assert_near("wsaeconnrefsued", 10061, "WSAECONNREFUSED");
    assert_near("ConectionReset", 10054, "ConnectionReset");
    assert_near("ECONNREST", 10054, "ECONNRESET");
    assert_near("1054", 10054, "WSAECONNRESET");
    assert_near("10032", 10035, "WSAEWOULDBLOCK");
    assert_int_equal(wl_lookup_near(wl_span_of("10072"), near, 3), 3);
    assert_int_equal(wl_lookup_near(wl_span_of("8080"), near, 3), 0);
    assert_int_equal(wl_lookup_near(wl_span_of("xyzzy"), near, 3), 0);
    assert_int_equal(wl_lookup_near(wl_span_of(""), near, 3), 0);
    assert_int_equal(wl_lookup_near(wl_span_of("12345678901234567890"), near, 3), 0);
    assert_int_equal(wl_lookup_near(wl_span_of("WSAECONRESET"), near, 0), 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lookup__knows_every_notation_of_a_number),
        cmocka_unit_test(test_lookup__knows_every_name_space),
        cmocka_unit_test(test_lookup__gives_all_meanings_each_code_once),
        cmocka_unit_test(test_lookup__does_not_guess),
        cmocka_unit_test(test_lookup__says_how),
        cmocka_unit_test(test_lookup__suggests_what_is_near),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
