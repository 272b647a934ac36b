/*
 * Counts by two keys at once (--by=code,hour): one row for each pair that occurs.
 */
#pragma once

#include "report/sort.h"
#include "report/summary.h"

struct wl_pair {
    size_t key[2], len[2]; /* as shown, in the table's text; see wl_pair_key() */
    int64_t order[2];      /* of a code its number, of a time its first instant, else 0 */
    int64_t count, first_us, last_us;
};

struct wl_pairs {
    enum wl_by_id by[2]; /* set before loading */
    enum wl_sort sort;
    struct wl_pair *rows;
    size_t count, cap;
    struct wl_buf text;
};

/**
 * The two names in "code,hour".
 * @param by  set to what they stand for; WL_BYS for an unknown one, the same twice included
 * @return    false: there is no comma in it, or none of it is given
 */
bool wl_pairs_split(const char *names, enum wl_by_id by[2]);

/** Read them, sorted as the request wants. wl_pairs_done() is due in any case. */
int wl_pairs_load(struct wl_pairs *pairs, struct wl_store *store,
                  const struct wl_report_request *request, struct wl_error *err);
void wl_pairs_done(struct wl_pairs *pairs);

/** As in the database, unescaped; empty: unknown. */
struct wl_span wl_pair_key(const struct wl_pairs *pairs, const struct wl_pair *row, size_t which);
