/*
 * Exports that are lists of records: events as XML (Event Viewer, wevtutil) or CSV, JSON arrays and
 * printed-out JSON objects, journald's among them. A record may span many lines, or all of them
 * stand in one; as a filter, this makes each record one line. A MESSAGE that journald writes as a
 * list of bytes becomes the string that it is.
 */
#pragma once

#include "base/span.h"
#include "input/magic.h"
#include "input/source.h"

#define WL_RECORD_MAX \
    (1u << 20) /* what goes on for longer is no record: from there on, lines are \
                  lines again */

/** What kind of list begins with head, which is decoded text. */
enum wl_records wl_records_judge(struct wl_span head);

/** The same of raw first bytes of a file, which may be UTF-16. */
enum wl_records wl_records_judge_raw(const char *head, size_t len, enum wl_encoding encoding);

/**
 * The records of source, which is owned from now on, as lines. kind is XML or JSON.
 * @return 0 and *out; WL_ENOMEM
 */
int wl_records_open(struct wl_stream **out, struct wl_source *source, enum wl_records kind,
                    struct wl_error *err);
