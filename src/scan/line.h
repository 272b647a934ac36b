/*
 * One line on its way to a verdict: its tokens, texts and keywords are gathered, judged, and summed
 * up a code. Internal to detection; scan/detect.c walks over pieces and hands lines in.
 */
#pragma once

#include "scan/columns.h"
#include "scan/detect.h"
#include "scan/judge.h"
#include "scan/prepared.h"
#include "scan/small.h"

#define WL_TEXTS_MAX 64   /* texts of one line that are kept for comparison */
#define WL_PENDING_MAX 16 /* texts that end in a later line */
#define WL_LISTED_MAX 512 /* candidates that the prefilter lists at once */
#define WL_DEEP_MAX 64    /* keywords remembered before small numbers around them are judged */

/* What a line says about one code. */
struct wl_tally {
    uint8_t confidence[WL_FORMS];
    struct wl_span found[WL_FORMS];
    const char *pattern[WL_FORMS];
};

/* A line that is not open: what is known of it. NULLs: none. */
struct wl_peek {
    const char *start, *end;
    bool odd; /* it may have colours, or begins too far away: it must be opened to be judged */
    bool notes_known;
    const char *done[WL_SMALL_KINDS]; /* up to here none stand near keywords */
};

struct wl_detector {
    const struct wl_patterns *set;
    struct wl_judge judge;
    const struct wl_prepared *prepared;
    struct wl_prepared own; /* of a set that comes unprepared */
    unsigned threshold;
    struct wl_small small;
    struct wl_columns columns; /* of the W3C header last seen */
    uint16_t *field_groups; /* of each rule: bits (1 << enum wl_group) that it may set as a field */
    size_t first_field;     /* of the rules */
    bool plain;
    bool decolored; /* the line at hand is a copy without colours */

    /* the line at hand */
    const char *start, *end;    /* of the line, as far as it is in memory */
    const char *memory;         /* what may be read begins here */
    const char *after;          /* behind its ending */
    const char *origin;         /* where it starts in the log, also if it is a copy */
    struct wl_span follow;      /* what may be read behind it there */
    bool may_go_on;             /* a message in it may, in the next line */
    const char *judged, *limit; /* of the part that this piece judges */
    bool notes_known;
    size_t notes_at, noted_count;
    uint16_t noted[WL_CODES_MAX];
    struct wl_text_match matches[WL_TEXTS_MAX];
    size_t match_count;
    struct wl_span deep[WL_DEEP_MAX]; /* keywords of deep patterns */
    unsigned deep_looks[WL_DEEP_MAX];
    size_t deep_count;
    const char *deep_done[WL_SMALL_KINDS]; /* up to here they have been judged */
    struct wl_tally tallies[WL_CODES_MAX];
    uint8_t touched[WL_CODES_MAX]; /* indices into the code table */
    size_t touched_count;

    struct wl_text_match pending[WL_PENDING_MAX];
    size_t pending_count;
    struct wl_peek peek;
    const char *worth; /* the candidate that opened the line, if it was judged: this text, ... */
    struct wl_text_match worth_text;
    struct wl_token worth_token; /* ... or, with a confidence, this token by this rule */
    const struct wl_rule *worth_rule;
    int worth_confidence;
    struct wl_candidate listed[WL_LISTED_MAX]; /* candidates from list_from on, up to list_stop */
    size_t listed_count, listed_at;
    const char *list_from, *list_stop;
    struct wl_text_match outer[WL_PENDING_MAX]; /* pending texts of the original of a copy */
    size_t outer_count;
};

/** Begin the line that holds at. */
void wl_line_open(struct wl_detector *d, const char *at, const struct wl_piece *piece);

/**
 * A candidate of the prefilter at p, in [low, high) of memory.
 * @param used  set to the bytes that need not be looked at again
 * @return      0, WL_ENOMEM
 */
int wl_line_candidate(struct wl_detector *d, const char *p, unsigned classes, const char *low,
                      const char *high, size_t *used, struct wl_error *err);

/**
 * Will anything come of a candidate? Asked before its line is looked at.
 * @return 1, or 0 and *used as for wl_line_candidate(); WL_ENOMEM
 */
int wl_line_is_worth(struct wl_detector *d, const char *p, unsigned classes, const char *low,
                     const char *high, size_t *used, struct wl_error *err);

/** Texts that began in earlier lines and end in this one. */
void wl_line_pending(struct wl_detector *d);

/** Judge what was gathered; fn is called if the line has hits. @return 0, or what fn returned */
int wl_line_close(struct wl_detector *d, wl_line_fn *fn, void *arg, struct wl_error *err);
