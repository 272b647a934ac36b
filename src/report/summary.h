/*
 * What a report says, before it has a shape: counts, spans and tables, read from the database once.
 * The writers (text.c, csv.c, json.c, markdown.c) only render it.
 */
#pragma once

#include "base/buf.h"
#include "report/report.h"
#include "scan/codes.h"

#define WL_SHAPE_PARTS 48 /* of the timeline: makes sparklines of 12, 16 and 24 columns */

/* What occurrences can be grouped by; rows of wl_bys[]. */
enum wl_by_id {
    WL_BY_CODE,
    WL_BY_SOURCE,
    WL_BY_PEER,
    WL_BY_CALL,
    WL_BY_DAY,
    WL_BY_HOUR,
    WL_BY_MINUTE,
    WL_BY_PATTERN,
    WL_BY_HOST,
    WL_BY_LEVEL,
    WL_BY_PROCESS,
    WL_BYS
};

struct wl_by {
    const char *name;    /* for --by, and the column in csv and json */
    const char *plural;  /* "sources" */
    const char *section; /* SQL: a section of reports.sql */
    const char *field;   /* in table tally */
    const char *values;  /* SQL: the section over that field, where the scope allows */
    bool rows;           /* the other section reads occurrences one by one */
    int64_t unit_us; /* day, hour, minute: rows are made of quarters or minutes, oldest first; else
                        0, most frequent first */
};
extern const struct wl_by wl_bys[WL_BYS];

/* One row of a table: what the occurrences with one key come to. */
struct wl_report_row {
    size_t key, key_len, host,
        host_len;               /* in the table's text; see wl_table_key(), wl_table_host() */
    const struct wl_code *code; /* by code: what is known about it, NULL for an unknown one */
    uint16_t number;            /* by code */
    uint16_t port;              /* by peer: its only port, else 0 */
    int64_t start_us;           /* by day, hour: its first instant */
    int64_t count, first_us, last_us;
    int64_t parts;                  /* by source: contents met under the name; by peer: ports */
    uint32_t shape[WL_SHAPE_PARTS]; /* by code: count in each part of the timeline */
};

struct wl_report_table {
    struct wl_report_row *rows;
    size_t count, cap;
    struct wl_buf text; /* keys and hosts */
    bool loaded;
};

/** The row of what has no such key comes last. @return whether the table has one */
static inline bool
wl_table_has_unknown(const struct wl_report_table *table)
{
    return table->count > 0 && table->rows[table->count - 1].key_len == 0;
}

struct wl_diagnoses;
struct wl_gaps;
struct wl_pairs;
struct wl_samples;
struct wl_page;

struct wl_summary {
    int64_t total;             /* occurrences that count */
    int64_t folded;            /* repeats in another source, left out */
    int64_t ignored;           /* known already, left out */
    int64_t codes, sources;    /* distinct ones; sources by name and host, as in their table */
    int64_t first_us, last_us; /* valid if total > 0 */
    int64_t undated, from_line, inherited, from_file; /* how the times are known; add up to total */
    int64_t assumed[4];          /* of times: zone, year, order of day and month, date */
    int64_t pattern_sets, hosts; /* distinct ones */
    int64_t lo_us,
        hi_us; /* what the timeline shows, both included: the request's span, open ends as found */
    struct wl_report_table tables[WL_BYS];
    const struct wl_diagnoses *diagnoses; /* of an overview, else NULL; borrowed */
    const struct wl_pairs *pairs;         /* of --by with two names, else NULL; borrowed */
    const struct wl_samples *samples;     /* where they are asked for, else NULL; borrowed */
    const struct wl_gaps *gaps;           /* borrowed, never NULL when a writer has it */
    const struct wl_page *page;           /* what only a page shows, else NULL; borrowed */
    /* total == 0 only: what there is instead */
    bool filters_fail; /* the span is not to blame: source, code or case match nothing at all */
    int64_t there; /* occurrences without the span, or, if filters_fail, without any condition */
    int64_t there_first_us, there_last_us; /* valid if there > 0 */
    int64_t sources_read;                  /* whole database */
    struct wl_buf database;                /* path */
};

/**
 * Read what the request asks for.
 *
 * @param tables  bits 1 << enum wl_by_id: which tables to fill
 * @param shapes  codes need their timeline, too
 * @return        0, WL_EDB, WL_EBUSY, WL_ENOMEM; wl_summary_done() is due in any case
 */
int wl_summary_load(struct wl_summary *summary, struct wl_store *store,
                    const struct wl_report_request *request, unsigned tables, bool shapes,
                    struct wl_error *err);
void wl_summary_done(struct wl_summary *summary);

/** Put the rows of every table in another order than that of wl_summary_load(). */
void wl_summary_sort(struct wl_summary *summary, const char *sort);

/**
 * Append the name of the local day, hour or minute that an instant lies in.
 * @return its first instant
 */
int64_t wl_unit_name(struct wl_buf *out, int64_t unit_us, int64_t us);

/* As in the database, unescaped; borrowed from the table. A key may be empty: unknown. */
struct wl_span wl_table_key(const struct wl_report_table *table, const struct wl_report_row *row);
struct wl_span wl_table_host(const struct wl_report_table *table, const struct wl_report_row *row);
