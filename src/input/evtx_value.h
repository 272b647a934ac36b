/*
 * Values of event logs as text: UTF-8 without control characters, so that a record stays one line.
 * Numbers and the like look as in Windows' own XML view of an event; what is damaged is hex.
 */
#pragma once

#include "base/buf.h"

#include <stdint.h>

/* Types of values. Source: [MS-EVEN6] section 2.2.12, BinXML. */
enum wl_evtx_type {
    WL_EVTX_NULL = 0x00,
    WL_EVTX_STRING = 0x01, /* UTF-16 */
    WL_EVTX_ANSI = 0x02,
    WL_EVTX_INT8 = 0x03,
    WL_EVTX_UINT8 = 0x04,
    WL_EVTX_INT16 = 0x05,
    WL_EVTX_UINT16 = 0x06,
    WL_EVTX_INT32 = 0x07,
    WL_EVTX_UINT32 = 0x08,
    WL_EVTX_INT64 = 0x09,
    WL_EVTX_UINT64 = 0x0A,
    WL_EVTX_REAL32 = 0x0B,
    WL_EVTX_REAL64 = 0x0C,
    WL_EVTX_BOOL = 0x0D,
    WL_EVTX_BINARY = 0x0E,
    WL_EVTX_GUID = 0x0F,
    WL_EVTX_SIZE = 0x10, /* of 4 or 8 bytes, in hex */
    WL_EVTX_FILETIME = 0x11,
    WL_EVTX_SYSTEMTIME = 0x12,
    WL_EVTX_SID = 0x13,
    WL_EVTX_HEX32 = 0x14,
    WL_EVTX_HEX64 = 0x15,
    WL_EVTX_BINXML = 0x21,
    WL_EVTX_ARRAY = 0x80, /* added to the type of the items */
};

/* 100 ns since 1601, as FILETIME counts, at 1970-01-01. */
#define WL_EVTX_EPOCH INT64_C(116444736000000000)

/* Borrowed bytes of a chunk. */
struct wl_evtx_value {
    const unsigned char *ptr;
    size_t len;
    unsigned type;
};

/**
 * Append count units of UTF-16. Line ends, TABs and control characters become \n, \r, \t, \xNN or
 * \u{NNNN}; a backslash stays as it is. Lone surrogates become U+FFFD, NULs at the end go.
 */
void wl_evtx_add_units(struct wl_buf *out, const unsigned char *ptr, size_t count);

/** Append a value that is no array and no BinXML. */
void wl_evtx_add_value(struct wl_buf *out, const struct wl_evtx_value *value);

/** Append a time with so many digits (0-7) of the second: 2026-11-22T08:00:02.4560000Z. */
void wl_evtx_add_filetime(struct wl_buf *out, uint64_t filetime, unsigned digits);

/**
 * Take the first item off an array. Items of a size that is not known are one item.
 * @param item  set on true only
 * @return      false when none is left
 */
bool wl_evtx_array_next(struct wl_evtx_value *array, struct wl_evtx_value *item);
