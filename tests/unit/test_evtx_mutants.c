/*
 * 500 event logs with damage of many kinds: each is read to its end, what comes out is clean text,
 * and what is missing is told.
 */
#include "base/utf8.h"
#include "evtx_fixture.h"

static uint64_t seed;

static size_t
roll(size_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)(seed >> 33) % below;
}

/* Damage of the kinds that disks, transfers and enemies do. */
static void
mutate(unsigned char *log, size_t *len, unsigned turn)
{
    size_t at, size;

    switch (turn % 5) {
    case 0:
        *len = roll(*len);
        break;
    case 1: /* bits here and there */
        for (unsigned i = 0; i <= turn % 64; i++) {
            at = roll(*len);
            log[at] = (unsigned char)(log[at] ^ 1u << roll(8));
        }
        break;
    case 2: /* noise */
        at = roll(*len);
        size = roll(*len - at < 500 ? *len - at : 500);
        for (size_t i = 0; i < size; i++)
            log[at + i] = (unsigned char)roll(256);
        break;
    case 3: /* lengths and offsets beyond all bounds */
        for (unsigned i = 0; i < 8; i++)
            memset(log + roll(*len - 4), 0xFF, 4);
        break;
    default: /* a piece that has gone */
        at = roll(*len);
        size = roll(*len - at < 3000 ? *len - at : 3000);
        memmove(log + at, log + at + size, *len - at - size);
        *len -= size;
        break;
    }
}

/* Lines of valid UTF-8 without control characters. */
static void
assert_clean(struct wl_span text)
{
    assert_true(wl_utf8_valid(text));
    assert_true(text.len == 0 || text.ptr[text.len - 1] == '\n');
    for (size_t i = 0; i < text.len; i++)
        assert_true((unsigned char)text.ptr[i] >= 0x20 || text.ptr[i] == '\n');
}

static void
add_all_types(void)
{
    static const char xml[] = "<EventData><Data>{0}</Data><Data Name='s'>{1}</Data><D a='{2}'/>"
                              "<E><F>{3}</F>{4}&amp;{5?}</E><G>{6}{7}{8}</G></EventData>";
    struct evtx_value values[] = {
        {.type = WL_EVTX_ARRAY | WL_EVTX_STRING, .ptr = "a\0\0\0b\0\0\0", .len = 8},
        {.type = WL_EVTX_SID, .ptr = "\1\1\0\0\0\0\0\5\x12\0\0\0", .len = 12},
        {.type = WL_EVTX_GUID, .ptr = "0123456789abcdef", .len = 16},
        {.type = WL_EVTX_BINXML, .ptr = "<X Y='z'>10054</X>", .bare = true},
        evtx_string("Zeitüberschreitung\r\n"),
        {.type = WL_EVTX_REAL64, .ptr = "01234567", .len = 8},
        {.type = WL_EVTX_ARRAY | WL_EVTX_UINT16, .ptr = "01234567", .len = 8},
        {.type = WL_EVTX_SYSTEMTIME, .ptr = "0123456789abcdef", .len = 16},
        {.type = WL_EVTX_ANSI, .ptr = "text", .len = 4},
    };

    evtx_event(&w, &(struct evtx_event){.provider = "Provider",
                                        .channel = "Application",
                                        .computer = "H",
                                        .xml = xml,
                                        .values = values,
                                        .count = sizeof values / sizeof *values});
}

static void
test_evtx_mutants__are_read_to_their_end_and_lose_nothing_silently(void **state)
{
    size_t len, total = 0;
    unsigned char *log;

    (void)state;
    for (unsigned c = 0; c < 3; c++) {
        for (; w.pos < 60000; total += 2) {
            add_event(&w, (unsigned)total);
            add_all_types();
        }
        evtx_end_chunk(&w);
    }
    evtx_end(&w);
    log = malloc(w.out.len);
    assert_non_null(log);
    for (unsigned turn = 0; turn < 500; turn++) {
        struct evtx_result result;
        seed = turn;
        len = w.out.len;
        memcpy(log, w.out.ptr, len);
        mutate(log, &len, turn);
        if (len < 8 || memcmp(log, w.out.ptr, 8) != 0)
            continue; /* no event log any more */
        result = evtx_read_all((char *)log, len, 1 << 16, 0);
        assert_clean(wl_buf_span(&result.text));
        assert_true(result.lines >= total || result.damage.chunks > 0);
        wl_buf_done(&result.text);
    }
    free(log);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_evtx_mutants__are_read_to_their_end_and_lose_nothing_silently, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
