#include "scan/text_index.h"

#include "base/ascii.h"
#include "base/buf.h"
#include "scan/fold.h"
#include "scan/prepared.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct wl_text_index *const texts = &wl_prepared_builtin.texts;

static uint32_t seed = 2463534242u;

static size_t
random_below(size_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed % n;
}

/* What may stand around a text or get into it. */
static const char *const around[] = {
    "",
    " ",
    "  ",
    "x",
    "n",
    "\\",
    "\\n",
    "\\r\\n",
    "\n",
    "\r\n",
    "\n\n",
    "\t",
    "5",
    "[31m",
    "\x1b[31m",
    "\x1b[m",
    "\x1b[",
    "'",
    "`",
    "\"",
    "<",
    ">",
    ".",
    ": ",
    "\xA0",
    "\x92",
    "\xC2",
    "\xC2\xA0",
    "\xE2\x80\x99",
    "\xE2\x80",
    "\xC3\x9F",
    "\xD0",
    "  <<WSAECONNRESET 10054: peer reset the connection>>",
    "  <<WSAECONNRESET 10054: peer reset the connection>>\n",
    "\n  \xC2\xABWSAECONNRESET 10054: peer reset\xC2\xBB\n",
};
#define AROUND (sizeof around / sizeof *around)

/* Long enough for the fast way to be taken; neither a letter nor a blank at its ends. */
#define ROOM "2026-11-22 = "

static void
compare_at(struct wl_span log, size_t at)
{
    const char *p = log.ptr + at, *end = log.ptr + log.len;
    struct wl_text_match fast = {0}, slow = {0};
    bool is_fast = wl_text_index_at(texts, p, log.ptr, end, &fast);
    bool is_slow = wl_text_index_at_folded(texts, p, log.ptr, end, &slow);

    if (is_fast != is_slow || fast.text != slow.text || fast.found.ptr != slow.found.ptr ||
        fast.found.len != slow.found.len)
        fail_msg("at %zu of '%.*s': %d, text %u, %zu bytes; folded %d, text %u, %zu bytes", at,
                 (int)log.len, log.ptr, is_fast, fast.text, fast.found.len, is_slow, slow.text,
                 slow.found.len);
}

static void
compare_all(const struct wl_buf *log)
{
    for (size_t at = 0; at < log->len; at++)
        compare_at(wl_buf_span(log), at);
}

/* With things around it; sometimes without room, so that memory ends there. */
static void
compare_text(struct wl_span text)
{
    struct wl_buf log;
    bool room = random_below(8) > 0;

    wl_buf_init(&log);
    wl_buf_add_text(&log, room ? ROOM : "");
    wl_buf_add_text(&log, around[random_below(AROUND)]);
    wl_buf_add_span(&log, text);
    wl_buf_add_text(&log, around[random_below(AROUND)]);
    wl_buf_add_text(&log, room ? ROOM : "");
    compare_all(&log);
    wl_buf_done(&log);
}

/* text with a part put in behind its first `at` bytes, in the place of `less` of them. */
static void
compare_changed(struct wl_span text, size_t at, const char *part, size_t less)
{
    struct wl_buf changed;

    wl_buf_init(&changed);
    wl_buf_add(&changed, text.ptr, at);
    wl_buf_add_text(&changed, part);
    wl_buf_add(&changed, text.ptr + at + less, text.len - at - less);
    compare_text(wl_buf_span(&changed));
    wl_buf_done(&changed);
}

static void
compare_blanks(struct wl_span text, const char *instead)
{
    struct wl_buf changed;

    wl_buf_init(&changed);
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == ' ')
            wl_buf_add_text(&changed, instead);
        else
            wl_buf_add_char(&changed, text.ptr[i]);
    compare_text(wl_buf_span(&changed));
    wl_buf_done(&changed);
}

static void
compare_capitals(struct wl_span text)
{
    struct wl_buf changed;

    wl_buf_init(&changed);
    wl_fold_capitals(text, &changed);
    compare_text(wl_buf_span(&changed));
    for (size_t i = 0; i < changed.len; i++)
        if (changed.ptr[i] >= 'a' && changed.ptr[i] <= 'z')
            changed.ptr[i] = (char)(changed.ptr[i] - 32);
    compare_text(wl_buf_span(&changed));
    for (size_t i = 0; i < changed.len; i++)
        changed.ptr[i] = (char)wl_ascii_lower((unsigned char)changed.ptr[i]);
    compare_text(wl_buf_span(&changed));
    wl_buf_done(&changed);
}

/* Every form takes its turn of the places, so that all together come to all of them. */
#define TURNS 4

static void
compare_places(struct wl_span text, size_t turn)
{
    for (size_t at = turn % TURNS; at < text.len; at += TURNS) {
        char other[2] = {(char)(1 + random_below(255)), 0};
        compare_text((struct wl_span){text.ptr, at});
        compare_text((struct wl_span){text.ptr + at, text.len - at});
        compare_changed(text, at, other, 1);
        compare_changed(text, at, "", 1);
        compare_changed(text, at, "\n", 0);
        compare_changed(text, at, around[random_below(AROUND)], 0);
        compare_changed(text, at, around[random_below(AROUND)], 1);
    }
}

static struct wl_span
usual(const struct wl_text_form *form)
{
    return form->spelled_len ? wl_text_form_spelled(form) : form->folded;
}

static void
test_text_index__finds_what_folding_finds(void **state)
{
    size_t count = wl_patterns_builtin()->form_count;

    (void)state;
    for (size_t i = 0; i < count; i++) {
        struct wl_span text = usual(texts->forms + i);
        compare_text(text);
        compare_text(texts->forms[i].folded);
        compare_capitals(text);
        compare_blanks(text, "  ");
        compare_blanks(text, "\r\n\t");
        compare_blanks(text, "\\n");
        compare_blanks(text, around[random_below(AROUND)]);
        compare_places(text, i);
    }
}

/* Parts of texts, one after the other: where one ends, the next may go on. */
static void
test_text_index__finds_what_folding_finds_in_a_mix_of_texts(void **state)
{
    size_t count = wl_patterns_builtin()->form_count;

    (void)state;
    for (int round = 0; round < 1000; round++) {
        struct wl_buf log;
        wl_buf_init(&log);
        wl_buf_add_text(&log, ROOM);
        for (int part = 0; part < 4; part++) {
            struct wl_span text = usual(texts->forms + random_below(count));
            size_t from = random_below(4) ? 0 : random_below(text.len);
            size_t len = random_below(4) ? text.len - from : random_below(text.len - from + 1);
            wl_buf_add(&log, text.ptr + from, len);
            wl_buf_add_text(&log, around[random_below(AROUND)]);
        }
        compare_all(&log);
        wl_buf_done(&log);
    }
}

/* Bytes by chance, but for the keys, without which there would be nothing to compare. */
static void
test_text_index__finds_what_folding_finds_in_noise(void **state)
{
    (void)state;
    for (int round = 0; round < 20000; round++) {
        const struct wl_text_form *form =
            texts->forms + random_below(wl_patterns_builtin()->form_count);
        int which = (int)random_below(2);
        char log[96];
        for (size_t i = 0; i < sizeof log; i++)
            log[i] = (char)random_below(256);
        for (size_t i = 0; i < form->reach[which]; i++)
            log[40 + i] = form->folded.ptr[form->anchor[which] + i];
        for (size_t at = 30; at < 50; at++)
            compare_at((struct wl_span){log, sizeof log}, at);
    }
}

static void
test_text_index__finds_each_text_by_each_of_its_anchors(void **state)
{
    size_t spelled = 0;

    (void)state;
    for (size_t i = 0; i < wl_patterns_builtin()->form_count; i++) {
        const struct wl_text_form *form = texts->forms + i;
        struct wl_span text = wl_text_form_spelled(form);
        struct wl_buf log;
        wl_buf_init(&log);
        wl_buf_add_text(&log, ROOM);
        wl_buf_add_span(&log, text);
        wl_buf_add_text(&log, ROOM ROOM);
        spelled += text.len > 0;
        for (int k = 0; k < 2 && text.len > 0; k++) {
            size_t at = strlen(ROOM) + wl_fold_place(text, form->anchor[k]);
            struct wl_text_match match;
            if (!wl_text_index_at(texts, log.ptr + at, log.ptr, log.ptr + log.len, &match) ||
                match.found.len < text.len)
                fail_msg("'%.*s' is not found at %u", (int)text.len, text.ptr, form->anchor[k]);
        }
        wl_buf_done(&log);
    }
    assert_true(spelled * 100 >= wl_patterns_builtin()->form_count * 96);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_index__finds_each_text_by_each_of_its_anchors),
        cmocka_unit_test(test_text_index__finds_what_folding_finds),
        cmocka_unit_test(test_text_index__finds_what_folding_finds_in_a_mix_of_texts),
        cmocka_unit_test(test_text_index__finds_what_folding_finds_in_noise),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
