#include "flow/delivery.h"

int
wl_delivery_init(struct wl_delivery *d, const struct wl_flow_setup *setup)
{
    *d = (struct wl_delivery){.setup = setup};
    for (size_t i = 0; i < setup->sink_count; i++)
        d->wants |= setup->sinks[i]->wants;
    wl_readable_init(&d->readable, setup->encoding_name);
    wl_timeline_init(&d->timeline);
    return wl_identity_init(&d->identity);
}

void
wl_delivery_done(struct wl_delivery *d)
{
    wl_identity_done(&d->identity);
    wl_readable_done(&d->readable);
    wl_timeline_done(&d->timeline);
}

void
wl_delivery_host(struct wl_delivery *d, struct wl_span host)
{
    size_t len = host.len < sizeof d->host ? host.len : 0;

    if (len > 0)
        memcpy(d->host, host.ptr, len);
    d->host[len] = '\0';
}

static void
begin_timeline(struct wl_delivery *d)
{
    const struct wl_timeline_setup setup = {
        .reference_us = d->origin.mtime_us ? d->origin.mtime_us : d->setup->now_us,
        .order = d->setup->day_order,
        .zone_told = d->setup->zone_told,
        .name = wl_span_of(d->origin.locator),
    };

    wl_timeline_begin(&d->timeline, &setup);
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
    begin_timeline(d);
    d->bytes = d->newlines = d->occurrences = d->older = 0;
    d->seen_count = 0;
    d->tail = d->met = false;
    wl_ends_reset(&d->ends);
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
    if (to > d->whole)
        to = d->whole;
    if (!(d->wants & (WL_WANT_ID | WL_WANT_CONTENT)) || to <= d->hashed)
        return;
    wl_identity_feed(&d->identity, d->hashed, (size_t)(to - d->hashed));
    d->hashed = to;
}

static void
look_to(struct wl_delivery *d, const struct wl_block *block, const char *to)
{
    uint64_t offset = block->offset + (uint64_t)(d->looked - block->text);

    if (!(d->wants & WL_WANT_TIME) || to <= d->looked)
        return;
    wl_timeline_feed(&d->timeline, (struct wl_span){d->looked, (size_t)(to - d->looked)}, offset,
                     d->looks_at_line);
    d->looks_at_line = to[-1] == '\n';
    d->looked = to;
}

/* What is behind the last place that was looked at tells most about when the source ends. */
static void
look_at_tail(struct wl_delivery *d, const struct wl_block *block)
{
    size_t len = block->before + block->len;
    const char *end = block->text + block->len;

    if (!(d->wants & WL_WANT_TIME))
        return;
    if (len > WL_HISTORY)
        len = WL_HISTORY;
    wl_timeline_feed_tail(&d->timeline, (struct wl_span){end - len, len},
                          block->offset + block->len - len);
}

/* The line that was looked at last may mean something else than it does alone.
 * @return whether *dated was changed */
static bool
date_by_source(struct wl_delivery *d, uint64_t offset, struct wl_dated *dated)
{
    int64_t time_us;
    unsigned assumed;

    if (!(d->wants & WL_WANT_TIME) || dated->from == WL_TIME_ABSENT ||
        !wl_timeline_concerns(&d->timeline, &dated->stamp) ||
        !wl_timeline_resolve(&d->timeline, &dated->stamp, offset, &time_us, &assumed))
        return false;
    dated->time_us = time_us;
    dated->assumed = (uint8_t)assumed;
    if (dated->from == WL_TIME_LINE && (assumed & WL_STAMP_TOLD(WL_STAMP_DATE)))
        dated->from = WL_TIME_FILE;
    return true;
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
    struct wl_dated dated = line->dated;
    int rc;

    look_to(d, block, line->stop);
    if (!line->open && date_by_source(d, list->offset, &dated))
        for (size_t i = 0; i < found.count; i++)
            wl_describe_date(list + i, &dated);
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
    d->passed = d->hashed = d->looked = block->text;
    d->whole = block->text + block->len - block->guessed;
    d->looks_at_line = block->starts_line;
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

    d->met |= findings->line_count > 0;
    for (size_t i = 0; i < findings->line_count && rc == 0; i++)
        rc = take_line(d, block, findings, findings->lines + i, err);
    return rc;
}

/* The block will be gone when the rest of the line comes. */
static void
keep_date(struct wl_delivery *d, uint64_t offset, const struct wl_dated *dated)
{
    d->line_dated = *dated;
    (void)date_by_source(d, offset, &d->line_dated);
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
    if (d->wants & WL_WANT_TIME)
        wl_ends_feed(&d->ends, (struct wl_span){block->text, block->len});
    d->bytes += block->len;
    d->newlines += findings->newlines;
    /* of a source in which nothing was found, nobody will ask when its lines were written */
    if (!block->last || d->met)
        look_to(d, block, end);
    if (findings->begins_line)
        keep_date(d, block->offset, &findings->dated);
    if (block->last && d->met)
        look_at_tail(d, block);
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

/* What was dropped for its age is not covered. */
static void
add_span(struct wl_delivery *d, const struct wl_stamp_context *context, struct wl_ending *ending)
{
    ending->dated = wl_ends_read(&d->ends, context, &ending->first_us, &ending->last_us);
    if (!ending->dated || !d->setup->has_since)
        return;
    if (ending->first_us < d->setup->since_us)
        ending->first_us = d->setup->since_us;
    ending->dated = ending->first_us <= ending->last_us;
}

int
wl_delivery_end(struct wl_delivery *d, bool complete, const struct wl_stamp_context *context,
                struct wl_error *err)
{
    struct wl_ending ending = {.lines = wl_delivery_lines(d),
                               .bytes = d->bytes,
                               .complete = complete,
                               .timeline = d->met ? &d->timeline : NULL};
    struct wl_error later;
    int rc = 0;

    if (d->wants & WL_WANT_TIME)
        add_span(d, context, &ending);

    d->begun = false;
    wl_timeline_end(&d->timeline);
    for (size_t i = 0; i < d->setup->sink_count; i++) {
        struct wl_sink *sink = d->setup->sinks[i];
        /* every sink ends, also when an earlier one failed: what is whole gets stored */
        int one = sink->ops->end ? sink->ops->end(sink, &ending, rc < 0 ? &later : err) : 0;
        if (rc == 0)
            rc = one;
    }
    return rc;
}
