/*
 * How long a connection had been idle when it failed: as the line says, else since the last line
 * that names the same connection, peer or thread. Looking back is bounded, and follows from the
 * content alone.
 */
#pragma once

#include "flow/describe.h"

/**
 * Set idle_us and idle_from of an occurrence whose code makes them matter; the rest of it is filled
 * in already.
 *
 * @param place    of its line; of it, memory is used
 * @param line     without notes
 * @param context  for the stamps of earlier lines
 */
void wl_idle_find(const struct wl_place *place, struct wl_span line,
                  const struct wl_stamp_context *context, struct wl_occurrence *out);
