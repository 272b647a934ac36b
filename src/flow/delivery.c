#include "flow/delivery.h"

int
wl_delivery_init(struct wl_delivery *d, const struct wl_flow_setup *setup)
{
    *d = (struct wl_delivery){.setup = setup};
    for (size_t i = 0; i < setup->sink_count; i++)
        d->wants |= setup->sinks[i]->wants;
    wl_readable_init(&d->readable, setup->encoding_name);
    return wl_identity_init(&d->identity);
}

void
wl_delivery_done(struct wl_delivery *d)
{
    wl_identity_done(&d->identity);
    wl_readable_done(&d->readable);
}

void
wl_delivery_host(struct wl_delivery *d, struct wl_span host)
{
    size_t len = host.len < sizeof d->host ? host.len : 0;

    if (len > 0)
        memcpy(d->host, host.ptr, len);
    d->host[len] = '\0';
}

int
wl_delivery_begin(struct wl_delivery *d, const struct wl_origin *origin, struct wl_error *err)
{
    d->origin = *origin;
    d->origin.host = *d->setup->host ? d->setup->host : d->host;
    d->origin.case_name = d->setup->case_name;
    d->origin.read_us = d->setup->now_us;
    d->origin.identity = &d->identity;
    wl_identity_reset(&d->identity);
    wl_readable_reset(&d->readable);
    d->bytes = d->newlines = d->occurrences = d->older = 0;
    d->seen_count = 0;
    d->tail = false;
    d->begun = true;
    for (size_t i = 0; i < d->setup->sink_count; i++) {
        struct wl_sink *sink = d->setup->sinks[i];
        int rc = sink->ops->begin(sink, &d->origin, err);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static int
pass(struct wl_delivery *d, const char *to, struct wl_error *err)
{
    struct wl_span bytes = {d->passed, (size_t)(to - d->passed)};

    d->passed = to;
    for (size_t i = 0; i < d->setup->sink_count && bytes.len > 0; i++) {
        struct wl_sink *sink = d->setup->sinks[i];
        int rc = sink->ops->bytes ? sink->ops->bytes(sink, bytes, err) : 0;
        if (rc < 0)
            return rc;
    }
    return 0;
}

static void
hash_to(struct wl_delivery *d, const char *to)
{
    if (!(d->wants & (WL_WANT_ID | WL_WANT_CONTENT)) || to <= d->hashed)
        return;
    wl_identity_feed(&d->identity, d->hashed, (size_t)(to - d->hashed));
    d->hashed = to;
}

/* Of a line that came in parts, each code counts once. */
static size_t
drop_seen(const struct wl_delivery *d, struct wl_occurrence *list, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        bool known = false;
        for (size_t k = 0; k < d->seen_count && !known; k++)
            known = d->seen[k] == list[i].code;
        if (!known)
            list[kept++] = list[i];
    }
    return kept;
}

/* What only earlier blocks tell of a line that began in one of them. */
static size_t
join(const struct wl_delivery *d, const struct wl_finding *line, struct wl_occurrence *list)
{
    size_t count = drop_seen(d, list, line->count);

    for (size_t i = 0; i < count; i++) {
        list[i].offset = d->line_offset;
        list[i].column += (uint32_t)(line->shown - d->line_offset);
        if (d->wants & WL_WANT_TIME)
            wl_describe_date(list + i, &d->line_dated);
    }
    return count;
}

/* What is dated earlier than is asked for. @return how many are left */
static size_t
drop_older(struct wl_delivery *d, struct wl_occurrence *list, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        if (list[i].time_from == WL_TIME_ABSENT || list[i].time_us >= d->setup->since_us)
            list[kept++] = list[i];
    d->older += count - kept;
    return kept;
}

static void
identify(struct wl_delivery *d, struct wl_occurrence *list, size_t count, const char *stop)
{
    unsigned char prefix[WL_ID_SIZE];

    hash_to(d, stop);
    wl_identity_digest(&d->identity, prefix);
    for (size_t i = 0; i < count; i++)
        wl_occurrence_id(&d->identity, prefix, list + i);
}

static int
take_line(struct wl_delivery *d, const struct wl_block *block, struct wl_findings *findings,
          const struct wl_finding *line, struct wl_error *err)
{
    struct wl_occurrence *list = findings->occurrences + line->first;
    struct wl_found found = {.occurrences = list,
                             .count = line->open ? join(d, line, list) : line->count,
                             .noted = findings->noted + line->noted,
                             .noted_count = line->noted_count,
                             .again = line->open};
    int rc;

    if (d->setup->has_since)
        found.count = drop_older(d, list, found.count);
    if (found.count == 0)
        return 0;
    for (size_t i = 0; i < found.count && d->wants & WL_WANT_LINES; i++)
        list[i].line = d->newlines + line->newlines + 1;
    if (!block->ends_line && line->stop == block->text + block->len)
        for (size_t i = 0; i < found.count && d->seen_count < WL_CODES_MAX; i++)
            d->seen[d->seen_count++] = list[i].code;
    if (d->wants & WL_WANT_ID)
        identify(d, list, found.count, line->stop);
    d->occurrences += found.count;
    rc = wl_readable_make(&d->readable, list, found.count, err);
    if (rc < 0)
        return rc;
    rc = pass(d, line->end > d->passed ? line->end : d->passed, err);
    for (size_t i = 0; i < d->setup->sink_count && rc == 0; i++) {
        struct wl_sink *sink = d->setup->sinks[i];
        if (sink->ops->line)
            rc = sink->ops->line(sink, &found, err);
    }
    return rc;
}

void
wl_delivery_open(struct wl_delivery *d, const struct wl_block *block)
{
    d->passed = d->hashed = block->text;
    if (block->starts_line) {
        d->line_offset = block->offset;
        d->seen_count = 0;
    }
}

int
wl_delivery_take(struct wl_delivery *d, const struct wl_block *block, struct wl_findings *findings,
                 struct wl_error *err)
{
    int rc = 0;

    for (size_t i = 0; i < findings->line_count && rc == 0; i++)
        rc = take_line(d, block, findings, findings->lines + i, err);
    return rc;
}

/* The block will be gone when the rest of the line comes. */
static void
keep_date(struct wl_delivery *d, const struct wl_dated *dated)
{
    d->line_dated = *dated;
    if (dated->text.len > 0)
        memcpy(d->line_stamp, dated->text.ptr, dated->text.len);
    d->line_dated.text.ptr = d->line_stamp;
}

int
wl_delivery_close(struct wl_delivery *d, const struct wl_block *block,
                  const struct wl_findings *findings, struct wl_error *err)
{
    const char *end = block->text + block->len;

    hash_to(d, end);
    d->bytes += block->len;
    d->newlines += findings->newlines;
    if (findings->begins_line)
        keep_date(d, &findings->dated);
    if (block->len > 0)
        d->tail = end[-1] != '\n';
    return pass(d, end, err);
}

int
wl_delivery_flush(struct wl_delivery *d, struct wl_error *err)
{
    for (size_t i = 0; i < d->setup->sink_count; i++) {
        struct wl_sink *sink = d->setup->sinks[i];
        int rc = sink->ops->flush ? sink->ops->flush(sink, err) : 0;
        if (rc < 0)
            return rc;
    }
    return 0;
}

uint64_t
wl_delivery_lines(const struct wl_delivery *d)
{
    return d->newlines + (d->tail && d->wants & WL_WANT_LINES ? 1 : 0);
}

int
wl_delivery_end(struct wl_delivery *d, bool complete, struct wl_error *err)
{
    struct wl_ending ending = {wl_delivery_lines(d), d->bytes, complete};
    struct wl_error later;
    int rc = 0;

    d->begun = false;
    for (size_t i = 0; i < d->setup->sink_count; i++) {
        struct wl_sink *sink = d->setup->sinks[i];
        /* every sink ends, also when an earlier one failed: what is whole gets stored */
        int one = sink->ops->end ? sink->ops->end(sink, &ending, rc < 0 ? &later : err) : 0;
        if (rc == 0)
            rc = one;
    }
    return rc;
}
