#include "scan/pattern_regex.h"

#include "base/buf.h"

#include <stdio.h>

#define FAIL WL_PATTERN_FAIL

/* Part of a written expression: a byte, an escape, or (?&name), which becomes (?:...). */
struct part {
    size_t used; /* bytes of what is written */
    struct wl_span name;
    const struct wl_ynode *definition; /* NULL: not defined */
};

static struct part
part_at(const struct wl_pattern_file *file, struct wl_span text, size_t at)
{
    struct wl_span rest = {text.ptr + at, text.len - at};
    const char *close;
    char name[64];
    struct part part = {.used = 1};

    if (rest.ptr[0] == '\\' && rest.len > 1)
        part.used = 2;
    if (rest.len < 4 || memcmp(rest.ptr, "(?&", 3) != 0 ||
        !(close = memchr(rest.ptr, ')', rest.len)))
        return part;
    part.used = (size_t)(close + 1 - rest.ptr);
    part.name = (struct wl_span){rest.ptr + 3, part.used - 4};
    (void)snprintf(name, sizeof name, "%.*s", (int)part.name.len, part.name.ptr);
    part.definition = wl_ynode_get(file->defines, name);
    return part;
}

static int
point(const struct wl_pattern_file *file, const struct wl_ynode *node, size_t offset,
      struct wl_error *err, const char *message)
{
    struct wl_yplace where = wl_ydoc_place(file->doc, node, offset);

    return wl_ydoc_error(file->doc, where.line, where.column, err, "%s", message);
}

static int
expand(struct wl_pattern_file *file, const struct wl_ynode *node, const char **out,
       struct wl_error *err)
{
    struct wl_buf text;
    int rc = 0;

    wl_buf_init(&text);
    for (size_t i = 0; i < node->text.len;) {
        struct part part = part_at(file, node->text, i);
        char message[128];
        if (part.definition) {
            wl_buf_addf(&text, "(?:%s)", part.definition->text.ptr);
        } else if (part.name.ptr) {
            (void)snprintf(message, sizeof message, "'%.*s' is not in 'define'",
                           part.name.len > 64 ? 64 : (int)part.name.len, part.name.ptr);
            rc = point(file, node, i, err, message);
            goto out;
        } else {
            wl_buf_add(&text, node->text.ptr + i, part.used);
        }
        i += part.used;
    }
    *out = text.failed ? NULL : wl_arena_copy(&file->arena, text.ptr, text.len);
    if (!*out)
        rc = wl_pattern_no_memory(err);
out:
    wl_buf_done(&text);
    return rc;
}

/* Where byte number offset of the expanded expression comes from. */
static size_t
written_offset(const struct wl_pattern_file *file, const struct wl_ynode *node, size_t offset)
{
    size_t made = 0, i = 0;

    while (i < node->text.len) {
        struct part part = part_at(file, node->text, i);
        size_t len = part.definition ? part.definition->text.len + strlen("(?:)") : part.used;
        if (made + len > offset)
            return part.definition ? i : i + (offset - made);
        made += len;
        i += part.used;
    }
    return node->text.len;
}

/* An expression is written without escapes of YAML's own, which would change it silently. */
static int
check_style(const struct wl_pattern_file *file, const struct wl_ynode *node, struct wl_error *err)
{
    if (node->kind != WL_YSCALAR || node->text.len == 0)
        return FAIL(file, node, err, "a regular expression is expected here");
    for (size_t i = 0; i < node->text.len; i++) {
        unsigned char c = (unsigned char)node->text.ptr[i];
        if (c == '\b' && node->style == WL_YDOUBLE)
            return FAIL(file, node, err,
                        "\"\\b\" in double quotes is a backspace; write the expression in single "
                        "quotes or after |-");
        if (c < 0x20 && c != '\n')
            return FAIL(file, node, err,
                        "the expression holds the control character \\x%02X; write it in single "
                        "quotes or after |-, where \\ is no escape of YAML",
                        c);
    }
    return 0;
}

int
wl_pattern_compile(struct wl_pattern_file *file, const struct wl_ynode *node, const char **expanded,
                   struct wl_regex **regex, struct wl_error *err)
{
    struct wl_error lower;
    size_t offset = 0;
    int rc = check_style(file, node, err);

    *regex = NULL;
    if (rc == 0)
        rc = expand(file, node, expanded, err);
    if (rc < 0)
        return rc;
    rc = wl_regex_compile(regex, wl_span_of(*expanded), &offset, &lower);
    if (rc == WL_EPARSE)
        return point(file, node, written_offset(file, node, offset), err, lower.text);
    return rc < 0 ? wl_pattern_no_memory(err) : 0;
}

int
wl_pattern_definitions(struct wl_pattern_file *file, struct wl_error *err)
{
    const struct wl_ynode *defines = file->defines;

    if (defines && defines->kind != WL_YMAPPING)
        return FAIL(file, defines, err, "'define' gives expressions names: 'name: expression'");
    for (const struct wl_ynode *key = defines ? defines->first : NULL; key; key = key->next) {
        struct wl_regex *regex = NULL;
        struct wl_error lower;
        size_t offset = 0;
        int rc = check_style(file, key->value, err);
        if (rc < 0)
            return rc;
        rc = wl_regex_compile(&regex, key->value->text, &offset, &lower);
        wl_regex_free(regex);
        if (rc == WL_EPARSE)
            return point(file, key->value, offset, err, lower.text);
        if (rc < 0)
            return wl_pattern_no_memory(err);
    }
    return 0;
}
