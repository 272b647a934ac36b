/*
 * The streaming side of identity. What is fed is hashed at once, where it stands: a copy of the
 * leaf would cost as much again. A full leaf is chained at once, so leaf_len stays below WL_LEAF.
 */
#include "store/identity.h"

#include "store/hash.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define OFFSET_BYTES 5 /* of a place; a larger offset begins anew, which costs order alone */

/* Begin the leaf behind this chain. */
static void
begin_leaf(struct wl_identity *identity, const unsigned char chain[WL_ID_SIZE])
{
    (void)XXH3_128bits_reset(identity->leaf);
    (void)XXH3_128bits_update(identity->leaf, chain, WL_ID_SIZE);
    identity->leaf_len = 0;
}

int
wl_identity_init(struct wl_identity *identity)
{
    *identity = (struct wl_identity){.leaf = XXH3_createState(), .scratch = XXH3_createState()};
    if (!identity->leaf || !identity->scratch)
        return WL_ENOMEM;
    wl_identity_reset(identity);
    return 0;
}

void
wl_identity_done(struct wl_identity *identity)
{
    (void)XXH3_freeState(identity->leaf);
    (void)XXH3_freeState(identity->scratch);
    free(identity->marks);
    *identity = (struct wl_identity){0};
}

void
wl_identity_reset(struct wl_identity *identity)
{
    static const unsigned char none[WL_ID_SIZE];

    begin_leaf(identity, none);
    identity->length = 0;
    identity->mark_count = identity->mark_next = 0;
}

static void
feed(struct wl_identity *identity, const char *ptr, size_t len)
{
    if (identity->length < WL_ID_HEAD) {
        size_t room = WL_ID_HEAD - (size_t)identity->length;
        memcpy(identity->head + identity->length, ptr, len < room ? len : room);
    }
    identity->length += len;
    while (len > 0) {
        size_t room = WL_LEAF - identity->leaf_len;
        size_t part = len < room ? len : room;

        (void)XXH3_128bits_update(identity->leaf, ptr, part);
        identity->leaf_len += part;
        ptr += part;
        len -= part;
        if (identity->leaf_len == WL_LEAF) {
            unsigned char chain[WL_ID_SIZE];
            wl_hash_result(identity->leaf, chain);
            begin_leaf(identity, chain);
        }
    }
}

void
wl_identity_feed(struct wl_identity *identity, const char *ptr, size_t len)
{
    while (identity->mark_next < identity->mark_count) {
        struct wl_mark *mark = &identity->marks[identity->mark_next];
        size_t part;

        if (mark->length - identity->length > len)
            break;
        part = (size_t)(mark->length - identity->length);
        feed(identity, ptr, part);
        ptr += part;
        len -= part;
        wl_identity_digest(identity, mark->digest);
        mark->passed = true;
        identity->mark_next++;
    }
    if (len > 0)
        feed(identity, ptr, len);
}

void
wl_identity_digest(const struct wl_identity *identity, unsigned char out[WL_ID_SIZE])
{
    unsigned char length[8];

    wl_put_le(length, identity->length, sizeof length);
    XXH3_copyState(identity->scratch, identity->leaf);
    (void)XXH3_128bits_update(identity->scratch, length, sizeof length);
    wl_hash_result(identity->scratch, out);
}

static int
by_length(const void *a, const void *b)
{
    uint64_t left = ((const struct wl_mark *)a)->length,
             right = ((const struct wl_mark *)b)->length;

    return (left > right) - (left < right);
}

int
wl_identity_mark(struct wl_identity *identity, const uint64_t *lengths, size_t count)
{
    struct wl_mark *marks = realloc(identity->marks, (count + 1) * sizeof *marks);
    size_t kept = 0;

    if (!marks)
        return WL_ENOMEM;
    identity->marks = marks;
    for (size_t i = 0; i < count; i++) {
        assert(lengths[i] == 0 || lengths[i] >= identity->length);
        marks[i] = (struct wl_mark){.length = lengths[i]};
    }
    qsort(marks, count, sizeof *marks, by_length);
    for (size_t i = 0; i < count; i++)
        if (marks[i].length > 0 && (kept == 0 || marks[kept - 1].length != marks[i].length))
            marks[kept++] = marks[i];
    identity->mark_count = kept;
    identity->mark_next = 0;
    wl_identity_feed(identity, "", 0); /* one may stand exactly here */
    return 0;
}

const unsigned char *
wl_identity_at(const struct wl_identity *identity, uint64_t length)
{
    const struct wl_mark key = {.length = length};
    const struct wl_mark *mark = NULL;

    if (identity->mark_count > 0)
        mark = bsearch(&key, identity->marks, identity->mark_count, sizeof key, by_length);
    return mark && mark->passed ? mark->digest : NULL;
}

void
wl_occurrence_place(const char *head, uint64_t offset, unsigned char out[WL_ID_PLACE])
{
    unsigned char hash[WL_ID_SIZE];

    wl_hash(head, offset < WL_ID_HEAD ? (size_t)offset : WL_ID_HEAD, hash);
    memcpy(out, hash, WL_ID_PLACE - OFFSET_BYTES);
    for (int i = WL_ID_PLACE; i-- > WL_ID_PLACE - OFFSET_BYTES; offset >>= 8)
        out[i] = (unsigned char)offset;
}

void
wl_occurrence_id(const struct wl_identity *identity, const unsigned char prefix[WL_ID_SIZE],
                 struct wl_occurrence *row)
{
    unsigned char piece[WL_ID_SIZE + 4 + 2];

    assert(identity->length >= WL_ID_HEAD || identity->length >= row->offset);
    memcpy(piece, prefix, WL_ID_SIZE);
    wl_put_le(piece + WL_ID_SIZE, row->column, 4);
    wl_put_le(piece + WL_ID_SIZE + 4, row->code, 2);
    wl_hash(piece, sizeof piece, piece);
    wl_occurrence_place(identity->head, row->offset, row->id);
    memcpy(row->id + WL_ID_PLACE, piece, WL_ID_SIZE - WL_ID_PLACE);
}
