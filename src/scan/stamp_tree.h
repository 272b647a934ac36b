/*
 * The formats of stamps.tsv as one tree, so that a place is read once and not once a format: what
 * several templates begin with is one branch. A glance at the first bytes of a place tells which
 * branches can match at all. gen/stamp_tree.py makes functions of the branches, in terms of
 * stamp_read.h, and these tables; all they know is derived from the templates.
 */
#pragma once

#include "scan/stamp_format.h"

#include <stdint.h>

struct wl_stamp_try;

/* The branches from the root, 64 at most: a bit each in the masks below. Each tries its formats at
 * p and keeps the best one. */
typedef void wl_stamp_branch(struct wl_stamp_try *t, const char *p);
extern wl_stamp_branch *const wl_stamp_branches[];

/* By the sign of a date such as 2026-11-22: reads one with a time of day behind it, if all of it
 * looks as usual. @return true and *out, then nothing else can match there; or false, then nothing
 * is decided. The line has WL_STAMP_MOMENT_LEN bytes. */
#define WL_STAMP_MOMENT_LEN 19
typedef bool wl_stamp_moment(const char *p, const char *end, unsigned where, struct wl_stamp *out);
extern wl_stamp_moment *const wl_stamp_moments[256];

/* Bytes that no template tells apart are one class of at most 64; 256 is the end of the line. */
#define WL_STAMP_END_OF_LINE 256
#define WL_STAMP_RUN_MAX 20
extern const unsigned char wl_stamp_class[257];

/* The branches that can match where a byte of this class comes first, where one comes behind the
 * first byte or number, and behind that; where the number has so many digits; in these places. */
extern const uint64_t wl_stamp_first[64], wl_stamp_second[64], wl_stamp_third[64];
extern const uint64_t wl_stamp_run[WL_STAMP_RUN_MAX + 1];
extern const uint64_t wl_stamp_where[16];

/* What stands in every match of a format for 'anywhere': this sign, so many bytes behind its
 * start. Ends with a sign of 0. */
struct wl_stamp_anchor {
    char sign;
    unsigned char behind;
};
extern const struct wl_stamp_anchor wl_stamp_anchors[];
extern const unsigned char wl_stamp_anchor_reach; /* the farthest of them */

/* Names of fields that hold a time, by length: those of n letters are from[n] to from[n + 1]. */
#define WL_STAMP_KEY_MAX 24
extern const char *const wl_stamp_keys[];
extern const unsigned char wl_stamp_keys_from[WL_STAMP_KEY_MAX + 2];
/* The lengths of names that end with this byte, a bit each. */
extern const uint32_t wl_stamp_key_ends[256];

/**
 * A date and a time of day, which most lines of most logs begin with, as far as it looks as usual.
 * @return true and *out as wl_stamp_match_any() has it; false if that must be asked
 */
static inline bool
wl_stamp_match_moment(const char *p, const char *end, unsigned where, struct wl_stamp *out)
{
    return end - p >= WL_STAMP_MOMENT_LEN && p[4] == p[7] &&
           wl_stamp_moments[(unsigned char)p[4]] &&
           wl_stamp_moments[(unsigned char)p[4]](p, end, where, out);
}

/**
 * The longest match of the formats that may stand here, of equally long ones the first row.
 * @param where  WL_STAMP_AT_* and so on
 * @return       true and *out; on false its contents are lost
 */
bool wl_stamp_match_any(struct wl_span line, size_t at, unsigned where, struct wl_stamp *out);
