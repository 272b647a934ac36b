/*
 * What a compressed stream unpacks to: .gz by zlib (gzip.c), the others by libarchive (archive.c).
 */
#pragma once

#include "input/stream.h"

struct wl_filter {
    struct wl_stream stream; /* of the unpacked bytes; closing it frees the filter */
    uint64_t taken;          /* bytes of the compressed stream that were used for what came out */
    int64_t mtime_us;        /* that the compressed file gives for its content; 0 if none */
};
