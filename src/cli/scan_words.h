/*
 * Small phrases of the scan: sizes, and words quoted for a shell.
 */
#pragma once

#include "base/buf.h"
#include "base/error.h"

#include <stdint.h>

/** "812 bytes", "71.2 KiB", "1.3 GiB". */
void wl_words_add_size(struct wl_buf *out, uint64_t bytes);

/** Of "cannot read 'path': reason" the reason, which groups files of one fate. Borrowed. */
const char *wl_words_reason(const struct wl_error *err);

/** One word of a command line, in quotes only if it needs them. */
void wl_words_add_quoted(struct wl_buf *out, const char *word);
