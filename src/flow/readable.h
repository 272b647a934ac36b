/*
 * What is shown or stored of a line must be UTF-8: of one in a legacy code page, the texts of its
 * occurrences are replaced by decoded ones. What makes their identity stays bytes.
 */
#pragma once

#include "input/charset.h"
#include "store/occurrence.h"

struct wl_readable {
    const char *encoding; /* of the user: NULL or "auto" to guess a page, its name, or an encoding
                             that is none: nothing is done */
    bool off;
    struct wl_charset *charset; /* made on first need */
    struct wl_buf text;
};

/** Start empty; encoding is borrowed. */
void wl_readable_init(struct wl_readable *readable, const char *encoding);
void wl_readable_done(struct wl_readable *readable);

/** A new source begins. */
void wl_readable_reset(struct wl_readable *readable);

/**
 * Decode the texts of the occurrences of a line, where they say that they are no UTF-8. What they
 * point to then is borrowed until the next call.
 * @return 0, WL_ENOMEM
 */
int wl_readable_make(struct wl_readable *readable, struct wl_occurrence *list, size_t count,
                     struct wl_error *err);
