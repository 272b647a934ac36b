/*
 * Detection: which lines of a piece of log report a Winsock error? Read first: the order of work is
 * prefilter -> tokens and texts -> patterns -> contexts -> one verdict a code and line. All
 * knowledge comes from the pattern set; here is only the order.
 */
#pragma once

#include "base/error.h"
#include "scan/hit.h"
#include "scan/pattern_set.h"
#include "scan/token.h"

struct wl_detector;

#define WL_MARGIN \
    512 /* bytes before a piece that are looked at again for texts that wrap into it */
#define WL_RADIUS 320    /* bytes on each side of a token that patterns see, within its line */
#define WL_THRESHOLD 60  /* default of --min-confidence */
#define WL_CODES_MAX 128 /* more than there are codes: hits of one line */

/*
 * What to judge: text[before .. before + len), in memory with `before` readable bytes of the same
 * log in front and `after` behind. A line that both begins and ends outside is judged piece by
 * piece.
 */
struct wl_piece {
    const char *text; /* the first byte that is judged */
    size_t before, len, after;
    bool starts_line; /* text is the start of a line */
};

/* One line with hits. Spans and pointers are borrowed for the call. */
struct wl_line_hits {
    struct wl_span line; /* without its ending; from its start, or as much of it as is in memory */
    const struct wl_hit *hits; /* by falling confidence, then place; one a code */
    size_t count;
    uint16_t noted[WL_CODES_MAX]; /* codes that notes of ours in the line name already */
    size_t noted_count;
    bool may_go_on;  /* a message that wraps may end in the next line, which is not known yet */
    size_t notes_at; /* offset in line where our notes begin, line.len without notes */
};

typedef int wl_line_fn(void *arg, const struct wl_line_hits *line, struct wl_error *err);

/* What `patterns why` is told, in the order of work. */
enum wl_trace_event {
    WL_TRACE_TOKEN,   /* token found; weight is its enum wl_token_kind */
    WL_TRACE_SETTLED, /* token not judged: the same form of its code is as sure as can be already */
    WL_TRACE_TRIED,   /* a keyword of the rule is near, but it does not match the token */
    WL_TRACE_MATCH,   /* rule matched; weight is its confidence */
    WL_TRACE_UNLESS,  /* rule matched, but its `unless` did too; weight of a context as it would be
                       */
    WL_TRACE_CONTEXT, /* context applied; weight is what it adds */
    WL_TRACE_VERDICT, /* weight is the resulting confidence of this evidence */
    WL_TRACE_TEXT,    /* message text found; rule is NULL, text set */
};

struct wl_trace {
    enum wl_trace_event event;
    const struct wl_code *code;
    struct wl_span found;
    const struct wl_rule *rule;
    const struct wl_text *text;
    int weight;
};

typedef void wl_trace_fn(void *arg, const struct wl_trace *trace);

/**
 * A detector over set, which must outlive it. One a thread. Expressions are compiled on first need.
 */
int wl_detector_new(struct wl_detector **out, const struct wl_patterns *set, struct wl_error *err);
void wl_detector_free(struct wl_detector *detector);

/** Report hits of at least this confidence (WL_THRESHOLD at first). */
void wl_detector_threshold(struct wl_detector *detector, unsigned confidence);

/** A new source begins: forget what the last one said about itself (column headers). */
void wl_detector_reset(struct wl_detector *detector);

/**
 * What earlier pieces leave to later ones: the column header last seen, and how often each pattern
 * was given up. Detection is a function of it and of the piece, so that pieces can be judged by
 * several detectors of the same set and settings. It is wl_detector_state_size() bytes, which can
 * be copied, and compared with memcmp().
 */
size_t wl_detector_state_size(const struct wl_detector *detector);
void wl_detector_save(const struct wl_detector *detector, void *state);
void wl_detector_load(struct wl_detector *detector, const void *state);

/** Work without prefilter, at every byte: the oracle of the fast path. */
void wl_detector_plain(struct wl_detector *detector, bool plain);

/** Tell trace about every decision (NULL: nobody). */
void wl_detector_trace(struct wl_detector *detector, wl_trace_fn *trace, void *arg);

/**
 * Judge a piece; fn is called for each line with hits, in order. A text that wraps belongs to the
 * line in which it ends. When fn ends it, the state is that behind the line it was called for, and
 * what follows can be judged as a piece of its own.
 * @return 0, or what fn returned if negative, WL_ENOMEM
 */
int wl_detect(struct wl_detector *detector, const struct wl_piece *piece, wl_line_fn *fn, void *arg,
              struct wl_error *err);

/** Fields that stand around a hit; empty spans where the line does not tell. Inside line. */
struct wl_fields {
    struct wl_span call, peer, port, process, level, host;
};

/** Pick fields out of a line by the set's field rules; at is a hit in it, near which they are
 * sought. */
int wl_detect_fields(struct wl_detector *detector, struct wl_span line, struct wl_span at,
                     struct wl_fields *out, struct wl_error *err);

/**
 * Matches given up for taking too many steps so far; a pattern that needed that a hundred times is
 * no longer tried.
 * @param pattern  set to the id of the one that needed it most, "" for none
 */
uint64_t wl_detector_given_up(const struct wl_detector *detector, const char **pattern);
