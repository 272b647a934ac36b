/*
 * A scan at work: what its parts share. cmd_scan.c sets it up and ends it, scan_entries.c goes from
 * operands to files and members and takes what became of each.
 */
#pragma once

#include "base/keyset.h"
#include "cli/progress.h"
#include "cli/scan_account.h"
#include "cli/scan_ledger.h"
#include "cli/scan_options.h"
#include "cli/session.h"
#include "sink/jsonl.h"
#include "sink/machines.h"
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
    struct wl_keyset resume; /* what need not be read again, by wl_resume_key() */
    struct wl_machines_sink machines;
    bool find_host; /* --host=auto */
    int fd;         /* of -o, or standard output */
    bool dry_run, failed, pipe_closed;
};

/** Print an error; the exit status will say so. */
void wl_scan_complain(struct wl_scan *scan, const struct wl_error *err);

/** The database has refused; what is read from then on counts for nothing. */
bool wl_scan_storing_failed(const struct wl_scan *scan);

/** As of struct wl_flow_setup. arg is the scan. */
const char *wl_scan_leave(void *arg, const char *locator, int64_t mtime_us, bool *known);

/** Read all operands. @return 0, or the error that ended it */
int wl_scan_operands(struct wl_scan *scan, struct wl_error *err);
