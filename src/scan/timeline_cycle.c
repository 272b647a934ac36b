#include "scan/timeline_cycle.h"

/* A source in which days change at every line would need memory without end. */
#define STEPS_MAX 65536u

struct step {
    uint64_t offset;
    int64_t count; /* from there on */
};

void
wl_timeline_cycle_clear(struct wl_timeline_cycle *c)
{
    struct wl_buf steps = c->steps;

    wl_buf_clear(&steps);
    *c = (struct wl_timeline_cycle){.last = -1, .steps = steps};
}

static const struct step *
steps_of(const struct wl_timeline_cycle *c, size_t *count)
{
    *count = c->steps.len / sizeof(struct step);
    return (const struct step *)(const void *)c->steps.ptr;
}

static bool
add_step(struct wl_timeline_cycle *c, uint64_t offset, int64_t count)
{
    struct step step = {offset, count};
    size_t n;
    const struct step *steps = steps_of(c, &n);

    if (n > 0 && steps[n - 1].count == count)
        return true;
    if (n >= STEPS_MAX)
        return false;
    wl_buf_add(&c->steps, (const char *)&step, sizeof step);
    return !c->steps.failed;
}

static int64_t
next_count(const struct wl_timeline_cycle *c, struct wl_timeline_limits limits, int place,
           bool *late)
{
    *late = false;
    if (!c->begun || c->last < 0)
        return c->count;
    if (place - c->last <= -limits.fall)
        return c->count + 1;
    *late = place - c->last >= limits.straggle;
    return *late ? c->count - 1 : c->count;
}

static int64_t
take_value(struct wl_timeline_cycle *c, int64_t count, int64_t value)
{
    if (c->anchored)
        return value - c->base;
    c->base = value - count;
    c->anchored = true;
    return count;
}

bool
wl_timeline_cycle_note(struct wl_timeline_cycle *c, struct wl_timeline_limits limits, int place,
                       uint64_t offset, const int64_t *value, bool *late)
{
    int64_t count = next_count(c, limits, place, late);

    c->due = false;
    if (value) {
        count = take_value(c, count, *value);
        *late = false;
    }
    if (!*late) {
        c->last = place;
        c->count = count;
    }
    c->begun = true;
    return add_step(c, offset, count);
}

void
wl_timeline_cycle_anchor(struct wl_timeline_cycle *c, struct wl_timeline_limits limits, int place,
                         int64_t value)
{
    bool late;

    c->count = take_value(c, next_count(c, limits, place, &late), value);
    c->last = place;
    c->begun = true;
    c->due = false;
}

int64_t
wl_timeline_cycle_count(const struct wl_timeline_cycle *c, uint64_t offset)
{
    size_t low = 0, high;
    const struct step *steps = steps_of(c, &high);

    if (high == 0)
        return 0;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (steps[middle].offset <= offset)
            low = middle;
        else
            high = middle;
    }
    return steps[low].count;
}

void
wl_timeline_cycle_asked(struct wl_timeline_cycle *c, int64_t base)
{
    if (!c->asked || base < c->low)
        c->low = base;
    if (!c->asked || base > c->high)
        c->high = base;
    c->asked = true;
    c->asked_open |= !c->anchored;
}

bool
wl_timeline_cycle_changed(const struct wl_timeline_cycle *c)
{
    return c->asked && ((c->asked_open && c->anchored) || c->low != c->base || c->high != c->base);
}
