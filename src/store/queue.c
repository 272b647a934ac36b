/*
 * Rows that wait to be written: fixed parts in one buffer, their texts in another, both kept from
 * batch to batch.
 */
#include "base/utf8.h"
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

/* The texts that are stored, in the order in which they lie in wl_store.strings. */
static const size_t fields[] = {
    offsetof(struct wl_occurrence, time_text), offsetof(struct wl_occurrence, text),
    offsetof(struct wl_occurrence, call),      offsetof(struct wl_occurrence, peer_address),
    offsetof(struct wl_occurrence, process),   offsetof(struct wl_occurrence, level),
    offsetof(struct wl_occurrence, host),
};
#define FIELDS (sizeof fields / sizeof *fields)

static struct wl_span *
field_of(struct wl_occurrence *row, size_t i)
{
    return (struct wl_span *)(void *)((char *)row + fields[i]);
}

static bool
is_plain(struct wl_span text)
{
    unsigned bad = 0;

    for (size_t i = 0; i < text.len; i++)
        bad |= (unsigned char)text.ptr[i] - 1u; /* a NUL sets all bits */
    return (bad & ~0x7fu) == 0;
}

/* Texts in SQLite end at a NUL for half of its functions, so there is none. */
static void
add_clean(struct wl_buf *out, struct wl_span text)
{
    if (is_plain(text)) { /* nearly always, and much faster */
        wl_buf_add_span(out, text);
        return;
    }
    while (text.len > 0) {
        const char *nul = memchr(text.ptr, '\0', text.len);
        size_t part = nul ? (size_t)(nul - text.ptr) : text.len;

        wl_utf8_add_valid(out, (struct wl_span){text.ptr, part});
        if (nul) {
            wl_buf_add_text(out, "\xEF\xBF\xBD");
            part++;
        }
        text = (struct wl_span){text.ptr + part, text.len - part};
    }
}

int
wl_queue_push(struct wl_store *store, const struct wl_occurrence *row, const unsigned char *key,
              struct wl_error *err)
{
    struct wl_pending pending = {.row = *row, .at = store->strings.len, .has_key = key != NULL};

    if (key)
        memcpy(pending.key, key, WL_ID_SIZE);
    for (size_t i = 0; i < FIELDS; i++) {
        struct wl_span *field = field_of(&pending.row, i);
        size_t before = store->strings.len;

        add_clean(&store->strings, *field);
        *field = (struct wl_span){NULL, store->strings.len - before};
    }
    wl_buf_add(&store->strings, row->pattern, strlen(row->pattern) + 1);
    if (!store->strings.failed)
        wl_buf_add(&store->records, (const char *)&pending, sizeof pending);
    if (store->strings.failed || store->records.failed)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    return 0;
}

size_t
wl_queue_count(const struct wl_store *store)
{
    return store->records.len / sizeof(struct wl_pending);
}

static int
by_id(const void *a, const void *b)
{
    return memcmp(((const struct wl_pending *)a)->row.id, ((const struct wl_pending *)b)->row.id,
                  WL_ID_SIZE);
}

void
wl_queue_sort(struct wl_store *store)
{
    if (store->records.len > 0)
        qsort(store->records.ptr, wl_queue_count(store), sizeof(struct wl_pending), by_id);
}

struct wl_pending
wl_queue_get(const struct wl_store *store, size_t i)
{
    struct wl_pending pending;
    const char *at;

    memcpy(&pending, store->records.ptr + i * sizeof pending, sizeof pending);
    at = store->strings.ptr + pending.at;
    for (size_t k = 0; k < FIELDS; k++) {
        struct wl_span *field = field_of(&pending.row, k);

        field->ptr = at;
        at += field->len;
    }
    pending.row.pattern = at;
    return pending;
}

size_t
wl_store_queued(const struct wl_store *store)
{
    return store->records.len + store->strings.len;
}
