/*
 * Where the results of reading go. A sink is a struct of functions; each kind is one file. A run
 * feeds every sink of its list, in order, source by source:
 *
 *   begin  (bytes | line)*  end
 *
 * bytes are the decoded content in order, without gaps; line follows right after the bytes of a
 * line with occurrences, before those of its ending. A sink that has no use for one leaves it NULL.
 */
#pragma once

#include "base/error.h"
#include "store/occurrence.h"
#include "store/store.h"

struct wl_timeline;

/* A source as sinks see it. Borrowed for the whole of it. */
struct wl_origin {
    const char *locator; /* shown name; "-" for standard input */
    const char *host;    /* "" when unknown */
    const char *case_name;
    bool member; /* of an archive, where it has a name of its own */
    int64_t mtime_us, read_us;
    struct wl_span head;          /* as in struct wl_seen */
    uint64_t used;                /* bytes of the input's own file that have been read, archives
                                     not unpacked; brought forward by the run */
    size_t bom;                   /* bytes of a UTF-8 BOM that stand before the decoded content */
    struct wl_identity *identity; /* fed by the run, after begin, if a sink wants that */
};

/* A line with occurrences. */
struct wl_found {
    const struct wl_occurrence *occurrences; /* the surest first */
    size_t count;
    const uint16_t *noted; /* codes that notes of ours in the line name already */
    size_t noted_count;
    bool again; /* a further part of a line longer than the line window */
};

/* What is known at the end of a source. */
struct wl_ending {
    uint64_t lines; /* counted if a sink of the run wants them, else 0 */
    uint64_t bytes;
    bool complete;                      /* read to its end */
    bool dated;                         /* the lines at both ends say when they were written ... */
    int64_t first_us, last_us;          /* ... then */
    const struct wl_timeline *timeline; /* what it has told about times; NULL: nothing */
};

struct wl_sink;

struct wl_sink_ops {
    int (*begin)(struct wl_sink *sink, const struct wl_origin *origin, struct wl_error *err);
    int (*bytes)(struct wl_sink *sink, struct wl_span bytes, struct wl_error *err);
    int (*line)(struct wl_sink *sink, const struct wl_found *found, struct wl_error *err);
    /** Let out what is held back: the input has nothing more at the moment. */
    int (*flush)(struct wl_sink *sink, struct wl_error *err);
    int (*end)(struct wl_sink *sink, const struct wl_ending *ending, struct wl_error *err);
};

/* What a sink needs to know of occurrences beside the hit and its place, and of a source: nobody
 * works out what no sink of a run wants. Bits. */
enum wl_want {
    WL_WANT_TIME = 1,    /* when the line was written */
    WL_WANT_FIELDS = 2,  /* what stands around the hit: call, peer, process, level, host */
    WL_WANT_ID = 4,      /* id; origin->identity is fed up to the end of the line */
    WL_WANT_CONTENT = 8, /* origin->identity is fed the whole source before it ends */
    WL_WANT_LINES = 16,  /* their numbers, and how many there are */
    WL_WANT_IDLE = 32,   /* how long a connection was idle; needs time and fields */

    WL_WANT_ALL = 63,
};

/* First member of each kind's own struct. */
struct wl_sink {
    const struct wl_sink_ops *ops;
    unsigned wants; /* enum wl_want; before the run begins */
};
