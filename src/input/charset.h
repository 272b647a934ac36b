/*
 * Legacy code pages. Logs are scanned as the bytes they are; this makes UTF-8 of what is shown or
 * stored of them, through iconv. Which page it is says the user, or a guess: by the language of a
 * message that was recognised, and by how much the line reads like text in each page.
 */
#pragma once

#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"

#define WL_CHARSET_NAME 32u

/**
 * The name under which iconv knows a code page: "1251", "cp1251", "windows-1251", "koi8-r", ...
 * @return false for what it does not know, and for what does not write ASCII as ASCII
 */
bool wl_charset_find(const char *name, char found[WL_CHARSET_NAME]);

struct wl_charset;

/** @param name  of a code page, found; NULL: to be guessed. @return 0 and *out; WL_ENOMEM */
int wl_charset_new(struct wl_charset **out, const char *name, struct wl_error *err);
void wl_charset_free(struct wl_charset *charset);

/** A new source begins: what was learned from the last one is forgotten. */
void wl_charset_reset(struct wl_charset *charset);

/** A message in this language ("ru", "zh-CN") was recognised in the source. */
void wl_charset_hint(struct wl_charset *charset, struct wl_span language);

/**
 * Settle the code page of a line that is not UTF-8; a guess takes earlier lines into account.
 * @return false when the line is rather damaged UTF-8, or text in no page that is known
 */
bool wl_charset_judge(struct wl_charset *charset, struct wl_span line);

/** The name of the page settled last; "" for none. */
const char *wl_charset_settled(const struct wl_charset *charset);

/** Append text in the page settled last as UTF-8, U+FFFD for each byte that is no part of it. */
void wl_charset_decode(struct wl_charset *charset, struct wl_span text, struct wl_buf *out);
