/*
 * Measures of a group that follow from times: pauses that agree, distances that repeat, others
 * close by.
 */
#include "report/diagnose_group.h"

#include <stdlib.h>

enum { PERCENT = 100, FEW = 3, SOME = 6, MANY = 4096, LOOKED_AT = 256, NEIGHBOURS = 400 };
#define EPISODE_US INT64_C(5000000)    /* what lies closer together is one event */
#define SHORT_US INT64_C(20000000)     /* distances below this tell nothing about timers */
#define LEAST_IDLE_US INT64_C(3000000) /* likewise pauses */

static int
compare_us(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

    return (x > y) - (x < y);
}

/* The timer of the table that ends about then: a little later, or just before by rounding. */
static const struct wl_timer *
timer_for(const struct wl_group *group, int64_t us)
{
    const struct wl_diagnosis_rules *rules = group->field->events->rules;
    const struct wl_timer *best = NULL;

    for (size_t i = 0; i < rules->timer_count; i++) {
        const struct wl_timer *timer = rules->timers + i;
        if (us >= timer->us - timer->us / 50 && us <= timer->us + timer->us / 12 + 2000000 &&
            (!best || llabs(us - timer->us) < llabs(us - best->us)))
            best = timer;
    }
    return best;
}

/* The most of sorted times that lie within an eighth of each other. @return how many */
static size_t
cluster(const int64_t *times, size_t count, int64_t *low, int64_t *high)
{
    size_t most = 0, from = 0;

    for (size_t to = 0; to < count; to++) {
        while (times[to] > times[from] + times[from] / 8 + 1000000)
            from++;
        if (to + 1 - from > most) {
            most = to + 1 - from;
            *low = times[from];
            *high = times[to];
        }
    }
    return most;
}

int64_t
wl_group_idle(struct wl_group *group, int64_t *known)
{
    int64_t times[MANY], share;
    size_t count = 0, most;

    for (size_t i = 0; i < group->count && count < MANY; i++) {
        int64_t us = wl_group_event(group, i)->idle_us;
        if (us >= LEAST_IDLE_US)
            times[count++] = us;
    }
    *known = (int64_t)count;
    group->timer = NULL;
    if (count < FEW)
        return 0;
    qsort(times, count, sizeof *times, compare_us);
    most = cluster(times, count, &group->idle_low_us, &group->idle_high_us);
    share = most >= FEW ? (int64_t)(most * PERCENT / count) : 0;
    group->timer = timer_for(group, group->idle_low_us);
    if (share < 60) { /* or all pauses are longer than a timer that is known */
        const struct wl_timer *timer = timer_for(group, times[count / 20]);
        if (timer && count >= SOME && times[count / 20] >= times[count / 2] / 3) {
            group->timer = timer;
            group->idle_low_us = times[count / 20];
            group->idle_high_us = times[count - 1];
            share = 75;
        }
    }
    return share;
}

/* Distances between events of one peer; without peers, of the group. */
static size_t
distances(const struct wl_group *group, int64_t *times)
{
    size_t count = 0;

    for (size_t i = 1; i < group->count && count < MANY; i++) {
        const struct wl_event *event = wl_group_event(group, i);
        for (size_t back = i; back > 0 && i - back < 64; back--) {
            const struct wl_event *other = wl_group_event(group, back - 1);
            int64_t us = event->at_us - other->at_us;
            if (other->endpoint != event->endpoint || us < EPISODE_US)
                continue;
            if (us >= SHORT_US)
                times[count++] = us;
            break;
        }
    }
    return count;
}

int64_t
wl_group_regular(struct wl_group *group)
{
    int64_t times[MANY], low = 0, high = 0;
    size_t count = distances(group, times), most;

    group->timer = NULL;
    if (count < FEW)
        return 0;
    qsort(times, count, sizeof *times, compare_us);
    most = cluster(times, count, &low, &high);
    group->regular_us = low + (high - low) / 2;
    group->timer = timer_for(group, low);
    return (int64_t)(most * PERCENT / count);
}

static bool
shares(const struct wl_event *a, const struct wl_event *b, enum wl_trait trait)
{
    uint32_t x = wl_event_trait(a, trait), y = wl_event_trait(b, trait);

    if (trait == WL_TRAIT_NONE)
        return true;
    if (x == 0 || y == 0) /* not known: at least the same log */
        return a->source == b->source;
    return x == y;
}

static size_t
first_since(const struct wl_events *events, int64_t us)
{
    size_t low = 0, high = events->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (events->list[middle].at_us < us)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool
has_near(const struct wl_group *group, const struct wl_event *event,
         const struct wl_condition *condition)
{
    const struct wl_events *events = group->field->events;
    size_t at = first_since(events, event->at_us - condition->before_us);

    for (size_t n = 0; at < events->count && n < NEIGHBOURS; at++, n++) {
        const struct wl_event *other = events->list + at;
        if (other->at_us > event->at_us + condition->after_us)
            return false;
        if (other != event && wl_pick_takes(&condition->pick, other) &&
            shares(event, other, (enum wl_trait)condition->same))
            return true;
    }
    return false;
}

int64_t
wl_group_near(const struct wl_group *group, const struct wl_condition *condition)
{
    size_t count = group->to - group->from, step = count / LOOKED_AT + 1;
    int64_t found = 0, of = 0;

    for (size_t i = group->from; i < group->to; i += step) {
        of++;
        found += has_near(group, wl_group_event(group, i), condition);
    }
    return of ? (found * PERCENT + of - 1) / of : 0;
}
