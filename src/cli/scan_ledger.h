/*
 * The ledger of a scan: one JSON object for each file and each member of an archive that was met,
 * and what became of it, so that "nothing found" can be believed.
 */
#pragma once

#include "flow/flow.h"
#include "sink/writer.h"

struct wl_ledger {
    struct wl_writer writer;
    int fd;
    bool open;
};

/** The name of a verdict: "read", "known", "skipped", "partial", "refused", "failed". */
const char *wl_ledger_word(enum wl_verdict verdict);

/** path is created, or emptied. @return 0, WL_EIO, WL_ENOMEM */
int wl_ledger_open(struct wl_ledger *ledger, const char *path, struct wl_error *err);

/**
 * Add a line; does nothing if the ledger is not open.
 * @param reason  NULL for none
 * @param result  NULL for what was never begun
 */
int wl_ledger_add(struct wl_ledger *ledger, const char *locator, enum wl_verdict verdict,
                  const char *reason, const struct wl_flow_result *result, struct wl_error *err);

/** Write what is left and close. @return 0, WL_EIO */
int wl_ledger_close(struct wl_ledger *ledger, struct wl_error *err);
