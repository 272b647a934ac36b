/*
 * Lines of text for a terminal: cells of exact width, sparklines and bars, restrained colour. It
 * knows columns, not what stands in them; no line gets wider than the caller's cells add up to, and
 * none ends in spaces.
 */
#pragma once

#include "base/buf.h"
#include "base/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum wl_tone {
    WL_TONE_PLAIN,
    WL_TONE_BOLD,
    WL_TONE_DIM,
};

enum wl_fit {
    WL_FIT_LEFT, /* to the left; what is too long loses its end */
    WL_FIT_TAIL, /* to the left; what is too long loses its beginning (paths: the end tells more) */
    WL_FIT_RIGHT, /* to the right (numbers) */
};

struct wl_layout {
    struct wl_buf *out;
    size_t width;   /* of a line, columns */
    size_t column;  /* reached in this line, pending spaces included */
    size_t pending; /* spaces that are due before the next visible character */
    bool utf8, color;
};

/** Text from a log as it may be shown: controls escaped, TAB a space, without utf8 ASCII only. */
void wl_layout_safe(struct wl_buf *safe, struct wl_span text, bool utf8);

/** Exactly columns (> 3) wide, padded or cut with an ellipsis; made safe. */
void wl_layout_cell(struct wl_layout *layout, struct wl_span text, size_t columns, enum wl_fit fit,
                    enum wl_tone tone);

/** As wl_layout_cell() over a string. */
void wl_layout_text(struct wl_layout *layout, const char *text, size_t columns, enum wl_fit fit,
                    enum wl_tone tone);

/** All of text, made safe, as wide as it is. */
void wl_layout_put(struct wl_layout *layout, const char *text, enum wl_tone tone);

/** Words, broken at spaces before width, too long ones inside; further lines start at indent. */
void wl_layout_wrap(struct wl_layout *layout, const char *text, size_t indent, enum wl_tone tone);

void wl_layout_space(struct wl_layout *layout, size_t columns);
void wl_layout_end(struct wl_layout *layout); /* of the line */

/** One column a part: eight heights of the largest one, a space for zero. */
void wl_layout_spark(struct wl_layout *layout, const uint32_t *parts, size_t count);

/** A bar of value in max, columns wide at most; never empty for a value. */
void wl_layout_bar(struct wl_layout *layout, int64_t value, int64_t max, size_t columns);
