/*
 * Options of scan that are more than a flag: what is to be read, and how far.
 */
#pragma once

#include "cli/command.h"
#include "input/container.h"

/* Options of scan. */
enum {
    WL_SCAN_FAIL_ON = WL_OPTION_OWN,
    WL_SCAN_DRY_RUN,
    WL_SCAN_LEDGER,
    WL_SCAN_FILES0_FROM,
    WL_SCAN_EXCLUDE,
    WL_SCAN_SINCE,
    WL_SCAN_RESUME,
    WL_SCAN_RESCAN,
    WL_SCAN_HOST,
    WL_SCAN_PASSWORD_FILE,
    WL_SCAN_ALLOW_RAR,
    WL_SCAN_MAX_DEPTH,
    WL_SCAN_MAX_RATIO,
    WL_SCAN_MAX_MEMBERS,
    WL_SCAN_MAX_MEMBER_SIZE,
    WL_SCAN_MAX_MEMBER_SECONDS,
    WL_SCAN_MAX_SPOOL,
    WL_SCAN_MAX_DICTIONARY,
};

extern const struct wl_option_group wl_scan_what;   /* which files */
extern const struct wl_option_group wl_scan_limits; /* how far archives are followed */

/* What they come to. */
struct wl_scan_options {
    struct wl_container_setup containers;
    const char **exclude; /* ends with NULL; owned */
    bool has_since;
    int64_t since_us;
    struct wl_list {
        char *text;   /* a file, with its NULs or line ends made NULs */
        char **items; /* in it; ends with NULL */
    } passwords, files;
};

/**
 * Read what was given.
 * @return 0 and *out, to be given to wl_scan_options_done(), also after a failure; WL_EIO: a list
 * that cannot be read; WL_ENOMEM
 */
int wl_scan_options_read(struct wl_scan_options *out, const struct wl_options *given,
                         enum wl_encoding encoding, struct wl_error *err);
void wl_scan_options_done(struct wl_scan_options *options);
