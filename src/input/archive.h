/*
 * The one door to libarchive, which is loaded when the first container needs it: archives as lists
 * of entries, and the compressions other than .gz as filters. What comes is read as it comes; no
 * limit is watched here (container.c does), nothing is written anywhere.
 */
#pragma once

#include "input/filter.h"
#include "input/format.h"

#include <stdbool.h>

enum wl_entry_kind {
    WL_ENTRY_FILE,
    WL_ENTRY_DIRECTORY,
    WL_ENTRY_LINK,  /* symbolic or hard */
    WL_ENTRY_OTHER, /* a device, a pipe */
};

struct wl_entry {
    enum wl_entry_kind kind;
    const char *name; /* as in the archive, or its UTF-8 where that says UTF-16; borrowed until the
                         next call */
    int64_t mtime_us; /* 0 if unknown */
    bool encrypted;
};

struct wl_archive;

/**
 * Read the archive behind under, which is borrowed. A stream that can be sought in is.
 * @param passwords  NULL-terminated, tried in order; or NULL
 * @return 0; WL_EIO: no libarchive, or no such archive; the error of under; WL_ENOMEM
 */
int wl_archive_open(struct wl_archive **out, struct wl_stream *under, enum wl_format format,
                    const char *const *passwords, struct wl_error *err);
void wl_archive_close(struct wl_archive *archive);

/**
 * Pass over what is left of this entry, to the next one.
 * @return 1; 0 the end; WL_EIO: the end, but something is damaged or missing (err says what and
 * where in under); the error of under, unchanged; WL_ENOMEM
 */
int wl_archive_next(struct wl_archive *archive, struct wl_entry *entry, struct wl_error *err);

/** Read from this entry. @return as wl_stream_ops.read; an error concerns this entry alone */
ptrdiff_t wl_archive_read(struct wl_archive *archive, char *ptr, size_t cap, struct wl_error *err);

/** Bytes of under that were used for what came out so far; its place, where under is sought in. */
uint64_t wl_archive_taken(const struct wl_archive *archive);

/** What format (not gzip) unpacks to. As wl_archive_open(). */
int wl_archive_filter(struct wl_filter **out, struct wl_stream *under, enum wl_format format,
                      struct wl_error *err);
