/*
 * Text for people: words wrapped to a width, headings, and plain ASCII where the output is not
 * UTF-8.
 */
#pragma once

#include "base/buf.h"

#define WL_PROSE_WIDTH_MAX 100 /* longer lines are hard to read */

struct wl_prose {
    struct wl_buf *out;
    unsigned width; /* columns, at least 20 */
    bool color;     /* SGR sequences may be used */
    bool utf8;      /* else letters outside of ASCII are replaced by what is nearest */
};

/**
 * A paragraph: first as it is, then text broken at blanks; lines after the first are indented. Ends
 * with a line feed. A word that is wider than the line is not broken.
 * @param indent  columns before the lines after the first
 */
void wl_prose_add(const struct wl_prose *prose, const char *first, unsigned indent,
                  const char *text);

/** Text on a line of its own, made bold if there is colour. */
void wl_prose_add_heading(const struct wl_prose *prose, const char *text);

/** Text without wrapping or line feed; bold only if there is colour. */
void wl_prose_add_bold(const struct wl_prose *prose, const char *text);

/** Text in the character set of the output, without wrapping or line feed. */
void wl_prose_add_text(const struct wl_prose *prose, struct wl_span text);
