/*
 * JSON Lines: one flat object an occurrence; a field that is unknown is left out, never null.
 * Fields are only ever added.
 */
#pragma once

#include "base/buf.h"
#include "sink/sink.h"
#include "sink/writer.h"

struct wl_jsonl_sink;

/** Writes to writer, which stays the caller's. The result is freed with wl_jsonl_free(). */
int wl_jsonl_new(struct wl_jsonl_sink **out, struct wl_writer *writer, struct wl_error *err);
void wl_jsonl_free(struct wl_jsonl_sink *sink);
struct wl_sink *wl_jsonl_base(struct wl_jsonl_sink *sink);

/** Append one occurrence, with a final LF. */
void wl_jsonl_add(struct wl_buf *out, const struct wl_occurrence *occurrence,
                  const struct wl_origin *origin);
