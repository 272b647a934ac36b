/*
 * A batch is two buffers: fixed parts in one, texts in the other, both kept from batch to batch.
 * What takes a pointer and a length in struct wl_occurrence takes four bytes here.
 */
#include "store/queue.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

/* The texts that are stored, in the order in which they lie in wl_batch.strings. */
static const size_t fields[] = {
    offsetof(struct wl_occurrence, time_text), offsetof(struct wl_occurrence, text),
    offsetof(struct wl_occurrence, call),      offsetof(struct wl_occurrence, peer_address),
    offsetof(struct wl_occurrence, process),   offsetof(struct wl_occurrence, level),
    offsetof(struct wl_occurrence, host),
};
#define FIELDS (sizeof fields / sizeof *fields)

struct record {
    unsigned char id[WL_ID_SIZE], key[WL_ID_SIZE];
    uint64_t line, offset, provisional;
    int64_t time_us, idle_us;
    uint32_t at; /* of its texts in wl_batch.strings */
    uint32_t len[FIELDS];
    uint32_t column, length, peer_port;
    uint16_t code;
    uint8_t form, confidence, time_from, assumed, idle_from;
    bool has_key;
};

struct place {
    uint64_t id[2]; /* the id as two numbers */
    uint32_t index;
};

void
wl_batch_done(struct wl_batch *batch)
{
    wl_buf_done(&batch->records);
    wl_buf_done(&batch->strings);
    wl_buf_done(&batch->order);
    wl_buf_done(&batch->passed);
}

void
wl_batch_clear(struct wl_batch *batch)
{
    wl_buf_clear(&batch->records);
    wl_buf_clear(&batch->strings);
    wl_buf_clear(&batch->order);
    wl_buf_clear(&batch->passed);
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
wl_batch_add(struct wl_batch *batch, const struct wl_occurrence *row, const unsigned char *key,
             struct wl_error *err)
{
    size_t before = batch->strings.len;
    struct record record = {
        .line = row->line,
        .offset = row->offset,
        .time_us = row->time_us,
        .at = (uint32_t)before,
        .column = row->column,
        .length = row->length,
        .peer_port = row->peer_port,
        .code = row->code,
        .form = row->form,
        .confidence = row->confidence,
        .time_from = row->time_from,
        .assumed = row->assumed,
        .idle_from = row->idle_from,
        .idle_us = row->idle_us,
        .provisional = row->provisional,
        .has_key = key != NULL,
    };

    memcpy(record.id, row->id, WL_ID_SIZE);
    if (key)
        memcpy(record.key, key, WL_ID_SIZE);
    for (size_t i = 0; i < FIELDS; i++) {
        struct wl_span field;
        size_t at = batch->strings.len;

        memcpy(&field, (const char *)row + fields[i], sizeof field);
        add_clean(&batch->strings, field);
        record.len[i] = (uint32_t)(batch->strings.len - at);
    }
    wl_buf_add(&batch->strings, row->pattern, strlen(row->pattern) + 1);
    if (!batch->strings.failed)
        wl_buf_add(&batch->records, (const char *)&record, sizeof record);
    if (!batch->strings.failed && !batch->records.failed)
        return 0;
    batch->strings.failed = batch->records.failed = false;
    batch->strings.len = before;
    return wl_error_set(err, WL_ENOMEM, "out of memory");
}

size_t
wl_batch_count(const struct wl_batch *batch)
{
    return batch->records.len / sizeof(struct record);
}

size_t
wl_batch_bytes(const struct wl_batch *batch)
{
    return batch->records.len + batch->strings.len;
}

bool
wl_batch_is_full(const struct wl_batch *batch)
{
    return wl_batch_count(batch) >= WL_BATCH_ROWS || wl_batch_bytes(batch) >= WL_BATCH_BYTES;
}

static const struct record *
record_at(const struct wl_batch *batch, size_t i)
{
    return (const struct record *)(const void *)batch->records.ptr + i;
}

/* Equal ids stay in the order in which they came. */
static int
by_id(const void *a, const void *b)
{
    const struct place *left = a, *right = b;

    for (int i = 0; i < 2; i++)
        if (left->id[i] != right->id[i])
            return left->id[i] > right->id[i] ? 1 : -1;
    return (left->index > right->index) - (left->index < right->index);
}

static struct place
place_of(const struct wl_batch *batch, size_t index)
{
    const unsigned char *id = record_at(batch, index)->id;
    struct place place = {.index = (uint32_t)index};

    for (size_t k = 0; k < WL_ID_SIZE; k++)
        place.id[k / 8] = place.id[k / 8] << 8 | id[k];
    return place;
}

int
wl_batch_sort(struct wl_batch *batch, struct wl_error *err)
{
    size_t count = wl_batch_count(batch);
    struct place last = {.index = 0};
    bool sorted = true;

    wl_buf_clear(&batch->order);
    for (size_t i = 0; i < count; i++) {
        struct place place = place_of(batch, i);

        sorted = sorted && (i == 0 || by_id(&last, &place) < 0);
        last = place;
        wl_buf_add(&batch->order, (const char *)&place, sizeof place);
    }
    if (batch->order.failed) {
        batch->order.failed = false;
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    if (!sorted)
        qsort(batch->order.ptr, count, sizeof(struct place), by_id);
    return 0;
}

void
wl_batch_get(const struct wl_batch *batch, size_t i, struct wl_pending *out)
{
    const struct place *place = (const struct place *)(const void *)batch->order.ptr + i;
    const struct record *record = record_at(batch, place->index);
    const char *at = batch->strings.ptr + record->at;

    *out = (struct wl_pending){
        .row = {.line = record->line,
                .offset = record->offset,
                .time_us = record->time_us,
                .column = record->column,
                .length = record->length,
                .peer_port = record->peer_port,
                .code = record->code,
                .form = record->form,
                .confidence = record->confidence,
                .time_from = record->time_from,
                .assumed = record->assumed,
                .idle_from = record->idle_from,
                .idle_us = record->idle_us,
                .provisional = record->provisional},
        .has_key = record->has_key,
    };
    memcpy(out->row.id, record->id, WL_ID_SIZE);
    memcpy(out->key, record->key, WL_ID_SIZE);
    for (size_t k = 0; k < FIELDS; k++) {
        struct wl_span field = {at, record->len[k]};

        memcpy((char *)&out->row + fields[k], &field, sizeof field);
        at += field.len;
    }
    out->row.pattern = at;
}
