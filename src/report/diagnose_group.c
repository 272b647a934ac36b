/*
 * Measures of a group that follow from counting.
 */
#include "report/diagnose_group.h"

enum { PERCENT = 100 };
#define BEHIND_US INT64_C(60000000)

bool
wl_pick_takes(const struct wl_pick *pick, const struct wl_event *event)
{
    bool code = pick->code_count == 0;

    for (size_t i = 0; i < pick->code_count && !code; i++)
        code = pick->codes[i] == event->code;
    if (!code || (pick->during && !(pick->during & 1u << event->operation)) ||
        (pick->not_during & 1u << event->operation))
        return false;
    if (pick->large && !(event->flags & WL_EVENT_LARGE))
        return false;
    if (pick->has_words && !wl_words_meet(&pick->words, &event->words))
        return false;
    return !wl_words_meet(&pick->without, &event->words);
}

int64_t
wl_group_distinct(const struct wl_group *group, enum wl_trait trait, size_t from, size_t to)
{
    uint32_t *seen = group->field->seen;
    int64_t count = 0;

    for (size_t i = from; i < to; i++) {
        uint32_t value = wl_event_trait(wl_group_event(group, i), trait);
        if (value && seen[value]++ == 0)
            count++;
    }
    for (size_t i = from; i < to; i++)
        seen[wl_event_trait(wl_group_event(group, i), trait)] = 0;
    return count;
}

void
wl_group_find_window(struct wl_group *group)
{
    enum wl_trait most = (enum wl_trait)group->rule->most;
    uint32_t *seen = group->field->seen;
    size_t from = 0;
    int64_t best = -1, distinct = 0;

    group->from = 0;
    group->to = group->count;
    if (group->rule->within_us == 0)
        return;
    for (size_t to = 0; to < group->count; to++) {
        const struct wl_event *event = wl_group_event(group, to);
        uint32_t value = wl_event_trait(event, most);
        int64_t weight;
        distinct += value && seen[value]++ == 0;
        while (event->at_us - wl_group_event(group, from)->at_us > group->rule->within_us) {
            uint32_t left = wl_event_trait(wl_group_event(group, from++), most);
            distinct -= left && --seen[left] == 0;
        }
        weight = (most ? distinct * (INT64_C(1) << 32) : 0) + (int64_t)(to + 1 - from);
        if (weight > best) {
            best = weight;
            group->from = from;
            group->to = to + 1;
        }
    }
    for (size_t i = from; i < group->count; i++)
        seen[wl_event_trait(wl_group_event(group, i), most)] = 0;
}

static int64_t
percent(int64_t part, int64_t whole)
{
    return whole > 0 ? (part * PERCENT + whole - 1) / whole : 0;
}

static int64_t
span_of(const struct wl_group *group)
{
    return wl_group_event(group, group->count - 1)->at_us - wl_group_event(group, 0)->at_us;
}

int64_t
wl_group_episodes(const struct wl_group *group, int64_t gap_us)
{
    int64_t count = 1;

    for (size_t i = 1; i < group->count; i++)
        count += wl_group_event(group, i)->at_us - wl_group_event(group, i - 1)->at_us > gap_us;
    return count;
}

static int64_t
with_flag(const struct wl_group *group, unsigned flag, bool peers_only)
{
    int64_t count = 0, of = 0;

    for (size_t i = group->from; i < group->to; i++) {
        const struct wl_event *event = wl_group_event(group, i);
        of += !peers_only || event->peer;
        count += (event->flags & flag) != 0;
    }
    return percent(count, of);
}

static int64_t
with_words(const struct wl_group *group, const struct wl_words *words)
{
    int64_t count = 0;

    for (size_t i = 0; i < group->count; i++)
        count += wl_words_meet(words, &wl_group_event(group, i)->words);
    return percent(count, (int64_t)group->count);
}

/* How much denser the window is than the scope as a whole, times 100. */
static int64_t
density(const struct wl_group *group)
{
    const struct wl_field *field = group->field;
    int64_t within = group->rule->within_us ? group->rule->within_us : 1;
    int64_t all = field->last_us - field->first_us;

    if (all <= within)
        return 10 * PERCENT;
    return (int64_t)((double)(group->to - group->from) * (double)all * PERCENT /
                     ((double)within * (double)group->count));
}

/* Does the case rest on many at once? */
static bool
wants_burst(const struct wl_diagnosis_case *rule)
{
    for (size_t i = 0; i < rule->needs.count; i++)
        if (rule->needs.list[i].measure <= WL_MEASURE_SOURCES &&
            rule->needs.list[i].measure != WL_MEASURE_COUNT && rule->needs.list[i].low >= 2)
            return true;
    return false;
}

bool
wl_group_is_flat(const struct wl_group *group, int windows)
{
    const struct wl_field *field = group->field;
    double all = (double)(field->last_us - field->first_us) + 1;
    double even = (double)group->count * (double)group->rule->within_us / all;
    double more = (double)(group->to - group->from) - even - 2;

    /* five times the deviation of a Poisson distribution, as the densest of many windows is taken,
     * and a little for small numbers */
    return wants_burst(group->rule) && group->rule->within_us > 0 &&
           (double)group->rule->within_us * windows < all && (more < 0 || more * more < 25 * even);
}

/* Of the events in the window's sources, those long behind or before it. */
static int64_t
outside(const struct wl_group *group, bool behind)
{
    const struct wl_events *events = group->field->events;
    int64_t first = wl_group_event(group, group->from)->at_us,
            last = wl_group_event(group, group->to - 1)->at_us, count = 0, of = 0;
    uint32_t *seen = group->field->seen;

    for (size_t i = group->from; i < group->to; i++)
        seen[wl_group_event(group, i)->source] = 1;
    for (size_t i = 0; i < events->count; i++) {
        const struct wl_event *event = events->list + i;
        if (!seen[event->source])
            continue;
        of++;
        count += behind ? event->at_us > last + BEHIND_US : event->at_us < first;
    }
    for (size_t i = group->from; i < group->to; i++)
        seen[wl_group_event(group, i)->source] = 0;
    return percent(count, of);
}

static int64_t
late(const struct wl_group *group)
{
    const struct wl_field *field = group->field;
    int64_t middle = field->first_us + (field->last_us - field->first_us) / 2, count = 0;

    for (size_t i = 0; i < group->count; i++)
        count += wl_group_event(group, i)->at_us >= middle;
    return percent(count, (int64_t)group->count);
}

/* Percent of the tenths of the group's span in which it has events. */
static int64_t
steady(const struct wl_group *group)
{
    int64_t first = wl_group_event(group, 0)->at_us, span = span_of(group) + 1;
    unsigned parts = 0;
    int64_t count = 0;

    for (size_t i = 0; i < group->count; i++)
        parts |= 1u << (unsigned)((wl_group_event(group, i)->at_us - first) / (span / 10 + 1));
    for (; parts; parts &= parts - 1)
        count++;
    return count * 10;
}

static int64_t
counted(const struct wl_group *group, unsigned measure)
{
    static const uint8_t traits[WL_MEASURES] = {
        [WL_MEASURE_PEERS] = WL_TRAIT_PEER,        [WL_MEASURE_ENDPOINTS] = WL_TRAIT_ENDPOINT,
        [WL_MEASURE_PORTS] = WL_TRAIT_PORT,        [WL_MEASURE_CODES] = WL_TRAIT_CODE,
        [WL_MEASURE_PROCESSES] = WL_TRAIT_PROCESS, [WL_MEASURE_HOSTS] = WL_TRAIT_HOST,
        [WL_MEASURE_SOURCES] = WL_TRAIT_SOURCE,
    };

    return wl_group_distinct(group, (enum wl_trait)traits[measure], group->from, group->to);
}

static int64_t
measured(struct wl_group *group, const struct wl_condition *condition)
{
    int64_t known, agree;

    switch (condition->measure) {
    case WL_MEASURE_COUNT:
        return (int64_t)group->count;
    case WL_MEASURE_BURST:
        return (int64_t)(group->to - group->from);
    case WL_MEASURE_SHARE:
        return percent((int64_t)group->count, group->of);
    case WL_MEASURE_PART:
        return percent((int64_t)group->count, group->field->serious);
    case WL_MEASURE_SPAN:
        return span_of(group) / 1000000;
    case WL_MEASURE_EPISODES:
        return wl_group_episodes(group, group->rule->within_us);
    case WL_MEASURE_REGULAR:
        return wl_group_regular(group);
    case WL_MEASURE_IDLE:
    case WL_MEASURE_IDLE_AGREE:
    case WL_MEASURE_IDLE_NAMED:
        agree = wl_group_idle(group, &known);
        if (condition->measure == WL_MEASURE_IDLE_NAMED)
            return group->timer != NULL;
        return condition->measure == WL_MEASURE_IDLE ? known : agree;
    case WL_MEASURE_IPV6:
        return with_flag(group, WL_EVENT_IPV6, true);
    case WL_MEASURE_LOOPBACK:
        return with_flag(group, WL_EVENT_LOOPBACK, true);
    case WL_MEASURE_LARGE:
        return with_flag(group, WL_EVENT_LARGE, false);
    case WL_MEASURE_LATE:
        return late(group);
    case WL_MEASURE_BEHIND:
    case WL_MEASURE_AHEAD:
        return outside(group, condition->measure == WL_MEASURE_BEHIND);
    case WL_MEASURE_DENSITY:
        return density(group);
    case WL_MEASURE_STEADY:
        return steady(group);
    case WL_MEASURE_WORDS:
        return with_words(group, &condition->pick.words);
    case WL_MEASURE_NEAR:
        return wl_group_near(group, condition);
    default:
        return counted(group, condition->measure);
    }
}

bool
wl_group_meets(struct wl_group *group, const struct wl_conditions *conditions)
{
    for (size_t i = 0; i < conditions->count; i++) {
        int64_t value = measured(group, conditions->list + i);
        if (value < conditions->list[i].low || value > conditions->list[i].high)
            return false;
    }
    return true;
}
