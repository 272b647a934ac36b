/*
 * The values are written where the line will be; the head, which is whole only when the document
 * is, is put before them at the end. Names are compared as they are in the chunk and converted only
 * where they are shown.
 */
#include "input/evtx_line.h"

#include "base/error.h"
#include "input/evtx_bytes.h"

/* What a status at the end of binary data can be, to be shown: of Winsock. */
#define STATUS_MIN 10004u
#define STATUS_MAX 11999u

static const char *const words[WL_EVTX_LEVEL] = {
    [WL_EVTX_COMPUTER] = " computer=",   [WL_EVTX_CHANNEL] = " channel=",
    [WL_EVTX_PROVIDER] = " provider=",   [WL_EVTX_EVENT_ID] = " event_id=",
    [WL_EVTX_RECORD_ID] = " record_id=",
};

/* Windows' own levels, in the words that logs use; 0 is what audits have. */
static const char *const levels[] = {"INFO", "CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG"};

void
wl_evtx_line_init(struct wl_evtx_line *line, struct wl_buf *out)
{
    *line = (struct wl_evtx_line){.out = out};
    wl_buf_init(&line->head);
    wl_buf_init(&line->labels);
}

void
wl_evtx_line_done(struct wl_evtx_line *line)
{
    wl_buf_done(&line->head);
    wl_buf_done(&line->labels);
}

void
wl_evtx_line_begin(struct wl_evtx_line *line, uint64_t record_id, uint64_t filetime)
{
    line->start = line->out->len;
    line->time = 0;
    line->time_else = filetime;
    line->record_id = record_id;
    line->depth = 0;
    line->target = WL_EVTX_NOTHING;
    line->open = false;
    line->status = 0;
    memset(line->fields, 0, sizeof line->fields);
    wl_buf_clear(&line->head);
    wl_buf_clear(&line->labels);
}

#define IS(name, word) wl_evtx_name_is((name), (word), sizeof(word) - 1)

/* The field that the text of a child of <System> is. */
static int
field_of(struct wl_evtx_name name)
{
    if (IS(name, "Computer"))
        return WL_EVTX_COMPUTER;
    if (IS(name, "Channel"))
        return WL_EVTX_CHANNEL;
    if (IS(name, "EventID"))
        return WL_EVTX_EVENT_ID;
    if (IS(name, "EventRecordID"))
        return WL_EVTX_RECORD_ID;
    if (IS(name, "Level"))
        return WL_EVTX_LEVEL;
    return -1;
}

/* Old sources put the status of a failure behind their own data, as its last word; it says more as
 * a number than as bytes. */
static void
end_binary(struct wl_evtx_line *line)
{
    uint32_t status = line->status;

    line->status = 0;
    if (status >= STATUS_MIN && status <= STATUS_MAX)
        wl_buf_addf(line->out, " binary_word=0x%04X", (unsigned)status);
}

static void
note_binary(struct wl_evtx_line *line, const struct wl_evtx_value *value)
{
    bool whole = value->type == WL_EVTX_BINARY && value->len >= 4 && value->len % 4 == 0;

    line->status = whole ? wl_evtx_u32(value->ptr + value->len - 4) : 0;
}

/* A value with a blank in it keeps the quote that was put before it, and gets another. */
static void
end_value(struct wl_evtx_line *line)
{
    struct wl_buf *out = line->out;
    size_t len;

    if (!line->open)
        return;
    line->open = false;
    if (out->failed)
        return;
    len = out->len - line->value;
    if (len > 0 && memchr(out->ptr + line->value, ' ', len)) {
        wl_buf_add_char(out, '"');
    } else {
        memmove(out->ptr + line->value - 1, out->ptr + line->value, len);
        out->len--;
    }
    if (line->status)
        end_binary(line);
}

static void
begin_value(struct wl_evtx_line *line)
{
    struct wl_evtx_element *element = &line->elements[line->depth - 1];
    struct wl_buf *out = line->out;

    wl_buf_add_char(out, ' ');
    if (line->in_attribute)
        wl_evtx_add_units(out, line->attribute.ptr, line->attribute.count);
    else if (element->labels > 0 && !line->labels.failed)
        wl_buf_add(out, line->labels.ptr + element->label, element->labels);
    else
        wl_evtx_add_units(out, element->name.ptr, element->name.count);
    wl_buf_add(out, "=\"", 2);
    line->value = out->len;
    line->open = true;
    element->full = true;
}

/* Text behind the attributes and between children. */
static void
aim_at_content(struct wl_evtx_line *line)
{
    const struct wl_evtx_element *element;

    line->in_attribute = false;
    line->target = WL_EVTX_NOTHING;
    if (line->depth == 0)
        return;
    element = &line->elements[line->depth - 1];
    if (element->place == WL_EVTX_ELSEWHERE) {
        line->target = WL_EVTX_VALUE;
    } else if (element->field >= 0) {
        line->target = WL_EVTX_HEAD;
        line->field = element->field;
    }
}

bool
wl_evtx_line_open(struct wl_evtx_line *line, struct wl_evtx_name name)
{
    struct wl_evtx_element *element, *parent;

    if (line->depth >= WL_EVTX_DEPTH)
        return false;
    end_value(line);
    element = &line->elements[line->depth];
    *element = (struct wl_evtx_element){.name = name,
                                        .place = WL_EVTX_ROOT,
                                        .field = -1,
                                        .wanted = true,
                                        .label = line->labels.len};
    if (line->depth > 0) {
        parent = element - 1;
        parent->full = true;
        if (parent->place == WL_EVTX_ROOT)
            element->place = IS(name, "System") ? WL_EVTX_SYSTEM : WL_EVTX_ELSEWHERE;
        else
            element->place =
                parent->place == WL_EVTX_ELSEWHERE ? WL_EVTX_ELSEWHERE : WL_EVTX_IN_SYSTEM;
        if (parent->place == WL_EVTX_SYSTEM) {
            element->field = field_of(name);
            element->wanted =
                element->field >= 0 || IS(name, "Provider") || IS(name, "TimeCreated");
        }
    }
    line->depth++;
    line->target = WL_EVTX_NOTHING;
    return true;
}

bool
wl_evtx_line_wants(const struct wl_evtx_line *line)
{
    return line->elements[line->depth - 1].wanted;
}

/* An attribute that says nothing has no text, and is shown so. */
static void
end_attribute(struct wl_evtx_line *line)
{
    if (line->in_attribute && line->target == WL_EVTX_VALUE && !line->open && !line->absent)
        begin_value(line);
    end_value(line);
}

static void
aim_at_system_attribute(struct wl_evtx_line *line, struct wl_evtx_name element,
                        struct wl_evtx_name name)
{
    line->target = WL_EVTX_NOTHING;
    if (IS(element, "TimeCreated") && IS(name, "SystemTime")) {
        line->target = WL_EVTX_TIME;
    } else if (IS(element, "Provider") &&
               (IS(name, "Name") ||
                (IS(name, "EventSourceName") && line->fields[WL_EVTX_PROVIDER].len == 0))) {
        line->target = WL_EVTX_HEAD;
        line->field = WL_EVTX_PROVIDER;
    }
}

void
wl_evtx_line_attribute(struct wl_evtx_line *line, struct wl_evtx_name name)
{
    const struct wl_evtx_element *element = &line->elements[line->depth - 1];

    end_attribute(line);
    line->in_attribute = true;
    line->absent = false;
    line->attribute = name;
    line->target = WL_EVTX_NOTHING;
    if (element->place == WL_EVTX_IN_SYSTEM)
        aim_at_system_attribute(line, element->name, name);
    else if (element->place != WL_EVTX_ELSEWHERE ||
             (name.count >= 5 && IS(((struct wl_evtx_name){name.ptr, 5}), "xmlns")))
        return; /* name spaces say nothing about the event */
    else
        line->target = line->depth > 2 && IS(name, "Name") ? WL_EVTX_LABEL : WL_EVTX_VALUE;
}

void
wl_evtx_line_content(struct wl_evtx_line *line)
{
    end_attribute(line);
    aim_at_content(line);
}

void
wl_evtx_line_close(struct wl_evtx_line *line)
{
    const struct wl_evtx_element *element = &line->elements[line->depth - 1];

    end_value(line);
    /* the places of the parameters of an event count, so empty ones are shown */
    if (element->place == WL_EVTX_ELSEWHERE && line->depth > 2 && !element->full) {
        line->in_attribute = false;
        begin_value(line);
        end_value(line);
    }
    line->labels.len = element->label;
    line->depth--;
    aim_at_content(line);
}

/* Line ends and blanks between elements of a document that somebody had laid out. */
static bool
is_layout(const struct wl_evtx_value *value)
{
    if (value->type != WL_EVTX_STRING)
        return false;
    for (size_t i = 0; i + 1 < value->len; i += 2)
        if (value->ptr[i + 1] != 0 || !value->ptr[i] || !strchr(" \t\r\n", value->ptr[i]))
            return false;
    return true;
}

static void
add_array(struct wl_evtx_line *line, struct wl_evtx_value array)
{
    struct wl_evtx_value item;

    while (wl_evtx_line_size(line) <= WL_EVTX_LINE_MAX && wl_evtx_array_next(&array, &item)) {
        end_value(line);
        begin_value(line);
        wl_evtx_add_value(line->out, &item);
    }
}

/* A field that is there twice is the last one: parts of its text follow one another. */
static void
add_to_head(struct wl_evtx_line *line, const struct wl_evtx_value *value)
{
    size_t *at = &line->fields[line->field].at, *len = &line->fields[line->field].len;

    if (*at + *len != line->head.len)
        *at = line->head.len;
    wl_evtx_add_value(&line->head, value);
    *len = line->head.len - *at;
}

void
wl_evtx_line_text(struct wl_evtx_line *line, const struct wl_evtx_value *value)
{
    switch (line->target) {
    case WL_EVTX_NOTHING:
        break;
    case WL_EVTX_HEAD:
        add_to_head(line, value);
        break;
    case WL_EVTX_TIME:
        if (value->type == WL_EVTX_FILETIME && value->len == 8)
            line->time = wl_evtx_u64(value->ptr);
        break;
    case WL_EVTX_LABEL:
        wl_evtx_add_value(&line->labels, value);
        line->elements[line->depth - 1].labels =
            line->labels.len - line->elements[line->depth - 1].label;
        break;
    case WL_EVTX_VALUE:
        if (value->type & WL_EVTX_ARRAY) {
            add_array(line, *value);
        } else if (line->open || !is_layout(value)) {
            if (!line->open)
                begin_value(line);
            wl_evtx_add_value(line->out, value);
            note_binary(line, value);
        }
        break;
    }
}

void
wl_evtx_line_absent(struct wl_evtx_line *line)
{
    if (line->in_attribute)
        line->absent = true;
    else
        line->elements[line->depth - 1].full = true;
}

/* As the formats of time stamps want it: a year of four digits. 0 says nothing, like 1601. */
static bool
is_time(uint64_t filetime)
{
    return filetime >= (uint64_t)WL_EVTX_EPOCH && filetime < UINT64_C(2650467744000000000);
}

static void
put_level(struct wl_evtx_line *line, struct wl_buf *to)
{
    size_t at = line->fields[WL_EVTX_LEVEL].at, len = line->fields[WL_EVTX_LEVEL].len;
    unsigned level = 0;

    if (len == 1 && line->head.ptr[at] >= '1' && line->head.ptr[at] <= '5')
        level = (unsigned)(line->head.ptr[at] - '0');
    wl_buf_add_text(to, levels[level]);
}

static void
put_field(struct wl_evtx_line *line, struct wl_buf *to, unsigned field)
{
    size_t at = line->fields[field].at, len = line->fields[field].len;
    struct wl_span text = {line->head.ptr + at, len};
    bool quote = len > 0 && memchr(text.ptr, ' ', len);

    if (len == 0)
        return;
    wl_buf_add_text(to, words[field]);
    if (quote)
        wl_buf_add_char(to, '"');
    wl_buf_add_span(to, text);
    if (quote)
        wl_buf_add_char(to, '"');
}

/* The head, behind the fields in the same buffer. @return where it begins */
static size_t
put_head(struct wl_evtx_line *line)
{
    struct wl_buf *to = &line->head;
    uint64_t time = is_time(line->time) ? line->time : line->time_else;
    size_t begin;

    if (line->fields[WL_EVTX_RECORD_ID].len == 0) {
        unsigned char bytes[8];
        struct wl_evtx_value id = {bytes, sizeof bytes, WL_EVTX_UINT64};
        for (unsigned i = 0; i < 8; i++)
            bytes[i] = (unsigned char)(line->record_id >> 8 * i);
        line->field = WL_EVTX_RECORD_ID;
        add_to_head(line, &id);
    }
    /* so that the fields stay where they are while they are copied */
    if (wl_buf_reserve(to, to->len + 256) < 0)
        return 0;
    begin = to->len;
    if (is_time(time))
        wl_evtx_add_filetime(to, time, 6);
    else
        wl_buf_add_char(to, '-');
    wl_buf_add_char(to, ' ');
    put_level(line, to);
    for (unsigned field = 0; field < WL_EVTX_LEVEL; field++)
        put_field(line, to, field);
    return begin;
}

int
wl_evtx_line_end(struct wl_evtx_line *line)
{
    struct wl_buf *out = line->out;
    size_t begin, len, values;

    end_value(line);
    begin = put_head(line);
    len = line->head.len - begin;
    wl_buf_add_char(out, '\n');
    if (out->failed || line->head.failed || line->labels.failed || wl_buf_reserve(out, len) < 0)
        return WL_ENOMEM;
    values = out->len - line->start;
    memmove(out->ptr + line->start + len, out->ptr + line->start, values);
    memcpy(out->ptr + line->start, line->head.ptr + begin, len);
    out->len += len;
    return 0;
}

void
wl_evtx_line_drop(struct wl_evtx_line *line)
{
    line->out->len = line->start;
}
