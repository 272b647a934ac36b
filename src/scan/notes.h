/*
 * Notes that annotate appends to lines: «WSAECONNRESET 10054: ...», <<...>> where the output is not
 * UTF-8. They are never evidence, so that annotating an annotated log adds nothing.
 */
#pragma once

#include "base/span.h"

#include <stdint.h>

/**
 * Where our notes begin in line: the offset of the blanks in front of the first one, or line.len.
 * @param codes  gets the codes they name, at most max
 * @param count  set to how many
 */
size_t wl_notes_find(struct wl_span line, uint16_t *codes, size_t max, size_t *count);
