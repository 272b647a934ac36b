/*
 * Years or days, counted along a source: what timeline.c does with each stamp that leaves one open,
 * and with what tells it.
 */
#pragma once

#include "scan/timeline.h"

/* When a place in the cycle means another cycle: it lies so far before the one of the stamp before
 * (then a new one has begun), or so far behind it (then it is a straggler of the last one). */
struct wl_timeline_limits {
    int fall, straggle;
};

/* In days: a year begins when months fall back by half a year; what comes late does so by a month
 * at most. In seconds: clocks are set back by an hour, so a day begins when they fall by more. */
#define WL_TIMELINE_YEAR ((struct wl_timeline_limits){183, 334})
#define WL_TIMELINE_DAY ((struct wl_timeline_limits){3660, 86400 - 3660})

/** Forget all but the storage. */
void wl_timeline_cycle_clear(struct wl_timeline_cycle *cycle);

/**
 * A stamp that leaves the cycle open, at this place in it.
 * @param value   its cycle, if something has told that: a heading or the name of the file; or NULL
 * @param late    set if it is a straggler
 * @return        false without memory: it has the count of the one before
 */
bool wl_timeline_cycle_note(struct wl_timeline_cycle *cycle, struct wl_timeline_limits limits,
                            int place, uint64_t offset, const int64_t *value, bool *late);

/** A stamp that names its cycle. */
void wl_timeline_cycle_anchor(struct wl_timeline_cycle *cycle, struct wl_timeline_limits limits,
                              int place, int64_t value);

/** The count that was noted for this offset, or last before it. */
int64_t wl_timeline_cycle_count(const struct wl_timeline_cycle *cycle, uint64_t offset);

/** A stamp was resolved to be in the cycle of this base. */
void wl_timeline_cycle_asked(struct wl_timeline_cycle *cycle, int64_t base);

/** The base is final. @return whether one was resolved to be elsewhere, or with other certainty */
bool wl_timeline_cycle_changed(const struct wl_timeline_cycle *cycle);
