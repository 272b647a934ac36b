/*
 * UTF-8 as the outside world may see it: decode with replacement, escape control characters.
 */
#pragma once

#include "base/buf.h"
#include "base/span.h"

#include <stdint.h>

#define WL_UTF8_REPLACEMENT 0xFFFDu

/**
 * Decode one code point from the len (> 0) bytes at ptr.
 *
 * @param size  set to the bytes used, 1 for a bad byte
 * @return      the code point, or WL_UTF8_REPLACEMENT for a bad byte
 * Source: Unicode 15.0 section 3.9, table 3-7 (well-formed sequences); unlike its recommendation,
 * one replacement stands for each bad byte.
 */
uint32_t wl_utf8_decode(const char *ptr, size_t len, unsigned *size);

/** All of text is well-formed UTF-8. */
bool wl_utf8_valid(struct wl_span text);

/** Append text with each bad byte replaced by U+FFFD, so that the result is valid UTF-8. */
void wl_utf8_add_valid(struct wl_buf *out, struct wl_span text);

/**
 * Append text for a terminal: C0, DEL and C1 controls, U+2028/2029 and bidirectional controls
 * (U+202A-202E, U+2066-2069) become \xNN or \u{NNNN}; bad bytes \xNN. A TAB stays.
 */
void wl_utf8_add_escaped(struct wl_buf *out, struct wl_span text);

/** Append the JSON string literal of text, quotes included, always valid UTF-8 (RFC 8259). */
void wl_utf8_add_json(struct wl_buf *out, struct wl_span text);

/** Columns that text takes on a terminal: East Asian wide characters two, combining marks none. */
size_t wl_utf8_columns(struct wl_span text);
