/*
 * Event logs in memory as streams, and what is read from them.
 */
#pragma once

#include "evtx_writer.h"
#include "input/evtx.h"
#include "input/evtx_value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* 2026-11-22T08:00:02.4567891Z */
#define EVTX_TIME ((UINT64_C(1795334402) + UINT64_C(11644473600)) * 10000000 + 4567891)
#define EVTX_HEAD "2026-11-22T08:00:02.456789Z "

struct memory {
    struct wl_stream stream;
    const char *ptr;
    size_t len, at, piece; /* piece: bytes that one read gives at most */
    int failure;           /* what follows the last byte */
    bool *closed;
};

static inline ptrdiff_t
memory_read(struct wl_stream *stream, char *ptr, size_t cap, struct wl_error *err)
{
    struct memory *m = (struct memory *)stream;
    size_t len = m->len - m->at < cap ? m->len - m->at : cap;

    if (len > m->piece)
        len = m->piece;
    if (len == 0 && m->failure < 0)
        return wl_error_set(err, m->failure, "the disk is gone");
    memcpy(ptr, m->ptr + m->at, len);
    m->at += len;
    return (ptrdiff_t)len;
}

static inline void
memory_close(struct wl_stream *stream)
{
    struct memory *m = (struct memory *)stream;

    if (m->closed)
        *m->closed = true;
    free(m);
}

/* len bytes at ptr, at most `piece` a read, then failure (0: the end). */
static inline struct wl_stream *
memory_open(const char *ptr, size_t len, size_t piece, int failure, bool *closed)
{
    static const struct wl_stream_ops ops = {.read = memory_read, .close = memory_close};
    struct memory *m = calloc(1, sizeof *m);

    assert_non_null(m);
    *m = (struct memory){.stream = {&ops, UINT64_MAX},
                         .ptr = ptr,
                         .len = len,
                         .piece = piece,
                         .failure = failure,
                         .closed = closed};
    return &m->stream;
}

struct evtx_result {
    struct wl_buf text;
    struct wl_evtx_damage damage;
    size_t lines;
    ptrdiff_t end; /* what the last read returned */
};

/* All text of an event log; free with wl_buf_done(&result.text). */
static inline struct evtx_result
evtx_read_all(const char *ptr, size_t len, size_t piece, int failure)
{
    struct evtx_result result = {.lines = 0};
    struct wl_stream *stream;
    struct wl_error err = {0};
    char *buf = malloc(piece);
    ptrdiff_t n;

    assert_non_null(buf);
    assert_int_equal(wl_evtx_open(&stream, memory_open(ptr, len, piece, failure, NULL), &err), 0);
    wl_buf_init(&result.text);
    while ((n = stream->ops->read(stream, buf, piece, &err)) > 0)
        wl_buf_add(&result.text, buf, (size_t)n);
    result.end = n;
    if (n < 0)
        assert_string_equal(err.text, "the disk is gone");
    result.damage = *wl_evtx_damage(stream);
    for (size_t i = 0; i < result.text.len; i++)
        result.lines += result.text.ptr[i] == '\n';
    wl_stream_close(stream);
    free(buf);
    return result;
}

static inline struct evtx_result
evtx_read_log(const struct evtx_writer *w)
{
    return evtx_read_all(w->out.ptr, w->out.len, 1 << 20, 0);
}

static inline void
assert_undamaged(const struct wl_evtx_damage *damage)
{
    assert_int_equal(damage->chunks, 0);
    assert_int_equal(damage->records, 0);
    assert_true(damage->offset == UINT64_MAX);
}

/* An event of a service that could not start. */
static inline void
add_event(struct evtx_writer *w, uint32_t code)
{
    static const char xml[] = "<EventData><Data Name='param1'>{0}</Data>"
                              "<Data Name='ErrorCode'>{1}</Data></EventData>";
    struct evtx_value values[] = {evtx_string("Relay Service"), evtx_u32(code)};

    evtx_event(w, &(struct evtx_event){.provider = "Service Control Manager",
                                       .channel = "System",
                                       .computer = "DESKTOP-7",
                                       .id = 7023,
                                       .level = 2,
                                       .filetime = EVTX_TIME,
                                       .xml = xml,
                                       .values = values,
                                       .count = 2});
}

static struct evtx_writer w; /* the log of the test at hand */

static inline int
set_up(void **state)
{
    (void)state;
    evtx_init(&w);
    return 0;
}

static inline int
tear_down(void **state)
{
    (void)state;
    evtx_done(&w);
    return 0;
}

/* The only record is a document of these values; what is behind its head is expected. */
static inline void
assert_values(const char *xml, const struct evtx_value *values, size_t count, const char *expected)
{
    struct evtx_result result;
    struct wl_buf line;

    evtx_record(&w, xml, values, count, EVTX_TIME);
    evtx_end(&w);
    result = evtx_read_log(&w);
    wl_buf_init(&line);
    wl_buf_addf(&line, EVTX_HEAD "INFO record_id=1%s\n", expected);
    assert_string_equal(wl_buf_text(&result.text), wl_buf_text(&line));
    wl_buf_done(&line);
    assert_undamaged(&result.damage);
    wl_buf_done(&result.text);
    evtx_done(&w);
    evtx_init(&w);
}
