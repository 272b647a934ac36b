#include "base/ascii.h"
#include "base/utf8.h"
#include "scan/codes.h"
#include "scan/hit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* Every number that Windows' headers define, 997 and its like included. */
static const unsigned numbers[] = {
    6,     8,     87,    995,   996,   997,   10004, 10009, 10013, 10014, 10022, 10024, 10035,
    10036, 10037, 10038, 10039, 10040, 10041, 10042, 10043, 10044, 10045, 10046, 10047, 10048,
    10049, 10050, 10051, 10052, 10053, 10054, 10055, 10056, 10057, 10058, 10059, 10060, 10061,
    10062, 10063, 10064, 10065, 10066, 10067, 10068, 10069, 10070, 10071, 10091, 10092, 10093,
    10101, 10102, 10103, 10104, 10105, 10106, 10107, 10108, 10109, 10110, 10111, 10112, 11001,
    11002, 11003, 11004, 11005, 11006, 11007, 11008, 11009, 11010, 11011, 11012, 11013, 11014,
    11015, 11016, 11017, 11018, 11019, 11020, 11021, 11022, 11023, 11024, 11025, 11026, 11027,
    11028, 11029, 11030, 11031, 11032, 11033};

/* The page of Windows CE 6.0; its last nine are "OS dependent" there, with desktop numbers here. */
static const struct {
    unsigned number;
    const char *name;
} ce6[] = {
    {10004, "WSAEINTR"},
    {10013, "WSAEACCES"},
    {10014, "WSAEFAULT"},
    {10022, "WSAEINVAL"},
    {10024, "WSAEMFILE"},
    {10035, "WSAEWOULDBLOCK"},
    {10036, "WSAEINPROGRESS"},
    {10037, "WSAEALREADY"},
    {10038, "WSAENOTSOCK"},
    {10039, "WSAEDESTADDRREQ"},
    {10040, "WSAEMSGSIZE"},
    {10041, "WSAEPROTOTYPE"},
    {10042, "WSAENOPROTOOPT"},
    {10043, "WSAEPROTONOSUPPORT"},
    {10044, "WSAESOCKTNOSUPPORT"},
    {10045, "WSAEOPNOTSUPP"},
    {10046, "WSAEPFNOSUPPORT"},
    {10047, "WSAEAFNOSUPPORT"},
    {10048, "WSAEADDRINUSE"},
    {10049, "WSAEADDRNOTAVAIL"},
    {10050, "WSAENETDOWN"},
    {10051, "WSAENETUNREACH"},
    {10052, "WSAENETRESET"},
    {10053, "WSAECONNABORTED"},
    {10054, "WSAECONNRESET"},
    {10055, "WSAENOBUFS"},
    {10056, "WSAEISCONN"},
    {10057, "WSAENOTCONN"},
    {10058, "WSAESHUTDOWN"},
    {10060, "WSAETIMEDOUT"},
    {10061, "WSAECONNREFUSED"},
    {10064, "WSAEHOSTDOWN"},
    {10065, "WSAEHOSTUNREACH"},
    {10067, "WSAEPROCLIM"},
    {10091, "WSASYSNOTREADY"},
    {10092, "WSAVERNOTSUPPORTED"},
    {10093, "WSANOTINITIALISED"},
    {10101, "WSAEDISCON"},
    {10109, "WSATYPE_NOT_FOUND"},
    {11001, "WSAHOST_NOT_FOUND"},
    {11002, "WSATRY_AGAIN"},
    {11003, "WSANO_RECOVERY"},
    {11004, "WSANO_DATA"},
    {6, "WSA_INVALID_HANDLE"},
    {87, "WSA_INVALID_PARAMETER"},
    {996, "WSA_IO_INCOMPLETE"},
    {997, "WSA_IO_PENDING"},
    {8, "WSA_NOT_ENOUGH_MEMORY"},
    {995, "WSA_OPERATION_ABORTED"},
    {10104, "WSAINVALIDPROCTABLE"},
    {10105, "WSAINVALIDPROVIDER"},
    {10106, "WSAPROVIDERFAILEDINIT"},
};

static const struct wl_code *
by_name(const char *name)
{
    return wl_code_by_name(wl_span_of(name));
}

static void
test_codes__all_are_there_and_sorted(void **state)
{
    size_t count;
    const struct wl_code *codes = wl_codes(&count);

    (void)state;
    assert_int_equal(count, 97);
    assert_int_equal(count, sizeof numbers / sizeof *numbers);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(codes[i].number, numbers[i]);
        assert_ptr_equal(wl_code_by_number(numbers[i]), &codes[i]);
    }
    assert_null(wl_code_by_number(0));
    assert_null(wl_code_by_number(10000));
    assert_null(wl_code_by_number(10055 + 65536));
    assert_null(wl_code_by_number(11034));
}

static void
test_codes__every_spelling_of_ce6_resolves(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ce6 / sizeof *ce6; i++) {
        const struct wl_code *code = by_name(ce6[i].name);

        if (!code)
            fail_msg("%s is unknown", ce6[i].name);
        else
            assert_int_equal(code->number, ce6[i].number);
    }
}

static void
test_codes__usual_name_is_the_desktop_one(void **state)
{
    (void)state;
    assert_string_equal(by_name("WSAINVALIDPROCTABLE")->name, "WSAEINVALIDPROCTABLE");
    assert_string_equal(by_name("WSAINVALIDPROVIDER")->name, "WSAEINVALIDPROVIDER");
    assert_string_equal(by_name("WSAPROVIDERFAILEDINIT")->name, "WSAEPROVIDERFAILEDINIT");
    assert_string_equal(by_name("WSANO_ADDRESS")->name, "WSANO_DATA");
}

static void
test_codes__every_name_resolves_in_any_case(void **state)
{
    size_t count;
    const struct wl_code *codes = wl_codes(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(codes[i].name, codes[i].names[0]);
        for (size_t n = 0; codes[i].names[n]; n++)
            assert_ptr_equal(by_name(codes[i].names[n]), &codes[i]);
        if (codes[i].dotnet)
            assert_ptr_equal(wl_code_by_dotnet(wl_span_of(codes[i].dotnet)), &codes[i]);
    }
    assert_int_equal(by_name("wsaeConnReset")->number, 10054);
    assert_int_equal(by_name("wsa_e_no_more")->number, 10110);
}

static void
test_codes__names_are_whole_words(void **state)
{
    (void)state;
    assert_null(by_name(""));
    assert_null(by_name("WSAE"));
    assert_null(by_name("WSAECONNRESE"));
    assert_null(by_name("WSAECONNRESETS"));
    assert_null(by_name("ECONNRESET"));
    assert_null(by_name("HOST_NOT_FOUND"));
    assert_null(wl_code_by_name((struct wl_span){"WSAEINTR\0", 9}));
    assert_null(wl_code_by_dotnet(wl_span_of("connectionreset")));
    assert_int_equal(wl_code_by_dotnet(wl_span_of("ConnectionReset"))->number, 10054);
}

/* The plain way: every name there is. */
static const struct wl_code *
sought(struct wl_span word, bool dotnet)
{
    size_t count;
    const struct wl_code *codes = wl_codes(&count);

    for (size_t i = 0; i < count; i++) {
        if (dotnet) {
            if (codes[i].dotnet && wl_span_equal(word, wl_span_of(codes[i].dotnet)))
                return codes + i;
            continue;
        }
        for (const char *const *name = codes[i].names; *name; name++)
            if (strlen(*name) == word.len && wl_ascii_equal(*name, word.ptr, word.len))
                return codes + i;
    }
    return NULL;
}

static void
assert_misspelt(const char *name, bool dotnet)
{
    const struct wl_code *(*by)(struct wl_span) = dotnet ? wl_code_by_dotnet : wl_code_by_name;
    char word[64];
    size_t len = strlen(name);

    memcpy(word, name, len + 1);
    for (size_t n = 0; n <= len; n++) {
        assert_ptr_equal(by((struct wl_span){word, n}), sought((struct wl_span){word, n}, dotnet));
        for (int c = 1; c < 256 && n < len; c++) {
            struct wl_span all = {word, len};
            word[n] = (char)c;
            assert_ptr_equal(by(all), sought(all, dotnet));
        }
        word[n] = name[n];
    }
}

static void
test_codes__a_misspelt_name_is_none(void **state)
{
    size_t count;
    const struct wl_code *codes = wl_codes(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        for (const char *const *name = codes[i].names; *name; name++)
            assert_misspelt(*name, false);
        if (codes[i].dotnet)
            assert_misspelt(codes[i].dotnet, true);
    }
}

static void
test_codes__texts_fit_behind_a_line(void **state)
{
    size_t count;
    const struct wl_code *codes = wl_codes(&count);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        assert_in_range(wl_utf8_columns(wl_span_of(codes[i].summary)), 1, 48);
        assert_non_null(codes[i].meaning);
        assert_non_null(codes[i].causes[0]);
        assert_non_null(codes[i].checks[0]);
        for (size_t j = 0; j < i; j++)
            if (strcmp(codes[i].summary, codes[j].summary) == 0)
                assert_true((codes[j].number == 10102 && codes[i].number == 10110) ||
                            (codes[j].number == 10103 && codes[i].number == 10111));
    }
}

static void
test_codes__know_other_systems(void **state)
{
    const struct wl_code *reset = wl_code_by_number(10054), *dns = wl_code_by_number(11001);

    (void)state;
    assert_string_equal(reset->posix, "ECONNRESET");
    assert_string_equal(reset->dotnet, "ConnectionReset");
    assert_string_equal(reset->rust, "ConnectionReset");
    assert_string_equal(reset->libuv, "UV_ECONNRESET");
    assert_string_equal(wl_severity_name(reset->severity), "peer");
    assert_false(reset->noise);
    assert_int_equal(WL_HRESULT_WIN32 | reset->number, 0x80072746);
    assert_int_equal((int32_t)(WL_HRESULT_WIN32 | reset->number), -2147014842);
    assert_int_equal(WL_HRESULT_WIN32 | dns->number, 0x80072AF9);
    assert_string_equal(dns->aliases[0], "HOST_NOT_FOUND");
    assert_null(dns->posix);
    assert_null(wl_code_by_number(10009)->libuv);
    assert_true(wl_code_by_number(10035)->noise);
    assert_true(wl_code_by_number(997)->noise);
    assert_string_equal(wl_severity_name(99), "");
}

static void
test_codes__words_depend_on_the_call(void **state)
{
    static const struct {
        unsigned code;
        const char *call, *first; /* of the group of functions that it belongs to; NULL: none */
    } rows[] = {
        {10048, "bind", "bind"},
        {10048, "listen", "bind"},
        {10048, "connect", "connect"},
        {10048, "ConnectEx", "connect"},
        {10048, "WSAConnect()", "connect"},
        {10048, "ws2_32.CONNECT", "connect"},
        {10048, "ws2_32!bind(", "bind"},
        {10048, "recv", NULL},
        {10048, "", NULL},
        {10048, "WSA", NULL},
        {10048, "ex", NULL},
        {10054, "wsarecvfrom", "recvfrom"},
        {10054, "WSARecv", "recv"},
        {11001, "connect", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct wl_code_call *found =
            wl_code_by_call(wl_code_by_number(rows[i].code), wl_span_of(rows[i].call));

        if (!rows[i].first && found)
            fail_msg("%u from '%s': want nothing", rows[i].code, rows[i].call);
        if (rows[i].first && (!found || strcmp(found->calls[0], rows[i].first) != 0))
            fail_msg("%u from '%s': want %s", rows[i].code, rows[i].call, rows[i].first);
    }
}

/* A function belongs to one group only, else the second one would never be shown. */
static void
test_codes__no_call_is_in_two_groups(void **state)
{
    size_t count;
    const struct wl_code *codes = wl_codes(&count);

    (void)state;
    for (size_t i = 0; i < count; i++)
        for (const struct wl_code_call *one = codes[i].by_call; one && one->calls; one++)
            for (const char *const *call = one->calls; *call; call++)
                assert_ptr_equal(wl_code_by_call(codes + i, wl_span_of(*call)), one);
}

static void
test_hit__forms_have_names(void **state)
{
    (void)state;
    for (unsigned form = 0; form < WL_FORMS; form++)
        assert_true(wl_form_name(form)[0] != 0);
    assert_string_equal(wl_form_name(WL_FORM_HRESULT), "hresult");
    assert_string_equal(wl_form_name(WL_FORMS), "");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_codes__all_are_there_and_sorted),
        cmocka_unit_test(test_codes__every_spelling_of_ce6_resolves),
        cmocka_unit_test(test_codes__usual_name_is_the_desktop_one),
        cmocka_unit_test(test_codes__every_name_resolves_in_any_case),
        cmocka_unit_test(test_codes__names_are_whole_words),
        cmocka_unit_test(test_codes__a_misspelt_name_is_none),
        cmocka_unit_test(test_codes__texts_fit_behind_a_line),
        cmocka_unit_test(test_codes__know_other_systems),
        cmocka_unit_test(test_codes__words_depend_on_the_call),
        cmocka_unit_test(test_codes__no_call_is_in_two_groups),
        cmocka_unit_test(test_hit__forms_have_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
