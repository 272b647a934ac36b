/*
 * Where bytes come from: a file, standard input. What comes out is the decoded content: UTF-16 as
 * UTF-8, a byte order mark dropped; every other byte as it is.
 */
#pragma once

#include "base/error.h"
#include "input/encoding.h"
#include "input/follow.h"

#include <signal.h>
#include <stdint.h>

struct wl_source;

/**
 * Open path ("-" is standard input, also one that does not block).
 * @return 0 and *out (wl_source_free()); WL_EIO with a message for a missing file, a directory ...
 */
int wl_source_open(struct wl_source **out, const char *path, enum wl_encoding encoding,
                   struct wl_error *err);
void wl_source_free(struct wl_source *source);

/**
 * Read up to cap bytes of decoded content; waits until there are some.
 * @return bytes, 0 at the end, WL_EIO (also when a signal interrupts: err->text is then empty)
 */
ptrdiff_t wl_source_read(struct wl_source *source, char *ptr, size_t cap, struct wl_error *err);

/** A read would not wait for more input. */
bool wl_source_ready(const struct wl_source *source);

/**
 * Call fn before each read that would wait for input: the moment to let out what is held back. An
 * error that it returns is that of the read. A signal that sets *stop (may be NULL) ends the wait,
 * or a later one, as an interrupted read.
 */
typedef int wl_source_wait_fn(void *arg, struct wl_error *err);
void wl_source_on_wait(struct wl_source *source, wl_source_wait_fn *fn, void *arg,
                       const volatile sig_atomic_t *stop);

/** At the end of what there is, wait for more, as long as follow (borrowed) says so. */
void wl_source_follow(struct wl_source *source, struct wl_follow *follow);

/** Bytes of a UTF-8 byte order mark that was dropped (0 or 3), known after the first read. */
size_t wl_source_bom(const struct wl_source *source);

/** The input was converted from UTF-16; known after the first read. */
bool wl_source_is_utf16(const struct wl_source *source);

/** Surrogates without partner that became U+FFFD so far. */
uint64_t wl_source_broken(const struct wl_source *source);

/** Modification time in microseconds since the epoch, 0 for what is no regular file. */
int64_t wl_source_mtime(const struct wl_source *source);
