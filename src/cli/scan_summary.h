/*
 * The summary of a scan, for people: what was read, what was found in it, what was not read and
 * why, and what to do next. Lines end at the terminal's width, but for names of files that were not
 * read, and the next command, which have to be exact.
 */
#pragma once

#include "base/buf.h"
#include "cli/scan_account.h"
#include "cli/terminal.h"
#include "sink/tally.h"

struct wl_scan_summary {
    const struct wl_account *account;
    const struct wl_tally_sink *tally;
    bool stored;      /* all of it */
    bool no_store;    /* by the user's will */
    uint64_t added;   /* occurrences that were new to the database */
    uint64_t removed; /* those that it had and lost, see --rescan */
    const struct wl_invocation *invocation;
};

/** Append it. */
void wl_scan_summary_add(struct wl_buf *out, const struct wl_scan_summary *summary,
                         const struct wl_terminal *terminal);
