/*
 * Tables in the order that --sort wants; as they are read, they have their own. What has no such
 * key comes last: never among the others, which it may outnumber.
 */
#include "report/sort.h"
#include "report/summary.h"

#include <stdlib.h>

/* A table and the order that it is to have. */
struct ordering {
    const struct wl_report_table *table;
    enum wl_sort sort;
};

static int
compare_rows(const void *a, const void *b, void *arg)
{
    const struct wl_report_row *x = a, *y = b;
    const struct ordering *o = arg;
    int order = (x->key_len == 0) - (y->key_len == 0);

    if (order)
        return order;
    order = wl_sort_counts(o->sort, &(struct wl_sorted){x->count, x->first_us, x->last_us},
                           &(struct wl_sorted){y->count, y->first_us, y->last_us});

    if (order)
        return order;
    return wl_sort_keys(x->number + x->start_us, y->number + y->start_us, wl_table_key(o->table, x),
                        wl_table_key(o->table, y));
}

void
wl_summary_sort(struct wl_summary *summary, const char *sort)
{
    for (int id = 0; id < WL_BYS; id++) {
        struct wl_report_table *table = &summary->tables[id];
        struct ordering ordering = {table, wl_sort_by_name(sort)};

        if (table->count > 0)
            qsort_r(table->rows, table->count, sizeof *table->rows, compare_rows, &ordering);
    }
}
