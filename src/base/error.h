/*
 * Errors travel as a negative status and, for people, one line in a struct wl_error. The line is
 * set once, where the failure is, and passed up unchanged; only cli/ prints it.
 */
#pragma once

enum wl_status {
    WL_OK = 0,
    WL_ENOMEM = -1, /* out of memory */
    WL_EIO = -2,    /* a file cannot be opened, read or written */
    WL_EDB = -3,    /* the database refuses */
    WL_EBUSY = -4,  /* the database is locked by another program for too long */
    WL_EPARSE = -5, /* text from the user (pattern file, date, option) is not understood */
    WL_ELIMIT = -6, /* a limit that protects from hostile input was reached */
    WL_EPIPE = -7,  /* the reader of the output has gone */
};

struct wl_error {
    int status;
    char
        text[1024]; /* one line, lower case, without a final newline; more lines only for a caret */
};

/**
 * Fill in *err (NULL is accepted) and return status, so that `return wl_error_set(...)` reads well.
 * Text that does not fit is cut.
 */
int wl_error_set(struct wl_error *err, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
