/*
 * A descent through tokens: fragment, template, element, text. Every function takes a cursor over a
 * part of the chunk and moves it behind what it has read. The sizes of elements are not needed, and
 * used only to pass over what nobody wants, where they look right. Source: [MS-EVEN6]
 * section 2.2.12; the offsets of names and templates, which that leaves out, from the working
 * document of libevtx.
 */
#include "input/evtx_binxml.h"

#include "input/evtx_bytes.h"

enum token {
    TOKEN_END = 0x00,
    TOKEN_OPEN = 0x01,
    TOKEN_CONTENT = 0x02, /* > */
    TOKEN_EMPTY = 0x03,   /* /> */
    TOKEN_CLOSE = 0x04,
    TOKEN_VALUE = 0x05,
    TOKEN_ATTRIBUTE = 0x06,
    TOKEN_CDATA = 0x07,
    TOKEN_CHARACTER = 0x08,
    TOKEN_ENTITY = 0x09,
    TOKEN_PI_TARGET = 0x0A,
    TOKEN_PI_DATA = 0x0B,
    TOKEN_TEMPLATE = 0x0C,
    TOKEN_NORMAL = 0x0D,
    TOKEN_OPTIONAL = 0x0E,
    TOKEN_FRAGMENT = 0x0F,
};

#define MORE 0x40u /* flag of a token */

struct cursor {
    size_t pos, end;
    size_t slots, slot_count; /* values of the template that this is in */
    unsigned depth;
    bool bare; /* elements may lack the dependency that those of templates have */
};

static int read_fragment(struct wl_binxml *x, struct cursor *c);
static int read_content(struct wl_binxml *x, struct cursor *c);

static bool
has(const struct cursor *c, size_t len)
{
    return c->end - c->pos >= len;
}

/* The token at the cursor without its flag, or -1 at the end. */
static int
peek(const struct wl_binxml *x, const struct cursor *c)
{
    return has(c, 1) ? (int)(x->chunk[c->pos] & ~MORE) : -1;
}

/* Count one token and what it has put out. @return 0, WL_EPARSE, WL_ELIMIT */
static int
account(struct wl_binxml *x)
{
    size_t size = wl_evtx_line_size(x->line);
    size_t work = WL_EVTX_TOKEN_WORK + (size > x->size ? size - x->size : 0);

    x->size = size;
    if (x->work < work) {
        x->work = 0;
        return WL_ELIMIT;
    }
    x->work -= work;
    return size > WL_EVTX_LINE_MAX ? WL_EPARSE : 0;
}

/* A name: offset of the next with its hash, hash, length, units, NUL. The first two are not used.
 */
static bool
name_at(const struct wl_binxml *x, size_t at, struct wl_evtx_name *name)
{
    if (at > WL_EVTX_CHUNK - 10)
        return false;
    name->count = wl_evtx_u16(x->chunk + at + 6);
    name->ptr = x->chunk + at + 8;
    return at + 10 + 2 * name->count <= WL_EVTX_CHUNK &&
           wl_evtx_u16(name->ptr + 2 * name->count) == 0;
}

/* The offset of a name, and the name itself where it stands right behind. @return 0, WL_EPARSE */
static int
read_name(const struct wl_binxml *x, struct cursor *c, struct wl_evtx_name *name)
{
    size_t at;

    if (!has(c, 4))
        return WL_EPARSE;
    at = wl_evtx_u32(x->chunk + c->pos);
    c->pos += 4;
    if (!name_at(x, at, name))
        return WL_EPARSE;
    if (at == c->pos) {
        if (!has(c, 10 + 2 * name->count))
            return WL_EPARSE;
        c->pos += 10 + 2 * name->count;
    }
    return 0;
}

static void
put(struct wl_binxml *x, const unsigned char *ptr, size_t len, unsigned type)
{
    wl_evtx_line_text(x->line, &(struct wl_evtx_value){ptr, len, type});
}

/* Units of UTF-16 behind their number, as in value texts, CDATA and PI data. */
static int
read_text(struct wl_binxml *x, struct cursor *c, size_t skip, bool shown)
{
    size_t count, at;

    if (!has(c, skip + 2))
        return WL_EPARSE;
    count = wl_evtx_u16(x->chunk + c->pos + skip);
    at = c->pos + skip + 2;
    if (c->end - at < 2 * count)
        return WL_EPARSE;
    c->pos = at + 2 * count;
    if (shown)
        put(x, x->chunk + at, 2 * count, WL_EVTX_STRING);
    return 0;
}

static int
read_entity(struct wl_binxml *x, struct cursor *c)
{
    static const struct {
        const char *name, *text;
    } known[] = {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}};
    struct wl_evtx_name name;

    c->pos++;
    if (read_name(x, c, &name) < 0)
        return WL_EPARSE;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (wl_evtx_name_is(name, known[i].name, strlen(known[i].name))) {
            put(x, (const unsigned char *)known[i].text, 1, WL_EVTX_ANSI);
            return 0;
        }
    }
    put(x, name.ptr, 2 * name.count, WL_EVTX_STRING);
    return 0;
}

/* A value that is a document of its own. */
static int
read_inner(struct wl_binxml *x, const struct cursor *c, const struct wl_evtx_slot *slot)
{
    struct cursor inner = {
        .pos = slot->at, .end = (size_t)slot->at + slot->len, .depth = c->depth + 1, .bare = true};

    return read_fragment(x, &inner);
}

static int
read_substitution(struct wl_binxml *x, struct cursor *c, bool in_attribute)
{
    const struct wl_evtx_slot *slot;
    bool optional = peek(x, c) == TOKEN_OPTIONAL;
    size_t index;

    if (!has(c, 4))
        return WL_EPARSE;
    index = wl_evtx_u16(x->chunk + c->pos + 1);
    c->pos += 4;
    /* providers that were updated while the log was open know templates with more values */
    if (index >= c->slot_count)
        return 0;
    slot = &x->slots[c->slots + index];
    if (slot->type == WL_EVTX_NULL) {
        if (optional)
            wl_evtx_line_absent(x->line);
        return 0;
    }
    if (slot->type == WL_EVTX_BINXML)
        return in_attribute ? WL_EPARSE : read_inner(x, c, slot);
    put(x, x->chunk + slot->at, slot->len, slot->type);
    return 0;
}

/* One token of the text of an element or attribute. @return 1 done, 0 it is none, or an error */
static int
read_text_token(struct wl_binxml *x, struct cursor *c, bool in_attribute)
{
    struct wl_evtx_name target;
    int rc;

    switch (peek(x, c)) {
    case TOKEN_VALUE:
        rc = read_text(x, c, 2, true);
        break;
    case TOKEN_CDATA:
        rc = read_text(x, c, 1, true);
        break;
    case TOKEN_PI_DATA:
        rc = read_text(x, c, 1, false);
        break;
    case TOKEN_PI_TARGET:
        c->pos++;
        rc = read_name(x, c, &target);
        break;
    case TOKEN_NORMAL:
    case TOKEN_OPTIONAL:
        rc = read_substitution(x, c, in_attribute);
        break;
    case TOKEN_ENTITY:
        rc = read_entity(x, c);
        break;
    case TOKEN_CHARACTER:
        if (!has(c, 3))
            return WL_EPARSE;
        put(x, x->chunk + c->pos + 1, 2, WL_EVTX_STRING);
        c->pos += 3;
        rc = 0;
        break;
    default:
        return 0;
    }
    if (rc == 0)
        rc = account(x);
    return rc < 0 ? rc : 1;
}

static int
read_attributes(struct wl_binxml *x, struct cursor *c)
{
    struct wl_evtx_name name;
    int rc;

    while (peek(x, c) == TOKEN_ATTRIBUTE) {
        c->pos++;
        if (read_name(x, c, &name) < 0)
            return WL_EPARSE;
        wl_evtx_line_attribute(x->line, name);
        rc = account(x);
        if (rc < 0)
            return rc;
        while ((rc = read_text_token(x, c, true)) > 0)
            ;
        if (rc < 0)
            return rc;
    }
    return 0;
}

/* An element that is a value itself lacks the dependency; where both readings are possible, the
 * name tells: it lies in the chunk and ends with a NUL. */
static int
read_opening(struct wl_binxml *x, struct cursor *c, struct wl_evtx_name *name, size_t *end)
{
    bool listed = x->chunk[c->pos] & MORE;
    bool bare = c->bare && has(c, 9) && name_at(x, wl_evtx_u32(x->chunk + c->pos + 5), name) &&
                wl_evtx_u32(x->chunk + c->pos + 1) <= c->end - c->pos;
    size_t fixed = bare ? 5 : 7; /* token, dependency, size */

    if (!has(c, fixed))
        return WL_EPARSE;
    c->pos += fixed;
    *end = c->pos + wl_evtx_u32(x->chunk + c->pos - 4);
    if (read_name(x, c, name) < 0)
        return WL_EPARSE;
    if (listed) {
        if (!has(c, 4))
            return WL_EPARSE;
        c->pos += 4;
    }
    return 0;
}

/* Where an element should end, an end tag stands, and behind it another element or end tag. */
static bool
ends_at(const struct wl_binxml *x, const struct cursor *c, size_t end)
{
    unsigned next;

    if (end <= c->pos || end >= c->end ||
        (x->chunk[end - 1] != TOKEN_CLOSE && x->chunk[end - 1] != TOKEN_EMPTY))
        return false;
    next = x->chunk[end] & ~MORE;
    return next == TOKEN_OPEN || next == TOKEN_CLOSE;
}

static int
read_element(struct wl_binxml *x, struct cursor *c)
{
    struct wl_evtx_name name;
    size_t end;
    int rc;

    if (c->depth >= WL_EVTX_DEPTH || read_opening(x, c, &name, &end) < 0 ||
        !wl_evtx_line_open(x->line, name))
        return WL_EPARSE;
    x->found = true;
    rc = account(x);
    if (rc == 0 && !wl_evtx_line_wants(x->line) && ends_at(x, c, end)) {
        c->pos = end;
        wl_evtx_line_close(x->line);
        return 0;
    }
    c->depth++;
    if (rc == 0)
        rc = read_attributes(x, c);
    if (rc < 0)
        return rc;
    wl_evtx_line_content(x->line);
    if (peek(x, c) == TOKEN_CONTENT) {
        c->pos++;
        rc = read_content(x, c);
        if (rc < 0)
            return rc;
    } else if (peek(x, c) != TOKEN_EMPTY) {
        return WL_EPARSE;
    }
    c->pos++; /* the end tag, or /> */
    c->depth--;
    wl_evtx_line_close(x->line);
    return 0; /* what that has put out is counted with the next token */
}

/* Up to the end tag. */
static int
read_content(struct wl_binxml *x, struct cursor *c)
{
    int rc;

    do {
        if (peek(x, c) == TOKEN_OPEN) {
            rc = read_element(x, c);
            if (rc == 0)
                rc = 1;
        } else {
            rc = read_text_token(x, c, false);
        }
    } while (rc > 0);
    if (rc == 0 && peek(x, c) != TOKEN_CLOSE)
        rc = WL_EPARSE;
    return rc;
}

/* Number, sizes and types, then the values. They become slots on top of those in use. */
static int
read_values(struct wl_binxml *x, struct cursor *c, struct cursor *inner)
{
    size_t count, list;

    if (!has(c, 4))
        return WL_EPARSE;
    count = wl_evtx_u32(x->chunk + c->pos);
    c->pos += 4;
    if (count > WL_EVTX_SLOTS - x->slot_count || !has(c, 4 * count))
        return WL_EPARSE;
    list = c->pos;
    c->pos += 4 * count;
    inner->slots = x->slot_count;
    inner->slot_count = count;
    for (size_t i = 0; i < count; i++) {
        const unsigned char *entry = x->chunk + list + 4 * i;
        size_t len = wl_evtx_u16(entry);
        if (!has(c, len))
            return WL_EPARSE;
        x->slots[x->slot_count++] =
            (struct wl_evtx_slot){(uint16_t)c->pos, (uint16_t)len, entry[2]};
        c->pos += len;
    }
    return 0;
}

/* Token, version, number, offset of the definition, that itself where it is new, and the values. A
 * definition: offset of the next, GUID, size, fragment. */
static int
read_template(struct wl_binxml *x, struct cursor *c)
{
    struct cursor inner = {.depth = c->depth + 1};
    size_t at, size, slots = x->slot_count;
    int rc;

    if (!has(c, 10))
        return WL_EPARSE;
    at = wl_evtx_u32(x->chunk + c->pos + 6);
    c->pos += 10;
    if (at > WL_EVTX_CHUNK - 24)
        return WL_EPARSE;
    size = wl_evtx_u32(x->chunk + at + 20);
    if (size > WL_EVTX_CHUNK - 24 - at)
        return WL_EPARSE;
    if (at == c->pos) {
        if (!has(c, 24 + size))
            return WL_EPARSE;
        c->pos += 24 + size;
    }
    rc = read_values(x, c, &inner);
    inner.pos = at + 24;
    inner.end = inner.pos + size;
    if (rc == 0)
        rc = read_fragment(x, &inner);
    x->slot_count = slots;
    return rc;
}

static int
read_fragment(struct wl_binxml *x, struct cursor *c)
{
    int rc = c->depth > WL_EVTX_DEPTH ? WL_EPARSE : 0;

    while (rc == 0) {
        switch (peek(x, c)) {
        case -1:
            return 0;
        case TOKEN_END:
            c->pos++;
            return 0;
        case TOKEN_FRAGMENT:
            rc = has(c, 4) ? account(x) : WL_EPARSE;
            c->pos += 4;
            break;
        case TOKEN_TEMPLATE:
            rc = read_template(x, c);
            break;
        case TOKEN_OPEN:
            rc = read_element(x, c);
            break;
        case TOKEN_PI_TARGET:
        case TOKEN_PI_DATA:
            rc = read_text_token(x, c, false) > 0 ? 0 : WL_EPARSE;
            break;
        default:
            rc = WL_EPARSE;
            break;
        }
    }
    return rc;
}

int
wl_binxml_read(struct wl_binxml *x, size_t from, size_t to)
{
    struct cursor c = {.pos = from, .end = to};
    int rc;

    x->slot_count = 0;
    x->size = wl_evtx_line_size(x->line);
    x->found = false;
    rc = read_fragment(x, &c);
    return rc == 0 && !x->found ? WL_EPARSE : rc;
}
