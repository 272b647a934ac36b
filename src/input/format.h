/*
 * Which container a file is, by its first bytes, and what its decompressor will ask for.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum wl_format {
    WL_FORMAT_NONE,
    /* one compressed file */
    WL_FORMAT_GZIP,
    WL_FORMAT_COMPRESS,
    WL_FORMAT_BZIP2,
    WL_FORMAT_XZ,
    WL_FORMAT_ZSTD,
    WL_FORMAT_LZ4,
    WL_FORMAT_LZMA, /* has no signature: only as a part of others */
    /* archives */
    WL_FORMAT_ZIP,
    WL_FORMAT_7ZIP,
    WL_FORMAT_CAB,
    WL_FORMAT_RAR,
    WL_FORMAT_TAR,
};

#define WL_FORMAT_MAGIC_MAX 64u /* bytes that any reader looks ahead to tell what follows */

/** The container that begins with head; NONE for what is none, or none that can be read here. */
enum wl_format wl_format_of(const char *head, size_t len);

/**
 * Is it surely one? Text can begin with two or three of the bytes; then what follows has to make
 * sense, too.
 */
bool wl_format_is_sure(const char *head, size_t len);

/** May it become one when more than len bytes (at least 1) are known? */
bool wl_format_may_begin(const char *head, size_t len);

/** "zip archive"; the words of input/magic.h. */
const char *wl_format_name(enum wl_format format);

/** Holds one file without a name, not a list of them. */
static inline bool
wl_format_is_filter(enum wl_format format)
{
    return format >= WL_FORMAT_GZIP && format <= WL_FORMAT_LZMA;
}

/**
 * Bytes of dictionary that the first part of an .xz or .zst declares; 0 for the other formats,
 * whose own limits are small, and for what is not to be understood, which will not unpack either.
 */
uint64_t wl_format_dictionary(enum wl_format format, const char *head, size_t len);
