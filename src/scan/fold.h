/*
 * Message texts are compared folded: white space, apostrophes of any kind, SGR colour sequences and
 * escaped line ends (a backslash and n, r or t) are left out, letters are lower case. So a text is
 * found whatever its line breaks, colours and capitals. Folding is defined on bytes: UTF-8 for most
 * forms, a code page's bytes for legacy ones (where only ASCII letters change case).
 */
#pragma once

#include "base/buf.h"
#include "base/span.h"

/* At most so many line ends inside one text; an empty line ends it. */
#define WL_FOLD_BREAKS 2

/* What stands at a place of a folded text. */
enum {
    WL_GAP_BEFORE = 1, /* something was left out just before it: an anchor must not span it */
    WL_GAP_INSIDE =
        2, /* second byte of a letter that has a capital: no anchor begins or ends before it */
};

/**
 * Fold text into out. plain gets the same bytes with the capitals they have in text; gaps gets one
 * byte for each byte of out: 0 or a WL_GAP_*.
 */
void wl_fold(struct wl_span text, struct wl_buf *out, struct wl_buf *plain, struct wl_buf *gaps);

/** Where in text stands what becomes byte n of its folding? Its length if there is no such. */
size_t wl_fold_place(struct wl_span text, size_t n);

/** Append text with its letters outside ASCII as capitals (UTF-8 of two bytes); the same length. */
void wl_fold_capitals(struct wl_span text, struct wl_buf *out);

/**
 * Does raw, read forward from its start, say form (folded)? Notes of ours inside it are passed
 * over, so that a message that wraps is still whole when its first line has got one.
 * @return bytes of raw used, or -1
 */
ptrdiff_t wl_fold_match(struct wl_span form, struct wl_span raw, int *breaks);

/**
 * Does raw, read backward from its end, say form (folded)?
 * @return bytes of raw used, or -1
 */
ptrdiff_t wl_fold_match_back(struct wl_span form, struct wl_span raw, int *breaks);
