/*
 * Groups of events that have something in common, and what can be measured of them. Only
 * diagnose*.c include this.
 */
#pragma once

#include "report/diagnose.h"

/* All events, with room to count in. */
struct wl_field {
    const struct wl_events *events;
    uint32_t *seen;            /* wl_events_numbers() zeros; whoever counts in it clears it again */
    int64_t first_us, last_us; /* of all */
    int64_t serious;           /* all occurrences in the scope but normal noise */
    const struct wl_code_count *counts;
    size_t count_count;
};

/* Events of one group, oldest first, and the part of it that lies closest together. */
struct wl_group {
    const struct wl_field *field;
    const struct wl_diagnosis_case *rule;
    uint32_t *list; /* numbers of events; borrowed */
    size_t count;
    size_t from, to;                   /* the window: list[from .. to) */
    int64_t of;                        /* occurrences of the case's codes in the scope */
    int64_t idle_low_us, idle_high_us; /* pauses that agree; set by the measures of idle */
    int64_t regular_us;                /* distance that repeats; set by its measure */
    const struct wl_timer *timer;      /* that goes with them; NULL: none */
};

static inline const struct wl_event *
wl_group_event(const struct wl_group *group, size_t i)
{
    return group->field->events->list + group->list[i];
}

/** Put the window where most of what the case wants lies. */
void wl_group_find_window(struct wl_group *group);

/** Different values of a trait in list[from .. to); unknown ones do not count. */
int64_t wl_group_distinct(const struct wl_group *group, enum wl_trait trait, size_t from,
                          size_t to);

bool wl_pick_takes(const struct wl_pick *pick, const struct wl_event *event);

/** All conditions hold. */
bool wl_group_meets(struct wl_group *group, const struct wl_conditions *conditions);

/**
 * The window holds no more than chance may put there when all of the group is spread evenly.
 * @param windows  in less time than so many windows that cannot be told
 */
bool wl_group_is_flat(const struct wl_group *group, int windows);

/** Percent of pauses that agree; sets idle_low_us and timer. *known: how many there are. */
int64_t wl_group_idle(struct wl_group *group, int64_t *known);

/** Percent of distances between episodes that agree; sets regular_us and timer. */
int64_t wl_group_regular(struct wl_group *group);

/** Percent of the window's events that have others of the condition near. */
int64_t wl_group_near(const struct wl_group *group, const struct wl_condition *condition);

/** The number of distances greater than gap_us, plus 1. */
int64_t wl_group_episodes(const struct wl_group *group, int64_t gap_us);
