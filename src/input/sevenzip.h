/*
 * The header of a 7z, as far as it says what unpacking will take: libarchive believes every size in
 * it.
 */
#pragma once

#include "input/stream.h"

/**
 * The most memory that a part of the archive declares to need: dictionaries, PPMd models, and what
 * a BCJ2 filter holds at a time.
 * @param stream  can be sought in; stands at its start afterwards
 * @return 0, and *bytes is 0 for a header that is not to be understood, which libarchive will
 *         refuse as well; WL_ELIMIT: the header itself is too large; the error of reading;
 * WL_ENOMEM
 */
int wl_7zip_dictionary(struct wl_stream *stream, uint64_t *bytes, struct wl_error *err);
