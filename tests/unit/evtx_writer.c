/*
 * A little XML, and nothing of it checked, to BinXML: names and templates where they are first
 * used, as Windows does it. Hashes of names and identities of templates are not made up.
 */
#include "evtx_writer.h"

#include "base/utf8.h"
#include "input/evtx_sum.h"
#include "input/evtx_value.h"

#include <assert.h>
#include <stdlib.h>

#define CHUNK ((size_t)65536)

void
evtx_set16(unsigned char *p, unsigned number)
{
    p[0] = (unsigned char)number;
    p[1] = (unsigned char)(number >> 8);
}

void
evtx_set32(unsigned char *p, uint64_t number)
{
    evtx_set16(p, (unsigned)number & 0xFFFF);
    evtx_set16(p + 2, (unsigned)(number >> 16) & 0xFFFF);
}

void
evtx_set64(unsigned char *p, uint64_t number)
{
    evtx_set32(p, number);
    evtx_set32(p + 4, number >> 32);
}

void
evtx_init(struct evtx_writer *w)
{
    memset(w, 0, sizeof *w);
    w->next = 1;
    for (unsigned i = 0; i < 4096; i++)
        wl_buf_add_char(&w->out, '\0');
}

void
evtx_done(struct evtx_writer *w)
{
    wl_buf_done(&w->out);
}

static void
put8(struct evtx_writer *w, unsigned number)
{
    assert(w->pos < EVTX_ROOM - 16);
    w->chunk[w->pos++] = (unsigned char)number;
}

static void
put16(struct evtx_writer *w, unsigned number)
{
    put8(w, number & 0xFF);
    put8(w, number >> 8 & 0xFF);
}

static void
put32(struct evtx_writer *w, uint64_t number)
{
    put16(w, (unsigned)number & 0xFFFF);
    put16(w, (unsigned)(number >> 16) & 0xFFFF);
}

/* Units of text up to its end or a sign in stop. @return bytes of text used */
static size_t
put_units(struct evtx_writer *w, const char *text, size_t len, const char *stop)
{
    size_t i = 0;

    while (i < len && !strchr(stop, text[i])) {
        unsigned size;
        uint32_t cp = wl_utf8_decode(text + i, len - i, &size);
        if (cp >= 0x10000) {
            put16(w, 0xD800 + (unsigned)((cp - 0x10000) >> 10));
            cp = 0xDC00 + (cp & 0x3FF);
        }
        put16(w, cp);
        i += size;
    }
    return i;
}

/* The offset of a name, and the name itself where it is new. */
static void
put_name(struct evtx_writer *w, const char *text, size_t len)
{
    for (size_t i = 0; i < w->name_count; i++)
        if (w->names[i].len == len && memcmp(w->names[i].text, text, len) == 0) {
            put32(w, w->names[i].at);
            return;
        }
    assert(w->name_count < EVTX_NAMES);
    w->names[w->name_count].text = text;
    w->names[w->name_count].len = len;
    w->names[w->name_count++].at = w->pos + 4;
    put32(w, w->pos + 4);
    put32(w, 0);
    put16(w, 0);
    put16(w, (unsigned)len);
    (void)put_units(w, text, len, "");
    put16(w, 0);
}

static size_t
name_len(const char *p)
{
    return strcspn(p, " =/>;");
}

static const char *
put_reference(struct evtx_writer *w, const char *p)
{
    size_t len = name_len(p + 1);

    if (p[1] == '#') {
        put8(w, 0x08);
        put16(w, (unsigned)strtoul(p + 2, NULL, 10));
    } else {
        put8(w, 0x09);
        put_name(w, p + 1, len);
    }
    return p + len + 2;
}

/* Text up to a sign that ends it: text itself, values, references, CDATA. */
static const char *
put_text(struct evtx_writer *w, const char *p, char end)
{
    const char stop[] = {'{', '&', end, '\0'};

    for (;;) {
        size_t at = w->pos;
        char *after;
        if (strncmp(p, "<![CDATA[", 9) == 0) {
            put8(w, 0x07);
            put16(w, 0);
            p += 9 + put_units(w, p + 9, strlen(p + 9), "]") + 3;
            evtx_set16(w->chunk + at + 1, (unsigned)(w->pos - at - 3) / 2);
        } else if (strncmp(p, "<?", 2) == 0) {
            put8(w, 0x0A);
            put_name(w, p + 2, name_len(p + 2));
            p += 2 + name_len(p + 2) + 1;
            at = w->pos;
            put8(w, 0x0B);
            put16(w, 0);
            p += put_units(w, p, strlen(p), "?") + 2;
            evtx_set16(w->chunk + at + 1, (unsigned)(w->pos - at - 3) / 2);
        } else if (*p == '{') {
            unsigned index = (unsigned)strtoul(p + 1, &after, 10);
            put8(w, *after == '?' ? 0x0E : 0x0D);
            put16(w, index);
            put8(w, 0);
            p = strchr(after, '}') + 1;
        } else if (*p == '&') {
            p = put_reference(w, p);
        } else if (*p == end || *p == '\0') {
            return p;
        } else {
            put16(w, 0x0105);
            put16(w, 0);
            p += put_units(w, p, strlen(p), stop);
            evtx_set16(w->chunk + at + 2, (unsigned)(w->pos - at - 4) / 2);
        }
    }
}

static const char *
put_attributes(struct evtx_writer *w, const char *p)
{
    size_t list = w->pos;

    put32(w, 0);
    while (*p == ' ') {
        size_t token = w->pos, len = name_len(p + 1);
        put8(w, 0x06);
        put_name(w, p + 1, len);
        p = put_text(w, p + 1 + len + 2, '\'') + 1;
        if (*p == ' ')
            w->chunk[token] = 0x46;
    }
    evtx_set32(w->chunk + list, w->pos - list - 4);
    return p;
}

/* <name attribute='text'>text</name>, or <name/>. @return behind it */
static const char *
put_element(struct evtx_writer *w, const char *p, bool bare)
{
    size_t size, len = name_len(p + 1);
    const char *after = p + 1 + len;

    put8(w, *after == ' ' ? 0x41 : 0x01);
    if (!bare)
        put16(w, 0xFFFF);
    size = w->pos;
    put32(w, 0);
    put_name(w, p + 1, len);
    p = *after == ' ' ? put_attributes(w, after) : after;
    if (*p == '/') {
        put8(w, 0x03);
        p += 2;
    } else {
        put8(w, 0x02);
        p = put_text(w, p + 1, '<');
        while (p[1] != '/')
            p = put_text(w, put_element(w, p, bare), '<');
        put8(w, 0x04);
        p = strchr(p, '>') + 1;
    }
    evtx_set32(w->chunk + size, w->pos - size - 4);
    return p;
}

static void
put_fragment_header(struct evtx_writer *w)
{
    put32(w, 0x0001010F);
}

static void
put_definition(struct evtx_writer *w, const char *xml)
{
    size_t size;

    put32(w, 0); /* no other in its list */
    for (unsigned i = 0; i < 16; i++)
        put8(w, (unsigned)w->template_count);
    size = w->pos;
    put32(w, 0);
    put_fragment_header(w);
    (void)put_element(w, xml, false);
    put8(w, 0);
    evtx_set32(w->chunk + size, w->pos - size - 4);
}

static void put_value(struct evtx_writer *w, const struct evtx_value *value);

/* A template, defined where it is new, and its values. */
static void
put_template(struct evtx_writer *w, const char *xml, const struct evtx_value *values, size_t count)
{
    size_t i = 0, list;

    while (i < w->template_count && w->templates[i].xml != xml)
        i++;
    put16(w, 0x010C);
    put32(w, i);
    if (i < w->template_count) {
        put32(w, w->templates[i].at);
    } else {
        assert(i < EVTX_TEMPLATES);
        w->templates[i].xml = xml;
        w->templates[i].at = w->pos + 4;
        w->template_count++;
        put32(w, w->pos + 4);
        put_definition(w, xml);
    }
    put32(w, count);
    list = w->pos;
    for (i = 0; i < count; i++)
        put32(w, 0);
    for (i = 0; i < count; i++) {
        size_t at = w->pos;
        put_value(w, values + i);
        evtx_set16(w->chunk + list + 4 * i, (unsigned)(w->pos - at));
        evtx_set16(w->chunk + list + 4 * i + 2, values[i].type);
    }
}

static void
put_value(struct evtx_writer *w, const struct evtx_value *value)
{
    if (value->type != WL_EVTX_BINXML) {
        for (size_t i = 0; i < value->len; i++)
            put8(w, ((const unsigned char *)value->ptr)[i]);
    } else if (value->bare) {
        (void)put_element(w, value->ptr, true);
    } else {
        put_fragment_header(w);
        put_template(w, value->ptr, value->values, value->count);
    }
    if (value->type == WL_EVTX_BINXML)
        put8(w, 0);
}

static void
begin_chunk(struct evtx_writer *w)
{
    memset(w->chunk, 0, sizeof w->chunk);
    w->pos = 512;
    w->first = w->next;
    w->name_count = w->template_count = 0;
}

void
evtx_seal(unsigned char *chunk)
{
    static struct wl_evtx_sums sums;
    size_t end = (size_t)chunk[48] | (size_t)chunk[49] << 8 | (size_t)chunk[50] << 16;
    uint32_t sum;

    wl_evtx_sums_init(&sums);
    evtx_set32(chunk + 52, wl_evtx_sum(&sums, 0, chunk + 512, end - 512));
    sum = wl_evtx_sum(&sums, 0, chunk, 120);
    evtx_set32(chunk + 124, wl_evtx_sum(&sums, sum, chunk + 128, 384));
}

void
evtx_end_chunk(struct evtx_writer *w)
{
    if (w->pos == 0)
        return;
    memcpy(w->chunk, "ElfChnk", 8);
    evtx_set64(w->chunk + 8, w->first);
    evtx_set64(w->chunk + 16, w->next - 1);
    evtx_set64(w->chunk + 24, w->first);
    evtx_set64(w->chunk + 32, w->next - 1);
    evtx_set32(w->chunk + 40, 128);
    evtx_set32(w->chunk + 44, w->record);
    evtx_set32(w->chunk + 48, w->pos);
    evtx_seal(w->chunk);
    wl_buf_add(&w->out, (const char *)w->chunk, CHUNK);
    w->chunks++;
    w->pos = 0;
}

void
evtx_record(struct evtx_writer *w, const char *xml, const struct evtx_value *values, size_t count,
            uint64_t filetime)
{
    size_t start, names, templates;

    if (w->pos == 0)
        begin_chunk(w);
    start = w->pos;
    names = w->name_count;
    templates = w->template_count;
    put32(w, 0x2A2A);
    put32(w, 0);
    put32(w, w->next);
    put32(w, w->next >> 32);
    put32(w, filetime);
    put32(w, filetime >> 32);
    put_fragment_header(w);
    put_template(w, xml, values, count);
    put8(w, 0);
    while (w->pos % 8 != 4)
        put8(w, 0);
    put32(w, w->pos + 4 - start);
    evtx_set32(w->chunk + start + 4, w->pos - start);
    if (w->pos > CHUNK) { /* once more, in a chunk of its own */
        assert(start > 512);
        memset(w->chunk + start, 0, w->pos - start);
        w->pos = start;
        w->name_count = names;
        w->template_count = templates;
        evtx_end_chunk(w);
        evtx_record(w, xml, values, count, filetime);
        return;
    }
    w->record = start;
    w->next++;
}

void
evtx_end(struct evtx_writer *w)
{
    struct wl_evtx_sums sums;
    unsigned char *p;

    evtx_end_chunk(w);
    p = (unsigned char *)w->out.ptr;
    memcpy(p, "ElfFile", 8);
    evtx_set64(p + 16, w->chunks > 0 ? w->chunks - 1 : 0);
    evtx_set64(p + 24, w->next);
    evtx_set32(p + 32, 128);
    evtx_set16(p + 36, 1);
    evtx_set16(p + 38, 3);
    evtx_set16(p + 40, 4096);
    evtx_set16(p + 42, w->chunks);
    wl_evtx_sums_init(&sums);
    evtx_set32(p + 124, wl_evtx_sum(&sums, 0, p, 120));
}

struct evtx_value
evtx_string(const char *text)
{
    static unsigned char ring[64][4096];
    static unsigned turn;
    static struct evtx_writer scratch;
    unsigned char *to = ring[turn++ % 64];

    scratch.pos = 0;
    (void)put_units(&scratch, text, strlen(text), "");
    assert(scratch.pos <= sizeof ring[0]);
    memcpy(to, scratch.chunk, scratch.pos);
    return (struct evtx_value){.type = WL_EVTX_STRING, .ptr = to, .len = scratch.pos};
}

struct evtx_value
evtx_u32(uint32_t number)
{
    static unsigned char ring[64][4];
    static unsigned turn;
    unsigned char *to = ring[turn++ % 64];

    evtx_set32(to, number);
    return (struct evtx_value){.type = WL_EVTX_UINT32, .ptr = to, .len = 4};
}

void
evtx_event(struct evtx_writer *w, const struct evtx_event *event)
{
    static const char xml[] =
        "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
        "<Provider Name='{0}' Guid='{1?}'/><EventID Qualifiers='{2?}'>{3}</EventID>"
        "<Version>0</Version><Level>{4}</Level><Task>{5}</Task><Opcode>0</Opcode>"
        "<Keywords>{6}</Keywords><TimeCreated SystemTime='{7}'/>"
        "<EventRecordID>{8}</EventRecordID><Correlation ActivityID='{9?}'/>"
        "<Execution ProcessID='{10}' ThreadID='{11}'/><Channel>{12}</Channel>"
        "<Computer>{13}</Computer><Security UserID='{14?}'/></System>{15}</Event>";
    unsigned char id[2], level = (unsigned char)event->level, time[8], record[8], keywords[8] = {0};
    struct evtx_value none = {.type = WL_EVTX_NULL};
    struct evtx_value values[] = {
        evtx_string(event->provider),
        none,
        none,
        {.type = WL_EVTX_UINT16, .ptr = id, .len = 2},
        {.type = WL_EVTX_UINT8, .ptr = &level, .len = 1},
        {.type = WL_EVTX_UINT16, .ptr = keywords, .len = 2},
        {.type = WL_EVTX_HEX64, .ptr = keywords, .len = 8},
        {.type = WL_EVTX_FILETIME, .ptr = time, .len = 8},
        {.type = WL_EVTX_UINT64, .ptr = record, .len = 8},
        none,
        evtx_u32(10061), /* a process and a thread that could be codes */
        evtx_u32(10060),
        evtx_string(event->channel),
        evtx_string(event->computer),
        none,
        {.type = WL_EVTX_BINXML, .ptr = event->xml, .values = event->values, .count = event->count},
    };

    evtx_set16(id, event->id);
    evtx_set64(time, event->filetime);
    evtx_set64(record, w->next);
    evtx_record(w, xml, values, sizeof values / sizeof *values, event->filetime);
}
