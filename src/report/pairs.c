#include "report/pairs.h"

#include "base/civil.h"
#include "report/reports.h"
#include "report/scope.h"

#include <stdlib.h>

static enum wl_by_id
by_of(const char *name, size_t len)
{
    int id = 0;

    while (id < WL_BYS && (strncmp(wl_bys[id].name, name, len) != 0 || wl_bys[id].name[len]))
        id++;
    return (enum wl_by_id)id;
}

bool
wl_pairs_split(const char *names, enum wl_by_id by[2])
{
    const char *comma = names ? strchr(names, ',') : NULL;

    if (!comma)
        return false;
    by[0] = by_of(names, (size_t)(comma - names));
    by[1] = by_of(comma + 1, strlen(comma + 1));
    if (by[0] == by[1])
        by[1] = WL_BYS;
    return true;
}

struct wl_span
wl_pair_key(const struct wl_pairs *pairs, const struct wl_pair *row, size_t which)
{
    if (row->len[which] == 0)
        return wl_span_of("");
    return (struct wl_span){pairs->text.ptr + row->key[which], row->len[which]};
}

static struct wl_pair *
add_row(struct wl_pairs *pairs)
{
    if (pairs->count == pairs->cap) {
        size_t cap = pairs->cap ? pairs->cap * 2 : 64;
        struct wl_pair *grown = realloc(pairs->rows, cap * sizeof *grown);

        if (!grown)
            return NULL;
        pairs->rows = grown;
        pairs->cap = cap;
    }
    pairs->rows[pairs->count] = (struct wl_pair){0};
    return &pairs->rows[pairs->count++];
}

static void
take_key(struct wl_pairs *pairs, struct wl_pair *row, size_t which, struct wl_stmt *stmt)
{
    const struct wl_by *by = &wl_bys[pairs->by[which]];

    row->key[which] = pairs->text.len;
    if (by->unit_us) {
        row->order[which] = wl_unit_name(&pairs->text, by->unit_us, wl_stmt_int(stmt, (int)which));
    } else {
        if (pairs->by[which] == WL_BY_CODE)
            row->order[which] = wl_stmt_int(stmt, (int)which);
        wl_buf_add_span(&pairs->text, wl_stmt_text(stmt, (int)which));
    }
    row->len[which] = pairs->text.len - row->key[which];
}

static int
compare_keys(const void *a, const void *b, void *arg)
{
    const struct wl_pair *x = a, *y = b;
    const struct wl_pairs *pairs = arg;

    for (size_t i = 0; i < 2; i++) {
        int order = wl_sort_keys(x->order[i], y->order[i], wl_pair_key(pairs, x, i),
                                 wl_pair_key(pairs, y, i));
        if (order)
            return order;
    }
    return 0;
}

/* Quarters of an hour make an hour or a day only once their names are the same. */
static void
merge_equal(struct wl_pairs *pairs)
{
    size_t kept = 0;

    for (size_t i = 0; i < pairs->count; i++) {
        struct wl_pair *last = kept ? &pairs->rows[kept - 1] : NULL, *row = &pairs->rows[i];

        if (!last || compare_keys(last, row, pairs) != 0) {
            pairs->rows[kept++] = *row;
            continue;
        }
        last->count += row->count;
        last->first_us = row->first_us < last->first_us ? row->first_us : last->first_us;
        last->last_us = row->last_us > last->last_us ? row->last_us : last->last_us;
    }
    pairs->count = kept;
}

static int
compare_wanted(const void *a, const void *b, void *arg)
{
    const struct wl_pair *x = a, *y = b;
    const struct wl_pairs *pairs = arg;
    int order = wl_sort_counts(pairs->sort, &(struct wl_sorted){x->count, x->first_us, x->last_us},
                               &(struct wl_sorted){y->count, y->first_us, y->last_us});

    return order ? order : compare_keys(a, b, arg);
}

static int
read_rows(struct wl_pairs *pairs, struct wl_stmt *stmt, struct wl_error *err)
{
    int rc;

    while ((rc = wl_stmt_step(stmt, err)) == 1) {
        struct wl_pair *row = add_row(pairs);

        if (row) {
            take_key(pairs, row, 0, stmt);
            take_key(pairs, row, 1, stmt);
            row->count = wl_stmt_int(stmt, 2);
            row->first_us = wl_stmt_int(stmt, 3);
            row->last_us = wl_stmt_int(stmt, 4);
        }
        if (!row || pairs->text.failed)
            return wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    return rc;
}

int
wl_pairs_load(struct wl_pairs *pairs, struct wl_store *store,
              const struct wl_report_request *request, struct wl_error *err)
{
    struct wl_stmt *stmt = NULL;
    struct wl_scope scope;
    int rc = wl_scope_init(&scope, store, request, err);

    wl_buf_init(&pairs->text);
    if (rc == 0)
        rc = wl_scope_prepare(&stmt, &scope, wl_report_pairs, true, err);
    if (rc == 0) {
        wl_stmt_bind_text(stmt, ":first", wl_bys[pairs->by[0]].name);
        wl_stmt_bind_text(stmt, ":second", wl_bys[pairs->by[1]].name);
        rc = read_rows(pairs, stmt, err);
    }
    wl_stmt_free(stmt);
    wl_scope_done(&scope);
    if (rc < 0 || pairs->count == 0)
        return rc;
    pairs->sort = wl_sort_by_name(request->sort);
    qsort_r(pairs->rows, pairs->count, sizeof *pairs->rows, compare_keys, pairs);
    merge_equal(pairs);
    qsort_r(pairs->rows, pairs->count, sizeof *pairs->rows, compare_wanted, pairs);
    return 0;
}

void
wl_pairs_done(struct wl_pairs *pairs)
{
    free(pairs->rows);
    wl_buf_done(&pairs->text);
}
