/*
 * A file as a stream.
 */
#pragma once

#include "input/stream.h"

/** Open path, "-" for standard input. @return 0 and *out; WL_EIO with a message; WL_ENOMEM */
int wl_stream_file_open(struct wl_stream **out, const char *path, struct wl_error *err);
