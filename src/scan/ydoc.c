/*
 * Reads events of libyaml into nodes. Marks of libyaml count characters; a cursor that only moves
 * forward turns them into bytes and lines, a line ending at LF here and everywhere in wsalog.
 * Places and carets, which need no YAML any more, are in yplace.c.
 */
#include "scan/ydoc.h"

#include "base/utf8.h"
#include "scan/yplace.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

struct frame {
    struct wl_ynode *node;
    struct wl_ynode **tail; /* where the next item or key is hung */
    struct wl_ynode *key;   /* of a mapping: the key that waits for its value */
};

struct reader {
    struct wl_ydoc *doc;
    struct wl_yscan cursor;
    struct frame frames[WL_YDOC_DEPTH_MAX];
    size_t depth;
    struct wl_error *err;
};

static int
no_memory(struct wl_error *err)
{
    return wl_error_set(err, WL_ENOMEM, "out of memory");
}

static void *
doc_alloc(struct wl_ydoc *doc, size_t size)
{
    struct wl_yblock *block = malloc(sizeof *block + size);

    if (!block)
        return NULL;
    block->next = doc->blocks;
    doc->blocks = block;
    return block->data;
}

static int
error_here(const struct reader *rd, const char *what)
{
    return wl_ydoc_error(rd->doc, rd->cursor.line, rd->cursor.column, rd->err, "%s", what);
}

static int
error_at(const struct wl_ydoc *doc, size_t offset, struct wl_error *err, const char *what)
{
    struct wl_yscan at = wl_yscan_start();

    wl_yscan_to_offset(&at, doc->text, offset);
    return wl_ydoc_error(doc, at.line, at.column, err, "%s", what);
}

/* What libyaml has to say; its marks may lie behind the cursor. */
static int
error_of_parser(const struct reader *rd, const yaml_parser_t *parser)
{
    struct wl_yscan at = wl_yscan_start();

    if (parser->error == YAML_MEMORY_ERROR)
        return no_memory(rd->err);
    if (parser->error == YAML_READER_ERROR)
        return error_at(rd->doc, parser->problem_offset, rd->err, parser->problem);
    wl_yscan_to_index(&at, rd->doc->text, parser->problem_mark.index);
    return wl_ydoc_error(rd->doc, at.line, at.column, rd->err, "%s%s%s",
                         parser->problem ? parser->problem : "not valid YAML",
                         parser->context ? " " : "", parser->context ? parser->context : "");
}

/* libyaml would name neither place nor line of these. */
static int
check_bytes(const struct wl_ydoc *doc, struct wl_error *err)
{
    struct wl_span text = doc->text;
    unsigned size = 1;

    for (size_t i = 0; i < text.len; i += size) {
        size = 1;
        if (text.ptr[i] == '\0')
            return error_at(doc, i, err, "a NUL byte");
        if ((text.ptr[i] & 0x80) &&
            wl_utf8_decode(text.ptr + i, text.len - i, &size) == WL_UTF8_REPLACEMENT && size == 1)
            return error_at(doc, i, err, "not UTF-8");
    }
    return 0;
}

static int
add_key(struct reader *rd, struct frame *top, struct wl_ynode *node)
{
    if (node->kind != WL_YSCALAR)
        return error_here(rd, "a key must be a single word or text");
    if (top->node->count == WL_YDOC_KEYS_MAX)
        return error_here(rd, "too many keys in one mapping");
    for (const struct wl_ynode *key = top->node->first; key; key = key->next)
        if (wl_span_equal(key->text, node->text))
            return wl_ydoc_error(rd->doc, node->line, node->column, rd->err,
                                 "key '%s' is already in line %u", node->text.ptr, key->line);
    top->key = node;
    *top->tail = node;
    top->tail = &node->next;
    top->node->count++;
    return 0;
}

static int
hang(struct reader *rd, struct wl_ynode *node)
{
    struct frame *top;

    if (rd->depth == 0) {
        rd->doc->root = node;
        return 0;
    }
    top = &rd->frames[rd->depth - 1];
    if (top->node->kind == WL_YSEQUENCE) {
        *top->tail = node;
        top->tail = &node->next;
        top->node->count++;
        return 0;
    }
    if (!top->key)
        return add_key(rd, top, node);
    top->key->value = node;
    top->key = NULL;
    return 0;
}

static struct wl_ynode *
new_node(struct reader *rd, enum wl_ykind kind)
{
    struct wl_ynode *node = doc_alloc(rd->doc, sizeof *node);

    if (node)
        *node = (struct wl_ynode){.kind = kind,
                                  .line = rd->cursor.line,
                                  .column = rd->cursor.column,
                                  .offset = rd->cursor.offset};
    return node;
}

static int
open_container(struct reader *rd, enum wl_ykind kind, const yaml_char_t *anchor,
               const yaml_char_t *tag)
{
    struct wl_ynode *node;
    int rc;

    if (anchor || tag)
        return error_here(rd, anchor ? "anchors are not used here" : "tags are not used here");
    if (rd->depth == WL_YDOC_DEPTH_MAX)
        return error_here(rd, "nested too deeply");
    node = new_node(rd, kind);
    if (!node)
        return no_memory(rd->err);
    rc = hang(rd, node);
    if (rc < 0)
        return rc;
    rd->frames[rd->depth++] = (struct frame){.node = node, .tail = &node->first};
    return 0;
}

static enum wl_ystyle
style_of(yaml_scalar_style_t style)
{
    switch (style) {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE:
        return WL_YSINGLE;
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
        return WL_YDOUBLE;
    case YAML_LITERAL_SCALAR_STYLE:
        return WL_YLITERAL;
    case YAML_FOLDED_SCALAR_STYLE:
        return WL_YFOLDED;
    default:
        return WL_YPLAIN;
    }
}

static int
add_scalar(struct reader *rd, const yaml_event_t *event)
{
    const yaml_char_t *value = event->data.scalar.value;
    size_t len = event->data.scalar.length;
    struct wl_ynode *node;
    char *copy;

    if (event->data.scalar.anchor || event->data.scalar.tag)
        return error_here(rd, event->data.scalar.anchor ? "anchors are not used here"
                                                        : "tags are not used here");
    if (memchr(value, '\0', len)) /* "\0" in double quotes */
        return error_here(rd, "a NUL inside a text");
    node = new_node(rd, WL_YSCALAR);
    copy = doc_alloc(rd->doc, len + 1);
    if (!node || !copy)
        return no_memory(rd->err);
    memcpy(copy, value, len);
    copy[len] = '\0';
    node->style = style_of(event->data.scalar.style);
    node->text = (struct wl_span){copy, len};
    return hang(rd, node);
}

static int
take_event(struct reader *rd, const yaml_event_t *event)
{
    wl_yscan_to_index(&rd->cursor, rd->doc->text, event->start_mark.index);
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return rd->doc->root ? error_here(rd, "a second document in one file") : 0;
    case YAML_ALIAS_EVENT:
        return error_here(rd, "aliases are not used here");
    case YAML_SCALAR_EVENT:
        return add_scalar(rd, event);
    case YAML_SEQUENCE_START_EVENT:
        return open_container(rd, WL_YSEQUENCE, event->data.sequence_start.anchor,
                              event->data.sequence_start.tag);
    case YAML_MAPPING_START_EVENT:
        return open_container(rd, WL_YMAPPING, event->data.mapping_start.anchor,
                              event->data.mapping_start.tag);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        rd->depth--;
        return 0;
    default:
        return 0;
    }
}

static int
read_events(struct wl_ydoc *doc, struct wl_error *err)
{
    struct reader rd = {.doc = doc, .cursor = wl_yscan_start(), .err = err};
    yaml_parser_t parser;
    int rc = 0;
    bool done = false;

    if (!yaml_parser_initialize(&parser))
        return no_memory(err);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)doc->text.ptr, doc->text.len);
    while (rc == 0 && !done) {
        yaml_event_t event;

        if (!yaml_parser_parse(&parser, &event)) {
            rc = error_of_parser(&rd, &parser);
            break;
        }
        done = event.type == YAML_STREAM_END_EVENT;
        rc = take_event(&rd, &event);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    if (rc == 0 && !doc->root)
        rc = wl_ydoc_error(doc, 1, 1, err, "the file is empty");
    return rc;
}

static struct wl_ydoc *
doc_new(const char *name)
{
    struct wl_ydoc *doc = calloc(1, sizeof *doc);
    size_t size = strlen(name) + 1;
    char *copy;

    if (!doc)
        return NULL;
    copy = doc_alloc(doc, size);
    if (!copy) {
        wl_ydoc_free(doc);
        return NULL;
    }
    memcpy(copy, name, size);
    doc->name = copy;
    return doc;
}

static int
doc_parse(struct wl_ydoc *doc, struct wl_span text, struct wl_error *err)
{
    int rc;

    if (text.len > WL_YDOC_BYTES_MAX)
        return wl_error_set(err, WL_ELIMIT, "%s: larger than %u MiB", doc->name,
                            WL_YDOC_BYTES_MAX >> 20);
    if (text.len >= 3 && memcmp(text.ptr, "\xEF\xBB\xBF", 3) == 0)
        text = (struct wl_span){text.ptr + 3, text.len - 3};
    if (!text.ptr)
        text.ptr = "";
    doc->text = text;
    rc = check_bytes(doc, err);
    return rc < 0 ? rc : read_events(doc, err);
}

int
wl_ydoc_load_memory(struct wl_ydoc **out, const char *name, struct wl_span text,
                    struct wl_error *err)
{
    struct wl_ydoc *doc = doc_new(name);
    int rc;

    if (!doc)
        return no_memory(err);
    rc = doc_parse(doc, text, err);
    if (rc < 0)
        wl_ydoc_free(doc);
    else
        *out = doc;
    return rc;
}

/* One byte more than allowed is enough to know that it is too long. */
static int
read_whole(struct wl_buf *buf, const char *path, struct wl_error *err)
{
    FILE *file = fopen(path, "rb");
    int rc = 0;
    size_t got = 1;

    if (!file)
        return wl_error_set(err, WL_EIO, "cannot open '%s': %s", path, strerror(errno));
    while (rc == 0 && got > 0 && buf->len <= WL_YDOC_BYTES_MAX) {
        rc = wl_buf_reserve(buf, 1 << 16);
        if (rc < 0)
            break;
        got = fread(buf->ptr + buf->len, 1, 1 << 16, file);
        buf->len += got;
    }
    if (rc < 0)
        (void)no_memory(err);
    else if (ferror(file))
        rc = wl_error_set(err, WL_EIO, "cannot read '%s': %s", path, strerror(errno));
    (void)fclose(file);
    return rc;
}

int
wl_ydoc_load_file(struct wl_ydoc **out, const char *path, struct wl_error *err)
{
    struct wl_ydoc *doc = doc_new(path);
    int rc;

    if (!doc)
        return no_memory(err);
    rc = read_whole(&doc->storage, path, err);
    if (rc == 0)
        rc = doc_parse(doc, wl_buf_span(&doc->storage), err);
    if (rc < 0)
        wl_ydoc_free(doc);
    else
        *out = doc;
    return rc;
}

void
wl_ydoc_free(struct wl_ydoc *doc)
{
    if (!doc)
        return;
    for (struct wl_yblock *block = doc->blocks, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    wl_buf_done(&doc->storage);
    free(doc);
}

const struct wl_ynode *
wl_ydoc_root(const struct wl_ydoc *doc)
{
    return doc->root;
}

const char *
wl_ydoc_name(const struct wl_ydoc *doc)
{
    return doc->name;
}

const struct wl_ynode *
wl_ynode_get(const struct wl_ynode *node, const char *key)
{
    struct wl_span want = wl_span_of(key);

    if (!node || node->kind != WL_YMAPPING)
        return NULL;
    for (const struct wl_ynode *at = node->first; at; at = at->next)
        if (wl_span_equal(at->text, want))
            return at->value;
    return NULL;
}
