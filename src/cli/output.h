/*
 * Where a command's result goes when it is made as a whole: standard output, or the file of -o.
 */
#pragma once

#include "base/buf.h"
#include "base/error.h"

/**
 * Write all of buf. A file is replaced.
 * @param path  NULL: standard output, where errors show when the program ends
 * @return      0, WL_EIO, WL_ENOMEM (buf is incomplete)
 */
int wl_output_write(const char *path, const struct wl_buf *buf, struct wl_error *err);
