/*
 * The output side of annotate: its descriptor, and what writes there.
 */
#pragma once

#include "cli/command.h"
#include "sink/annotate.h"
#include "sink/jsonl.h"

/* Options of annotate. */
enum {
    WL_ANNOTATE_STYLE = WL_OPTION_OWN,
    WL_ANNOTATE_ONLY,
    WL_ANNOTATE_NUMBER,
    WL_ANNOTATE_CONTEXT,
    WL_ANNOTATE_EXPLAIN,
    WL_ANNOTATE_ESCAPE,
    WL_ANNOTATE_EXIT_CODE,
    WL_ANNOTATE_FOLLOW,
};

struct wl_outlet {
    struct wl_writer writer;
    struct wl_annotate_sink *text; /* one of these two */
    struct wl_jsonl_sink *jsonl;
};

/**
 * Standard output, or the file of -o, which is emptied when it is known to be no input.
 * @return 0, WL_EIO; in any case to be given to wl_outlet_close()
 */
int wl_outlet_open(int *fd, const struct wl_invocation *invocation, struct wl_error *err);

/** A full or distant disk may complain only now. @return 0, WL_EIO */
int wl_outlet_close(int fd, const struct wl_invocation *invocation, struct wl_error *err);

/** Write to fd what the options say. In any case to be given to wl_outlet_done(). */
int wl_outlet_init(struct wl_outlet *outlet, const struct wl_invocation *invocation, int fd,
                   struct wl_error *err);
void wl_outlet_done(struct wl_outlet *outlet);

struct wl_sink *wl_outlet_sink(const struct wl_outlet *outlet);

/** Lines say already which source they are from. */
bool wl_outlet_names(const struct wl_invocation *invocation);
