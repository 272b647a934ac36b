/*
 * The list of what a site knows already (--ignore FILE): YAML, read into what SQL takes.
 *
 *   format: 1
 *   kind: ignore
 *   ignore:
 *   - {code: 10054, peer: '192.0.2.*', why: balancer checks}
 *
 * A rule holds for an occurrence when everything that it names fits: code (number or name), peer
 * (ADDRESS or ADDRESS:PORT), source and host as globs, text (part of the line, in any case).
 */
#pragma once

#include "base/buf.h"
#include "base/error.h"

/**
 * Append the rules of a file as a JSON array for wl_report_request.ignore.
 * @return 0; WL_EPARSE (with file:line:column), WL_EIO, WL_ENOMEM
 */
int wl_ignore_load(struct wl_buf *out, const char *path, struct wl_error *err);
