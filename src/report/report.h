/*
 * `wsalog report`: what the database knows, as text, CSV, JSON or Markdown. It counts occurrences
 * of the view of that name and looks at no clock: the same database, request and TZ give the same
 * bytes.
 */
#pragma once

#include "base/buf.h"
#include "base/error.h"
#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WL_REPORT_ALL SIZE_MAX /* for wl_report_request.limit */

/* Zeroed, it asks for all there is, as text for 80 columns of ASCII. Strings are borrowed. */
struct wl_report_request {
    int64_t since_us, until_us; /* half-open: since <= time < until; local days and hours use TZ */
    bool has_since, has_until;
    const char *by;        /* a name of wl_report_bys(), or two with a comma between; NULL: the
                              overview */
    const char *format;    /* a name of wl_report_formats(); NULL: "text" */
    const uint16_t *codes; /* only these; none means any */
    size_t code_count;
    const char
        *source; /* glob for the whole locator or for what follows a '/' or '!' in it; NULL: any */
    const char *case_name;           /* NULL: any */
    const char *host, *peer, *level; /* globs, a peer may be ADDRESS:PORT; NULL: any */
    const char
        *ignore;      /* JSON array of what is known already, see report/ignore.h; NULL: nothing */
    const char *sort; /* a name of wl_report_sorts(); NULL: days and the like by time, the rest by
                         count */
    size_t samples;   /* lines to be shown of each code */
    const char *const *knowledge; /* files of users, of which those with diagnoses count */
    size_t knowledge_count;
    const char *db; /* --db as the user gave it, for commands that are suggested; NULL: default */
    size_t limit;   /* rows of a table, the rest summed up in one; 0: as many as suit the format */
    size_t width;   /* columns of the terminal; 0: 80; less than 40: 40 */
    bool utf8;      /* text may use more than ASCII */
    bool color;     /* text may use SGR sequences */
};

/**
 * Append the report to out. A store opened for reading is one snapshot, so the numbers agree.
 *
 * A line that two of the chosen sources share counts once (see line_key in schema.sql); how many
 * were left out is stated, and every total adds up: by anything = number of occurrences.
 * @return 0, also when nothing was found: the report then says what there is; WL_EPARSE for an
 *         unknown format or by (the message lists the names), WL_EDB, WL_EBUSY, WL_ENOMEM
 */
int wl_report_write(struct wl_store *store, const struct wl_report_request *request,
                    struct wl_buf *out, struct wl_error *err);

/** Is all that the request names known? @return 0, WL_EPARSE; wl_report_write() asks, too */
int wl_report_check(const struct wl_report_request *request, struct wl_error *err);

/** Names for --format, --by and --sort, in the order of the manual; end with NULL. Static. */
const char *const *wl_report_formats(void);
const char *const *wl_report_sorts(void);
const char *const *wl_report_bys(void);
