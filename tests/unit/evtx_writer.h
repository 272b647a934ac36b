/*
 * Event logs made up by tests. Documents are given as XML, in which {0} stands for a value that is
 * put in, {0?} for one that may be missing; each becomes a template the first time a chunk uses it.
 */
#pragma once

#include "base/buf.h"

#include <stdint.h>

#define EVTX_NAMES 256     /* of a chunk */
#define EVTX_TEMPLATES 16  /* likewise */
#define EVTX_ROOM 0x40000u /* for a chunk that may turn out too large */

struct evtx_value {
    unsigned type;   /* enum wl_evtx_type, also with WL_EVTX_ARRAY */
    const void *ptr; /* as it is to be stored; of WL_EVTX_BINXML: XML */
    size_t len;
    const struct evtx_value *values; /* of WL_EVTX_BINXML: of that document */
    size_t count;
    bool bare; /* of WL_EVTX_BINXML: an element without a template */
};

struct evtx_writer {
    struct wl_buf out;
    unsigned char chunk[EVTX_ROOM];
    size_t pos;     /* 0: no chunk has been begun */
    uint64_t first; /* record of the chunk */
    uint64_t next;  /* record */
    unsigned chunks;
    struct {
        const char *text;
        size_t len, at;
    } names[EVTX_NAMES];
    size_t name_count;
    struct {
        const char *xml;
        size_t at;
    } templates[EVTX_TEMPLATES];
    size_t template_count;
    size_t record; /* where the last one begins */
};

/* A usual event: <System> from the fields, then what xml makes of values. */
struct evtx_event {
    const char *provider, *channel, *computer; /* UTF-8 */
    unsigned id, level;
    uint64_t filetime;
    const char *xml; /* <EventData>... or <UserData>... */
    const struct evtx_value *values;
    size_t count;
};

void evtx_init(struct evtx_writer *w);
void evtx_done(struct evtx_writer *w);

/** Append a record with this document. filetime is that of its writing. */
void evtx_record(struct evtx_writer *w, const char *xml, const struct evtx_value *values,
                 size_t count, uint64_t filetime);
void evtx_event(struct evtx_writer *w, const struct evtx_event *event);

/** End the chunk; the next record begins another. */
void evtx_end_chunk(struct evtx_writer *w);

/** End the log; its bytes are in w->out. */
void evtx_end(struct evtx_writer *w);

/** Make the checksums of a chunk right again. */
void evtx_seal(unsigned char *chunk);

void evtx_set16(unsigned char *p, unsigned number);
void evtx_set32(unsigned char *p, uint64_t number);
void evtx_set64(unsigned char *p, uint64_t number);

/** UTF-8 as UTF-16, in a buffer that lives until 64 more calls. */
struct evtx_value evtx_string(const char *text);
struct evtx_value evtx_u32(uint32_t number);
