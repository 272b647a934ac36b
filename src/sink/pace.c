#include "sink/pace.h"

#include <time.h>

static int64_t
clock_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static int
begin(struct wl_sink *base, const struct wl_origin *origin, struct wl_error *err)
{
    struct wl_pace_sink *s = (struct wl_pace_sink *)base;

    return s->inner->ops->begin(s->inner, origin, err);
}

static int
take_line(struct wl_sink *base, const struct wl_found *found, struct wl_error *err)
{
    struct wl_pace_sink *s = (struct wl_pace_sink *)base;

    s->waiting = true;
    return s->inner->ops->line(s->inner, found, err);
}

static int
flush_inner(struct wl_pace_sink *s, struct wl_error *err)
{
    s->waiting = false;
    s->flushed_ms = clock_ms();
    return s->inner->ops->flush(s->inner, err);
}

static int
flush(struct wl_sink *base, struct wl_error *err)
{
    struct wl_pace_sink *s = (struct wl_pace_sink *)base;
    bool due = s->waiting && clock_ms() - s->flushed_ms >= WL_PACE_MS;

    return due ? flush_inner(s, err) : 0;
}

static int
end(struct wl_sink *base, const struct wl_ending *ending, struct wl_error *err)
{
    struct wl_pace_sink *s = (struct wl_pace_sink *)base;

    s->waiting = false;
    return s->inner->ops->end(s->inner, ending, err);
}

static const struct wl_sink_ops ops = {
    .begin = begin, .line = take_line, .flush = flush, .end = end};

void
wl_pace_init(struct wl_pace_sink *sink, struct wl_sink *inner)
{
    *sink = (struct wl_pace_sink){.base = {&ops, inner->wants}, .inner = inner};
}

int
wl_pace_idle(struct wl_pace_sink *sink, struct wl_error *err)
{
    return sink->waiting ? flush_inner(sink, err) : 0;
}
