#include "scan/detect.h"

#include "scan/line.h"

#include <stdlib.h>

static void
fill_filter(struct wl_detector *d)
{
    wl_prefilter_init(&d->filter);
    for (size_t i = 0; i < d->set->rule_count; i++) {
        const struct wl_rule *rule = d->set->rules + i;
        if (rule->kind == WL_RULE_PATTERN && (rule->small || rule->code))
            for (const char *const *k = rule->keywords; *k; k++)
                wl_prefilter_add(&d->filter, wl_span_of(*k), WL_CLASS_KEYWORD);
    }
    for (size_t i = 0; i < d->set->form_count; i++) {
        const struct wl_text_form *form = d->set->forms + i;
        for (int k = 0; k < 2; k++) {
            const char *anchor = form->folded.ptr + form->anchor[k];
            unsigned char first = (unsigned char)*anchor;
            /* classes apart, so that the tables of one do not pass the mixtures of others */
            uint8_t class = first >= 0x80 ? 128 : first >= 'n' ? 64 : 32;
            wl_prefilter_add(&d->filter, (struct wl_span){anchor, WL_ANCHOR}, class);
        }
    }
}

int
wl_detector_new(struct wl_detector **out, const struct wl_patterns *set, struct wl_error *err)
{
    struct wl_detector *d = calloc(1, sizeof *d);
    int rc;

    if (!d)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    d->set = set;
    d->threshold = WL_THRESHOLD;
    rc = wl_judge_init(&d->judge, set, err);
    if (rc == 0)
        rc = wl_text_index_new(&d->texts, set->forms, set->form_count, err);
    if (rc < 0) {
        wl_detector_free(d);
        return rc;
    }
    fill_filter(d);
    *out = d;
    return 0;
}

void
wl_detector_free(struct wl_detector *d)
{
    if (!d)
        return;
    wl_judge_done(&d->judge);
    wl_text_index_free(d->texts);
    free(d);
}

void
wl_detector_threshold(struct wl_detector *d, unsigned confidence)
{
    d->threshold = confidence;
}

void
wl_detector_plain(struct wl_detector *d, bool plain)
{
    d->plain = plain;
}

void
wl_detector_trace(struct wl_detector *d, wl_trace_fn *trace, void *arg)
{
    d->judge.trace = trace;
    d->judge.trace_arg = arg;
}

uint64_t
wl_detector_given_up(const struct wl_detector *d)
{
    return d->judge.given_up;
}

static const char *
next_candidate(const struct wl_detector *d, const char *p, const char *end, unsigned *classes)
{
    if (!d->plain)
        return wl_prefilter_next(&d->filter, p, end, classes);
    *classes = ~0u;
    return p < end ? p : end;
}

/* The place of work that comes first: a candidate, or the end of a text that began earlier. */
static const char *
next_event(const struct wl_detector *d, const char *candidate)
{
    for (size_t i = 0; i < d->pending_count; i++) {
        const char *last = d->pending[i].found.ptr + d->pending[i].found.len - 1;
        if (last < candidate)
            candidate = last;
    }
    return candidate;
}

int
wl_detect(struct wl_detector *d, const struct wl_piece *piece, wl_line_fn *fn, void *arg,
          struct wl_error *err)
{
    size_t margin = piece->before < WL_MARGIN ? piece->before : WL_MARGIN;
    const char *low = piece->text - margin, *p = low;
    const char *stop = piece->text + piece->len, *high = stop + piece->after;
    unsigned classes = 0;

    d->judged = piece->text;
    d->limit = stop;
    d->pending_count = 0;
    for (;;) {
        const char *q = next_candidate(d, p, high, &classes);
        const char *event = next_event(d, q), *line_stop;
        if (event >= stop)
            return 0;
        wl_line_open(d, event, piece);
        wl_line_pending(d);
        line_stop = d->end < stop ? d->end : stop;
        while (q < line_stop) {
            size_t used;
            int rc = wl_line_candidate(d, q, classes, low, high, &used, err);
            if (rc < 0)
                return rc;
            q = next_candidate(d, q + used, high, &classes);
        }
        if (d->end > d->judged) {
            int rc = wl_line_close(d, fn, arg, err);
            if (rc < 0)
                return rc;
        }
        p = line_stop < stop ? line_stop + 1 : stop;
        if (p < q && q < stop)
            p = q; /* nothing stands between */
    }
}
