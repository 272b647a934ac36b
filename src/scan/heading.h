/*
 * Dates that are not in the lines they date: in a heading ("Log opened 2026-11-22", "--- Day
 * changed Mon Nov 23 2026", "#Date: 2026-11-22") and in the name of a rotated file. A date in some
 * message is neither. Days count from 1970-01-01.
 */
#pragma once

#include "base/span.h"

#include <stdint.h>

/**
 * A line without a stamp of its own: is it a heading that says which day the lines behind it are
 * of? One whose day and month could be either way round says nothing.
 * @return true and *day
 */
bool wl_heading_day(struct wl_span line, int64_t *day);

/**
 * The day in the name of a file: app-2026-11-21.log, app.log.20261121, u_ex261121.log. Of a path,
 * or a member of an archive, only the last part is looked at.
 * @return true and *day
 */
bool wl_heading_day_in_name(struct wl_span locator, int64_t *day);
