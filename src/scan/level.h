/*
 * The words with which loggers say how serious a line is.
 */
#pragma once

#include "base/span.h"

/**
 * A level such as INFO, warn, E, Fatal at line.ptr + at, any case, as a word of its own.
 * @return its length, 0 for none
 */
size_t wl_level_len(struct wl_span line, size_t at);
