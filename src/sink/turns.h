/*
 * Writers to one descriptor, each by a thread of its own, take turns by whole lines: one that has
 * sent the beginning of a line goes on until its end, or until it is flushed. Whose lines follow is
 * said in a line of its own when it changes: ==> name <==
 */
#pragma once

#include "base/buf.h"

#include <pthread.h>

struct wl_turns {
    pthread_mutex_t lock; /* held by who is in the middle of a line */
    bool headers;
    const void *last; /* who has written last; NULL: nobody has */
    bool mid_line;    /* it ended there */
};

/* One of those that take turns. */
struct wl_turn {
    struct wl_turns *turns; /* borrowed */
    const char *name;       /* borrowed */
    bool holding;
    struct wl_buf header;
};

void wl_turns_init(struct wl_turns *turns, bool headers);
void wl_turns_done(struct wl_turns *turns);

/** Wait for one's turn. @return what is to be sent first, borrowed until the next call */
struct wl_span wl_turn_take(struct wl_turn *turn);

/** It is sent, and ends in the last byte. @param pause  nothing follows for now */
void wl_turn_give(struct wl_turn *turn, char last, bool pause);

/** Nothing follows for now, or ever. */
void wl_turn_pause(struct wl_turn *turn);
