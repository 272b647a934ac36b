/*
 * Lines to look at (--samples): of each code the commonest shapes, each with its latest line. Lines
 * have the same shape when they differ in words with digits only: times, ids, addresses, ports.
 */
#pragma once

#include "report/summary.h"

#define WL_SAMPLE_TEXT 1000u    /* bytes of a line that are kept */
#define WL_SAMPLE_SHAPES 20000u /* of all codes; what has another one then is counted as more */

struct wl_sample {
    uint64_t shape; /* 0: a free place */
    int64_t count;  /* lines of that shape */
    int64_t at_us;  /* of the latest one, which is */
    uint64_t line;  /* ... this */
    char *text;     /* cut at WL_SAMPLE_TEXT; owned */
    char *locator;  /* owned */
    unsigned char id[WL_ID_SIZE];
    uint16_t code;
};

struct wl_samples {
    const struct wl_sample **list; /* by code, then the commonest first */
    size_t count;
    struct wl_sample *slots; /* all shapes, while reading by hash */
    size_t used;
};

/** Read them, at most request->samples a code. wl_samples_done() is due in any case. */
int wl_samples_load(struct wl_samples *samples, struct wl_store *store,
                    const struct wl_report_request *request, struct wl_error *err);
void wl_samples_done(struct wl_samples *samples);

/** What lines that differ in words with digits only have in common; never 0. */
uint64_t wl_sample_shape(struct wl_span line);
