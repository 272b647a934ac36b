/*
 * scan --dry-run: what would become of each file and each member of an archive, in the words of the
 * ledger. Archives are opened, and unpacked as far as their lists of members need it; no log is
 * read, so that damage inside one is not seen.
 */
#pragma once

#include "cli/scan_run.h"

/**
 * One line of the list. @param reason  NULL for none
 * @return 0; WL_EIO, WL_EPIPE of the output; WL_ENOMEM
 */
int wl_dry_list(struct wl_scan *scan, enum wl_verdict verdict, const char *locator,
                const char *reason, struct wl_error *err);

/**
 * What is to be read, or its members if it is an archive. Standard input and pipes are waited for.
 * @return as wl_dry_list(); 1 a signal asked to stop
 */
int wl_dry_read(struct wl_scan *scan, const char *path, struct wl_error *err);
