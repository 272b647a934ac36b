/*
 * Build time only: the bytes in which a message text is met besides UTF-8. Windows programs write
 * the ANSI or the OEM code page of their language; and text goes through one wrong conversion on
 * its way.
 */
#pragma once

#include "base/buf.h"

/** Called for each encoding of a text. @return negative to stop */
typedef int wl_encoding_fn(void *arg, struct wl_span bytes, const char *how);

/**
 * Give fn the text (UTF-8) as it is, in the code pages of its language, and mangled once: UTF-8
 * read as the ANSI page, ANSI read as OEM, OEM read as ANSI. ASCII texts have only the first form.
 */
int wl_encodings(struct wl_span text, const char *language, wl_encoding_fn *fn, void *arg);

/**
 * Append regex with every run of characters outside ASCII replaced by an alternation of its bytes
 * in UTF-8 and in the legacy code pages that have them, so that words in patterns are found there
 * too.
 */
void wl_encodings_regex(struct wl_buf *out, struct wl_span regex);

/** Call fn for word in each legacy code page that has all its characters. ASCII words: not at all.
 */
int wl_encodings_word(struct wl_span word, wl_encoding_fn *fn, void *arg);
