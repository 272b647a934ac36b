/*
 * The one look at the clock: everything below cli/ is told what time it is.
 */
#pragma once

#include <stdint.h>

/** Microseconds since 1970-01-01T00:00:00Z. */
int64_t wl_clock_now(void);
