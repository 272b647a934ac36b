/*
 * Damaged and hostile event logs: what is whole is read, what is not is counted, nothing hangs.
 */
#include "evtx_fixture.h"

#define CHUNK ((size_t)65536)
#define HEADER ((size_t)4096)

/* So many chunks of so many events each. */
static void
make_log(unsigned chunks, unsigned events)
{
    for (unsigned c = 0; c < chunks; c++) {
        for (unsigned i = 0; i < events; i++)
            add_event(&w, 10000 + c * events + i);
        evtx_end_chunk(&w);
    }
    evtx_end(&w);
    assert_int_equal(w.chunks, chunks);
}

static unsigned char *
chunk_at(unsigned number)
{
    return (unsigned char *)w.out.ptr + HEADER + number * CHUNK;
}

/* Offset in a chunk of its record (0-based). */
static size_t
record_at(unsigned chunk, unsigned number)
{
    const unsigned char *p = chunk_at(chunk);
    size_t at = 512;

    while (number-- > 0)
        at += p[at + 4] | (size_t)p[at + 5] << 8;
    return at;
}

/* The events with these codes, from to before, are in the text. */
static void
assert_codes(struct wl_buf *text, unsigned from, unsigned before)
{
    for (unsigned code = from; code < before; code++) {
        char field[32];
        (void)snprintf(field, sizeof field, "ErrorCode=%u\n", code);
        assert_non_null(strstr(wl_buf_text(text), field));
    }
}

static void
assert_damage(const struct wl_evtx_damage *damage, unsigned chunks, unsigned records, size_t offset)
{
    assert_int_equal(damage->chunks, chunks);
    assert_int_equal(damage->records, records);
    assert_int_equal(damage->offset, offset);
}

static void
test_evtx_damage__a_record_that_cannot_be_read_is_counted(void **state)
{
    struct evtx_result result;
    size_t at;

    (void)state;
    make_log(3, 20);
    at = record_at(1, 7);
    chunk_at(1)[at + 28] = 0x7F; /* a token that does not exist */
    result = evtx_read_log(&w);
    assert_int_equal(result.lines, 59);
    assert_codes(&result.text, 10000, 10027);
    assert_codes(&result.text, 10028, 10060);
    assert_damage(&result.damage, 1, 1, HEADER + CHUNK + at);
    assert_int_equal(result.damage.stale, 1);
    wl_buf_done(&result.text);
}

static void
test_evtx_damage__records_behind_a_broken_frame_are_found(void **state)
{
    struct evtx_result result;
    size_t at;

    (void)state;
    make_log(2, 20);
    at = record_at(0, 5);
    memset(chunk_at(0) + at, 0xFF, record_at(0, 8) - at);
    result = evtx_read_log(&w);
    assert_int_equal(result.lines, 37);
    assert_codes(&result.text, 10000, 10005);
    assert_codes(&result.text, 10008, 10040);
    assert_damage(&result.damage, 1, 3, HEADER + at);
    wl_buf_done(&result.text);
}

static void
test_evtx_damage__one_wrong_size_of_a_record_loses_nothing(void **state)
{
    struct evtx_result result;
    size_t at;

    (void)state;
    make_log(1, 20);
    at = record_at(0, 5);
    chunk_at(0)[at - 1] = 0x55; /* of the record before, at its end */
    result = evtx_read_log(&w);
    assert_int_equal(result.lines, 20);
    assert_undamaged(&result.damage);
    assert_int_equal(result.damage.stale, 1);
    wl_buf_done(&result.text);
}

static void
test_evtx_damage__records_that_were_zeroed_are_missed(void **state)
{
    struct evtx_result result;
    size_t at;

    (void)state;
    make_log(2, 20);
    at = record_at(0, 15);
    memset(chunk_at(0) + at, 0, CHUNK - at);
    result = evtx_read_log(&w);
    assert_int_equal(result.lines, 35);
    assert_damage(&result.damage, 1, 5, HEADER + at);
    wl_buf_done(&result.text);
}

static void
test_evtx_damage__a_chunk_without_signature_is_read_by_its_records(void **state)
{
    struct evtx_result result;

    (void)state;
    make_log(3, 20);
    memset(chunk_at(1), 0xAA, 128);
    result = evtx_read_log(&w);
    assert_int_equal(result.lines, 60);
    assert_undamaged(&result.damage);
    wl_buf_done(&result.text);
}

static void
test_evtx_damage__a_chunk_of_noise_is_passed_over(void **state)
{
    struct evtx_result result;

    (void)state;
    make_log(3, 20);
    memset(chunk_at(1), 0xAA, CHUNK);
    result = evtx_read_log(&w);
    assert_int_equal(result.lines, 40);
    assert_codes(&result.text, 10040, 10060);
    assert_int_equal(result.damage.chunks, 1);
    assert_int_equal(result.damage.offset, HEADER + CHUNK);
    wl_buf_done(&result.text);
}

static void
test_evtx_damage__chunks_that_became_zeros_are_missed(void **state)
{
    struct evtx_result result;

    (void)state;
    make_log(4, 20);
    memset(chunk_at(1), 0, 2 * CHUNK);
    result = evtx_read_log(&w);
    assert_int_equal(result.lines, 40);
    assert_damage(&result.damage, 2, 40, HEADER + CHUNK);
    wl_buf_done(&result.text);
}

static void
test_evtx_damage__bytes_missing_in_the_middle_cost_the_chunks_they_hit(void **state)
{
    struct evtx_result result;
    size_t cut = HEADER + CHUNK + 2000, gone = 1000;

    (void)state;
    make_log(5, 20);
    memmove(w.out.ptr + cut, w.out.ptr + cut + gone, w.out.len - cut - gone);
    w.out.len -= gone;
    result = evtx_read_log(&w);
    assert_codes(&result.text, 10000, 10020);
    assert_codes(&result.text, 10040, 10100);
    assert_int_equal(result.damage.chunks, 1);
    assert_true(result.damage.records > 0);
    wl_buf_done(&result.text);
}

static void
test_evtx_damage__a_log_cut_off_gives_what_is_whole(void **state)
{
    struct evtx_result result;
    size_t at;

    (void)state;
    make_log(3, 20);
    at = HEADER + CHUNK + record_at(1, 7) + 50;
    result = evtx_read_all(w.out.ptr, at, 65536, 0);
    assert_int_equal(result.lines, 27);
    assert_int_equal(result.damage.chunks, 2); /* and one that is missing */
    assert_int_equal(result.damage.records, 13);
    wl_buf_done(&result.text);

    result = evtx_read_all(w.out.ptr, HEADER + CHUNK, 65536, 0);
    assert_int_equal(result.lines, 20);
    assert_damage(&result.damage, 2, 0, HEADER + CHUNK);
    wl_buf_done(&result.text);

    result = evtx_read_all(w.out.ptr, 100, 65536, 0);
    assert_int_equal(result.lines, 0);
    assert_int_equal(result.damage.chunks, 3);
    wl_buf_done(&result.text);
}

static void
test_evtx_damage__an_error_of_reading_comes_behind_what_is_whole(void **state)
{
    struct evtx_result result;

    (void)state;
    make_log(2, 20);
    result = evtx_read_all(w.out.ptr, HEADER + CHUNK + record_at(1, 7) + 50, 5000, WL_ELIMIT);
    assert_int_equal(result.end, WL_ELIMIT);
    assert_int_equal(result.lines, 27);
    assert_int_equal(result.damage.records, 13);
    wl_buf_done(&result.text);
}

static void
test_evtx_damage__a_log_that_was_open_has_old_headers(void **state)
{
    struct evtx_result result;
    unsigned char *p;

    (void)state;
    make_log(2, 20);
    evtx_set16((unsigned char *)w.out.ptr + 42, 1);
    p = chunk_at(1); /* as it was after its first record */
    evtx_set64(p + 32, 21);
    evtx_set32(p + 48, record_at(1, 1));
    evtx_seal(p);
    result = evtx_read_log(&w);
    assert_int_equal(result.lines, 40);
    assert_undamaged(&result.damage);
    wl_buf_done(&result.text);

    evtx_set32(chunk_at(0) + 48, 512); /* as it was before the first */
    result = evtx_read_log(&w);
    assert_int_equal(result.lines, 40);
    wl_buf_done(&result.text);
}

static void
test_evtx_damage__what_earlier_use_left_in_a_chunk_is_not_read(void **state)
{
    struct evtx_result result;
    unsigned char *p;

    (void)state;
    make_log(1, 20);
    p = chunk_at(0);
    for (unsigned i = 0; i < 20; i++) /* it is used anew, from record 101 on */
        evtx_set64(p + record_at(0, i) + 8, i < 5 ? 101 + i : 1 + i);
    evtx_set64(p + 24, 101);
    evtx_set64(p + 32, 105);
    evtx_set32(p + 48, record_at(0, 5));
    evtx_seal(p);
    result = evtx_read_log(&w);
    assert_int_equal(result.lines, 5);
    assert_undamaged(&result.damage);
    wl_buf_done(&result.text);
}

static void
test_evtx_damage__a_template_within_itself_ends(void **state)
{
    static const char xml[] = "<Event><EventData>{0}{0}{0}{0}{0}{0}{0}{0}</EventData></Event>";
    struct evtx_value inner[8];
    struct evtx_result result;

    (void)state;
    add_event(&w, 10054);
    for (unsigned i = 0; i < 8; i++) /* each puts the next in eight times */
        inner[i] = (struct evtx_value){
            .type = WL_EVTX_BINXML, .ptr = xml, .values = inner + i + 1, .count = i < 7};
    evtx_record(&w, xml, inner, 1, 0);
    evtx_end_chunk(&w);
    add_event(&w, 10061);
    evtx_end(&w);
    result = evtx_read_log(&w);
    assert_codes(&result.text, 10054, 10055);
    assert_codes(&result.text, 10061, 10062);
    assert_int_equal(result.damage.chunks, 1);
    assert_int_equal(result.damage.records, 1);
    wl_buf_done(&result.text);
}

static void
test_evtx_damage__few_bytes_do_not_become_endless_text(void **state)
{
    static unsigned char many[30000];
    static char xml[20000];
    struct evtx_value values[] = {
        {.type = WL_EVTX_ARRAY | WL_EVTX_INT8, .ptr = many, .len = 30000}};
    struct evtx_result result;
    size_t len = (size_t)snprintf(xml, sizeof xml, "<Event><EventData><Data Name='");

    (void)state;
    memset(xml + len, 'n', 5000); /* a name of 5000 letters before each of 30,000 values */
    (void)snprintf(xml + len + 5000, 100, "'>{0}</Data></EventData></Event>");
    evtx_record(&w, xml, values, 1, 0);
    for (unsigned i = 0; i < 100; i++)
        add_event(&w, 10000 + i);
    evtx_end(&w);
    result = evtx_read_log(&w);
    assert_int_equal(result.damage.records, 1);
    assert_codes(&result.text, 10000, 10100);
    wl_buf_done(&result.text);
}

static void
test_evtx_damage__depth_is_limited(void **state)
{
    struct evtx_result result;
    struct wl_buf xml;

    (void)state;
    wl_buf_init(&xml);
    for (unsigned i = 0; i < 500; i++)
        wl_buf_add_text(&xml, "<a>");
    for (unsigned i = 0; i < 500; i++)
        wl_buf_add_text(&xml, "</a>");
    evtx_record(&w, wl_buf_text(&xml), NULL, 0, 0);
    add_event(&w, 10054);
    evtx_end(&w);
    result = evtx_read_log(&w);
    assert_int_equal(result.lines, 1);
    assert_int_equal(result.damage.records, 1);
    wl_buf_done(&result.text);
    wl_buf_done(&xml);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(test_evtx_damage__##name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_record_that_cannot_be_read_is_counted),
        TEST(records_behind_a_broken_frame_are_found),
        TEST(one_wrong_size_of_a_record_loses_nothing),
        TEST(records_that_were_zeroed_are_missed),
        TEST(a_chunk_without_signature_is_read_by_its_records),
        TEST(a_chunk_of_noise_is_passed_over),
        TEST(chunks_that_became_zeros_are_missed),
        TEST(bytes_missing_in_the_middle_cost_the_chunks_they_hit),
        TEST(a_log_cut_off_gives_what_is_whole),
        TEST(an_error_of_reading_comes_behind_what_is_whole),
        TEST(a_log_that_was_open_has_old_headers),
        TEST(what_earlier_use_left_in_a_chunk_is_not_read),
        TEST(a_template_within_itself_ends),
        TEST(few_bytes_do_not_become_endless_text),
        TEST(depth_is_limited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
