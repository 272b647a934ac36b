/*
 * The text output line by line: with numbers in front, or only the lines that report a code and
 * those around them. What is shown of other lines waits in memory, within limits: of a line longer
 * than WL_LINES_KEPT that shows no code so far only the end is kept, and WL_LINES_CONTEXT bytes of
 * lines before a hit.
 */
#pragma once

#include "sink/pending.h"

#define WL_LINES_KEPT (4u << 20)
#define WL_LINES_CONTEXT (8u << 20)

struct wl_lines;

/** Writes to writer, formats by options and notes; all stay the caller's. */
int wl_lines_new(struct wl_lines **out, struct wl_writer *writer,
                 const struct wl_annotate_options *options, struct wl_pending_notes *notes,
                 struct wl_error *err);
void wl_lines_free(struct wl_lines *lines);

/** A new source, called name; a member of an archive is always shown with it. */
void wl_lines_begin(struct wl_lines *lines, const char *name, bool member);

/** The next bytes of the source. */
int wl_lines_add(struct wl_lines *lines, struct wl_span bytes, struct wl_error *err);

/** The line whose text was added last reports a code; its notes wait in notes. */
void wl_lines_hit(struct wl_lines *lines);

/** Nothing follows for now: show every line that is whole. */
int wl_lines_flush(struct wl_lines *lines, struct wl_error *err);

/** The source has ended; a missing LF is added. */
int wl_lines_end(struct wl_lines *lines, struct wl_error *err);
