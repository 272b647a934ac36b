/*
 * Which differences are more than chance. Codes and peers are two families of comparisons; each is
 * corrected by Holm's procedure, and as both may raise an alarm, each gets half of the 5 %.
 */
#include "report/compare_model.h"

#include <stdlib.h>
#include <string.h>

const char *
wl_change_word(const struct wl_change *change)
{
    static const char *const words[] = {[WL_CHANGE_NONE] = "",
                                        [WL_CHANGE_UP] = "up",
                                        [WL_CHANGE_DOWN] = "down",
                                        [WL_CHANGE_NEW] = "new",
                                        [WL_CHANGE_GONE] = "gone"};

    return words[change->kind];
}

double
wl_change_rate(const struct wl_comparison *comparison, const struct wl_change *change, int side)
{
    return (double)change->count[side] / comparison->sides[side].hours;
}

void
wl_change_peer(struct wl_buf *out, const struct wl_change *change)
{
    bool brackets = change->port && memchr(change->address, ':', change->key_len); /* IPv6 */

    wl_buf_add_text(out, brackets ? "[" : "");
    wl_buf_add(out, change->address, change->key_len);
    wl_buf_add_text(out, brackets ? "]" : "");
    if (change->port)
        wl_buf_addf(out, ":%u", (unsigned)change->port);
}

static void
compare_counts(const struct wl_comparison *comparison, struct wl_change *change)
{
    const struct wl_compared_side *sides = comparison->sides;

    change->ratio = wl_poisson_ratio(change->count[0], sides[0].hours, change->count[1],
                                     sides[1].hours, WL_COMPARE_LEVEL);
    change->p = change->ratio.p;
}

static enum wl_change_kind
kind_of(const struct wl_change *change)
{
    if (change->p > 1 - WL_COMPARE_LEVEL)
        return WL_CHANGE_NONE;
    if (change->count[0] == 0)
        return WL_CHANGE_NEW;
    if (change->count[1] == 0)
        return WL_CHANGE_GONE;
    return change->ratio.ratio > 1 ? WL_CHANGE_UP : WL_CHANGE_DOWN;
}

/* The surest first, then the most frequent; what is equal stays as it came. */
static int
by_weight(const void *a, const void *b)
{
    const struct wl_change *x = a, *y = b;
    int64_t n = x->count[0] + x->count[1], m = y->count[0] + y->count[1];

    if ((x->kind == WL_CHANGE_NONE) != (y->kind == WL_CHANGE_NONE))
        return x->kind == WL_CHANGE_NONE ? 1 : -1;
    if (x->kind != WL_CHANGE_NONE && x->ratio.p != y->ratio.p)
        return x->ratio.p < y->ratio.p ? -1 : 1;
    if (n != m)
        return n > m ? -1 : 1;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return x->key < y->key ? -1 : x->key > y->key;
}

static int
by_p(const void *a, const void *b)
{
    const struct wl_change *x = *(const struct wl_change *const *)a;
    const struct wl_change *y = *(const struct wl_change *const *)b;

    return (x->ratio.p > y->ratio.p) - (x->ratio.p < y->ratio.p);
}

static int
correct(struct wl_changes *changes, double families, struct wl_error *err)
{
    size_t room = changes->count ? changes->count : 1;
    const struct wl_change **sorted = calloc(room, sizeof *sorted);
    uint32_t *order = calloc(room, sizeof *order);
    double *p = calloc(room, sizeof *p);
    int rc = sorted && order && p ? 0 : wl_error_set(err, WL_ENOMEM, "out of memory");

    for (uint32_t i = 0; rc == 0 && i < changes->count; i++) {
        sorted[i] = &changes->rows[i];
        p[i] = changes->rows[i].p;
    }
    if (rc == 0) {
        qsort(sorted, changes->count, sizeof(struct wl_change *), by_p);
        for (uint32_t i = 0; i < changes->count; i++)
            order[i] = (uint32_t)(sorted[i] - changes->rows);
        wl_holm(p, order, changes->count);
        for (uint32_t i = 0; i < changes->count; i++)
            changes->rows[i].p = p[i] * families < 1 ? p[i] * families : 1;
    }
    free(sorted);
    free(order);
    free(p);
    return rc;
}

static int
judge_table(const struct wl_comparison *comparison, struct wl_changes *changes, double families,
            struct wl_error *err)
{
    int rc;

    for (uint32_t i = 0; i < changes->count; i++)
        compare_counts(comparison, &changes->rows[i]);
    rc = correct(changes, families, err);
    if (rc < 0)
        return rc;
    for (uint32_t i = 0; i < changes->count; i++) {
        changes->rows[i].kind = kind_of(&changes->rows[i]);
        changes->changed += changes->rows[i].kind != WL_CHANGE_NONE;
    }
    if (changes->count)
        qsort(changes->rows, changes->count, sizeof *changes->rows, by_weight);
    return 0;
}

int
wl_compare_judge(struct wl_comparison *comparison, struct wl_error *err)
{
    double families = (comparison->codes.count > 0) + (comparison->peers.count > 0);
    int rc = judge_table(comparison, &comparison->codes, families, err);

    if (rc == 0)
        rc = judge_table(comparison, &comparison->peers, families, err);
    compare_counts(comparison, &comparison->all);
    comparison->all.kind = kind_of(&comparison->all);
    return rc;
}
