/*
 * Has both sides read and joined, refuses what cannot be compared, has the rest judged and written.
 */
#include "report/compare_load.h"

#include <stdlib.h>
#include <string.h>

/* A format is one file and one row here. */
static const struct format {
    const char *name;
    void (*write)(struct wl_buf *, const struct wl_comparison *, const struct wl_compare_request *);
} formats[] = {
    {"text", wl_compare_text},
    {"csv", wl_compare_csv},
    {"json", wl_compare_json},
};
enum { FORMATS = sizeof formats / sizeof *formats };

const char *const *
wl_compare_formats(void)
{
    static const char *names[FORMATS + 1];

    for (size_t i = 0; i < FORMATS; i++)
        names[i] = formats[i].name;
    return names;
}

static bool
equal_or_null(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* How many logs stand on both sides at the same time. */
static int64_t
count_shared(const struct wl_comparison *comparison, const struct wl_compare_loading *a,
             const struct wl_compare_loading *b)
{
    int64_t shared = 0;

    if (a->side->store != b->side->store || !equal_or_null(a->side->what.host, b->side->what.host))
        return 0;
    if (!wl_cover_meets(&comparison->sides[0].cover, &comparison->sides[1].cover))
        return 0;
    for (size_t i = 0, k = 0; i < a->source_count && k < b->source_count;) {
        shared += a->sources[i] == b->sources[k];
        if (a->sources[i] <= b->sources[k])
            i++;
        else
            k++;
    }
    return shared;
}

static int
load(struct wl_comparison *comparison, struct wl_compare_loading loading[2], struct wl_error *err)
{
    const struct wl_compared_side *sides = comparison->sides;
    struct wl_bins bins[2];
    int64_t shared;
    int rc = 0;

    for (int i = 0; i < 2 && rc == 0; i++)
        rc = wl_compare_load(comparison, &loading[i], i, err);
    if (rc < 0)
        return rc;
    shared = count_shared(comparison, &loading[0], &loading[1]);
    if (shared > 0)
        return wl_error_set(err, WL_EPARSE,
                            "A and B share time and %lld log%s, so the same occurrences would "
                            "stand on both sides",
                            (long long)shared, shared == 1 ? "" : "s");
    comparison->in_order =
        sides[0].cover.spans[sides[0].cover.count - 1].until_us <= sides[1].cover.spans[0].since_us;
    wl_compare_join_peers(&comparison->peers);
    bins[0] = loading[0].bins;
    bins[1] = loading[1].bins;
    rc = wl_compare_judge(comparison, err);
    return rc < 0 ? rc : wl_compare_moments(comparison, bins, err);
}

static void
comparison_done(struct wl_comparison *comparison, struct wl_compare_loading loading[2])
{
    for (int i = 0; i < 2; i++) {
        wl_cover_done(&comparison->sides[i].cover);
        wl_scope_done(&loading[i].scope);
        free(loading[i].bins.items);
        free(loading[i].sources);
    }
    free(comparison->codes.rows);
    free(comparison->peers.rows);
    wl_buf_done(&comparison->codes.text);
    wl_buf_done(&comparison->peers.text);
}

int
wl_compare_write(const struct wl_compare_request *request, struct wl_buf *out, bool *changed,
                 struct wl_error *err)
{
    struct wl_comparison comparison = {0};
    struct wl_compare_loading loading[2] = {{.side = &request->sides[0]},
                                            {.side = &request->sides[1]}};
    int rc = load(&comparison, loading, err);

    for (size_t i = 0; i < FORMATS && rc == 0; i++)
        if (strcmp(formats[i].name, request->format ? request->format : formats[0].name) == 0)
            formats[i].write(out, &comparison, request);
    if (rc == 0 && out->failed)
        rc = wl_error_set(err, WL_ENOMEM, "out of memory");
    *changed = comparison.codes.changed + comparison.peers.changed > 0;
    comparison_done(&comparison, loading);
    return rc;
}
