/*
 * Reads the sides of a comparison through the scope of reports, so that their numbers are those of
 * `report`.
 */
#include "report/compare_load.h"

#include "report/phrase.h"
#include "report/reports.h"

#include <stdlib.h>
#include <string.h>

#define HOUR_US (4 * WL_QUARTER_US)

static void *
grow(void *items, size_t *cap, size_t size)
{
    size_t more = *cap ? *cap * 2 : 64;
    void *grown = realloc(items, more * size);

    if (grown)
        *cap = more;
    return grown;
}

static struct wl_change *
add_change(struct wl_changes *changes)
{
    if (changes->count == changes->cap) {
        size_t cap = changes->cap;
        struct wl_change *grown = grow(changes->rows, &cap, sizeof *grown);

        if (!grown)
            return NULL;
        changes->rows = grown;
        changes->cap = (uint32_t)cap;
    }
    changes->rows[changes->count] = (struct wl_change){0};
    return &changes->rows[changes->count++];
}

static void
count_in(struct wl_change *change, int side, int64_t count, int64_t first_us, int64_t last_us)
{
    bool fresh = change->count[0] + change->count[1] == 0;

    change->count[side] += count;
    if (fresh || first_us < change->first_us)
        change->first_us = first_us;
    if (fresh || last_us > change->last_us)
        change->last_us = last_us;
}

static struct wl_change *
change_of_code(struct wl_changes *codes, uint16_t number)
{
    struct wl_change *row;

    for (uint32_t i = 0; i < codes->count; i++)
        if (codes->rows[i].number == number)
            return &codes->rows[i];
    row = add_change(codes);
    if (row) {
        row->number = number;
        row->code = wl_code_by_number(number);
    }
    return row;
}

static int
take_bin(struct wl_comparison *comparison, struct wl_compare_loading *l, int side,
         struct wl_stmt *stmt)
{
    struct wl_bin bin = {(uint16_t)wl_stmt_int(stmt, 0), wl_stmt_int(stmt, 1),
                         wl_stmt_int(stmt, 2)};
    struct wl_change *code = change_of_code(&comparison->codes, bin.code);

    if (l->bins.count == l->bins.cap) {
        struct wl_bin *grown = grow(l->bins.items, &l->bins.cap, sizeof *grown);
        if (!grown)
            return WL_ENOMEM;
        l->bins.items = grown;
    }
    if (!code)
        return WL_ENOMEM;
    if (wl_stmt_int(stmt, 5)) /* the date of a file tells of no moment */
        comparison->sides[side].undated += bin.count;
    else
        l->bins.items[l->bins.count++] = bin;
    count_in(code, side, bin.count, wl_stmt_int(stmt, 3), wl_stmt_int(stmt, 4));
    count_in(&comparison->all, side, bin.count, wl_stmt_int(stmt, 3), wl_stmt_int(stmt, 4));
    comparison->sides[side].total += bin.count;
    return 0;
}

static int
load_bins(struct wl_comparison *comparison, struct wl_compare_loading *l, int side,
          struct wl_error *err)
{
    struct wl_stmt *stmt;
    int rc = wl_scope_prepare(&stmt, &l->scope, wl_report_compare_bins, false, err);

    if (rc < 0)
        return rc;
    while ((rc = wl_stmt_step(stmt, err)) == 1) {
        if (take_bin(comparison, l, side, stmt) < 0) {
            rc = wl_error_set(err, WL_ENOMEM, "out of memory");
            break;
        }
    }
    wl_stmt_free(stmt);
    return rc;
}

/* Rows of by_peer, each a new row here; equal ones of the two sides are joined when both are read.
 */
static int
load_peers(struct wl_comparison *comparison, struct wl_compare_loading *l, int side,
           struct wl_error *err)
{
    struct wl_changes *peers = &comparison->peers;
    struct wl_stmt *stmt;
    int rc = wl_scope_prepare(&stmt, &l->scope, wl_report_by_peer, true, err);

    if (rc < 0)
        return rc;
    while ((rc = wl_stmt_step(stmt, err)) == 1) {
        struct wl_span key = wl_stmt_text(stmt, 0);
        struct wl_change *row;

        if (key.len == 0)
            continue; /* unknown ones say nothing */
        row = add_change(peers);
        if (row) {
            row->key = peers->text.len;
            row->key_len = key.len;
            row->port = (uint16_t)wl_stmt_int(stmt, 6);
            wl_buf_add_span(&peers->text, key);
            count_in(row, side, wl_stmt_int(stmt, 1), wl_stmt_int(stmt, 2), wl_stmt_int(stmt, 3));
        }
        if (!row || peers->text.failed) {
            rc = wl_error_set(err, WL_ENOMEM, "out of memory");
            break;
        }
    }
    wl_stmt_free(stmt);
    return rc;
}

static int
by_address(const void *a, const void *b)
{
    const struct wl_change *x = a, *y = b;
    size_t len = x->key_len < y->key_len ? x->key_len : y->key_len;
    int order = memcmp(x->address, y->address, len);

    return order ? order : (x->key_len > y->key_len) - (x->key_len < y->key_len);
}

void
wl_compare_join_peers(struct wl_changes *peers)
{
    uint32_t kept = 0;

    if (peers->count == 0)
        return;
    for (uint32_t i = 0; i < peers->count; i++)
        peers->rows[i].address = peers->text.ptr + peers->rows[i].key;
    qsort(peers->rows, peers->count, sizeof *peers->rows, by_address);
    for (uint32_t i = 1; i < peers->count; i++) {
        struct wl_change *last = &peers->rows[kept], *next = &peers->rows[i];

        if (by_address(last, next) != 0) {
            peers->rows[++kept] = *next;
            continue;
        }
        if (last->port != next->port)
            last->port = 0;
        for (int side = 0; side < 2; side++)
            if (next->count[side])
                count_in(last, side, next->count[side], next->first_us, next->last_us);
    }
    peers->count = kept + 1;
}

static int
load_cover(struct wl_compared_side *side, struct wl_compare_loading *l, struct wl_error *err)
{
    struct wl_stmt *stmt;
    int rc = wl_scope_prepare_values(&stmt, &l->scope, wl_report_compare_cover, NULL, err);

    if (rc < 0)
        return rc;
    while ((rc = wl_stmt_step(stmt, err)) == 1) {
        int64_t first_us = wl_stmt_int(stmt, 1), last_us = wl_stmt_int(stmt, 2);

        rc = wl_cover_add(&side->cover, first_us, last_us, err);
        if (rc < 0)
            break;
        if (first_us >= l->scope.until_us || last_us < l->scope.since_us)
            continue;
        if (l->source_count == l->source_cap) {
            int64_t *grown = grow(l->sources, &l->source_cap, sizeof *grown);
            if (!grown) {
                rc = wl_error_set(err, WL_ENOMEM, "out of memory");
                break;
            }
            l->sources = grown;
        }
        l->sources[l->source_count++] = wl_stmt_int(stmt, 0);
    }
    wl_stmt_free(stmt);
    side->sources = (int64_t)l->source_count;
    return rc;
}

/* Nothing is known of the side: say what there is. */
static int
refuse_uncovered(const struct wl_cover *whole, const struct wl_compare_side *side, int index,
                 struct wl_error *err)
{
    struct wl_buf there;
    int rc;

    wl_buf_init(&there);
    if (whole->count)
        wl_phrase_span(&there, whole->spans[0].since_us, whole->spans[whole->count - 1].until_us);
    rc = wl_error_set(err, WL_EPARSE, "no log covers %c, '%s'; %s%s", 'A' + index, side->label,
                      whole->count ? "there are logs from " : "nothing fits it at any time",
                      wl_buf_text(&there));
    wl_buf_done(&there);
    return rc;
}

int
wl_compare_load(struct wl_comparison *comparison, struct wl_compare_loading *l, int index,
                struct wl_error *err)
{
    struct wl_compared_side *side = &comparison->sides[index];
    int64_t covered_us;
    int rc = wl_scope_init(&l->scope, l->side->store, &l->side->what, err);

    /* only rows know which twins of a folded line are in the scope */
    l->scope.rows = l->scope.rows || l->side->what.source || l->side->what.case_name;
    if (rc == 0)
        rc = load_cover(side, l, err);
    if (rc < 0)
        return rc;
    wl_cover_join(&side->cover);
    covered_us = wl_cover_before(&side->cover, l->scope.until_us) -
                 wl_cover_before(&side->cover, l->scope.since_us);
    if (covered_us == 0)
        return refuse_uncovered(&side->cover, l->side, index, err);
    wl_cover_clip(&side->cover, l->scope.since_us, l->scope.until_us);
    side->hours = (double)covered_us / HOUR_US;
    rc = load_bins(comparison, l, index, err);
    return rc < 0 ? rc : load_peers(comparison, l, index, err);
}
