/*
 * A turn: one block on its way through reading, gathering and delivery, with the memory that it
 * needs. No locks here: flow/flow.c sees to it that a turn has one worker at a time, that reading
 * and delivery happen in order, and that each of them is done by one thread at a time.
 */
#pragma once

#include "flow/delivery.h"
#include "flow/findings.h"

/* An input in flight. */
struct wl_job {
    struct wl_job *next;
    struct wl_input input;             /* of a member: its container's, with its own locator */
    char *locator;                     /* of a member; owned */
    char *skipped;                     /* why a member is not read, NULL for one that is; owned */
    bool member, named;                /* named: has a name of its own there */
    const struct wl_container *within; /* of a member: borrowed, outlives it */
    enum wl_verdict verdict;           /* of a member that is not read */

    /* belongs to reading; the rest is valid from its first turn on */
    struct wl_container *container; /* of a job that is one */
    struct wl_stream *stream;       /* of a member: the container's; or NULL */
    struct wl_stream *lines; /* records of the source, as lines, where it is a list of them */
    struct wl_source *source;
    struct wl_blocks *blocks;
    bool looked, may_wait; /* opening it may wait for somebody */
    bool looked_into;      /* it is known what it is */
    bool begun;            /* its first turn is out */
    struct wl_error error; /* of opening it, or of a wait; ends it with the next turn */
    struct wl_stamp_context context;
    int64_t mtime_us;
    size_t bom;

    /* belongs to delivery */
    bool started; /* its first turn has been delivered */
    bool over;    /* it has ended: further turns count for nothing */

    bool cancelled; /* over before all was read, as reading is told */
};

struct wl_turn {
    struct wl_job *job;
    bool first, last; /* of its job */
    bool full;        /* there is a block */
    bool redone;      /* delivery had to gather it anew */
    struct wl_room room;
    struct wl_block block;
    struct wl_findings findings;
    struct wl_error error; /* of reading, or of gathering */
    uint64_t broken;       /* surrogates replaced in the source so far */
    uint64_t used;         /* bytes read of the input's own file */
    void *before, *after;  /* states of the detector, see wl_detector_save() */
};

/** @return 0, WL_ENOMEM */
int wl_turn_init(struct wl_turn *turn, size_t state_size, struct wl_error *err);
void wl_turn_done(struct wl_turn *turn);

/**
 * Open the job's source, also if that waits.
 * Failure goes to job->error.
 */
void wl_job_open(struct wl_job *job, const struct wl_flow_setup *setup);

/**
 * Look at the first bytes of what is to be looked at; its input says what it is then.
 * @return false when they have not come yet
 */
bool wl_job_look(struct wl_job *job, const struct wl_flow_setup *setup);

/**
 * The next member of a job that is a container, as a job of its own, to be read before this one
 * goes on. @return 1 and *member; 0: no (more) members, what failed is in job->error
 */
int wl_job_member(struct wl_job *job, const struct wl_flow_setup *setup, struct wl_job **member);

/** Close what is open and free it. */
void wl_job_free(struct wl_job *job);

/**
 * Fill the turn with the next block of job, or with the news of its end. Never waits.
 * @param over  the job has ended already
 * @return      0; WL_PAUSED, then call again with the same turn after a wait
 */
int wl_turn_read(struct wl_turn *turn, struct wl_job *job, const struct wl_flow_setup *setup,
                 bool over);

/** Judge the block, starting in the state that detector is in. */
void wl_turn_gather(struct wl_turn *turn, struct wl_detector *detector, unsigned wants);

/**
 * Deliver the turn; its job is over when that says so.
 * @param state  of detection behind all that has been delivered, brought forward. If the turn was
 *               gathered from another one, or not to its end, it is gathered here, by detector
 * @return       0; 1 or an error: the run is to end
 */
int wl_turn_deliver(struct wl_turn *turn, struct wl_delivery *delivery,
                    struct wl_detector *detector, void *state, struct wl_error *err);

/** The run ends before the job does. @return 0, or what its end returned */
int wl_job_drop(struct wl_job *job, struct wl_delivery *delivery, struct wl_error *err);
