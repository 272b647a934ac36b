/*
 * How long a connection was without traffic before it failed, where a line says so.
 */
#pragma once

#include "base/span.h"

#include <stdint.h>

/** Does the code end a connection that stood, so that a pause before it matters? */
bool wl_pause_matters(uint16_t code);

/**
 * The pause that a line states: "idle for 240 s", "after 4m0s", "inactive: 00:04:00".
 * @return microseconds, -1 for none
 */
int64_t wl_pause_stated(struct wl_span line, uint16_t code);
