/*
 * The list of events and the table of their texts.
 */
#include "report/diagnose_events.h"

#include "base/ascii.h"
#include "base/buf.h"
#include "scan/codes.h"
#include "scan/pause.h"

#include <stdlib.h>

#define TEXT_KEPT 400 /* bytes of a line, for showing */
#define FEW 1024      /* slots to begin with, a power of two */
#define LARGE_BYTES 1300

static uint32_t
hash_of(struct wl_span text)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ (uint32_t)wl_ascii_lower((unsigned char)text.ptr[i])) * 16777619u;
    return hash;
}

static size_t
slot_of(const struct wl_events *events, struct wl_span text)
{
    size_t at = hash_of(text) & (events->slot_count - 1);

    while (events->slots[at]) {
        struct wl_span other = events->texts[events->slots[at]];
        if (other.len == text.len && wl_ascii_equal(other.ptr, text.ptr, text.len))
            return at;
        at = (at + 1) & (events->slot_count - 1);
    }
    return at;
}

static bool
more_slots(struct wl_events *events)
{
    uint32_t *old = events->slots;
    size_t count = events->slot_count ? events->slot_count * 2 : FEW;
    uint32_t *grown = calloc(count, sizeof *grown);

    if (!grown)
        return false;
    events->slots = grown;
    events->slot_count = count;
    for (size_t i = 1; i < events->text_count; i++)
        events->slots[slot_of(events, events->texts[i])] = (uint32_t)i;
    free(old);
    return true;
}

static bool
more_texts(struct wl_events *events)
{
    size_t cap = events->text_cap ? events->text_cap * 2 : FEW / 2;
    struct wl_span *grown = realloc(events->texts, cap * sizeof *grown);

    if (!grown)
        return false;
    events->texts = grown;
    events->text_cap = cap;
    return true;
}

uint32_t
wl_events_text(struct wl_events *events, struct wl_span text)
{
    size_t slot;
    char *copy;

    if (text.len == 0 || events->failed)
        return 0;
    slot = slot_of(events, text);
    if (events->slots[slot])
        return events->slots[slot];
    copy = wl_arena_copy(&events->arena, text.ptr, text.len);
    if (!copy || (events->text_count == events->text_cap && !more_texts(events))) {
        events->failed = true;
        return 0;
    }
    events->texts[events->text_count] = (struct wl_span){copy, text.len};
    events->slots[slot] = (uint32_t)events->text_count++;
    if (events->text_count * 2 > events->slot_count && !more_slots(events))
        events->failed = true;
    return events->text_count > 0 ? (uint32_t)(events->text_count - 1) : 0;
}

int
wl_events_init(struct wl_events *events, const struct wl_diagnosis_rules *rules)
{
    *events = (struct wl_events){.rules = rules};
    wl_arena_init(&events->arena);
    if (!more_texts(events) || !more_slots(events))
        return WL_ENOMEM;
    events->texts[0] = wl_span_of("");
    events->text_count = 1;
    return 0;
}

void
wl_events_done(struct wl_events *events)
{
    free(events->list);
    free(events->texts);
    free(events->slots);
    wl_arena_done(&events->arena);
    *events = (struct wl_events){0};
}

/* "WSAConnectEx()" is connect. */
static struct wl_span
bare_call(struct wl_span call)
{
    for (size_t i = call.len; i > 0; i--)
        if (call.ptr[i - 1] == '.' || call.ptr[i - 1] == ':') {
            call.ptr += i;
            call.len -= i;
            break;
        }
    if (call.len > 3 && wl_ascii_equal(call.ptr, "wsa", 3)) {
        call.ptr += 3;
        call.len -= 3;
    }
    while (call.len > 0 && !wl_ascii_letter((unsigned char)call.ptr[call.len - 1]))
        call.len--;
    if (call.len > 2 && wl_ascii_equal(call.ptr + call.len - 2, "ex", 2))
        call.len -= 2;
    return call;
}

static bool
has_code(const uint16_t *codes, size_t count, uint16_t code)
{
    for (size_t i = 0; i < count; i++)
        if (codes[i] == code)
            return true;
    return false;
}

static uint8_t
operation_by_call(const struct wl_diagnosis_rules *rules, struct wl_span call)
{
    struct wl_span bare = bare_call(call);

    for (size_t i = 0; bare.len && i < rules->operation_count; i++)
        for (const char *const *name = rules->operations[i].calls; *name; name++)
            if (strlen(*name) == bare.len && wl_ascii_equal(*name, bare.ptr, bare.len))
                return (uint8_t)(i + 1);
    return 0;
}

static uint8_t
operation_of(const struct wl_diagnosis_rules *rules, const struct wl_raw_event *raw,
             const struct wl_event *event)
{
    uint8_t found = operation_by_call(rules, raw->call);
    bool remote = event->peer && !(event->flags & WL_EVENT_LOCAL);

    for (size_t i = 0; !found && i < rules->operation_count; i++)
        if (wl_words_meet(&rules->operations[i].words, &event->words))
            found = (uint8_t)(i + 1);
    for (size_t i = 0; !found && i < rules->operation_count; i++) {
        const struct wl_operation *op = rules->operations + i;
        if (has_code(op->codes, op->code_count, raw->code) ||
            (remote && has_code(op->remote, op->remote_count, raw->code)))
            found = (uint8_t)(i + 1);
    }
    return found;
}

static uint8_t
flags_of_peer(struct wl_span peer)
{
    uint8_t flags = memchr(peer.ptr, ':', peer.len) ? WL_EVENT_IPV6 : 0;

    if ((peer.len >= 4 && memcmp(peer.ptr, "127.", 4) == 0) ||
        wl_span_equal(peer, wl_span_of("::1")) ||
        (peer.len == 9 && wl_ascii_equal(peer.ptr, "localhost", 9)))
        flags |= WL_EVENT_LOOPBACK;
    if (wl_span_equal(peer, wl_span_of("0.0.0.0")) || wl_span_equal(peer, wl_span_of("::")) ||
        wl_span_equal(peer, wl_span_of("*")))
        flags |= WL_EVENT_LOCAL;
    if (peer.len > 7 && wl_ascii_equal(peer.ptr, "::ffff:", 7))
        flags &= (uint8_t)~WL_EVENT_IPV6;
    return flags;
}

/* Codes that say that a name was not resolved. */
static bool
is_lookup(uint16_t code)
{
    return code >= 11001 && code <= 11004;
}

static void
set_peer(struct wl_events *events, struct wl_event *event, const struct wl_raw_event *raw)
{
    struct wl_span peer = raw->peer;
    uint16_t port = raw->port;

    if (peer.len == 0 && is_lookup(raw->code))
        peer = wl_line_name(raw->text, raw->host, raw->process);
    else if (peer.len == 0)
        peer = wl_line_host(raw->text, &port);
    if (peer.len == 0 && !is_lookup(raw->code))
        peer = wl_line_address(raw->text, &port);
    if (peer.len > 2 && peer.ptr[0] == '[' && peer.ptr[peer.len - 1] == ']')
        peer = (struct wl_span){peer.ptr + 1, peer.len - 2};
    if (port == 0 && !is_lookup(raw->code))
        port = wl_line_port(raw->text);
    event->peer = wl_events_text(events, peer);
    event->port = port;
    if (event->peer)
        event->flags |= flags_of_peer(peer);
}

static void
set_endpoint(struct wl_events *events, struct wl_event *event)
{
    struct wl_buf name;

    if (!event->peer)
        return;
    wl_buf_init(&name);
    wl_buf_addf(&name, event->flags & WL_EVENT_IPV6 && event->port ? "[%.*s]" : "%.*s",
                (int)events->texts[event->peer].len, events->texts[event->peer].ptr);
    if (event->port)
        wl_buf_addf(&name, ":%u", (unsigned)event->port);
    event->endpoint = wl_events_text(events, wl_buf_span(&name));
    events->failed = events->failed || name.failed;
    wl_buf_done(&name);
}

static struct wl_event *
new_event(struct wl_events *events)
{
    if (events->count == events->cap) {
        size_t cap = events->cap ? events->cap * 2 : 256;
        struct wl_event *grown = realloc(events->list, cap * sizeof *grown);
        if (!grown) {
            events->failed = true;
            return NULL;
        }
        events->list = grown;
        events->cap = cap;
    }
    events->list[events->count] = (struct wl_event){0};
    return &events->list[events->count++];
}

void
wl_events_add(struct wl_events *events, const struct wl_raw_event *raw)
{
    struct wl_event *event = events->failed ? NULL : new_event(events);
    const struct wl_code *code = wl_code_by_number(raw->code);
    size_t kept = raw->text.len < TEXT_KEPT ? raw->text.len : TEXT_KEPT;
    char *copy;

    if (!event)
        return;
    event->at_us = raw->at_us;
    event->line = raw->line;
    event->code = raw->code;
    event->flags = raw->timed ? WL_EVENT_TIMED : 0;
    if (code && code->noise)
        event->flags |= WL_EVENT_NOISE;
    wl_words_find(events->rules, raw->text, &event->words);
    set_peer(events, event, raw);
    set_endpoint(events, event);
    event->process = wl_events_text(events, raw->process);
    event->host = wl_events_text(events, raw->host);
    event->source = wl_events_text(events, raw->source);
    event->operation = operation_of(events->rules, raw, event);
    event->idle_us = raw->idle_us >= 0 ? raw->idle_us : wl_pause_stated(raw->text, raw->code);
    if (wl_line_bytes(raw->text) >= LARGE_BYTES)
        event->flags |= WL_EVENT_LARGE;
    copy = wl_arena_copy(&events->arena, raw->text.ptr, kept);
    events->failed = events->failed || !copy;
    event->text = (struct wl_span){copy, copy ? kept : 0};
}

static int
compare(const void *a, const void *b)
{
    const struct wl_event *x = a, *y = b;

    if (x->at_us != y->at_us)
        return x->at_us < y->at_us ? -1 : 1;
    if (x->source != y->source)
        return x->source < y->source ? -1 : 1;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    return (x->code > y->code) - (x->code < y->code);
}

void
wl_events_sort(struct wl_events *events)
{
    if (events->count)
        qsort(events->list, events->count, sizeof *events->list, compare);
}

uint32_t
wl_event_trait(const struct wl_event *event, enum wl_trait trait)
{
    switch (trait) {
    case WL_TRAIT_PEER:
        return event->peer;
    case WL_TRAIT_ENDPOINT:
        return event->endpoint;
    case WL_TRAIT_PORT:
        return event->port;
    case WL_TRAIT_HOST:
        return event->host;
    case WL_TRAIT_PROCESS:
        return event->process;
    case WL_TRAIT_SOURCE:
        return event->source;
    case WL_TRAIT_CODE:
        return event->code;
    default:
        return 0;
    }
}

size_t
wl_events_numbers(const struct wl_events *events)
{
    return events->text_count > 65536 ? events->text_count : 65536;
}
