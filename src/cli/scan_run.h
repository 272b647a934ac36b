/*
 * A scan at work: what its parts share. cmd_scan.c sets it up and ends it, scan_entries.c goes from
 * operands to files and members and takes what became of each.
 */
#pragma once

#include "cli/progress.h"
#include "cli/scan_account.h"
#include "cli/scan_ledger.h"
#include "cli/scan_options.h"
#include "cli/session.h"
#include "sink/jsonl.h"
#include "sink/tally.h"

struct wl_scan {
    struct wl_invocation *invocation;
    struct wl_scan_options options;
    struct wl_session session;
    struct wl_account account;
    struct wl_tally_sink tally;
    struct wl_progress progress;
    struct wl_writer writer; /* occurrences, or the list of --dry-run */
    struct wl_jsonl_sink *jsonl;
    struct wl_ledger ledger;
    int fd; /* of -o, or standard output */
    bool dry_run, failed, pipe_closed;
};

/** Print an error; the exit status will say so. */
void wl_scan_complain(struct wl_scan *scan, const struct wl_error *err);

/** The database has refused; what is read from then on counts for nothing. */
bool wl_scan_storing_failed(const struct wl_scan *scan);

/** Read all operands. @return 0, or the error that ended it */
int wl_scan_operands(struct wl_scan *scan, struct wl_error *err);
