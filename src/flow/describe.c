#include "flow/describe.h"

#include "base/utf8.h"
#include "flow/idle.h"

#include <stdlib.h>

#define INHERIT_BYTES 16384 /* how far back a line looks for the stamp of its record */
#define INHERIT_LINES 200

static const char cmtrace_begin[] = "<![LOG[", cmtrace_end[] = "]LOG]!>";

static bool
date_by(struct wl_span line, const struct wl_stamp_context *context, struct wl_dated *out)
{
    struct wl_stamp *stamp = &out->stamp;
    unsigned assumed = 0;

    if (!wl_stamp_find(line, stamp) || !wl_stamp_resolve(stamp, context, &out->time_us, &assumed))
        return false;
    out->assumed = (uint8_t)assumed;
    out->text = stamp->text;
    if (out->text.len > WL_STAMP_MAX)
        out->text.len = WL_STAMP_MAX;
    out->behind = strcmp(stamp->format, "cmtrace") == 0;
    out->full = !(stamp->open & (WL_STAMP_YEAR | WL_STAMP_DATE));
    return true;
}

/* What the last line found holds for this one, so many lines behind it, if it is in reach: what
 * lies between has no stamp. */
static bool
inherit_from(const struct wl_dated_line *last, const char *low, int lines,
             struct wl_dated_line *out)
{
    if (!last->record || last->record < low || last->lines + lines > INHERIT_LINES)
        return false;
    out->record = last->record;
    out->lines = last->lines + lines;
    out->dated = last->dated;
    return true;
}

/* A line without a stamp belongs to the record that began before it. What is looked at must not
 * depend on how much of the source happens to be in memory. */
static bool
inherit(const struct wl_place *place, const char *end, const struct wl_stamp_context *context,
        struct wl_dated_line *out)
{
    const char *low = place->memory;
    bool known = place->from_start; /* low is the start of a line */

    if (end - low > (ptrdiff_t)INHERIT_BYTES) {
        low = end - INHERIT_BYTES;
        known = false;
    }
    for (int i = 1; i <= INHERIT_LINES && end > low; i++) {
        const char *stop = end - 1; /* the LF of the line before */
        const char *lf = memrchr(low, '\n', (size_t)(stop - low));
        const char *start = lf ? lf + 1 : low;
        if (!lf && !known)
            return false;
        out->record = start;
        out->lines = i;
        if (date_by((struct wl_span){start, (size_t)(stop - start)}, context, &out->dated))
            return true;
        if (place->last && place->last->line == start)
            return inherit_from(place->last, known ? low : low + 1, i, out);
        end = start;
    }
    return false;
}

/* The entry that the line is part of may end behind it, with its stamp: before the next begins. */
static bool
date_behind(const struct wl_place *place, struct wl_span line,
            const struct wl_stamp_context *context, struct wl_dated *out)
{
    const char *from = line.ptr + line.len, *end, *next, *lf;
    size_t room;

    if (!from || !place->limit || place->limit <= from)
        return false;
    room = (size_t)(place->limit - from) < WL_AHEAD ? (size_t)(place->limit - from) : WL_AHEAD;
    end = memmem(from, room, cmtrace_end, sizeof cmtrace_end - 1);
    next = memmem(from, room, cmtrace_begin, sizeof cmtrace_begin - 1);
    if (!end || (next && next < end))
        return false;
    lf = memchr(end, '\n', room - (size_t)(end - from));
    line = (struct wl_span){end, lf ? (size_t)(lf - end) : room - (size_t)(end - from)};
    return date_by(line, context, out);
}

/* Nothing before the line is dated: is it of the first entry of such a log? */
static bool
begins_cmtrace(const struct wl_place *place, const char *line)
{
    return place->from_start && line - place->memory >= (ptrdiff_t)sizeof cmtrace_begin - 1 &&
           memcmp(place->memory, cmtrace_begin, sizeof cmtrace_begin - 1) == 0;
}

static void
inherit_date(const struct wl_place *place, struct wl_span line,
             const struct wl_stamp_context *context, struct wl_dated *out)
{
    struct wl_dated_line found = {.line = line.ptr};

    if (!inherit(place, line.ptr, context, &found))
        found.record = NULL;
    if (place->last)
        *place->last = found;
    if ((found.record ? found.dated.behind : begins_cmtrace(place, line.ptr)) &&
        date_behind(place, line, context, &found.dated))
        found.record = line.ptr;
    if (!found.record)
        return;
    *out = found.dated;
    out->from = WL_TIME_INHERITED;
    out->full = false;
}

void
wl_date(const struct wl_place *place, struct wl_span line, const struct wl_stamp_context *context,
        struct wl_dated *out)
{
    *out = (struct wl_dated){.from = WL_TIME_ABSENT};
    if (date_by(line, context, out)) {
        out->from = WL_TIME_LINE;
        return;
    }
    *out = (struct wl_dated){.from = WL_TIME_ABSENT};
    inherit_date(place, line, context, out);
}

static uint32_t
port_number(struct wl_span digits)
{
    uint32_t port = 0;

    for (size_t i = 0; i < digits.len && i < 6; i++)
        port = port * 10 + (uint32_t)(digits.ptr[i] - '0');
    return port <= 65535 ? port : 0;
}

/* Bytes at p that continue a character of UTF-8: a cut before them would break it. */
static size_t
continued(const char *p, size_t len)
{
    size_t n = 0;

    while (n < len && n < 3 && ((unsigned char)p[n] & 0xC0) == 0x80)
        n++;
    return n;
}

/* The line, or of a long one the part around the evidence. */
static struct wl_span
excerpt(struct wl_span line, struct wl_span found, bool *cut)
{
    size_t at = (size_t)(found.ptr - line.ptr);

    *cut = line.len > WL_TEXT_MAX;
    if (*cut && at + found.len > WL_TEXT_MAX) {
        size_t from = at > WL_TEXT_MAX / 4 ? at - WL_TEXT_MAX / 4 : 0;
        from += continued(line.ptr + from, line.len - from);
        line.ptr += from;
        line.len -= from;
    }
    if (line.len > WL_TEXT_MAX) {
        size_t len = WL_TEXT_MAX;
        while (len > WL_TEXT_MAX - 3 && ((unsigned char)line.ptr[len] & 0xC0) == 0x80)
            len--;
        line.len = len;
    }
    return line;
}

/* Hits of one line mostly share its text. */
static bool
is_utf8(const struct wl_occurrence *o, const struct wl_occurrence *before)
{
    if (before && before->text.ptr == o->text.ptr && before->text.len == o->text.len)
        return !before->legacy;
    return wl_utf8_valid(o->text);
}

void
wl_describe_date(struct wl_occurrence *out, const struct wl_dated *dated)
{
    out->time_from = dated->from;
    out->assumed = dated->assumed;
    out->full_time = dated->full;
    out->time_us = dated->time_us;
    out->time_text = dated->text;
}

static int
add_fields(struct wl_detector *detector, struct wl_span line, struct wl_occurrence *out,
           struct wl_error *err)
{
    struct wl_fields fields;
    int rc = wl_detect_fields(detector, line, out->matched, &fields, err);

    if (rc < 0)
        return rc;
    out->call = fields.call;
    out->peer_address = fields.peer;
    out->peer_port = port_number(fields.port);
    out->process = fields.process;
    out->level = fields.level;
    out->host = fields.host;
    return 0;
}

int
wl_describe(struct wl_detector *detector, const struct wl_place *place,
            const struct wl_stamp_context *context, unsigned wants, struct wl_occurrence *out,
            struct wl_dated *dated, struct wl_error *err)
{
    const struct wl_line_hits *hits = place->line;
    struct wl_span line = {hits->line.ptr, hits->notes_at};

    *dated = (struct wl_dated){.from = WL_TIME_ABSENT};
    if (wants & WL_WANT_TIME)
        wl_date(place, line, context, dated);
    for (size_t i = 0; i < hits->count; i++) {
        const struct wl_hit *hit = hits->hits + i;
        struct wl_occurrence *o = out + i;
        *o = (struct wl_occurrence){
            .offset = place->offset,
            .column = (uint32_t)(hit->found.ptr - hits->line.ptr + 1),
            .length = (uint32_t)hit->found.len,
            .code = hit->code,
            .form = hit->form,
            .confidence = hit->confidence,
            .pattern = hit->pattern,
            .provisional = place->provisional,
            .matched = hit->found,
        };
        if (wants & WL_WANT_FIELDS) {
            int rc = add_fields(detector, line, o, err);
            if (rc < 0)
                return rc;
        }
        wl_describe_date(o, dated);
        if (wants & WL_WANT_IDLE)
            wl_idle_find(place, line, context, o);
        o->text = excerpt(line, hit->found, &o->cut);
        o->legacy = wants & WL_WANT_ID && !is_utf8(o, i > 0 ? o - 1 : NULL);
    }
    return 0;
}
