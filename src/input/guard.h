/*
 * The watch over what comes out of a container: each member is read through a guard, which counts
 * bytes out against bytes in, and time, and ends the member when a limit is reached. What has only
 * to be passed over on the way to something else is treated more mildly: a member that is cut shall
 * not take those behind it along.
 */
#pragma once

#include "input/archive.h"
#include "input/container.h"
#include "input/magic.h"

/* Of one outermost container. */
struct wl_meter {
    const struct wl_limits *limits;
    uint64_t (*now_us)(void);
    uint64_t since_us, spent_us; /* of the step at hand: when its work went on, and before that */
    uint64_t waited_us;          /* for the outermost stream, in this step */
    bool running;

    const uint64_t *taken;            /* bytes used of the outermost container */
    uint64_t members, handed, passed; /* passed over, handed out: in bytes */
    bool over;                        /* all in all, too much came out */

    /* what lies in one member of the outermost container, where that is an archive */
    bool has_branches;
    uint64_t branch_taken, branch_handed;
};

/** A new step (a search for the next member, a member) begins: its time counts from zero. */
void wl_meter_step(struct wl_meter *meter);

/** Too much came out of the outermost container, all in all; or of the member at hand of it. */
bool wl_meter_is_over(const struct wl_meter *meter);
bool wl_meter_branch_is_over(const struct wl_meter *meter);

struct wl_guard {
    struct wl_stream stream; /* closing it does nothing */
    struct wl_meter *meter;
    struct wl_filter *filter;   /* what is read: this, */
    struct wl_archive *archive; /* or the current entry of this */
    uint64_t *taken;            /* bytes that this has used, kept up to date */
    const uint64_t *measure;    /* those that count as bytes in */
    bool passing;               /* read for what lies in it or behind it */
    bool bottom;                /* of the outermost container */

    uint64_t start; /* *measure at its begin */
    uint64_t mark;  /* *measure before the last read */
    uint64_t out;
    int rc; /* a failure for the next read, or 0 */
    struct wl_error error;
    char head[WL_MAGIC_HEAD]; /* read beforehand */
    size_t head_len, head_at;
    bool ended;
};

/** Begin a member. The fields up to and with bottom are set. @param start  *measure for it */
void wl_guard_begin(struct wl_guard *guard, uint64_t start);

/** Read the first bytes to judge by; they stay to be read. A failure stays, too. */
void wl_guard_peek(struct wl_guard *guard);

/**
 * Read the rest of a member for nothing, one that a limit has cut off included.
 * @param most  no more than about that many bytes
 * @return 0; WL_ELIMIT: too much even for that; the error of reading
 */
int wl_guard_pass_over(struct wl_guard *guard, uint64_t most);

/* The outermost stream, as it was before its first bytes were looked at. */
struct wl_root {
    struct wl_stream stream; /* closing it closes under */
    struct wl_stream *under; /* owned */
    struct wl_meter *meter;
    char head[WL_MAGIC_HEAD];
    size_t head_len, head_at;
};

/** Look at the first bytes of under, which is owned from now on, also on failure. */
int wl_root_open(struct wl_root **out, struct wl_stream *under, struct wl_meter *meter,
                 struct wl_error *err);
