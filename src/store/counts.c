/*
 * A hash table of cells, one for each row of summary and tally that a transaction adds to. It is
 * small: where values are many, it is written and begun anew.
 */
#include "store/counts.h"

#include "store/internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#define QUARTER_US INT64_C(900000000)
#define NO_QUARTER INT64_C(-1)
#define SLOTS ((size_t)2 * WL_COUNTS)
#define VALUES_MAX (256u << 10)
#define PORT_SLOTS ((size_t)8192)

/* Those of tally from CODE on: first the numbers, then the texts. */
enum field {
    SUMMARY,
    CODE,
    QUARTER,
    TIME_FROM,
    TIME_ASSUMED,
    PATTERN_SET,
    PATTERN,
    CALL,
    PEER,
    PROCESS,
    LEVEL,
    HOST,
    FIELDS
};

static const char *const names[] = {
    [CODE] = "code",
    [QUARTER] = "quarter",
    [TIME_FROM] = "time_from",
    [TIME_ASSUMED] = "time_assumed",
    [PATTERN_SET] = "pattern_set",
    [PATTERN] = "pattern",
    [CALL] = "call",
    [PEER] = "peer",
    [PROCESS] = "process",
    [LEVEL] = "level",
    [HOST] = "host",
};

_Static_assert(FIELDS <= WL_COUNTED, "each field has a last cell");

struct key {
    int64_t source;
    int64_t number; /* of summary: the quarter; else as in tally */
    uint16_t field; /* enum field */
    uint16_t code;  /* of summary */
    uint32_t hash;  /* of the value */
};

struct wl_count {
    struct key key;
    uint32_t value_at, value_len;
    bool timed; /* first_us and last_us are set */
    int64_t n, folded, undated, inherited, from_file;
    int64_t first_us, last_us;
};

/* Which ports of which peers have been met: hashes of both, and of the peer alone with their
 * count. Open addressing; when it is too full, no port is known any more. */
struct wl_ports {
    size_t used;
    uint64_t keys[PORT_SLOTS];
    uint8_t met[PORT_SLOTS];
};

void
wl_counts_clear(struct wl_counts *counts)
{
    if (counts->slots && counts->cells.len > 0)
        memset(counts->slots, 0, SLOTS * sizeof *counts->slots);
    memset(counts->last, 0, sizeof counts->last);
    wl_buf_clear(&counts->cells);
    wl_buf_clear(&counts->values);
}

void
wl_counts_new_source(struct wl_counts *counts)
{
    if (counts->ports && counts->ports->used > 0)
        memset(counts->ports, 0, sizeof *counts->ports);
}

void
wl_counts_done(struct wl_counts *counts)
{
    wl_buf_done(&counts->cells);
    wl_buf_done(&counts->values);
    free(counts->slots);
    free(counts->ports);
}

static struct wl_count *
cell_at(const struct wl_counts *counts, size_t i)
{
    return (struct wl_count *)(void *)counts->cells.ptr + i;
}

static int
write_cell(struct wl_store *store, const struct wl_count *cell, struct wl_error *err)
{
    const char *ptr = store->counts.values.ptr;
    struct wl_span value = {cell->value_len ? ptr + cell->value_at : "", cell->value_len};

    if (cell->key.field == SUMMARY)
        return wl_statement_run(store, WL_Q_ADD_SUMMARY, err,
                                cell->timed ? "iiiiiiiii" : "iiiiiiinn", cell->key.source,
                                (int64_t)cell->key.code, cell->key.number, cell->n, cell->folded,
                                cell->inherited, cell->from_file, cell->first_us, cell->last_us);
    return wl_statement_run(store, WL_Q_ADD_TALLY, err, cell->timed ? "isTiiiiii" : "isTiiiinn",
                            cell->key.source, names[cell->key.field], value, cell->key.number,
                            cell->n, cell->folded, cell->undated, cell->first_us, cell->last_us);
}

int
wl_counts_write(struct wl_store *store, struct wl_error *err)
{
    struct wl_counts *counts = &store->counts;
    size_t count = counts->cells.len / sizeof(struct wl_count);
    int rc = 0;

    for (size_t i = 0; rc == 0 && i < count; i++)
        rc = write_cell(store, cell_at(counts, i), err);
    wl_counts_clear(counts);
    return rc;
}

static bool
is_key(const struct key *a, const struct key *b)
{
    return a->hash == b->hash && a->number == b->number && a->field == b->field &&
           a->code == b->code && a->source == b->source;
}

static bool
is_cell(const struct wl_counts *counts, const struct wl_count *cell, const struct key *key,
        struct wl_span value)
{
    struct wl_span its = {counts->values.ptr + cell->value_at, cell->value_len};

    return is_key(&cell->key, key) && wl_span_equal(its, value);
}

static struct wl_count *
new_cell(struct wl_counts *counts, const struct key *key, struct wl_span value)
{
    struct wl_count cell;

    memset(&cell, 0, sizeof cell);
    cell.key = *key;
    cell.value_at = (uint32_t)counts->values.len;
    cell.value_len = (uint32_t)value.len;
    wl_buf_add_span(&counts->values, value);
    wl_buf_add(&counts->cells, (const char *)&cell, sizeof cell);
    if (counts->values.failed || counts->cells.failed)
        return NULL;
    return cell_at(counts, counts->cells.len / sizeof cell - 1);
}

/* @return borrowed until the next call, NULL without memory */
static struct wl_count *
find_cell(struct wl_counts *counts, const struct key *key, struct wl_span value)
{
    uint64_t mixed = (key->hash ^ (uint64_t)key->number * 31 ^ (uint64_t)key->source << 32 ^
                      (uint64_t)key->code << 8 ^ key->field) *
                     UINT64_C(0x9E3779B97F4A7C15);
    struct wl_count *cell;
    size_t slot = mixed >> 40;

    if (!counts->slots && !(counts->slots = calloc(SLOTS, sizeof *counts->slots)))
        return NULL;
    for (;; slot++) {
        slot %= SLOTS;
        if (counts->slots[slot] == 0)
            break;
        cell = cell_at(counts, counts->slots[slot] - 1u);
        if (is_cell(counts, cell, key, value))
            return cell;
    }
    cell = new_cell(counts, key, value);
    if (cell)
        counts->slots[slot] = (uint16_t)(counts->cells.len / sizeof *cell);
    return cell;
}

/* Neighbours have much in common: then no hash is needed. NULL if it is another one. */
static struct wl_count *
last_cell(const struct wl_counts *counts, const struct key *key, struct wl_span value)
{
    struct wl_count *cell;
    struct wl_span its;

    if (counts->last[key->field] == 0)
        return NULL;
    cell = cell_at(counts, counts->last[key->field] - 1u);
    its = (struct wl_span){counts->values.ptr + cell->value_at, cell->value_len};
    return cell->key.number == key->number && cell->key.code == key->code &&
                   cell->key.source == key->source && wl_span_equal(its, value)
               ? cell
               : NULL;
}

static void
keep_last(struct wl_counts *counts, const struct wl_count *cell)
{
    counts->last[cell->key.field] = (uint16_t)(cell - cell_at(counts, 0) + 1);
}

static void
count(struct wl_count *cell, const struct wl_occurrence *row, bool folded)
{
    if (folded) {
        cell->folded++;
        return;
    }
    cell->n++;
    if (row->time_from == WL_TIME_ABSENT) {
        cell->undated++;
        return;
    }
    cell->inherited += row->time_from == WL_TIME_INHERITED;
    cell->from_file += row->time_from == WL_TIME_FILE;
    if (!cell->timed || row->time_us < cell->first_us)
        cell->first_us = row->time_us;
    if (!cell->timed || row->time_us > cell->last_us)
        cell->last_us = row->time_us;
    cell->timed = true;
}

/* The place of a key, which may be free; NULL when the table is too full for new ones. */
static size_t
port_slot(const struct wl_ports *ports, uint64_t key)
{
    size_t slot = key % PORT_SLOTS;

    while (ports->keys[slot] != 0 && ports->keys[slot] != key)
        slot = (slot + 1) % PORT_SLOTS;
    return slot;
}

/* A peer whose clients come from ever new ports would need a row of tally for each row. */
static int64_t
known_port(struct wl_counts *counts, uint64_t peer, uint32_t port)
{
    struct wl_ports *ports = counts->ports;
    uint64_t key = (peer ^ port) * UINT64_C(0x9E3779B97F4A7C15) | 1;
    size_t of_peer, of_port;

    if (port == 0)
        return 0;
    if (!ports && !(ports = counts->ports = calloc(1, sizeof *ports)))
        return -1;
    of_port = port_slot(ports, key);
    if (ports->keys[of_port] != 0)
        return port;
    peer |= 1;
    of_peer = port_slot(ports, peer);
    if (ports->used + 2 > PORT_SLOTS / 4 * 3 || ports->met[of_peer] >= WL_PORTS_OF_PEER)
        return -1;
    ports->used += 1 + (ports->keys[of_peer] == 0);
    ports->keys[of_peer] = peer;
    ports->met[of_peer]++;
    ports->keys[port_slot(ports, key)] = key;
    return port;
}

static int
count_value(struct wl_counts *counts, const struct key *base, struct wl_span value,
            const struct wl_occurrence *row, bool folded)
{
    bool with_port = base->field == PEER && value.len > 0;
    struct wl_count *cell = with_port ? NULL : last_cell(counts, base, value);

    if (!cell) {
        uint64_t hash = value.len ? XXH3_64bits(value.ptr, value.len) : 0;
        struct key key = *base;
        key.hash = (uint32_t)hash;
        if (with_port)
            key.number = known_port(counts, hash, row->peer_port);
        cell = find_cell(counts, &key, value);
        if (!cell)
            return WL_ENOMEM;
        keep_last(counts, cell);
    }
    count(cell, row, folded);
    return 0;
}

static int
count_number(struct wl_counts *counts, const struct key *key, const struct wl_occurrence *row,
             bool folded)
{
    struct wl_count *cell = last_cell(counts, key, wl_span_of(""));

    if (!cell)
        cell = find_cell(counts, key, wl_span_of(""));
    if (!cell)
        return WL_ENOMEM;
    keep_last(counts, cell);
    count(cell, row, folded);
    return 0;
}

static int
count_row(struct wl_counts *counts, int64_t source, int64_t pattern_set,
          const struct wl_occurrence *row, bool folded)
{
    const struct wl_span values[FIELDS] = {
        [PATTERN] = wl_span_of(row->pattern),
        [CALL] = row->call,
        [PEER] = row->peer_address,
        [PROCESS] = row->process,
        [LEVEL] = row->level,
        [HOST] = row->host,
    };
    int64_t numbers[PATTERN] = {[CODE] = row->code,
                                [QUARTER] = NO_QUARTER,
                                [TIME_FROM] = row->time_from,
                                [TIME_ASSUMED] = row->assumed & 15, /* what files told apart */
                                [PATTERN_SET] = pattern_set};
    struct key key = {.source = source, .code = row->code};
    int rc = 0;

    if (row->time_from != WL_TIME_ABSENT)
        numbers[QUARTER] = row->time_us - (row->time_us % QUARTER_US + QUARTER_US) % QUARTER_US;
    numbers[SUMMARY] = numbers[QUARTER];
    for (key.field = SUMMARY; rc == 0 && key.field < PATTERN; key.field++) {
        key.number = numbers[key.field];
        rc = count_number(counts, &key, row, folded);
        key.code = 0;
    }
    key.number = 0;
    for (; rc == 0 && key.field < FIELDS; key.field++)
        rc = count_value(counts, &key, values[key.field], row, folded);
    return rc;
}

int
wl_counts_add(struct wl_store *store, int64_t source, int64_t pattern_set,
              const struct wl_occurrence *row, bool folded, struct wl_error *err)
{
    struct wl_counts *counts = &store->counts;
    size_t used = counts->cells.len / sizeof(struct wl_count);
    int rc = 0;

    if (used + FIELDS > WL_COUNTS || counts->values.len > VALUES_MAX)
        rc = wl_counts_write(store, err);
    if (rc < 0)
        return rc;
    if (count_row(counts, source, pattern_set, row, folded) < 0)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    return 0;
}
