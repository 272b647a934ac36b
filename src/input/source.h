/*
 * Where bytes come from: a file, standard input. What comes out is the decoded content: UTF-16 as
 * UTF-8, a byte order mark dropped; every other byte as it is.
 */
#pragma once

#include "base/error.h"
#include "input/encoding.h"
#include "input/follow.h"
#include "input/stream.h"

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
 * As wl_source_open(), of fd, open at path and read up to the end of head: its first bytes. fd is
 * the source's from now on, also if this fails; path is borrowed.
 */
int wl_source_adopt(struct wl_source **out, int fd, const char *path, struct wl_span head,
                    enum wl_encoding encoding, struct wl_error *err);

/**
 * The content of stream, which is borrowed and always ready. Read errors of the source are those of
 * the stream. @return 0 and *out; WL_ENOMEM
 */
int wl_source_of_stream(struct wl_source **out, struct wl_stream *stream, enum wl_encoding encoding,
                        struct wl_error *err);

/**
 * Read up to cap bytes of decoded content, with at most one read(2). Waits only where
 * wl_source_ready() would have said no.
 * @return bytes; 0 when none can be told yet (half a character, an encoding that is not certain),
 * and at the end: wl_source_ended() tells them apart; WL_EIO (when a signal interrupts: err->text
 * is then empty), WL_ELIMIT of a stream, WL_ENOMEM
 */
ptrdiff_t wl_source_read(struct wl_source *source, char *ptr, size_t cap, struct wl_error *err);

/**
 * The first raw bytes, to tell what the source is; they stay to be read. Does not wait.
 * @param enough  of what is no regular file, to know it by fewer: as many bytes as this says are
 *                enough
 * @return        1 and *head, borrowed until the next call; 0 not yet; WL_EIO, WL_ENOMEM
 */
int wl_source_peek(struct wl_source *source, bool (*enough)(struct wl_span head),
                   struct wl_span *head, struct wl_error *err);

/**
 * The raw bytes from the first one on, after a peek that told something; source is good for nothing
 * but its modification time then. @return 0 and *out; WL_EIO, WL_ENOMEM
 */
int wl_source_release(struct wl_source *source, struct wl_stream **out, struct wl_error *err);

/** All has been read. */
bool wl_source_ended(const struct wl_source *source);

/** A read would not wait for more input. */
bool wl_source_ready(const struct wl_source *source);

/**
 * Wait until the source is ready. A signal that sets *stop (may be NULL: any signal) ends the wait,
 * also when it came just before.
 * @return 0, WL_EIO with empty err->text when stopped
 */
int wl_source_wait(const struct wl_source *source, const volatile sig_atomic_t *stop,
                   struct wl_error *err);

/** At the end of what there is, wait for more, as long as follow (borrowed) says so. */
void wl_source_follow(struct wl_source *source, struct wl_follow *follow);

/** Bytes of a UTF-8 byte order mark that was dropped (0 or 3), known after the first read. */
size_t wl_source_bom(const struct wl_source *source);

/** The input was converted from UTF-16; known after the first read. */
bool wl_source_is_utf16(const struct wl_source *source);

/** Bytes at the end of the content that stand for a character of which the end has cut off the rest
 * (half a unit, a surrogate); known at the end. When the input grows, they are other ones. */
size_t wl_source_guessed(const struct wl_source *source);

/** Surrogates without partner that became U+FFFD so far. */
uint64_t wl_source_broken(const struct wl_source *source);

/** Modification time in microseconds since the epoch, 0 for what is no regular file. */
int64_t wl_source_mtime(const struct wl_source *source);
