/*
 * The sink that counts: occurrences by code, lines, the span of times, over all sources of a run.
 * A source with the content of an earlier one counts as a copy and adds nothing.
 */
#pragma once

#include "base/keyset.h"
#include "scan/codes.h"
#include "sink/sink.h"

struct wl_tally_row {
    const struct wl_code *code;
    uint64_t count;
};

/* Numbers of one source, or of all. */
struct wl_tally_counts {
    uint64_t occurrences;
    uint64_t lines;            /* that report a code */
    uint64_t dated;            /* occurrences whose time is known */
    int64_t first_us, last_us; /* of the dated ones */
    uint64_t *by_code;         /* indices as in wl_codes(); owned */
};

struct wl_tally_sink {
    struct wl_sink base;
    const struct wl_origin *origin; /* borrowed between begin and end */
    struct wl_tally_counts here;    /* the source at hand */
    struct wl_tally_counts all;     /* whole sources */
    struct wl_keyset contents;
    uint64_t copies;  /* sources that were copies */
    bool copy, empty; /* the last source was one; had no bytes */
};

/** Start at zero. @return 0, WL_ENOMEM */
int wl_tally_init(struct wl_tally_sink *sink, struct wl_error *err);

/** There will be no source but one, so none can be a copy: the content need not be known. */
void wl_tally_single(struct wl_tally_sink *sink);

void wl_tally_done(struct wl_tally_sink *sink);

/**
 * The commonest codes, the lower number first among equals.
 * @param rows   room for cap rows
 * @param codes  set to how many different codes there are, in rows or not
 * @return       rows filled
 */
size_t wl_tally_top(const struct wl_tally_sink *sink, struct wl_tally_row *rows, size_t cap,
                    size_t *codes);
