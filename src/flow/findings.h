/*
 * What detection finds in one block. Everything here follows from the block and from the state of
 * the detector, so that any thread can do it for any block, in any order; what depends on earlier
 * blocks (numbers of lines, ids, a line that began before) is added by flow/delivery.h.
 */
#pragma once

#include "flow/describe.h"

/* A line with occurrences. */
struct wl_finding {
    size_t newlines;       /* in the block, before the line; 0 if no sink wants lines */
    size_t first, count;   /* its occurrences */
    size_t noted;          /* where its noted codes begin */
    size_t noted_count;    /* see struct wl_found */
    const char *end;       /* of its text, or of the part of it in the block */
    const char *stop;      /* behind its ending */
    uint64_t shown;        /* of what occurrences count from, in the source */
    bool open;             /* it began in an earlier block */
    struct wl_dated dated; /* as far as the line and its record tell */
};

struct wl_findings {
    struct wl_finding *lines;
    size_t line_count, line_cap;
    struct wl_occurrence *occurrences;
    size_t count, cap;
    uint16_t *noted;
    size_t noted_count, noted_cap;

    const char *done; /* the block has been judged up to here */
    size_t newlines;  /* in the block up to counted; in all of it when all is done, if a sink wants
                         that */
    const char *counted;
    bool begins_line;      /* the block is the first part of a line that goes on behind it */
    struct wl_dated dated; /* of that line */
};

/** Free the lists; the struct is empty and usable again, as it is when zeroed. */
void wl_findings_done(struct wl_findings *findings);

/** Nothing of block has been judged yet. */
void wl_findings_reset(struct wl_findings *findings, const struct wl_block *block);

/** All of block has been judged. */
bool wl_findings_complete(const struct wl_findings *findings, const struct wl_block *block);

/**
 * Judge block from findings->done on, to its end or until the list is full; what was found replaces
 * what is in the list.
 * @return 0; WL_ENOMEM (what is in the list is valid then, too)
 */
int wl_findings_gather(struct wl_findings *findings, struct wl_detector *detector,
                       const struct wl_block *block, const struct wl_stamp_context *context,
                       unsigned wants, struct wl_error *err);
