/*
 * Reading the steps of a time format one after the other: what the plain matcher of one format
 * (stamp_match.c) and the functions that try many at once (stamp_read.h) have in common.
 */
#pragma once

#include "base/ascii.h"
#include "scan/stamp_format.h"

struct wl_stamp_reader {
    struct wl_span line;
    size_t at;
    size_t from, to; /* the text of the stamp, without what stands for itself around it */
    bool has_text, has_date, has_year, has_zone;
    struct wl_stamp *out; /* its fields are set as they are read */
};

/**
 * Read one step at m->at and pass it.
 * @param op  the step in its template; WL_STAMP_OP_DAY_MONTH looks at the one behind it
 * @return    false if something else is here; the reader is of no use any more
 */
bool wl_stamp_take(struct wl_stamp_reader *m, const unsigned char *op);

/* Its steps that read a zone, in stamp_zone.c. A zone that may be absent always matches. */
void wl_stamp_take_zone(struct wl_stamp_reader *m);
bool wl_stamp_take_zone_number(struct wl_stamp_reader *m);
bool wl_stamp_take_zone_name(struct wl_stamp_reader *m);
void wl_stamp_take_bias(struct wl_stamp_reader *m);

/* What stands at the reader, so many bytes ahead. */

static inline int
wl_stamp_peek(const struct wl_stamp_reader *m, size_t ahead)
{
    size_t at = m->at + ahead;

    return at < m->line.len ? (unsigned char)m->line.ptr[at] : -1;
}

/* The digits that start here, at most max. */
static inline size_t
wl_stamp_count_digits(const struct wl_stamp_reader *m, size_t ahead, size_t max)
{
    size_t n = 0;

    while (n < max && wl_ascii_digit(wl_stamp_peek(m, ahead + n)))
        n++;
    return n;
}

static inline int
wl_stamp_digits_value(const struct wl_stamp_reader *m, size_t ahead, size_t digits)
{
    int value = 0;

    for (size_t i = 0; i < digits; i++)
        value = value * 10 + (wl_stamp_peek(m, ahead + i) - '0');
    return value;
}

static inline size_t
wl_stamp_count_blanks(const struct wl_stamp_reader *m)
{
    size_t n = 0;

    while (wl_ascii_blank(wl_stamp_peek(m, n)))
        n++;
    return n;
}

/* The first len letters of the word are here, in any case. */
static inline bool
wl_stamp_word_here(const struct wl_stamp_reader *m, size_t ahead, const char *word, size_t len)
{
    return m->at + ahead + len <= m->line.len &&
           wl_ascii_equal(m->line.ptr + m->at + ahead, word, len);
}
