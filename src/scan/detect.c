#include "scan/detect.h"

#include "scan/line.h"

#include <stdlib.h>

int
wl_detector_new(struct wl_detector **out, const struct wl_patterns *set, struct wl_error *err)
{
    struct wl_detector *d = calloc(1, sizeof *d);
    int rc;

    if (!d)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    d->set = set;
    d->threshold = WL_THRESHOLD;
    d->prepared = set->prepared ? set->prepared : &d->own;
    rc = set->prepared ? 0 : wl_prepared_make(&d->own, set, err);
    if (rc == 0)
        rc = wl_judge_init(&d->judge, set, &d->prepared->plan, err);
    if (rc < 0) {
        wl_detector_free(d);
        return rc;
    }
    d->judge.threshold = d->threshold;
    wl_small_init(&d->small);
    wl_detector_reset(d);
    *out = d;
    return 0;
}

void
wl_detector_free(struct wl_detector *d)
{
    if (!d)
        return;
    wl_judge_done(&d->judge);
    wl_prepared_done(&d->own);
    free(d->field_groups);
    free(d);
}

void
wl_detector_reset(struct wl_detector *d)
{
    wl_columns_init(&d->columns);
}

size_t
wl_detector_state_size(const struct wl_detector *d)
{
    return sizeof d->columns + sizeof d->judge.given_up + d->set->rule_count * sizeof(unsigned);
}

void
wl_detector_save(const struct wl_detector *d, void *state)
{
    char *p = state;

    memcpy(p, &d->columns, sizeof d->columns);
    p += sizeof d->columns;
    memcpy(p, &d->judge.given_up, sizeof d->judge.given_up);
    p += sizeof d->judge.given_up;
    for (size_t i = 0; i < d->set->rule_count; i++, p += sizeof(unsigned))
        memcpy(p, &d->judge.rules[i].struck, sizeof(unsigned));
}

void
wl_detector_load(struct wl_detector *d, const void *state)
{
    const char *p = state;

    memcpy(&d->columns, p, sizeof d->columns);
    p += sizeof d->columns;
    memcpy(&d->judge.given_up, p, sizeof d->judge.given_up);
    p += sizeof d->judge.given_up;
    for (size_t i = 0; i < d->set->rule_count; i++, p += sizeof(unsigned))
        memcpy(&d->judge.rules[i].struck, p, sizeof(unsigned));
}

void
wl_detector_threshold(struct wl_detector *d, unsigned confidence)
{
    d->threshold = d->judge.threshold = confidence;
}

void
wl_detector_plain(struct wl_detector *d, bool plain)
{
    d->plain = d->judge.plain = plain;
}

void
wl_detector_trace(struct wl_detector *d, wl_trace_fn *trace, void *arg)
{
    d->judge.trace = trace;
    d->judge.trace_arg = arg;
}

uint64_t
wl_detector_given_up(const struct wl_detector *d, const char **pattern)
{
    unsigned most = 0;

    *pattern = "";
    for (size_t i = 0; i < d->set->rule_count; i++)
        if (d->judge.rules[i].struck > most) {
            most = d->judge.rules[i].struck;
            *pattern = d->set->rules[i].id;
        }
    return d->judge.given_up;
}

static const char *
next_candidate(struct wl_detector *d, const char *low, const char *p, const char *end,
               unsigned *classes)
{
    if (d->plain) {
        *classes = ~0u;
        return p < end ? p : end;
    }
    for (;;) {
        for (; d->listed_at < d->listed_count; d->listed_at++) {
            const struct wl_candidate *c = d->listed + d->listed_at;
            if (d->list_from + c->offset >= p) {
                *classes = c->classes;
                return d->list_from + c->offset;
            }
        }
        if (d->list_stop >= end)
            return end;
        d->list_from = d->list_stop > p ? d->list_stop : p;
        d->listed_at = 0;
        d->listed_count = wl_prefilter_run(&d->prepared->filter, low, d->list_from, end, d->listed,
                                           WL_LISTED_MAX, &d->list_stop);
    }
}

/* A list that waits while the same detector lists something else. */
struct kept_list {
    struct wl_candidate *listed;
    size_t count;
    const char *from, *stop;
};

static int
keep_list(const struct wl_detector *d, struct kept_list *kept, struct wl_error *err)
{
    kept->count = d->listed_count - d->listed_at;
    kept->from = d->list_from;
    kept->stop = d->list_stop;
    kept->listed = malloc((kept->count + 1) * sizeof *kept->listed);
    if (!kept->listed)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    memcpy(kept->listed, d->listed + d->listed_at, kept->count * sizeof *kept->listed);
    return 0;
}

static void
restore_list(struct wl_detector *d, struct kept_list *kept)
{
    memcpy(d->listed, kept->listed, kept->count * sizeof *kept->listed);
    d->listed_count = kept->count;
    d->listed_at = 0;
    d->list_from = kept->from;
    d->list_stop = kept->stop;
    free(kept->listed);
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

/* Length of the SGR sequence (colours) at p, 0 for none. */
static size_t
sgr_at(const char *p, const char *end)
{
    size_t n = 2;

    if (end - p < 3 || p[0] != '\x1b' || p[1] != '[')
        return 0;
    while (p + n < end && n < 24 && ((p[n] >= '0' && p[n] <= '9') || p[n] == ';' || p[n] == ':'))
        n++;
    return p + n < end && p[n] == 'm' ? n + 1 : 0;
}

static bool
has_sgr(const char *p, const char *end)
{
    while ((p = memchr(p, '\x1b', (size_t)(end - p)))) {
        if (sgr_at(p, end))
            return true;
        p++;
    }
    return false;
}

/* A line with colours is judged without them; here its hits go back to where they stood. */
struct decolored {
    struct wl_span line; /* as it stood */
    struct wl_span clean;
    const uint32_t *place; /* of each byte of clean, and of its end, in line */
    wl_line_fn *fn;
    void *arg;
};

static struct wl_span
put_back(const struct decolored *c, struct wl_span clean)
{
    size_t from = (size_t)(clean.ptr - c->clean.ptr), to = from + clean.len;
    size_t start = c->place[from], end = clean.len ? c->place[to - 1] + 1 : start;

    return (struct wl_span){c->line.ptr + start, end - start};
}

static int
give_back(void *arg, const struct wl_line_hits *clean, struct wl_error *err)
{
    const struct decolored *c = arg;
    struct wl_hit hits[WL_CODES_MAX];
    struct wl_line_hits line = *clean;

    for (size_t i = 0; i < clean->count; i++) {
        hits[i] = clean->hits[i];
        hits[i].found = put_back(c, clean->hits[i].found);
    }
    line.line = c->line;
    line.hits = hits;
    line.notes_at = clean->notes_at == clean->line.len ? c->line.len : c->place[clean->notes_at];
    return c->fn(c->arg, &line, err);
}

static int
detect_colored(struct wl_detector *d, wl_line_fn *fn, void *arg, struct wl_error *err)
{
    struct wl_span line = {d->start, (size_t)(d->end - d->start)};
    char *text = malloc(line.len + 1);
    uint32_t *place = malloc((line.len + 1) * sizeof *place);
    struct decolored c = {.line = line, .place = place, .fn = fn, .arg = arg};
    struct wl_piece piece = {.starts_line = true};
    struct kept_list kept;
    size_t len = 0;
    int rc;

    if (!text || !place) {
        rc = wl_error_set(err, WL_ENOMEM, "out of memory");
        goto out;
    }
    rc = keep_list(d, &kept, err);
    if (rc < 0)
        goto out;
    for (size_t i = 0; i < line.len;) {
        size_t n = sgr_at(line.ptr + i, line.ptr + line.len);
        if (n == 0) {
            place[len] = (uint32_t)i;
            text[len++] = line.ptr[i++];
        }
        i += n;
    }
    place[len] = (uint32_t)line.len;
    c.clean = (struct wl_span){text, len};
    piece.text = text;
    piece.len = len;
    d->worth = NULL;
    d->decolored = true; /* what is left may look like a colour again: once is enough */
    rc = wl_detect(d, &piece, give_back, &c, err);
    d->decolored = false;
    restore_list(d, &kept);
out:
    free(text);
    free(place);
    return rc;
}

static int
gather(struct wl_detector *d, unsigned wanted, const char **q, unsigned *classes, const char *low,
       const char *high, const char *line_stop, struct wl_error *err)
{
    while (*q < line_stop) {
        size_t used;
        int rc = wl_line_candidate(d, *q, *classes & wanted, low, high, &used, err);
        if (rc < 0)
            return rc;
        *q = next_candidate(d, low, *q + used, high, classes);
    }
    return 0;
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
    d->peek = (struct wl_peek){0};
    d->listed_count = d->listed_at = 0;
    d->list_stop = low;
    for (;;) {
        const char *q = next_candidate(d, low, p, high, &classes);
        const char *event = next_event(d, q), *line_stop, *after;
        bool whole;
        size_t used;
        int rc;
        if (event >= stop)
            return 0;
        d->worth = NULL;
        if (event == q && !d->plain) {
            rc = wl_line_is_worth(d, q, classes, low, high, &used, err);
            if (rc < 0)
                return rc;
            p = q + used;
            if (rc == 0)
                continue;
        }
        wl_line_open(d, event, piece);
        wl_line_pending(d);
        line_stop = d->end < stop ? d->end : stop;
        after = d->after < stop ? d->after : stop;
        whole = d->start >= piece->text && d->end <= stop;
        /* a text that wraps into or out of a coloured line is still found, colours are folded */
        if (whole && !d->decolored && d->match_count == 0 && has_sgr(d->start, d->end)) {
            rc = gather(d, WL_CLASS_TEXT, &q, &classes, low, high, line_stop, err);
            d->outer_count = d->pending_count;
            memcpy(d->outer, d->pending, sizeof d->outer);
            if (rc == 0)
                rc = detect_colored(d, fn, arg, err);
            memcpy(d->pending, d->outer, sizeof d->outer);
            d->pending_count = d->outer_count;
            d->judged = piece->text;
            d->limit = stop;
        } else {
            const char *reach = d->end - stop > WL_RADIUS ? stop + WL_RADIUS : d->end;
            rc = gather(d, ~0u, &q, &classes, low, high, reach, err);
            if (rc == 0 && d->end > d->judged)
                rc = wl_line_close(d, fn, arg, err);
        }
        if (rc < 0)
            return rc;
        p = after;
        if (p < q && q < stop)
            p = q; /* nothing stands between */
    }
}
