/*
 * One occurrence: a distinct Winsock code reported by one line, with where it stands, when it
 * happened and what surrounds it. Everything pointed to is borrowed for the length of the call that
 * hands it over.
 */
#pragma once

#include "base/span.h"

#include <stdint.h>

#define WL_ID_SIZE 16

/* Where the time of an occurrence comes from; the JSON field `time_from`. */
enum wl_time_from {
    WL_TIME_ABSENT,
    WL_TIME_LINE,      /* the line itself */
    WL_TIME_INHERITED, /* an earlier line of the same record */
    WL_TIME_FILE,      /* the file's own evidence: a W3C header, its name */
};

/* How it is known how long the connection had been idle. */
enum wl_idle_from {
    WL_IDLE_UNKNOWN,
    WL_IDLE_LINE,  /* the line says so */
    WL_IDLE_SINCE, /* since an earlier line of the same peer, connection or thread */
};

struct wl_occurrence {
    unsigned char id[WL_ID_SIZE]; /* store/identity.h: the same on every machine, in every run */

    uint64_t line;        /* number of the line in its source, from 1 */
    uint64_t offset;      /* of the line's first byte in the decoded source */
    uint64_t provisional; /* 0, or the length of the source when this is its unfinished end: when it
                             grows, the line may become longer, or its message go on in the next */
    uint32_t column;      /* of the evidence in the line, bytes, from 1 */
    uint32_t length;      /* of the evidence, bytes */
    uint32_t peer_port;   /* 0 when unknown */
    uint16_t code;
    uint8_t form;       /* enum wl_form */
    uint8_t confidence; /* 0 to 100 */
    uint8_t time_from;  /* enum wl_time_from */
    uint8_t assumed;    /* WL_STAMP_* bits */
    uint8_t idle_from;  /* enum wl_idle_from */
    bool full_time;     /* the line itself bears date, year and time of day */
    bool cut;           /* text was longer */
    bool legacy;        /* text is no UTF-8, or was none before it was decoded */
    int64_t time_us;    /* meaningless when time_from is WL_TIME_ABSENT */
    int64_t idle_us;    /* meaningless when idle_from is WL_IDLE_UNKNOWN */

    const char *pattern;      /* id of the pattern that found it */
    struct wl_span time_text; /* the stamp as written */
    struct wl_span matched;   /* the evidence as written */
    struct wl_span text;      /* the line without ending and without our own notes, at most 8 KiB */
    struct wl_span bytes;     /* text as it came, if that is not the same; else empty */
    struct wl_span call;      /* failing function, empty when unknown; likewise the next four */
    struct wl_span peer_address;
    struct wl_span process;
    struct wl_span level;
    struct wl_span host; /* named by the line itself */
};
