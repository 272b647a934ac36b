/*
 * The filter's text output: the log as it is, with notes. Taking the notes out gives the input
 * back, byte for byte: those behind a line with the two blanks in front of them, those below it as
 * whole lines. If the output ends in a line of notes without LF, the input had no LF at its end,
 * and the one before the last lines of notes goes with them.
 */
#pragma once

#include "sink/note.h"
#include "sink/sink.h"
#include "sink/writer.h"

#define WL_NOTES_MAX 128 /* notes of one line: more than there are codes */

enum wl_annotate_style {
    WL_STYLE_APPEND, /* behind the line */
    WL_STYLE_BELOW,  /* on a line of its own */
    WL_STYLE_NONE,   /* nowhere: the log alone */
};

struct wl_annotate_options {
    enum wl_annotate_style style;
    struct wl_note_style note;
    bool escape;      /* control characters shown, not sent */
    bool explain;     /* meaning, causes and checks under the line */
    bool only;        /* only lines with notes ... */
    unsigned context; /* ... and this many around them */
    bool numbers;     /* line numbers in front; implies work by lines */
    bool names;       /* and the source's name */
    unsigned width;   /* for explanations */
};

struct wl_annotate_sink;

/** Writes to writer, which stays the caller's. The result is freed with wl_annotate_free(). */
int wl_annotate_new(struct wl_annotate_sink **out, struct wl_writer *writer,
                    const struct wl_annotate_options *options, struct wl_error *err);
void wl_annotate_free(struct wl_annotate_sink *sink);
struct wl_sink *wl_annotate_base(struct wl_annotate_sink *sink);
