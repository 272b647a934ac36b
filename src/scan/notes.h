/*
 * Notes that annotate adds: «WSAECONNRESET 10054: ...» behind lines and below them, <<...>> where
 * the output is not UTF-8, perhaps coloured. They are never evidence, so that annotating an
 * annotated log adds nothing.
 */
#pragma once

#include "base/span.h"

#include <stdint.h>

/**
 * Where the notes at the end of line begin: the offset of the blanks in front of the first one, or
 * line.len. The last one may have lost its end. A note with text of the log behind it only counts
 * in codes: that text is evidence as any other.
 * @param codes  gets the codes that notes name, at most max
 * @param count  set to how many
 */
size_t wl_notes_find(struct wl_span line, uint16_t *codes, size_t max, size_t *count);

/** Length of the note that begins at p, or of the one that ends there; 0 without. */
size_t wl_notes_at(const char *p, const char *end);
size_t wl_notes_before(const char *start, const char *p);
