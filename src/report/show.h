/*
 * Single occurrences: what the database has of them, and how they are shown with the lines around
 * them.
 */
#pragma once

#include "report/layout.h"
#include "store/query.h"

/* As the database has it; spans are borrowed for the call. */
struct wl_show_row {
    struct wl_span id; /* 32 hexadecimal digits */
    struct wl_span time_text, locator, pattern, call, peer_address, process, level, host, case_name;
    struct wl_span text; /* the line, bad bytes replaced, at most 8 KiB */
    int64_t time_us;     /* meaningless when time_from is WL_TIME_ABSENT */
    unsigned time_from, assumed, code, form, confidence, peer_port;
    uint64_t line, offset; /* of the line, as in struct wl_occurrence */
    size_t column, length; /* of the evidence in the line as it was read */
    bool provisional, folded;
};

/* The lines around one, from the source as it is now. */
struct wl_show_around {
    struct wl_span text; /* with line endings */
    size_t at;           /* where the line itself begins in text */
    const char *missing; /* text is empty: why; NULL: not asked for */
};

/** @return 0 go on; an error ends it */
typedef int wl_show_fn(void *arg, const struct wl_show_row *row, struct wl_error *err);

/**
 * Hand over the occurrences that a word means: the first 4 or more digits of an id, or SOURCE:LINE
 * where SOURCE is the end of a locator.
 * @param count  set to how many, at most 20
 * @return       0; WL_EPARSE (the word is neither), WL_EDB, an error of each
 */
int wl_show_each(struct wl_store *store, const char *word, wl_show_fn *each, void *arg,
                 size_t *count, struct wl_error *err);

/** Write one, several lines. */
void wl_show_write(struct wl_layout *layout, const struct wl_show_row *row,
                   const struct wl_show_around *around);
