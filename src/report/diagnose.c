/*
 * Weighs rules over events: which apply, to which group, how sure that is, in which order they are
 * told. What is said of them is put together in diagnose_say.c.
 */
#include "report/diagnose.h"

#include "report/diagnose_group.h"
#include "report/diagnose_say.h"
#include "scan/codes.h"

#include <stdlib.h>

enum {
    GROUPS_WEIGHED = 24, /* of a case, the largest */
    SURE = 97,
    PART_BONUS = 8,    /* for what makes up everything there is */
    FLAT_PENALTY = 45, /* for a window that chance may have filled as well */
    UNDATED_PENALTY = 10,
    FLAT_PART = 30,
    FLAT_COUNT = 8,
    LONG = 20,   /* windows that what makes up most of a log needs to tell bursts from a rate */
    STRONG = 55, /* what others may be the consequence of */
};
#define TOGETHER_US INT64_C(120000000)

struct weighing {
    struct wl_diagnoses *out;
    struct wl_field field;
    uint32_t *list; /* events that a case takes, by group */
    struct wl_error *err;
};

static int
no_memory(struct wl_error *err)
{
    return wl_error_set(err, WL_ENOMEM, "out of memory");
}

bool
wl_diagnose_wants(const struct wl_diagnosis_rules *rules, uint16_t code)
{
    for (size_t r = 0; r < rules->count; r++)
        for (size_t c = 0; c < rules->list[r]->case_count; c++) {
            const struct wl_pick *pick = &rules->list[r]->cases[c].pick;
            for (size_t i = 0; i < pick->code_count; i++)
                if (pick->codes[i] == code)
                    return true;
        }
    return false;
}

static int64_t
occurrences_of(const struct wl_field *field, const struct wl_pick *pick)
{
    int64_t count = 0;

    for (size_t i = 0; i < field->count_count; i++)
        for (size_t c = 0; c < pick->code_count; c++)
            if (pick->codes[c] == field->counts[i].code)
                count += field->counts[i].count;
    return count;
}

/* Groups are runs of one value; inside, time goes on, as events are sorted by it. */
struct keyed {
    uint32_t key, event;
};

static int
compare_keyed(const void *a, const void *b)
{
    const struct keyed *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->event > y->event) - (x->event < y->event);
}

static size_t
take_events(const struct weighing *w, const struct wl_diagnosis_case *rule, struct keyed *keyed)
{
    size_t count = 0;

    for (size_t i = 0; i < w->field.events->count; i++) {
        const struct wl_event *event = w->field.events->list + i;
        if (wl_pick_takes(&rule->pick, event))
            keyed[count++] =
                (struct keyed){wl_event_trait(event, (enum wl_trait)rule->by), (uint32_t)i};
    }
    if (rule->by != WL_TRAIT_NONE && count)
        qsort(keyed, count, sizeof *keyed, compare_keyed);
    return count;
}

/* What has to be sporadic over a long time is no burst: that it comes evenly speaks for it. */
static bool
is_sporadic(const struct wl_conditions *needs)
{
    bool capped = false, spans = false;

    for (size_t i = 0; i < needs->count; i++) {
        capped |= needs->list[i].measure == WL_MEASURE_BURST && needs->list[i].high < INT64_MAX;
        spans |= needs->list[i].measure == WL_MEASURE_SPAN;
    }
    return capped && spans;
}

static int64_t
confidence_of(struct wl_group *group, const struct wl_diagnosis_rule *rule)
{
    int64_t sure = group->rule->confidence, serious = group->field->serious;
    int64_t part = serious > 0 ? (int64_t)group->count * 100 / serious : 100;
    bool timed = false;

    for (size_t i = 0; i < rule->sign_count; i++)
        if (wl_group_meets(group, &rule->signs[i].when))
            sure += rule->signs[i].add;
    for (size_t i = group->from; i < group->to && !timed; i++)
        timed = wl_group_event(group, i)->flags & WL_EVENT_TIMED;
    if (!timed && group->rule->within_us)
        sure -= UNDATED_PENALTY;
    if (group->count >= FLAT_COUNT && !is_sporadic(&group->rule->needs) &&
        wl_group_is_flat(group, part < FLAT_PART ? 2 : LONG))
        sure -= FLAT_PENALTY;
    sure += PART_BONUS * (part > 100 ? 100 : part) / 100;
    return sure < 1 ? 1 : sure > SURE ? SURE : sure;
}

/* The best group of a case so far. */
struct best {
    struct wl_group group;
    int64_t confidence;
    uint32_t *list; /* owned copy of the group's */
};

static int
weigh_group(struct weighing *w, const struct wl_diagnosis_rule *rule, struct wl_group *group,
            struct best *best)
{
    int64_t sure;
    uint32_t *copy;

    wl_group_find_window(group);
    if (!wl_group_meets(group, &group->rule->needs))
        return 0;
    sure = confidence_of(group, rule);
    if (sure < best->confidence || (sure == best->confidence && group->count <= best->group.count))
        return 0;
    copy = realloc(best->list, group->count * sizeof *copy);
    if (!copy)
        return no_memory(w->err);
    memcpy(copy, group->list, group->count * sizeof *copy);
    best->list = copy;
    best->confidence = sure;
    best->group = *group;
    best->group.list = copy;
    return 0;
}

struct run {
    size_t from, count;
};

static int
compare_runs(const void *a, const void *b)
{
    const struct run *x = a, *y = b;

    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

static int
weigh_case(struct weighing *w, const struct wl_diagnosis_rule *rule,
           const struct wl_diagnosis_case *way, struct keyed *keyed, struct best *best)
{
    size_t count = take_events(w, way, keyed), runs_count = 0;
    struct run *runs = count ? calloc(count, sizeof *runs) : NULL;
    int rc = 0;

    if (count && !runs)
        return no_memory(w->err);
    for (size_t i = 0; i < count; i++) {
        w->list[i] = keyed[i].event;
        if (i == 0 || (way->by != WL_TRAIT_NONE && keyed[i].key != keyed[i - 1].key))
            runs[runs_count++].from = i;
        runs[runs_count - 1].count++;
    }
    if (runs_count > 1)
        qsort(runs, runs_count, sizeof *runs, compare_runs);
    for (size_t i = 0; i < runs_count && i < GROUPS_WEIGHED && rc == 0; i++) {
        struct wl_group group = {.field = &w->field,
                                 .rule = way,
                                 .list = w->list + runs[i].from,
                                 .count = runs[i].count,
                                 .of = occurrences_of(&w->field, &way->pick)};
        rc = weigh_group(w, rule, &group, best);
    }
    free(runs);
    return rc;
}

static bool
may_apply(const struct weighing *w, const struct wl_diagnosis_rule *rule)
{
    for (size_t i = 0; i < rule->case_count; i++)
        if (occurrences_of(&w->field, &rule->cases[i].pick) > 0)
            return true;
    return false;
}

static int
weigh_rule(struct weighing *w, const struct wl_diagnosis_rule *rule, struct keyed *keyed)
{
    struct best best = {.confidence = 0};
    struct wl_diagnosis *found;
    int rc = 0;

    for (size_t i = 0; i < rule->case_count && rc == 0; i++)
        rc = weigh_case(w, rule, rule->cases + i, keyed, &best);
    if (rc == 0 && best.confidence > 0) {
        found = w->out->list + w->out->count++;
        *found = (struct wl_diagnosis){.rule = rule, .confidence = best.confidence};
        rc = wl_diagnosis_say(w->out, found, &best.group);
        if (rc < 0)
            rc = no_memory(w->err);
    }
    free(best.list);
    return rc;
}

static bool
together(const struct wl_diagnosis *a, const struct wl_diagnosis *b)
{
    return a->first_us <= b->last_us + TOGETHER_US && b->first_us <= a->last_us + TOGETHER_US;
}

/* Consequences step back behind what they follow from. */
static void
yield_all(struct wl_diagnoses *out)
{
    int64_t less[WL_DIAGNOSES_MAX] = {0};

    for (size_t i = 0; i < out->count; i++) {
        const struct wl_diagnosis_rule *rule = out->list[i].rule;
        for (size_t y = 0; y < rule->yield_count; y++)
            for (size_t o = 0; o < out->count; o++)
                if (strcmp(out->list[o].rule->id, rule->yields[y].id) == 0 &&
                    out->list[o].confidence >= STRONG && together(out->list + i, out->list + o))
                    less[i] += rule->yields[y].by;
    }
    for (size_t i = 0; i < out->count; i++)
        out->list[i].confidence -= less[i];
}

static int
compare_diagnoses(const void *a, const void *b)
{
    const struct wl_diagnosis *x = a, *y = b;

    if (x->confidence != y->confidence)
        return x->confidence > y->confidence ? -1 : 1;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return strcmp(x->rule->id, y->rule->id);
}

static void
put_in_order(struct wl_diagnoses *out)
{
    size_t kept = 0;

    yield_all(out);
    for (size_t i = 0; i < out->count; i++)
        if (out->list[i].confidence >= WL_DIAGNOSIS_FLOOR)
            out->list[kept++] = out->list[i];
    out->count = kept;
    if (kept)
        qsort(out->list, kept, sizeof *out->list, compare_diagnoses);
}

int
wl_diagnose_events(struct wl_diagnoses *out, const struct wl_code_count *counts, size_t count,
                   struct wl_error *err)
{
    const struct wl_events *events = &out->events;
    const struct wl_diagnosis_rules *rules = events->rules;
    struct weighing w = {.out = out,
                         .field = {.events = events, .counts = counts, .count_count = count},
                         .err = err};
    struct keyed *keyed = calloc(events->count + 1, sizeof *keyed);
    int rc = 0;

    w.list = calloc(events->count + 1, sizeof *w.list);
    w.field.seen = calloc(wl_events_numbers(events), sizeof *w.field.seen);
    out->list = calloc(rules->count + 1, sizeof *out->list);
    if (!keyed || !w.list || !w.field.seen || !out->list)
        rc = no_memory(err);
    if (events->count) {
        w.field.first_us = events->list[0].at_us;
        w.field.last_us = events->list[events->count - 1].at_us;
    }
    for (size_t i = 0; i < count; i++) {
        const struct wl_code *code = wl_code_by_number(counts[i].code);
        w.field.serious += code && code->noise ? 0 : counts[i].count;
    }
    for (size_t i = 0; i < rules->count && rc == 0; i++)
        if (may_apply(&w, rules->list[i]))
            rc = weigh_rule(&w, rules->list[i], keyed);
    if (rc == 0)
        put_in_order(out);
    free(keyed);
    free(w.list);
    free(w.field.seen);
    return rc;
}

int
wl_diagnose(struct wl_diagnoses *out, const struct wl_scope *scope,
            const struct wl_code_count *counts, size_t count, const char *const *paths,
            size_t path_count, struct wl_error *err)
{
    const struct wl_diagnosis_rules *rules;
    int rc;

    wl_arena_init(&out->arena);
    rc = wl_diagnosis_set_new(&out->set, paths, path_count, err);
    if (rc < 0)
        return rc;
    rules = wl_diagnosis_set_get(out->set);
    if (wl_events_init(&out->events, rules) < 0)
        return no_memory(err);
    rc = wl_diagnose_read(out, scope, counts, count, err);
    return rc == 0 ? wl_diagnose_events(out, counts, count, err) : rc;
}

void
wl_diagnoses_done(struct wl_diagnoses *diagnoses)
{
    free(diagnoses->list);
    wl_events_done(&diagnoses->events);
    wl_arena_done(&diagnoses->arena);
    wl_diagnosis_set_free(diagnoses->set);
    *diagnoses = (struct wl_diagnoses){0};
}
