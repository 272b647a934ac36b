/*
 * UTF-16 to UTF-8. Everything else passes as it is: the codes and words that are sought are ASCII
 * in all 8-bit code pages. UTF-16 is known by its BOM, else by where the NULs stand.
 */
#pragma once

#include "base/buf.h"

#include <stdint.h>

enum wl_encoding {
    WL_ENCODING_AUTO,
    WL_ENCODING_BYTES, /* UTF-8, ASCII, code pages: no conversion */
    WL_ENCODING_UTF16LE,
    WL_ENCODING_UTF16BE,
};

/**
 * The encoding called name ("auto", "bytes", "utf-8", "utf-16le", ...), or -1. For a code page it
 * is AUTO, too: its name only tells how to show what is no Unicode, see input/charset.h.
 */
int wl_encoding_by_name(const char *name);

/**
 * Judge the first bytes of an input. Without a BOM, the whole units up to the first LF, at most
 * 4 KiB, decide: UTF-16 when at least half of them, and nearly all NULs, have their NUL on one
 * side; so it goes behind a BOM of UTF-8 that a NUL follows, too. The answer is the same however
 * many bytes behind them are known.
 * @param all   no more bytes follow
 * @param bom   set to the bytes of the byte order mark, 0 for none
 * @return      an encoding, or WL_ENCODING_AUTO when more bytes are needed
 */
enum wl_encoding wl_encoding_detect(const char *ptr, size_t len, bool all, size_t *bom);

struct wl_utf16 {
    bool big;
    bool plain;        /* by the portable code alone, the measure of the other */
    unsigned char odd; /* first byte of a unit cut by the end of a buffer */
    bool has_odd;
    uint16_t high;   /* a high surrogate that waits for its partner, or 0 */
    uint64_t broken; /* lone surrogates and odd bytes replaced by U+FFFD so far */
};

/** Bytes of room that converting len bytes needs at out; some behind the result get scratched. */
#define WL_UTF16_ROOM(len) ((len) / 2 * 3 + 32)

/** Convert len bytes to UTF-8 at out, which has WL_UTF16_ROOM(len). @return bytes written there */
size_t wl_utf16_decode(struct wl_utf16 *state, const char *ptr, size_t len, char *out);

/**
 * Convert from *in on what needs no state, as far as the processor can do it many units at a time:
 * up to a surrogate, or to the last units before end. Does nothing where it cannot.
 * @param in  advanced by whole units
 * @return    behind what was written
 */
char *wl_utf16_run(const unsigned char **in, const unsigned char *end, bool big, char *out);

/** Convert len bytes and append the UTF-8 to out. @return 0, WL_ENOMEM */
int wl_utf16_convert(struct wl_utf16 *state, const char *ptr, size_t len, struct wl_buf *out);

/** The input has ended: what is left over becomes U+FFFD. @return 0, WL_ENOMEM */
int wl_utf16_finish(struct wl_utf16 *state, struct wl_buf *out);
