/*
 * Occurrences as rules of diagnoses see them: numbers instead of texts, and what can still be read
 * off the line. They come from the database (diagnose_read.c) or from examples (diagnose_test.c).
 */
#pragma once

#include "base/arena.h"
#include "base/span.h"
#include "scan/diagnosis.h"

enum wl_event_flag {
    WL_EVENT_TIMED = 1,    /* at_us is of the line, not of the file */
    WL_EVENT_IPV6 = 2,     /* of the peer */
    WL_EVENT_LOOPBACK = 4, /* likewise */
    WL_EVENT_LOCAL = 8,    /* the address is a wildcard: one to listen on */
    WL_EVENT_LARGE = 16,   /* the line speaks of more bytes than a packet holds */
    WL_EVENT_NOISE = 32,   /* its code is normal in healthy programs */
};

/* Texts are numbers of wl_events.texts; 0: none. */
struct wl_event {
    int64_t at_us, line;
    int64_t idle_us; /* without traffic before it; negative: unknown */
    struct wl_words words;
    struct wl_span text;
    uint32_t peer, endpoint, process, host, source;
    uint16_t code, port;
    uint8_t operation; /* 0: unknown, else the number of an operation, plus 1 */
    uint8_t flags;     /* enum wl_event_flag */
};

struct wl_events {
    const struct wl_diagnosis_rules *rules; /* borrowed */
    struct wl_event *list;                  /* by time once wl_events_sort() was called */
    size_t count, cap;
    struct wl_span *texts; /* [0] is empty */
    size_t text_count, text_cap;
    uint32_t *slots; /* of a hash table over texts */
    size_t slot_count;
    struct wl_arena arena;
    bool failed; /* out of memory */
};

/* One occurrence before it is taken apart; borrowed. */
struct wl_raw_event {
    int64_t at_us, line, idle_us;
    struct wl_span call, peer, process, host, source, text;
    uint16_t code, port;
    bool timed;
};

int wl_events_init(struct wl_events *events, const struct wl_diagnosis_rules *rules);
void wl_events_done(struct wl_events *events);

/** Out of memory is remembered in failed. */
void wl_events_add(struct wl_events *events, const struct wl_raw_event *raw);

/** By time, then source and line. */
void wl_events_sort(struct wl_events *events);

/** The number of a text, which is copied. */
uint32_t wl_events_text(struct wl_events *events, struct wl_span text);

/** What the event has of a trait, as a number below wl_events_numbers(). */
uint32_t wl_event_trait(const struct wl_event *event, enum wl_trait trait);
size_t wl_events_numbers(const struct wl_events *events);

/* What a line still tells; see diagnose_line.c. */

/** The largest number of bytes that the line speaks of; 0: none. */
int64_t wl_line_bytes(struct wl_span text);

/** A port that the line names without an address; 0: none. */
uint16_t wl_line_port(struct wl_span text);

/** An address in the line, with its port; empty: none. */
struct wl_span wl_line_address(struct wl_span text, uint16_t *port);

/** A name with a port behind it, "db7.example.com:1433"; empty: none. */
struct wl_span wl_line_host(struct wl_span text, uint16_t *port);

/** The name that could not be resolved; empty: none. */
struct wl_span wl_line_name(struct wl_span text, struct wl_span host, struct wl_span process);
