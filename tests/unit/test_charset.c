/* Texts are written in UTF-8 here, brought into their page, and must come back unharmed. */
#include "input/charset.h"

#include "base/utf8.h"
#include "flow/readable.h"
#include "scan/hit.h"

#include <iconv.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct wl_span
encode(const char *page, const char *text, char *room, size_t cap)
{
    iconv_t cd = iconv_open(page, "UTF-8");
    char *from = (char *)text, *to = room;
    size_t left = strlen(text), space = cap;

    assert_true(cd != (iconv_t)-1); /* NOLINT(performance-no-int-to-ptr) */
    assert_int_equal(iconv(cd, &from, &left, &to, &space), 0);
    (void)iconv_close(cd);
    return (struct wl_span){room, cap - space};
}

static void
assert_decoded(struct wl_charset *charset, struct wl_span bytes, const char *want)
{
    struct wl_buf out;

    wl_buf_init(&out);
    wl_charset_decode(charset, bytes, &out);
    assert_string_equal(wl_buf_text(&out), want);
    wl_buf_done(&out);
}

static const struct {
    const char *page, *text;
} lines[] = {
    {"CP1252", "Zeitüberschreitung (WSAETIMEDOUT), Gerät nicht verfügbar"},
    {"CP1252", "échec de connexion à l’hôte « srv2 » : WSAECONNREFUSED 10061"},
    {"CP1252", "Conexión rechazada, señal perdida, WSAECONNRESET"},
    {"CP1252", "Forbindelsen kunne ikke oprettes, forsøg igen, WSAECONNREFUSED"},
    {"CP1252", "Müller"},
    {"CP1250", "Błąd połączenia WSAECONNRESET: host zamknął połączenie"},
    {"CP1250", "Nepodařilo se připojit, spojení odmítnuto WSAECONNREFUSED"},
    {"CP1250", "Kapcsolódási hiba, időtúllépés WSAETIMEDOUT"},
    {"CP1251", "Ошибка соединения: удалённый узел, WSAECONNRESET"},
    {"CP1251", "ОШИБКА WSAECONNREFUSED"},
    {"CP1251", "Помилка з’єднання: вузол відхилив, WSAECONNRESET"},
    {"CP866", "Ошибка соединения, сервер 1С потерян: WSAECONNABORTED"},
    {"KOI8-R", "Ошибка соединения WSAECONNRESET, удаленный узел"},
    {"CP850", "Zeitüberschreitung (WSAETIMEDOUT), Gerät nicht verfügbar"},
    {"CP850", "échec de connexion à l'hôte : WSAECONNREFUSED"},
    {"CP852", "Błąd połączenia WSAECONNRESET: host zamknął połączenie"},
    {"CP932", "接続エラー WSAECONNRESET サーバーから切断されました"},
    {"CP932", "送信失敗 WSAETIMEDOUT"},
    {"CP936", "连接服务器失败 WSAECONNREFUSED 请稍后再试"},
    {"CP936", "网络连接中断，WSAECONNABORTED"},
    {"CP949", "서버 연결 실패 WSAECONNREFUSED 다시 시도하십시오"},
    {"CP949", "오류 WSAECONNRESET"},
    {"CP950", "連線到伺服器失敗 WSAECONNREFUSED 請稍後再試"},
    {"CP950", "錯誤 WSAECONNRESET"},
};

static void
test_charset__a_line_tells_its_page(void **state)
{
    struct wl_charset *charset;
    char room[512];

    (void)state;
    assert_int_equal(wl_charset_new(&charset, NULL, NULL), 0);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct wl_span bytes = encode(lines[i].page, lines[i].text, room, sizeof room);
        wl_charset_reset(charset);
        assert_true(wl_charset_judge(charset, bytes));
        assert_string_equal(wl_charset_settled(charset), lines[i].page);
        assert_decoded(charset, bytes, lines[i].text);
    }
    wl_charset_free(charset);
}

static void
test_charset__a_language_leaves_its_pages_only(void **state)
{
    struct wl_charset *charset;
    char room[512];
    /* in many pages a word */
    struct wl_span bytes = encode("CP866", "ТЕСТ", room, sizeof room);

    (void)state;
    assert_int_equal(wl_charset_new(&charset, NULL, NULL), 0);
    wl_charset_hint(charset, wl_span_of("ru"));
    assert_true(wl_charset_judge(charset, bytes));
    assert_string_equal(wl_charset_settled(charset), "CP866");
    wl_charset_reset(charset);
    wl_charset_hint(charset, wl_span_of("zh-TW"));
    assert_true(wl_charset_judge(charset, encode("CP950", "錯誤", room, sizeof room)));
    assert_string_equal(wl_charset_settled(charset), "CP950");
    wl_charset_free(charset);
}

static void
test_charset__earlier_lines_decide_where_one_tells_little(void **state)
{
    struct wl_charset *charset;
    struct wl_span little = {"na\xEF", 3}; /* 1252: ï; 1250: ď */
    char room[512];

    (void)state;
    assert_int_equal(wl_charset_new(&charset, NULL, NULL), 0);
    assert_true(wl_charset_judge(charset, little));
    assert_string_equal(wl_charset_settled(charset), "CP1250");
    wl_charset_reset(charset);
    assert_true(wl_charset_judge(
        charset, encode("CP1252", "échec à l’hôte, connexion refusée", room, sizeof room)));
    assert_true(wl_charset_judge(charset, little));
    assert_string_equal(wl_charset_settled(charset), "CP1252");
    wl_charset_free(charset);
}

static void
test_charset__damaged_utf8_is_no_code_page(void **state)
{
    struct wl_charset *charset;

    (void)state;
    assert_int_equal(wl_charset_new(&charset, NULL, NULL), 0);
    assert_false(wl_charset_judge(charset, wl_span_of("узел не отвечает, \xD0")));
    assert_decoded(charset, wl_span_of("x\xD0"), "x\xEF\xBF\xBD");
    wl_charset_free(charset);
}

static void
test_charset__a_given_page_holds_for_all(void **state)
{
    struct wl_charset *charset;
    char room[64];

    (void)state;
    assert_int_equal(wl_charset_new(&charset, "1253", NULL), 0);
    assert_true(wl_charset_judge(charset, encode("CP1253", "σφάλμα", room, sizeof room)));
    assert_decoded(charset, encode("CP1253", "σφάλμα", room, sizeof room), "σφάλμα");
    assert_decoded(charset, wl_span_of("a\xD2z"), "a\xEF\xBF\xBDz"); /* nothing stands there */
    wl_charset_free(charset);
}

static void
test_charset__names_are_taken_as_people_write_them(void **state)
{
    static const char *const known[] = {"1251",      "cp1250", "CP874",      "437",
                                        "koi8-r",    "latin1", "ISO-8859-5", "windows-1257",
                                        "Shift_JIS", "gbk",    "big5",       "euc-kr"};
    static const char *const unknown[] = {"",          "klingon",        "utf-7", "utf-32",
                                          "EBCDIC-US", "cp1252//IGNORE", "1"};
    char found[WL_CHARSET_NAME];

    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_true(wl_charset_find(known[i], found));
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        assert_false(wl_charset_find(unknown[i], found));
}

static void
test_readable__texts_are_decoded_and_their_bytes_kept(void **state)
{
    char room[64];
    struct wl_span text = encode("CP1251", "узел закрыл", room, sizeof room);
    struct wl_occurrence list[2] = {{.text = text, .legacy = true, .matched = {text.ptr, 4}},
                                    {.text = text, .legacy = true, .host = {text.ptr + 5, 3}}};
    struct wl_readable readable;

    (void)state;
    wl_readable_init(&readable, "auto");
    assert_int_equal(wl_readable_make(&readable, list, 2, NULL), 0);
    assert_true(wl_span_equal(list[0].text, wl_span_of("узел закрыл")));
    assert_true(wl_span_equal(list[0].matched, wl_span_of("узел")));
    assert_true(wl_span_equal(list[1].text, wl_span_of("узел закрыл")));
    assert_true(wl_span_equal(list[1].host, wl_span_of("зак")));
    assert_true(wl_span_equal(list[1].bytes, text));
    wl_readable_done(&readable);

    wl_readable_init(&readable, "bytes");
    list[0] = (struct wl_occurrence){.text = text, .legacy = true};
    assert_int_equal(wl_readable_make(&readable, list, 1, NULL), 0);
    assert_true(list[0].text.ptr == text.ptr);
    wl_readable_done(&readable);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_charset__a_line_tells_its_page),
        cmocka_unit_test(test_charset__a_language_leaves_its_pages_only),
        cmocka_unit_test(test_charset__earlier_lines_decide_where_one_tells_little),
        cmocka_unit_test(test_charset__damaged_utf8_is_no_code_page),
        cmocka_unit_test(test_charset__a_given_page_holds_for_all),
        cmocka_unit_test(test_charset__names_are_taken_as_people_write_them),
        cmocka_unit_test(test_readable__texts_are_decoded_and_their_bytes_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
