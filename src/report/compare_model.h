/*
 * What a comparison says, before it has a shape. compare.c fills it, the writers (compare_text.c,
 * compare_csv.c, compare_json.c) only render it.
 */
#pragma once

#include "base/binomial.h"
#include "report/compare.h"
#include "report/cover.h"
#include "scan/codes.h"

#define WL_COMPARE_LEVEL 0.95

enum wl_change_kind {
    WL_CHANGE_NONE, /* not more than chance */
    WL_CHANGE_UP,
    WL_CHANGE_DOWN,
    WL_CHANGE_NEW,  /* A has none */
    WL_CHANGE_GONE, /* B has none */
};

/* From when on the rate was another one. */
struct wl_moment {
    bool found;
    int64_t at_us; /* begins a quarter of an hour */
    double before,
        after; /* rates per hour; within B alone, if the sides are not one after another */
};

/* One code or peer, or all of them. */
struct wl_change {
    size_t key, key_len;        /* of a peer: in the table's text, while it is read ... */
    const char *address;        /* ... and then here */
    uint16_t port;              /* of a peer: its only one, else 0 */
    uint16_t number;            /* of a code */
    const struct wl_code *code; /* of a code: NULL for an unknown one */
    int64_t count[2];
    int64_t first_us, last_us; /* on either side */
    struct wl_ratio ratio;     /* of the rates, B over A */
    double p;                  /* of ratio, corrected */
    enum wl_change_kind kind;
    struct wl_moment moment; /* of codes that changed, and of all */
};

struct wl_changes {
    struct wl_change *rows; /* changed ones first, the surest before */
    uint32_t count, cap;
    uint32_t changed;
    struct wl_buf text;
};

struct wl_compared_side {
    int64_t total, sources;
    int64_t undated;       /* of total: the date of their file stands in */
    struct wl_cover cover; /* inside what was asked for */
    double hours;          /* of it */
};

/* The occurrences of a code in a quarter of an hour, by code and time. */
struct wl_bin {
    uint16_t code;
    int64_t at_us, count;
};

struct wl_bins {
    struct wl_bin *items;
    size_t count, cap;
};

struct wl_comparison {
    struct wl_compared_side sides[2];
    struct wl_change all;
    struct wl_changes codes, peers;
    bool in_order; /* A ends before B begins, so that one timeline holds both */
};

/** Put the timelines to use: the moment of each changed code, and of all. */
int wl_compare_moments(struct wl_comparison *comparison, const struct wl_bins bins[2],
                       struct wl_error *err);

/** Ratios, corrected probabilities, kinds, order. @return 0, WL_ENOMEM */
int wl_compare_judge(struct wl_comparison *comparison, struct wl_error *err);

/** "up", "down", "new", "gone"; "" for none. */
const char *wl_change_word(const struct wl_change *change);

/** Per hour on side 0 or 1. */
double wl_change_rate(const struct wl_comparison *comparison, const struct wl_change *change,
                      int side);

/** The key of a peer as people read it, not yet escaped. */
void wl_change_peer(struct wl_buf *out, const struct wl_change *change);

void wl_compare_text(struct wl_buf *out, const struct wl_comparison *comparison,
                     const struct wl_compare_request *request);
void wl_compare_csv(struct wl_buf *out, const struct wl_comparison *comparison,
                    const struct wl_compare_request *request);
void wl_compare_json(struct wl_buf *out, const struct wl_comparison *comparison,
                     const struct wl_compare_request *request);
