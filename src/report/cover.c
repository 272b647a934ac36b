#include "report/cover.h"

#include <stdlib.h>

void
wl_cover_done(struct wl_cover *cover)
{
    free(cover->spans);
    *cover = (struct wl_cover){0};
}

static int64_t
quarter_start(int64_t us)
{
    int64_t rest = us % WL_QUARTER_US;

    return us - (rest < 0 ? rest + WL_QUARTER_US : rest);
}

int
wl_cover_append(struct wl_cover *cover, struct wl_cover_span span, struct wl_error *err)
{
    if (cover->count == cover->cap) {
        size_t cap = cover->cap ? cover->cap * 2 : 16;
        struct wl_cover_span *grown = realloc(cover->spans, cap * sizeof *grown);

        if (!grown)
            return wl_error_set(err, WL_ENOMEM, "out of memory");
        cover->spans = grown;
        cover->cap = cap;
    }
    cover->spans[cover->count++] = span;
    return 0;
}

int
wl_cover_add(struct wl_cover *cover, int64_t first_us, int64_t last_us, struct wl_error *err)
{
    struct wl_cover_span span = {quarter_start(first_us), quarter_start(last_us) + WL_QUARTER_US};

    return wl_cover_append(cover, span, err);
}

static int
by_start(const void *a, const void *b)
{
    const struct wl_cover_span *x = a, *y = b;

    return (x->since_us > y->since_us) - (x->since_us < y->since_us);
}

void
wl_cover_join(struct wl_cover *cover)
{
    size_t kept = 0;

    if (cover->count == 0)
        return;
    qsort(cover->spans, cover->count, sizeof *cover->spans, by_start);
    for (size_t i = 1; i < cover->count; i++) {
        struct wl_cover_span *last = &cover->spans[kept], *next = &cover->spans[i];

        if (next->since_us - last->until_us > WL_COVER_GAP_US)
            cover->spans[++kept] = *next;
        else if (next->until_us > last->until_us)
            last->until_us = next->until_us;
    }
    cover->count = kept + 1;
}

void
wl_cover_clip(struct wl_cover *cover, int64_t since_us, int64_t until_us)
{
    size_t kept = 0;

    for (size_t i = 0; i < cover->count; i++) {
        struct wl_cover_span span = cover->spans[i];

        if (span.since_us < since_us)
            span.since_us = since_us;
        if (span.until_us > until_us)
            span.until_us = until_us;
        if (span.since_us < span.until_us)
            cover->spans[kept++] = span;
    }
    cover->count = kept;
}

int64_t
wl_cover_before(const struct wl_cover *cover, int64_t until_us)
{
    int64_t sum = 0;

    for (size_t i = 0; i < cover->count && cover->spans[i].since_us < until_us; i++) {
        const struct wl_cover_span *span = &cover->spans[i];

        sum += (span->until_us < until_us ? span->until_us : until_us) - span->since_us;
    }
    return sum;
}

bool
wl_cover_meets(const struct wl_cover *a, const struct wl_cover *b)
{
    for (size_t i = 0, k = 0; i < a->count && k < b->count;) {
        const struct wl_cover_span *x = &a->spans[i], *y = &b->spans[k];

        if (x->since_us < y->until_us && y->since_us < x->until_us)
            return true;
        if (x->until_us <= y->until_us)
            i++;
        else
            k++;
    }
    return false;
}
