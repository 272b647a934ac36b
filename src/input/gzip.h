/*
 * .gz by zlib: all members of a file one after the other (RFC 1952), each with its checksum and
 * length compared, which libarchive leaves out. zlib is loaded when the first one is opened.
 */
#pragma once

#include "input/filter.h"

/**
 * Unpack under, which is borrowed.
 * @return 0 and *out; WL_EIO: zlib is not installed; WL_ENOMEM
 * Reading gives all bytes before a damaged or missing part, then WL_EIO with the place in under; a
 * failure of under is passed on unchanged.
 */
int wl_gzip_open(struct wl_filter **out, struct wl_stream *under, struct wl_error *err);
