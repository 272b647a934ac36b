#include "flow/flow.h"

#include "flow/describe.h"
#include "input/blocks.h"
#include "scan/codes.h"

#include <stdlib.h>

/* What is known while a source is read. */
struct run {
    struct wl_flow *flow;
    struct wl_flow_result *result;
    struct wl_origin origin;
    struct wl_identity identity;
    struct wl_stamp_context context;
    bool details, begun;

    const struct wl_block *block;
    const char *passed;  /* bytes of the block up to here have been given to sinks */
    const char *counted; /* ... have been counted for lines */
    const char *hashed;  /* ... have been fed to the identity */
    uint64_t newlines;   /* in the source up to counted */

    uint64_t line_offset;        /* of the line that is still open at the block's start */
    struct wl_dated line_dated;  /* when that line was written: its start is out of reach */
    uint16_t seen[WL_CODES_MAX]; /* codes reported for that line by earlier parts */
    size_t seen_count;
    bool open; /* the block starts inside a line */
    bool tail; /* what has been read ends inside a line */
};

static uint64_t
count_newlines(const char *ptr, size_t len)
{
    const char *end = ptr + len;
    uint64_t n = 0;

    while ((ptr = memchr(ptr, '\n', (size_t)(end - ptr)))) {
        ptr++;
        n++;
    }
    return n;
}

static int
begin(struct run *run, struct wl_source *source, const struct wl_block *block, struct wl_error *err)
{
    size_t head = block->len < WL_HEAD ? block->len : WL_HEAD;

    run->origin.head = (struct wl_span){block->text, head};
    run->origin.bom = wl_source_bom(source);
    run->begun = true;
    for (size_t i = 0; i < run->flow->sink_count; i++) {
        struct wl_sink *sink = run->flow->sinks[i];
        int rc = sink->ops->begin(sink, &run->origin, err);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int
pass(struct run *run, const char *to, struct wl_error *err)
{
    struct wl_span bytes = {run->passed, (size_t)(to - run->passed)};

    run->passed = to;
    for (size_t i = 0; i < run->flow->sink_count && bytes.len > 0; i++) {
        struct wl_sink *sink = run->flow->sinks[i];
        int rc = sink->ops->bytes ? sink->ops->bytes(sink, bytes, err) : 0;
        if (rc < 0)
            return rc;
    }
    return 0;
}

static void
hash_to(struct run *run, const char *to)
{
    if (!run->details || to <= run->hashed)
        return;
    wl_identity_feed(&run->identity, run->hashed, (size_t)(to - run->hashed));
    run->hashed = to;
}

static void
count_to(struct run *run, const char *to)
{
    if (to <= run->counted)
        return;
    run->newlines += count_newlines(run->counted, (size_t)(to - run->counted));
    run->counted = to;
}

/* Behind the line's ending, or behind the part of a cut line that this block holds. */
static const char *
line_stop(const struct run *run, struct wl_span line)
{
    const char *end = run->block->text + run->block->len;
    const char *p = line.ptr + line.len;

    if (p > end)
        return end;
    p = memchr(p, '\n', (size_t)(end - p));
    return p ? p + 1 : end;
}

/* Of a line that came in parts, each code counts once. */
static size_t
drop_seen(struct run *run, struct wl_occurrence *list, size_t count, bool open)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        bool known = false;
        for (size_t k = 0; open && k < run->seen_count && !known; k++)
            known = run->seen[k] == list[i].code;
        if (known)
            continue;
        list[kept++] = list[i];
    }
    return kept;
}

static void
identify(struct run *run, struct wl_occurrence *list, size_t count, const char *stop)
{
    unsigned char prefix[WL_ID_SIZE];

    hash_to(run, stop);
    wl_identity_digest(&run->identity, prefix);
    for (size_t i = 0; i < count; i++)
        wl_occurrence_id(prefix, list[i].column, list[i].code, list[i].id);
}

static int
take_line(void *arg, const struct wl_line_hits *line, struct wl_error *err)
{
    struct run *run = arg;
    const struct wl_block *block = run->block;
    struct wl_occurrence list[WL_CODES_MAX];
    struct wl_dated dated;
    const char *stop = line_stop(run, line->line);
    /* the first line of a block that starts inside a line began earlier */
    bool open = run->open && line->line.ptr <= block->text;
    const char *end = line->line.ptr + line->line.len;
    struct wl_place place = {
        .line = line,
        .dated = open ? &run->line_dated : NULL,
        .memory = block->text - block->before,
        .from_start = block->offset == block->before,
        .provisional = block->last && stop == block->text + block->len &&
                       (stop == block->text || stop[-1] != '\n'),
    };
    struct wl_found found = {
        .occurrences = list, .noted = line->noted, .noted_count = line->noted_count, .again = open};
    int rc;

    place.shown = block->offset - (uint64_t)(block->text - line->line.ptr);
    place.offset = open ? run->line_offset : place.shown;
    count_to(run, line->line.ptr > block->text ? line->line.ptr : block->text);
    place.number = run->newlines + 1;
    rc = wl_describe(run->flow->detector, &place, &run->context, &dated, list, err);
    if (rc < 0)
        return rc;
    found.count = drop_seen(run, list, line->count, open);
    if (found.count == 0)
        return 0;
    if (!block->ends_line && stop == block->text + block->len)
        for (size_t i = 0; i < found.count && run->seen_count < WL_CODES_MAX; i++)
            run->seen[run->seen_count++] = list[i].code;
    if (run->details)
        identify(run, list, found.count, stop);
    run->result->hit_lines += !open;
    run->result->occurrences += found.count;
    if (end > block->text + block->len)
        end = block->text + block->len;
    rc = pass(run, end > run->passed ? end : run->passed, err);
    for (size_t i = 0; i < run->flow->sink_count && rc == 0; i++) {
        struct wl_sink *sink = run->flow->sinks[i];
        if (sink->ops->line)
            rc = sink->ops->line(sink, &found, err);
    }
    return rc;
}

static bool
looks_binary(const struct wl_block *block)
{
    size_t probe = block->len < 4096 ? block->len : 4096, odd = 0;

    for (size_t i = 0; i < probe; i++)
        odd += block->text[i] == '\0';
    return odd > 0 && odd * 32 >= probe;
}

/* A block that ends inside a line holds nothing but the first part of that line. */
static void
date_long_line(struct run *run)
{
    const struct wl_block *block = run->block;
    struct wl_place place = {.memory = block->text - block->before,
                             .from_start = block->offset == block->before};

    wl_date(&place, (struct wl_span){block->text, block->len}, &run->context, &run->line_dated);
}

static int
take_block(struct run *run, const struct wl_block *block, struct wl_error *err)
{
    struct wl_piece piece = {block->text, block->before, block->len, block->after,
                             block->starts_line};
    const char *end = block->text + block->len;
    int rc;

    run->block = block;
    run->passed = run->counted = run->hashed = block->text;
    run->open = !block->starts_line;
    if (block->starts_line) {
        run->line_offset = block->offset;
        run->seen_count = 0;
        if (!block->ends_line && run->details)
            date_long_line(run);
    }
    rc = wl_detect(run->flow->detector, &piece, take_line, run, err);
    if (rc < 0)
        return rc;
    hash_to(run, end);
    count_to(run, end);
    run->result->bytes += block->len;
    if (block->len > 0)
        run->tail = end[-1] != '\n';
    return pass(run, end, err);
}

/* The input has nothing more at the moment. */
static int
flush(void *arg, struct wl_error *err)
{
    struct run *run = arg;

    for (size_t i = 0; i < run->flow->sink_count; i++) {
        struct wl_sink *sink = run->flow->sinks[i];
        int rc = sink->ops->flush ? sink->ops->flush(sink, err) : 0;
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int
finish(struct run *run, struct wl_error *err)
{
    struct wl_ending ending = {run->newlines + (run->tail ? 1 : 0), run->result->bytes,
                               run->result->complete};
    int rc = 0;

    run->result->lines = ending.lines;
    for (size_t i = 0; i < run->flow->sink_count; i++) {
        struct wl_sink *sink = run->flow->sinks[i];
        /* every sink ends, also when an earlier one failed: what is whole gets stored */
        struct wl_error later;
        int one = sink->ops->end ? sink->ops->end(sink, &ending, rc < 0 ? &later : err) : 0;
        if (rc == 0)
            rc = one;
    }
    return rc;
}

static int
read_blocks(struct run *run, struct wl_source *source, struct wl_blocks *blocks,
            struct wl_error *err)
{
    struct wl_block block;
    int rc;

    while ((rc = wl_blocks_next(blocks, &block, err)) > 0) {
        if (!run->begun) {
            run->result->binary = looks_binary(&block);
            rc = begin(run, source, &block, err);
            if (rc < 0)
                return rc;
        }
        rc = take_block(run, &block, err);
        if (rc < 0)
            return rc;
        if (run->flow->stop && *run->flow->stop)
            return 0;
    }
    run->result->complete = rc == 0;
    return rc;
}

int
wl_flow_run(struct wl_flow *flow, const char *path, const char *locator,
            struct wl_flow_result *result, struct wl_error *err)
{
    struct run run = {.flow = flow, .result = result};
    struct wl_source *source = NULL;
    struct wl_blocks *blocks = NULL;
    struct wl_error ignored;
    int rc;

    *result = (struct wl_flow_result){0};
    rc = wl_identity_init(&run.identity);
    rc = rc < 0 ? wl_error_set(err, rc, "out of memory")
                : wl_source_open(&source, path, flow->encoding, err);
    if (rc == 0)
        rc = wl_blocks_new(&blocks, source, err);
    if (rc < 0)
        goto out;
    for (size_t i = 0; i < flow->sink_count; i++)
        run.details = run.details || flow->sinks[i]->wants_details;
    run.origin = (struct wl_origin){.locator = locator,
                                    .host = flow->host,
                                    .case_name = flow->case_name,
                                    .mtime_us = wl_source_mtime(source),
                                    .read_us = flow->now_us,
                                    .identity = &run.identity};
    run.context.reference_us = run.origin.mtime_us ? run.origin.mtime_us : flow->now_us;
    wl_detector_reset(flow->detector);
    wl_source_on_wait(source, flush, &run, flow->stop);
    if (flow->follow)
        wl_source_follow(source, flow->follow);
    rc = read_blocks(&run, source, blocks, err);
    /* a signal that interrupts a read is no error of the input */
    if (rc == WL_EIO && err->text[0] == '\0')
        rc = 0;
    if (run.begun) {
        int ended = finish(&run, rc < 0 ? &ignored : err);
        if (rc == 0)
            rc = ended;
    }
    result->utf16 = wl_source_is_utf16(source);
    result->broken = wl_source_broken(source);
out:
    wl_blocks_free(blocks);
    wl_source_free(source);
    wl_identity_done(&run.identity);
    return rc;
}
