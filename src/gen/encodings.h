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
