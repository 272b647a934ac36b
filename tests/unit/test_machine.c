/*
 * Which machine a file says that it is from, and which not.
 */
#include "scan/machine.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct row {
    const char *locator, *head, *told; /* told: "" for none */
};

static const struct row rows[] = {
    {"a.txt", "\r\nHost Name:                 WEB01\r\nOS Name:                   Windows\r\n",
     "WEB01"},
    {"a.txt", "Hostname:      WEB01\r\nBetriebssystemname:     Windows\r\n", "WEB01"},
    {"a.log", "Host Name: web01\r\n", ""}, /* any log may say that */
    {"a.txt", "Windows IP Configuration\r\n\r\n   Host Name . . . . . . : web01\r\n", "web01"},
    {"a.txt", "Windows-IP-Konfiguration\r\n\r\n   Hostname  . . . . . . : web01\r\n", "web01"},
    {"a.txt", "Windows IP Configuration\r\n\r\n   Host Name . . . . . . : web01", ""}, /* cut? */
    {"a.txt",
     "Windows PowerShell transcript start\r\nMachine: WEB01 (Microsoft Windows NT 10.0)\r\n",
     "WEB01"},
    {"a.txt", "System Name: WEB01\r\n[System Summary]\r\n", "WEB01"},
    {"a.txt", "[System Summary]\r\nSystem Name\tWEB01\t\r\n", "WEB01"},
    {"a", " Static hostname: web01.example.com\n  Operating System: Debian\n", "web01.example.com"},
    {"a", " Static hostname: (unset)\n  Operating System: Debian\n", ""},
    {"a.reg",
     "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName]\r\n"
     "\"ComputerName\"=\"WEB01\"\r\n",
     "WEB01"},
    {"a.txt",
     "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\ComputerName\\ComputerName\r\n"
     "    ComputerName    REG_SZ    WEB01\r\n",
     "WEB01"},
    {"case.zip!etc/hostname", "web01\n", "web01"},
    {"hostname.txt", "WEB01\r\n", "WEB01"},
    {"hostname", "localhost\n", ""},
    {"hostname", "web01\nweb02\n", ""},
    {"hostname", "web 01\n", ""},
    {"hostname", "../../etc\n", ""},
    {"hostname", "--config=x\n", ""},
    {"hostname", "web\x1b[31m\n", ""},
    {"hostname", "12345\n", ""},
    {"hostname", "", ""},
    {"names", "web01\n", ""},
    {"a.txt", "Host Name: web01 --db=/x\r\nOS Name: Windows\r\n", ""},
};

static void
test_machine__is_told_by_the_content_of_known_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct wl_span told = wl_machine_told(wl_span_of(rows[i].head), true, rows[i].locator);
        if (!wl_span_equal(told, wl_span_of(rows[i].told)))
            fail_msg("row %zu: '%.*s', not '%s'", i, (int)told.len, told.ptr, rows[i].told);
    }
}

static void
test_machine__is_told_by_the_directory_of_a_sosreport(void **state)
{
    static const struct row paths[] = {
        {"x.tar!sosreport-web01-2026-11-20-abcdefg/var/log/messages", NULL, "web01"},
        {"sosreport-web-01-02345-2026-11-20-abcdefg/a", NULL, "web-01"},
        {"sosreport-web01-2026-11-20-abcdefg", NULL, ""}, /* no directory */
        {"sosreport-web01/a", NULL, ""},
        {"my-sosreport-web01-2026-11-20-abcdefg/a", NULL, ""},
        {"sosreport-localhost-2026-11-20-abcdefg/a", NULL, ""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        size_t end = 0;
        struct wl_span told = wl_machine_of_path(paths[i].locator, &end);
        assert_true(wl_span_equal(told, wl_span_of(paths[i].told)));
        if (told.len > 0)
            assert_int_equal(paths[i].locator[end - 1], '/');
    }
}

static void
test_machine__is_the_same_with_and_without_its_domain(void **state)
{
    (void)state;
    assert_true(wl_machine_same(wl_span_of("WEB01"), wl_span_of("web01.example.com")));
    assert_false(wl_machine_same(wl_span_of("WEB01"), wl_span_of("WEB011")));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_machine__is_told_by_the_content_of_known_files),
        cmocka_unit_test(test_machine__is_told_by_the_directory_of_a_sosreport),
        cmocka_unit_test(test_machine__is_the_same_with_and_without_its_domain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
