/*
 * One event as one line of text. The reader of BinXML tells what it meets, in the order of the
 * document; what comes of it is
 *
 *   2026-11-22T08:00:02.456000Z ERROR computer=DESKTOP-7 channel=System provider="Service Control
 *   Manager" event_id=7024 record_id=991 param1="Print Spooler" param2=10048
 *
 * The head is that of <System>; fields that the event lacks are left out, but for time and level.
 * Behind it is every value that stands elsewhere, in order: of <Data Name="x"> as x, of any other
 * element or attribute under its own name, an array as several. A value with a blank in it stands
 * in quotes. Nothing else is marked or changed but control characters (evtx_value.h): a line is for
 * reading and for finding codes, not for taking apart again.
 */
#pragma once

#include "input/evtx_value.h"

#define WL_EVTX_LINE_MAX ((size_t)512 * 1024) /* bytes; no undamaged record comes near */
#define WL_EVTX_DEPTH 64                      /* of elements, templates and values in one another */

/* A name: units of UTF-16 in the chunk. */
struct wl_evtx_name {
    const unsigned char *ptr;
    size_t count;
};

/** It is word, of len bytes of ASCII. */
static inline bool
wl_evtx_name_is(struct wl_evtx_name name, const char *word, size_t len)
{
    if (name.count != len)
        return false;
    for (size_t i = 0; i < len; i++)
        if (name.ptr[2 * i] != (unsigned char)word[i] || name.ptr[2 * i + 1] != 0)
            return false;
    return true;
}

/* What the head is made of. */
enum wl_evtx_field {
    WL_EVTX_COMPUTER, /* the first ones in the order in which they are shown */
    WL_EVTX_CHANNEL,
    WL_EVTX_PROVIDER,
    WL_EVTX_EVENT_ID,
    WL_EVTX_RECORD_ID,
    WL_EVTX_LEVEL,
    WL_EVTX_FIELDS
};

/* Where in the document an element stands. */
enum wl_evtx_place {
    WL_EVTX_ROOT,
    WL_EVTX_SYSTEM,
    WL_EVTX_IN_SYSTEM, /* a child of <System> or what is in one */
    WL_EVTX_ELSEWHERE,
};

struct wl_evtx_element {
    struct wl_evtx_name name;
    enum wl_evtx_place place;
    int field;            /* that its text is, or -1 */
    size_t label, labels; /* in wl_evtx_line.labels: start and length of what Name="" says */
    bool wanted;          /* something in it may be shown */
    bool full;            /* something of it has been shown */
};

/* What the text that comes next belongs to. */
enum wl_evtx_target {
    WL_EVTX_NOTHING,
    WL_EVTX_HEAD,  /* fields[field] */
    WL_EVTX_TIME,  /* the time of the event */
    WL_EVTX_LABEL, /* the name of the values to come */
    WL_EVTX_VALUE,
};

struct wl_evtx_line {
    struct wl_buf *out; /* borrowed; the line is built at its end */
    size_t start;       /* of the line there */
    struct wl_buf head, labels;
    struct {
        size_t at, len; /* in head */
    } fields[WL_EVTX_FIELDS];
    uint64_t time;      /* FILETIME, 0 unknown */
    uint64_t time_else; /* likewise, of the record itself */
    uint64_t record_id; /* likewise */
    struct wl_evtx_element elements[WL_EVTX_DEPTH];
    size_t depth;
    enum wl_evtx_target target;
    int field;
    bool in_attribute, absent;
    struct wl_evtx_name attribute;
    uint32_t status; /* the last four bytes of a value that is binary; 0: of none */
    bool open;       /* a value has been begun */
    size_t value;    /* where in out its text begins, behind a quote */
};

/** Lines go to the end of out, which is borrowed. */
void wl_evtx_line_init(struct wl_evtx_line *line, struct wl_buf *out);
void wl_evtx_line_done(struct wl_evtx_line *line);

/** Begin with what the record says outside of its document. */
void wl_evtx_line_begin(struct wl_evtx_line *line, uint64_t record_id, uint64_t filetime);

/** <name. Not deeper than WL_EVTX_DEPTH. @return false it would be */
bool wl_evtx_line_open(struct wl_evtx_line *line, struct wl_evtx_name name);
/** Anything in the element just opened matters. */
bool wl_evtx_line_wants(const struct wl_evtx_line *line);
/** name=, after open or another attribute; the text that follows is its. */
void wl_evtx_line_attribute(struct wl_evtx_line *line, struct wl_evtx_name name);
/** >, behind the attributes */
void wl_evtx_line_content(struct wl_evtx_line *line);
/** </name> */
void wl_evtx_line_close(struct wl_evtx_line *line);

/** A part of the text of an attribute or element; arrays as such. */
void wl_evtx_line_text(struct wl_evtx_line *line, const struct wl_evtx_value *value);

/** The attribute or element is not there at all, if there is nothing else in it. */
void wl_evtx_line_absent(struct wl_evtx_line *line);

/** Bytes that the line has taken so far. */
static inline size_t
wl_evtx_line_size(const struct wl_evtx_line *line)
{
    return line->out->len - line->start + line->head.len + line->labels.len;
}

/** Put head and values together, and an LF. @return 0, WL_ENOMEM */
int wl_evtx_line_end(struct wl_evtx_line *line);

/** Forget the line that was begun. */
void wl_evtx_line_drop(struct wl_evtx_line *line);
