#include "sink/tally.h"

#include <stdlib.h>

static size_t
index_of(uint16_t number)
{
    size_t count;

    return (size_t)(wl_code_by_number(number) - wl_codes(&count));
}

static void
clear(struct wl_tally_counts *counts, size_t codes)
{
    uint64_t *by_code = counts->by_code;

    memset(by_code, 0, codes * sizeof *by_code);
    *counts = (struct wl_tally_counts){.by_code = by_code};
}

static void
see_time(struct wl_tally_counts *counts, int64_t first_us, int64_t last_us, uint64_t dated)
{
    if (dated == 0)
        return;
    if (counts->dated == 0 || first_us < counts->first_us)
        counts->first_us = first_us;
    if (counts->dated == 0 || last_us > counts->last_us)
        counts->last_us = last_us;
    counts->dated += dated;
}

static int
begin(struct wl_sink *base, const struct wl_origin *origin, struct wl_error *err)
{
    struct wl_tally_sink *s = (struct wl_tally_sink *)base;
    size_t codes;

    (void)err;
    (void)wl_codes(&codes);
    clear(&s->here, codes);
    s->origin = origin;
    return 0;
}

static int
take_line(struct wl_sink *base, const struct wl_found *found, struct wl_error *err)
{
    struct wl_tally_counts *here = &((struct wl_tally_sink *)base)->here;

    (void)err;
    here->lines += !found->again;
    for (size_t i = 0; i < found->count; i++) {
        const struct wl_occurrence *o = found->occurrences + i;
        here->occurrences++;
        here->by_code[index_of(o->code)]++;
        see_time(here, o->time_us, o->time_us, o->time_from != WL_TIME_ABSENT);
    }
    return 0;
}

static int
end(struct wl_sink *base, const struct wl_ending *ending, struct wl_error *err)
{
    struct wl_tally_sink *s = (struct wl_tally_sink *)base;
    struct wl_tally_counts *all = &s->all, *here = &s->here;
    unsigned char content[WL_ID_SIZE];
    size_t codes;
    int fresh = 1;

    _Static_assert(WL_ID_SIZE == WL_KEY_SIZE, "a content is a key");
    s->empty = ending->bytes == 0;
    if (!s->empty && (base->wants & WL_WANT_CONTENT)) {
        wl_identity_digest(s->origin->identity, content);
        fresh = wl_keyset_add(&s->contents, content);
    }
    s->origin = NULL;
    if (fresh < 0)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    s->copy = fresh == 0;
    s->copies += s->copy;
    if (s->copy)
        return 0;
    all->occurrences += here->occurrences;
    all->lines += here->lines;
    see_time(all, here->first_us, here->last_us, here->dated);
    (void)wl_codes(&codes);
    for (size_t i = 0; i < codes; i++)
        all->by_code[i] += here->by_code[i];
    return 0;
}

static const struct wl_sink_ops ops = {.begin = begin, .line = take_line, .end = end};

int
wl_tally_init(struct wl_tally_sink *sink, struct wl_error *err)
{
    size_t codes;

    (void)wl_codes(&codes);
    *sink = (struct wl_tally_sink){.base = {&ops, WL_WANT_TIME | WL_WANT_CONTENT | WL_WANT_LINES}};
    wl_keyset_init(&sink->contents);
    sink->here.by_code = calloc(codes, sizeof *sink->here.by_code);
    sink->all.by_code = calloc(codes, sizeof *sink->all.by_code);
    if (sink->here.by_code && sink->all.by_code)
        return 0;
    wl_tally_done(sink);
    return wl_error_set(err, WL_ENOMEM, "out of memory");
}

void
wl_tally_single(struct wl_tally_sink *sink)
{
    sink->base.wants &= ~(unsigned)WL_WANT_CONTENT;
}

void
wl_tally_done(struct wl_tally_sink *sink)
{
    free(sink->here.by_code);
    free(sink->all.by_code);
    sink->here.by_code = sink->all.by_code = NULL;
    wl_keyset_done(&sink->contents);
}

size_t
wl_tally_top(const struct wl_tally_sink *sink, struct wl_tally_row *rows, size_t cap, size_t *codes)
{
    size_t total, have = 0;
    const struct wl_code *table = wl_codes(&total);

    *codes = 0;
    for (size_t i = 0; i < total; i++) {
        uint64_t count = sink->all.by_code[i];
        size_t at;
        if (count == 0)
            continue;
        ++*codes;
        for (at = have; at > 0 && rows[at - 1].count < count; at--)
            if (at < cap)
                rows[at] = rows[at - 1];
        if (at == cap)
            continue;
        rows[at] = (struct wl_tally_row){table + i, count};
        have += have < cap;
    }
    return have;
}
