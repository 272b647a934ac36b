#include "sink/jsonl.h"

#include "base/civil.h"
#include "base/utf8.h"
#include "scan/codes.h"
#include "scan/hit.h"
#include "scan/stamp.h"

#include <stdlib.h>

struct wl_jsonl_sink {
    struct wl_sink base;
    struct wl_writer *writer;
    const struct wl_origin *origin;
    struct wl_buf record;
};

/* Keys come with what stands around them: a record has some twenty. */
#define KEY(name) ",\"" name "\":"

static void
add_text(struct wl_buf *out, const char *key, struct wl_span value)
{
    if (value.len == 0)
        return;
    wl_buf_add_text(out, key);
    wl_utf8_add_json(out, value);
}

static void
add_number(struct wl_buf *out, const char *key, uint64_t value)
{
    wl_buf_add_text(out, key);
    wl_buf_add_number(out, value, 1);
}

static void
add_time(struct wl_buf *out, const struct wl_occurrence *o)
{
    static const char *const from[] = {
        [WL_TIME_LINE] = "line", [WL_TIME_INHERITED] = "inherited", [WL_TIME_FILE] = "file"};

    if (o->time_from == WL_TIME_ABSENT)
        return;
    wl_buf_add_text(out, ",\"time\":\"");
    wl_civil_add_rfc3339(out, o->time_us);
    wl_buf_add_char(out, '"');
    add_text(out, KEY("time_from"), wl_span_of(from[o->time_from]));
    add_text(out, KEY("time_assumed"), wl_span_of(wl_stamp_assumed_text(o->assumed)));
}

static void
add_id(struct wl_buf *out, const unsigned char id[WL_ID_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    char text[2 * WL_ID_SIZE];

    for (size_t i = 0; i < WL_ID_SIZE; i++) {
        text[2 * i] = digits[id[i] >> 4];
        text[2 * i + 1] = digits[id[i] & 15];
    }
    wl_buf_add_text(out, "{\"id\":\"");
    wl_buf_add(out, text, sizeof text);
    wl_buf_add_char(out, '"');
}

void
wl_jsonl_add(struct wl_buf *out, const struct wl_occurrence *o, const struct wl_origin *origin)
{
    const struct wl_code *code = wl_code_by_number(o->code);

    add_id(out, o->id);
    add_time(out, o);
    add_text(out, KEY("source"), wl_span_of(origin->locator));
    add_number(out, KEY("line"), o->line);
    add_number(out, KEY("offset"), o->offset);
    add_number(out, KEY("column"), o->column);
    add_number(out, KEY("length"), o->length);
    add_number(out, KEY("code"), o->code);
    add_text(out, KEY("name"), wl_span_of(code->name));
    add_text(out, KEY("summary"), wl_span_of(code->summary));
    add_text(out, KEY("form"), wl_span_of(wl_form_name(o->form)));
    add_text(out, KEY("matched"), o->matched);
    add_number(out, KEY("confidence"), o->confidence);
    add_text(out, KEY("pattern"), wl_span_of(o->pattern));
    add_text(out, KEY("call"), o->call);
    add_text(out, KEY("peer_address"), o->peer_address);
    if (o->peer_port)
        add_number(out, KEY("peer_port"), o->peer_port);
    add_text(out, KEY("process"), o->process);
    add_text(out, KEY("level"), o->level);
    add_text(out, KEY("host"), o->host.len ? o->host : wl_span_of(origin->host));
    add_text(out, KEY("case"), wl_span_of(origin->case_name));
    add_text(out, KEY("text"), o->text);
    if (o->cut)
        wl_buf_add_text(out, ",\"cut\":true");
    wl_buf_add_text(out, "}\n");
}

static int
begin(struct wl_sink *base, const struct wl_origin *origin, struct wl_error *err)
{
    (void)err;
    ((struct wl_jsonl_sink *)base)->origin = origin;
    return 0;
}

static int
take_line(struct wl_sink *base, const struct wl_found *found, struct wl_error *err)
{
    struct wl_jsonl_sink *s = (struct wl_jsonl_sink *)base;

    wl_buf_clear(&s->record);
    for (size_t i = 0; i < found->count; i++)
        wl_jsonl_add(&s->record, found->occurrences + i, s->origin);
    if (s->record.failed)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    return wl_writer_put(s->writer, wl_buf_span(&s->record), err);
}

static int
flush(struct wl_sink *base, struct wl_error *err)
{
    return wl_writer_flush(((struct wl_jsonl_sink *)base)->writer, err);
}

static const struct wl_sink_ops ops = {.begin = begin, .line = take_line, .flush = flush};

int
wl_jsonl_new(struct wl_jsonl_sink **out, struct wl_writer *writer, struct wl_error *err)
{
    struct wl_jsonl_sink *s = calloc(1, sizeof *s);

    if (!s)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    s->base.ops = &ops;
    s->base.wants = WL_WANT_TIME | WL_WANT_FIELDS | WL_WANT_ID | WL_WANT_LINES;
    s->writer = writer;
    *out = s;
    return 0;
}

void
wl_jsonl_free(struct wl_jsonl_sink *s)
{
    if (!s)
        return;
    wl_buf_done(&s->record);
    free(s);
}

struct wl_sink *
wl_jsonl_base(struct wl_jsonl_sink *s)
{
    return &s->base;
}
