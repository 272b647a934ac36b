/*
 * One run: sources -> blocks -> findings -> sinks. Read this layer first; this is the whole path of
 * a line of log through the program:
 *
 *   read     input/blocks.h     in order     the next block of the source at hand
 *   gather   flow/findings.h    in any order what detection finds in a block
 *   deliver  flow/delivery.h    in order     numbers, ids, and everything to the sinks
 *
 * Threads are all alike and do what can be done next (flow/flow.c), so that what comes out does not
 * depend on their number. With one, no thread is ever started.
 */
#pragma once

#include "base/error.h"
#include "input/container.h"
#include "input/encoding.h"
#include "input/follow.h"
#include "input/records.h"
#include "input/source.h"
#include "scan/detect.h"
#include "scan/stamp.h"
#include "sink/sink.h"

#include <signal.h>

#define WL_SINKS_MAX 5

struct wl_flow_setup {
    const struct wl_patterns *patterns;
    unsigned min_confidence;
    unsigned jobs; /* threads that work, 1 or more */
    struct wl_sink *sinks[WL_SINKS_MAX];
    size_t sink_count;
    enum wl_encoding encoding;
    const char *encoding_name; /* as the user gave it, NULL: auto; how legacy text is shown */
    struct wl_container_setup containers; /* how inputs that are containers are read */
    /**
     * Shall a member of a container be left unread? NULL: none. Called by any thread, one at a
     * time.
     * @param known  set when that is because it was read before
     * @return why, NULL to read it
     */
    const char *(*leave)(void *arg, const char *locator, int64_t mtime_us, bool *known);
    void *leave_arg;
    enum wl_day_order day_order; /* of 03/04/2026; WL_ORDER_OPEN: by what the source shows */
    bool zone_told;              /* a zone was asked for, so that no source decides on one */
    bool has_since;              /* occurrences that are dated before since_us are dropped */
    int64_t since_us;
    const char *case_name;             /* "" for none */
    const char *host;                  /* "" when unknown */
    int64_t now_us;                    /* time of reading */
    const volatile sig_atomic_t *stop; /* becomes true: end at the next border; NULL ok */
};

/* What became of a source. */
struct wl_flow_result {
    uint64_t lines; /* counted if a sink wants them, else 0 */
    uint64_t bytes; /* decoded */
    uint64_t occurrences;
    uint64_t broken;         /* surrogates replaced */
    uint64_t older;          /* occurrences dropped */
    bool complete;           /* read to its end */
    struct wl_error error;   /* status 0; WL_EIO, WL_ELIMIT (the input), or the error of a sink
                                (WL_EPIPE: the reader of the output has gone) */
    const char *locator;     /* its shown name */
    bool member;             /* of a container */
    bool container;          /* holds the members that were told before */
    const char *skipped;     /* why a member was not read at all, NULL for one that was */
    enum wl_verdict verdict; /* what became of it, but for errors of sinks; KNOWN only where it
                                was left for that */
};

/* How an input is judged by what it begins with. */
enum wl_look {
    WL_LOOK_NOT,    /* it is text, or what the input says */
    WL_LOOK_SCAN,   /* containers, event logs and lists of records are read as such */
    WL_LOOK_FILTER, /* of those only what surely is one and no text: all text is left as it is */
};

/*
 * A source to be read, or a container of sources; or, without path, something that has its turn
 * among them. Functions are called in the order of inputs, one at a time, like those of sinks, by
 * any thread. Strings are borrowed until the last call, of end. For a container, begin and end are
 * called for each of its members, then for the container itself, which has no lines then.
 */
struct wl_input {
    const char *path;         /* "-" for standard input; NULL: nothing to read */
    struct wl_source *source; /* that file, if it is open already; NULL. The flow frees it */
    const char *locator;      /* its shown name */
    struct wl_follow *follow; /* wait for more at the end of the file; or NULL. Borrowed */
    enum wl_look look;        /* find out by its first bytes what it is: then neither of the next */
    bool regular;             /* it was one when it was met: opening it does not wait */
    bool container;           /* as wl_container_is() says of the file at path */
    enum wl_records records;  /* what it is a list of; its lines are records then */
    /** Its turn has come; may be NULL. */
    void (*begin)(void *arg, const char *locator);
    /**
     * It is done with. @param result  NULL if the run ended before its turn
     * @return 0 go on; 1 or an error: end the run
     */
    int (*end)(void *arg, const struct wl_flow_result *result, struct wl_error *err);
    void *arg;
};

struct wl_flow;

/** setup is borrowed. @return 0 and *out (wl_flow_free()), WL_ENOMEM */
int wl_flow_new(struct wl_flow **out, const struct wl_flow_setup *setup, struct wl_error *err);
void wl_flow_free(struct wl_flow *flow);

/**
 * Read input through all sinks, now or soon. Always ends with a call of input->end, unless that
 * fails at once for lack of memory: then input->source is still the caller's.
 * @return 0; 1 the run has ended (see wl_flow_finish()); WL_ENOMEM
 */
int wl_flow_add(struct wl_flow *flow, const struct wl_input *input, struct wl_error *err);

/** Wait for the end of all inputs. @return 0, or the error that ended the run */
int wl_flow_finish(struct wl_flow *flow, struct wl_error *err);

/** As wl_detector_given_up(), after wl_flow_finish(). */
uint64_t wl_flow_given_up(const struct wl_flow *flow, const char **pattern);
