#include "report/sort.h"

#include <string.h>

static const char *const names[WL_SORTS + 1] = {[WL_SORT_COUNT] = "count",
                                                [WL_SORT_KEY] = "key",
                                                [WL_SORT_FIRST] = "first",
                                                [WL_SORT_LAST] = "last"};

const char *const *
wl_report_sorts(void)
{
    return names;
}

enum wl_sort
wl_sort_by_name(const char *name)
{
    int sort = 0;

    while (name && sort < WL_SORTS && strcmp(names[sort], name) != 0)
        sort++;
    return (enum wl_sort)sort;
}

static int
compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

int
wl_sort_counts(enum wl_sort sort, const struct wl_sorted *a, const struct wl_sorted *b)
{
    switch (sort) {
    case WL_SORT_COUNT:
        return compare(b->count, a->count);
    case WL_SORT_FIRST:
        return compare(a->first_us, b->first_us);
    case WL_SORT_LAST:
        return compare(b->last_us, a->last_us);
    default:
        return 0;
    }
}

int
wl_sort_keys(int64_t a_order, int64_t b_order, struct wl_span a, struct wl_span b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = compare(a_order, b_order);

    if (order)
        return order;
    if (a.len == 0 || b.len == 0)
        return (a.len == 0) - (b.len == 0);
    order = memcmp(a.ptr, b.ptr, len);
    return order ? order : compare((int64_t)a.len, (int64_t)b.len);
}
