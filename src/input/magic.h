/*
 * What a file is, by its first bytes: a table of signatures, then the share of control characters.
 * Names and extensions are never asked: they lie in bundles.
 */
#pragma once

#include "base/error.h"
#include "input/encoding.h"

#include <stdbool.h>
#include <stddef.h>

#define WL_MAGIC_HEAD 4096u /* bytes that are enough to judge by */

enum wl_magic_kind {
    WL_MAGIC_TEXT,      /* no signature and no binary: may be a log */
    WL_MAGIC_RECORDS,   /* a log that is no text */
    WL_MAGIC_CONTAINER, /* holds or may hold logs */
    WL_MAGIC_NO_LOG,    /* holds none */
};

/* What a log is a list of, see input/records.h. */
enum wl_records {
    WL_RECORDS_NONE, /* lines are lines */
    WL_RECORDS_XML,
    WL_RECORDS_JSON,
    WL_RECORDS_CSV,
    WL_RECORDS_EVENT_LOG,
};

struct wl_magic {
    enum wl_magic_kind kind;
    const char *name; /* "gzip file", "image"; "text" */
    enum wl_records records;
};

/**
 * Judge head[0..len), the first bytes of a file.
 * @param all       the file has no more of them
 * @param encoding  AUTO, or what the user says; a given UTF-16 is judged as such
 */
struct wl_magic wl_magic_judge(const char *head, size_t len, bool all, enum wl_encoding encoding);

/**
 * Open a regular file and read its first bytes: up to cap, and WL_MAGIC_HEAD of them unless it or
 * cap is smaller. Never waits.
 * @return how many, and *fd, to be closed by the caller; or the negative errno of opening or
 * reading (-ELOOP for a symbolic link when follow is false)
 */
ptrdiff_t wl_magic_open(const char *path, bool follow, char *head, size_t cap, int *fd);

/** As wl_magic_open(); the file is closed again. */
ptrdiff_t wl_magic_peek(const char *path, bool follow, char *head, size_t cap);

/** Is path a regular file that is WL_MAGIC_TEXT? false also if it can't be read. */
bool wl_magic_is_text(const char *path, enum wl_encoding encoding);
