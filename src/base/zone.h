/*
 * The zone that the user names. The C library takes an unknown zone for UTC without a word; here it
 * is an error, because every time in a report would be wrong by some hours.
 */
#pragma once

#include "base/error.h"

#include <stdbool.h>

/** A name of the zone database, case included. */
bool wl_zone_known(const char *zone);

/**
 * Put zone in force for localtime() and the like, by TZ: a name of the zone database
 * (Europe/Berlin), a POSIX form (CET-1CEST, UTC0, <+0330>-3:30), UTC, or an offset east of UTC
 * (+02:00, -0530, +2).
 * @return 0, WL_EPARSE, WL_ENOMEM
 */
int wl_zone_set(const char *zone, struct wl_error *err);
