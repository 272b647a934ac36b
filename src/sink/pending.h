/*
 * Notes that wait for the end of their line: which codes, and their text when it comes. What the
 * log shows already, because it was annotated before, is not noted again.
 */
#pragma once

#include "scan/codes.h"
#include "sink/annotate.h"

struct wl_pending_note {
    uint16_t code;
    bool shows_number;
    const struct wl_code_call *particular; /* to the function that failed, NULL: nothing, or not
                                              known */
};

struct wl_pending_notes {
    struct wl_pending_note notes[WL_NOTES_MAX];
    size_t count;
    struct wl_buf behind; /* the line, before its ending */
    struct wl_buf below;  /* whole lines, each with its LF */
    struct wl_note_texts texts;
};

/** Add what a line says, or a further part of it, but for codes that its own notes name. */
void wl_pending_add(struct wl_pending_notes *pending, const struct wl_found *found);

/** Drop the codes that notes at the end of the line name. */
void wl_pending_drop_own(struct wl_pending_notes *pending, struct wl_span line);

/**
 * Drop the codes that are named by lines of notes at the start of next, the bytes that follow the
 * line.
 * @return length of those lines; next.len when there may be more
 */
size_t wl_pending_drop(struct wl_pending_notes *pending, struct wl_span next);

/** Make texts of what waits, which is then nothing any more. @return 0, WL_ENOMEM */
int wl_pending_write(struct wl_pending_notes *pending, const struct wl_annotate_options *options,
                     struct wl_error *err);

void wl_pending_done(struct wl_pending_notes *pending);
