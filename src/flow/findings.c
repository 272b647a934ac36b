#include "flow/findings.h"

#include "base/count.h"

#include <stdlib.h>

/* So many occurrences make the list full: memory stays bounded when every line reports a code. */
#define FULL 2048u

/* What a line needs beside the findings. */
struct gathering {
    struct wl_findings *findings;
    struct wl_detector *detector;
    const struct wl_block *block;
    const struct wl_stamp_context *context;
    unsigned wants;
    struct wl_dated_line last;
};

void
wl_findings_done(struct wl_findings *f)
{
    free(f->lines);
    free(f->occurrences);
    free(f->noted);
    *f = (struct wl_findings){0};
}

static void
clear(struct wl_findings *f)
{
    f->line_count = f->count = f->noted_count = 0;
}

void
wl_findings_reset(struct wl_findings *f, const struct wl_block *block)
{
    clear(f);
    f->done = f->counted = block->text;
    f->newlines = 0;
    f->begins_line = false;
}

bool
wl_findings_complete(const struct wl_findings *f, const struct wl_block *block)
{
    return f->done == block->text + block->len;
}

static void
count_to(struct wl_findings *f, const char *to)
{
    if (to <= f->counted)
        return;
    f->newlines += wl_count_newlines(f->counted, (size_t)(to - f->counted));
    f->counted = to;
}

static int
reserve(void **list, size_t *cap, size_t need, size_t size, struct wl_error *err)
{
    size_t more = *cap ? *cap : 32;
    void *grown;

    if (need <= *cap)
        return 0;
    while (more < need)
        more *= 2;
    grown = realloc(*list, more * size);
    if (!grown)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    *list = grown;
    *cap = more;
    return 0;
}

static int
make_room(struct wl_findings *f, const struct wl_line_hits *line, struct wl_error *err)
{
    void *lines = f->lines, *occurrences = f->occurrences, *noted = f->noted;
    int rc = reserve(&lines, &f->line_cap, f->line_count + 1, sizeof *f->lines, err);

    if (rc == 0)
        rc = reserve(&occurrences, &f->cap, f->count + line->count, sizeof *f->occurrences, err);
    if (rc == 0)
        rc = reserve(&noted, &f->noted_cap, f->noted_count + line->noted_count, sizeof *f->noted,
                     err);
    f->lines = lines;
    f->occurrences = occurrences;
    f->noted = noted;
    return rc;
}

/* Behind the line's ending, or behind the part of a cut line that the block holds. */
static const char *
line_stop(const struct wl_block *block, const char *line_end)
{
    const char *end = block->text + block->len, *lf;

    if (line_end >= end)
        return end;
    lf = memchr(line_end, '\n', (size_t)(end - line_end));
    return lf ? lf + 1 : end;
}

/* The length of the source, if the line is one of those that its growth may change. A line behind
 * which the input pauses has been shown as it is, and stays so. */
static uint64_t
unfinished_end(const struct wl_block *block, const struct wl_line_hits *line, const char *stop)
{
    bool whole = stop > block->text && stop[-1] == '\n';

    if (!block->last || (whole && !line->may_go_on))
        return 0;
    return block->offset + block->len - block->guessed;
}

static int
take_line(void *arg, const struct wl_line_hits *line, struct wl_error *err)
{
    struct gathering *g = arg;
    struct wl_findings *f = g->findings;
    const struct wl_block *block = g->block;
    const char *block_end = block->text + block->len, *end = line->line.ptr + line->line.len;
    const char *stop = line_stop(block, end);
    struct wl_place place = {
        .line = line,
        .memory = block->text - block->before,
        .limit = block_end + block->after,
        .from_start = block->offset == block->before,
        .offset = block->offset - (uint64_t)(block->text - line->line.ptr),
        .last = &g->last,
        .provisional = unfinished_end(block, line, stop),
    };
    struct wl_finding *finding;
    struct wl_dated dated;
    int rc = make_room(f, line, err);

    if (rc == 0)
        rc = wl_describe(g->detector, &place, g->context, g->wants, f->occurrences + f->count,
                         &dated, err);
    if (rc < 0)
        return rc;
    if (g->wants & WL_WANT_LINES)
        count_to(f, line->line.ptr);
    finding = f->lines + f->line_count++;
    *finding = (struct wl_finding){
        .newlines = f->newlines,
        .first = f->count,
        .count = line->count,
        .noted = f->noted_count,
        .noted_count = line->noted_count,
        .end = end < block_end ? end : block_end,
        .stop = stop,
        .shown = place.offset,
        .open = !block->starts_line && line->line.ptr <= block->text,
        .dated = dated,
    };
    if (line->noted_count)
        memcpy(f->noted + f->noted_count, line->noted, line->noted_count * sizeof *f->noted);
    f->noted_count += line->noted_count;
    f->count += line->count;
    f->done = stop;
    return f->count >= FULL && stop < block_end ? WL_ELIMIT : 0;
}

/* A block that ends inside a line holds nothing but the first part of that line. */
static void
date_long_line(const struct gathering *g)
{
    const struct wl_block *block = g->block;
    struct wl_findings *f = g->findings;
    struct wl_place place = {.memory = block->text - block->before,
                             .from_start = block->offset == block->before};

    f->begins_line = true;
    wl_date(&place, (struct wl_span){block->text, block->len}, g->context, &f->dated);
}

int
wl_findings_gather(struct wl_findings *f, struct wl_detector *detector,
                   const struct wl_block *block, const struct wl_stamp_context *context,
                   unsigned wants, struct wl_error *err)
{
    struct gathering g = {f, detector, block, context, wants, {0}};
    const char *end = block->text + block->len;
    size_t done = (size_t)(f->done - block->text);
    struct wl_piece piece = {f->done, block->before + done, block->len - done, block->after,
                             block->starts_line || done > 0};
    int rc;

    clear(f);
    if (block->starts_line && !block->ends_line && (wants & WL_WANT_TIME))
        date_long_line(&g);
    rc = wl_detect(detector, &piece, take_line, &g, err);
    if (rc == WL_ELIMIT)
        return 0;
    if (rc < 0)
        return rc;
    if (wants & WL_WANT_LINES)
        count_to(f, end);
    f->done = end;
    return 0;
}
