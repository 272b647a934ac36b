#include "cli/explain_text.h"

#include "scan/detect.h"

#include <stdlib.h>

struct found {
    const struct wl_code **out;
    size_t max, count;
};

static int
compare_places(const void *a, const void *b)
{
    const struct wl_hit *x = a, *y = b;

    return x->found.ptr < y->found.ptr ? -1 : x->found.ptr > y->found.ptr;
}

static bool
is_known(const struct found *found, const struct wl_code *code)
{
    for (size_t i = 0; i < found->count; i++)
        if (found->out[i] == code)
            return true;
    return false;
}

static int
take_hits(void *arg, const struct wl_line_hits *line, struct wl_error *err)
{
    struct found *found = arg;
    struct wl_hit hits[WL_CODES_MAX];

    (void)err;
    memcpy(hits, line->hits, line->count * sizeof *hits);
    qsort(hits, line->count, sizeof *hits, compare_places);
    for (size_t i = 0; i < line->count && found->count < found->max; i++) {
        const struct wl_code *code = wl_code_by_number(hits[i].code);
        if (!is_known(found, code))
            found->out[found->count++] = code;
    }
    return 0;
}

int
wl_explain_text(struct wl_span text, const struct wl_code **out, size_t max, size_t *count,
                struct wl_error *err)
{
    static const unsigned thresholds[] = {WL_THRESHOLD, WL_THRESHOLD / 2};
    struct wl_piece piece = {text.ptr, 0, text.len, 0, true};
    struct wl_detector *detector = NULL;
    struct found found = {out, max, 0};
    int rc = wl_detector_new(&detector, wl_patterns_builtin(), err);

    for (size_t i = 0; i < 2 && rc == 0 && found.count == 0; i++) {
        wl_detector_threshold(detector, thresholds[i]);
        rc = wl_detect(detector, &piece, take_hits, &found, err);
    }
    wl_detector_free(detector);
    *count = found.count;
    return rc;
}
