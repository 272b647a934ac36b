/*
 * One JSON object, a row of a table a line. Members are only ever added; what is unknown or
 * infinite is left out, so that there are no nulls; times are RFC 3339 UTC.
 */
#include "base/civil.h"
#include "base/utf8.h"
#include "report/compare_model.h"

#include <math.h>

static void
member_text(struct wl_buf *out, const char *name, struct wl_span text)
{
    wl_buf_addf(out, "\"%s\": ", name);
    wl_utf8_add_json(out, text);
    wl_buf_add_text(out, ", ");
}

/* With the comma before it. */
static void
member_number(struct wl_buf *out, const char *name, double value)
{
    if (isfinite(value))
        wl_buf_addf(out, ", \"%s\": %.6g", name, value);
}

static void
member_time(struct wl_buf *out, const char *name, int64_t instant_us)
{
    wl_buf_addf(out, "\"%s\": \"", name);
    wl_civil_add_rfc3339(out, instant_us);
    wl_buf_add_char(out, '"');
}

static void
side_object(struct wl_buf *out, const struct wl_compared_side *side,
            const struct wl_compare_side *asked)
{
    wl_buf_add_char(out, '{');
    member_text(out, "label", wl_span_of(asked->label));
    if (asked->what.has_since) {
        member_time(out, "since", asked->what.since_us);
        wl_buf_add_text(out, ", ");
    }
    if (asked->what.has_until) {
        member_time(out, "until", asked->what.until_us);
        wl_buf_add_text(out, ", ");
    }
    wl_buf_addf(out, "\"total\": %lld, \"undated\": %lld, \"sources\": %lld",
                (long long)side->total, (long long)side->undated, (long long)side->sources);
    member_number(out, "hours", side->hours);
    wl_buf_add_text(out, ", \"covered\": [");
    for (size_t i = 0; i < side->cover.count; i++) {
        wl_buf_add_text(out, i ? ", {" : "{");
        member_time(out, "since", side->cover.spans[i].since_us);
        wl_buf_add_text(out, ", ");
        member_time(out, "until", side->cover.spans[i].until_us);
        wl_buf_add_char(out, '}');
    }
    wl_buf_add_text(out, "]}");
}

/* What every row has, without the braces. */
static void
members(struct wl_buf *out, const struct wl_comparison *c, const struct wl_change *change)
{
    wl_buf_addf(out, "\"a\": %lld, \"b\": %lld", (long long)change->count[0],
                (long long)change->count[1]);
    member_number(out, "a_per_hour", wl_change_rate(c, change, 0));
    member_number(out, "b_per_hour", wl_change_rate(c, change, 1));
    member_number(out, "ratio", change->ratio.ratio);
    member_number(out, "ratio_low", change->ratio.low);
    member_number(out, "ratio_high", change->ratio.high);
    member_number(out, "p", change->p);
    wl_buf_addf(out, ", \"significant\": %s", change->kind != WL_CHANGE_NONE ? "true" : "false");
    if (change->kind != WL_CHANGE_NONE)
        wl_buf_addf(out, ", \"change\": \"%s\"", wl_change_word(change));
    if (change->moment.found) {
        wl_buf_add_text(out, ", \"moment\": {");
        member_time(out, "time", change->moment.at_us);
        member_number(out, "before_per_hour", change->moment.before);
        member_number(out, "after_per_hour", change->moment.after);
        wl_buf_add_char(out, '}');
    }
}

static void
code_object(struct wl_buf *out, const struct wl_comparison *c, const struct wl_change *change)
{
    wl_buf_addf(out, "{\"code\": %u, ", (unsigned)change->number);
    if (change->code) {
        member_text(out, "name", wl_span_of(change->code->name));
        member_text(out, "summary", wl_span_of(change->code->summary));
    }
    members(out, c, change);
    wl_buf_addf(out, ", \"noise\": %s}", change->code && change->code->noise ? "true" : "false");
}

static void
peer_object(struct wl_buf *out, const struct wl_comparison *c, const struct wl_change *change)
{
    struct wl_span address = {change->address, change->key_len};

    wl_buf_add_char(out, '{');
    member_text(out, "peer_address", address);
    if (change->port)
        wl_buf_addf(out, "\"peer_port\": %u, ", (unsigned)change->port);
    members(out, c, change);
    wl_buf_add_char(out, '}');
}

static void
table(struct wl_buf *out, const struct wl_comparison *c, const char *name,
      const struct wl_changes *changes, size_t limit,
      void (*object)(struct wl_buf *, const struct wl_comparison *, const struct wl_change *))
{
    wl_buf_addf(out, ",\n  \"%s\": [", name);
    for (uint32_t i = 0; i < changes->count && i < limit; i++) {
        wl_buf_add_text(out, i ? ",\n    " : "\n    ");
        object(out, c, &changes->rows[i]);
    }
    wl_buf_add_text(out, changes->count && limit ? "\n  ]" : "]");
}

void
wl_compare_json(struct wl_buf *out, const struct wl_comparison *comparison,
                const struct wl_compare_request *request)
{
    size_t limit = request->limit ? request->limit : WL_REPORT_ALL;

    wl_buf_add_text(out, "{\n  \"a\": ");
    side_object(out, &comparison->sides[0], &request->sides[0]);
    wl_buf_add_text(out, ",\n  \"b\": ");
    side_object(out, &comparison->sides[1], &request->sides[1]);
    wl_buf_addf(out, ",\n  \"changed\": %s",
                comparison->codes.changed + comparison->peers.changed ? "true" : "false");
    wl_buf_addf(out, ",\n  \"level\": %.6g,\n  \"all\": {", WL_COMPARE_LEVEL);
    members(out, comparison, &comparison->all);
    wl_buf_add_char(out, '}');
    table(out, comparison, "codes", &comparison->codes, limit, code_object);
    table(out, comparison, "peers", &comparison->peers, limit, peer_object);
    wl_buf_add_text(out, "\n}\n");
}
