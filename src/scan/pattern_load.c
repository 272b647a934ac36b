#include "scan/pattern_load.h"

#include "scan/diagnosis.h"
#include "scan/pattern_file.h"
#include "scan/pattern_regex.h"

#include <stdio.h>
#include <stdlib.h>

/* Sections of `kind: patterns`, and what a record of each may hold. */
static const struct wl_pattern_section sections[] = {
    {"patterns", WL_RULE_PATTERN,
     "id title keywords regex confidence small code unless match no_match",
     "id title keywords regex confidence match no_match"},
    {"contexts", WL_RULE_CONTEXT,
     "id title keywords regex weight codes forms unless match no_match",
     "id title regex weight match no_match"},
    {"fields", WL_RULE_FIELD, "id title keywords regex unless within levels match no_match",
     "id title regex match no_match"},
};
#define SECTIONS (sizeof sections / sizeof *sections)
#define TEXT_CONFIDENCE 95 /* of a text that gives none */
#define TEXT_MAX 500       /* bytes */

#define FAIL WL_PATTERN_FAIL

static int
load_rules(struct wl_pattern_file *file, const struct wl_ynode *root, struct wl_error *err)
{
    size_t total = 0;
    int rc;

    file->defines = wl_ynode_get(root, "define");
    rc = wl_pattern_definitions(file, err);
    if (rc < 0)
        return rc;
    for (size_t s = 0; s < SECTIONS; s++) {
        const struct wl_ynode *list = wl_ynode_get(root, sections[s].name);
        if (list && list->kind != WL_YSEQUENCE)
            return FAIL(file, list, err, "'%s' is a list of records", sections[s].name);
        total += list ? list->count : 0;
    }
    file->rules = wl_arena_alloc(&file->arena, (total + 1) * sizeof *file->rules);
    if (!file->rules)
        return wl_pattern_no_memory(err);
    for (size_t s = 0; s < SECTIONS; s++) {
        const struct wl_ynode *list = wl_ynode_get(root, sections[s].name);
        for (const struct wl_ynode *item = list ? list->first : NULL; item; item = item->next) {
            struct wl_rule *rule = file->rules + file->rule_count;
            rc = wl_pattern_rule(file, sections + s, item, rule, err);
            if (rc < 0)
                return rc;
            for (size_t i = 0; i < file->rule_count; i++)
                if (strcmp(file->rules[i].id, rule->id) == 0)
                    return FAIL(file, wl_ynode_get(item, "id"), err,
                                "id '%s' stands in this file already, in line %u", rule->id,
                                file->rules[i].at_line);
            file->rule_count++;
        }
    }
    return 0;
}

static bool
is_language(const struct wl_ynode *node)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-";

    return node->kind == WL_YSCALAR && node->text.len >= 2 && node->text.len <= 8 &&
           strspn(node->text.ptr, letters) == node->text.len;
}

/* text.de.10054, the second of that kind text.de.10054.2 */
static int
name_text(struct wl_pattern_file *file, const struct wl_ynode *map, struct wl_text *text,
          struct wl_error *err)
{
    unsigned ordinal = 1;
    char id[64];

    for (size_t i = 0; i < file->text_count; i++) {
        const struct wl_text *other = file->texts + i;
        if (other->code != text->code || strcmp(other->language, text->language) != 0)
            continue;
        if (strcmp(other->text, text->text) == 0)
            return FAIL(file, map, err, "this text stands in the file already");
        ordinal++;
    }
    (void)snprintf(id, sizeof id, ordinal > 1 ? "text.%s.%u.%u" : "text.%s.%u", text->language,
                   text->code, ordinal);
    text->id = wl_arena_copy(&file->arena, id, strlen(id));
    return text->id ? 0 : wl_pattern_no_memory(err);
}

static int
load_text(struct wl_pattern_file *file, const struct wl_ynode *map, struct wl_text *text,
          struct wl_error *err)
{
    const struct wl_ynode *node;
    long confidence = TEXT_CONFIDENCE;
    int rc = wl_pattern_keys(file, map, "code lang text confidence", "code lang text", err);

    if (rc == 0)
        rc = wl_pattern_code(file, wl_ynode_get(map, "code"), &text->code, err);
    if (rc < 0)
        return rc;
    node = wl_ynode_get(map, "lang");
    if (!is_language(node))
        return FAIL(file, node, err, "a language tag is expected, such as de or pt-BR");
    text->language = node->text.ptr;
    node = wl_ynode_get(map, "text");
    if (node->kind != WL_YSCALAR || node->text.len < WL_ANCHOR || node->text.len > TEXT_MAX)
        return FAIL(file, node, err, "a text of %d to %d bytes is expected", WL_ANCHOR, TEXT_MAX);
    text->text = node->text.ptr;
    node = wl_ynode_get(map, "confidence");
    if (node)
        rc = wl_pattern_number(file, node, 1, 99, &confidence, err);
    text->confidence = (uint8_t)confidence;
    return rc < 0 ? rc : name_text(file, map, text, err);
}

static int
load_texts(struct wl_pattern_file *file, const struct wl_ynode *root, struct wl_error *err)
{
    const struct wl_ynode *list = wl_ynode_get(root, "texts");

    if (!list || list->kind != WL_YSEQUENCE)
        return FAIL(file, list ? list : root, err, "a file of 'kind: texts' has a list 'texts'");
    file->texts = wl_arena_alloc(&file->arena, (list->count + 1) * sizeof *file->texts);
    if (!file->texts)
        return wl_pattern_no_memory(err);
    for (const struct wl_ynode *item = list->first; item; item = item->next) {
        int rc = load_text(file, item, file->texts + file->text_count, err);
        if (rc < 0)
            return rc;
        file->text_count++;
    }
    return 0;
}

static int
load(struct wl_pattern_file *file, struct wl_error *err)
{
    const struct wl_ynode *root = wl_ydoc_root(file->doc);
    const struct wl_ynode *format = wl_ynode_get(root, "format"),
                          *kind = wl_ynode_get(root, "kind");
    bool texts = kind && kind->kind == WL_YSCALAR && strcmp(kind->text.ptr, "texts") == 0;
    int rc;

    file->diagnoses = wl_diagnosis_kind(file->doc);
    if (file->diagnoses) /* theirs is another reader; detection has no use for them */
        return wl_pattern_strings(file, NULL, &file->disabled, err);
    if (format && (format->kind != WL_YSCALAR || strcmp(format->text.ptr, "1") != 0))
        return FAIL(file, format, err, "only 'format: 1' is known");
    if (kind && !texts && (kind->kind != WL_YSCALAR || strcmp(kind->text.ptr, "patterns") != 0))
        return FAIL(file, kind, err, "'kind' is patterns, texts or diagnoses");
    rc = wl_pattern_keys(file, root,
                         texts ? "format kind disable texts"
                               : "format kind define disable patterns contexts fields",
                         "format kind", err);
    if (rc == 0)
        rc = wl_pattern_strings(file, wl_ynode_get(root, "disable"), &file->disabled, err);
    if (rc < 0)
        return rc;
    return texts ? load_texts(file, root, err) : load_rules(file, root, err);
}

int
wl_pattern_file_load(struct wl_pattern_file **out, const char *path, struct wl_error *err)
{
    struct wl_pattern_file *file = calloc(1, sizeof *file);
    int rc;

    if (!file)
        return wl_pattern_no_memory(err);
    wl_arena_init(&file->arena);
    rc = wl_ydoc_load_file(&file->doc, path, err);
    if (rc == 0)
        rc = load(file, err);
    if (rc == 0) {
        *out = file;
        file = NULL;
    }
    wl_pattern_file_free(file);
    return rc;
}

void
wl_pattern_file_free(struct wl_pattern_file *file)
{
    if (!file)
        return;
    wl_ydoc_free(file->doc);
    wl_arena_done(&file->arena);
    free(file);
}

const struct wl_rule *
wl_pattern_file_rules(const struct wl_pattern_file *file, size_t *count)
{
    *count = file->rule_count;
    return file->rules;
}

const struct wl_text *
wl_pattern_file_texts(const struct wl_pattern_file *file, size_t *count)
{
    *count = file->text_count;
    return file->texts;
}

bool
wl_pattern_file_diagnoses(const struct wl_pattern_file *file)
{
    return file->diagnoses;
}

const char *const *
wl_pattern_file_disabled(const struct wl_pattern_file *file)
{
    return file->disabled;
}

int
wl_pattern_file_error(const struct wl_pattern_file *file, uint32_t line, uint32_t column,
                      struct wl_error *err, const char *message)
{
    return wl_ydoc_error(file->doc, line, column, err, "%s", message);
}

static int
node_error(const struct wl_pattern_file *file, const struct wl_ynode *node, struct wl_error *err,
           const char *message)
{
    return FAIL(file, node, err, "%s", message);
}

/* Rules and texts stand in the order of their records. */
int
wl_pattern_file_rule_error(const struct wl_pattern_file *file, size_t index, const char *key,
                           struct wl_error *err, const char *message)
{
    const struct wl_ynode *root = wl_ydoc_root(file->doc);

    for (size_t s = 0; s < SECTIONS; s++) {
        const struct wl_ynode *list = wl_ynode_get(root, sections[s].name);
        for (const struct wl_ynode *item = list ? list->first : NULL; item; item = item->next)
            if (index-- == 0) {
                const struct wl_ynode *value = wl_ynode_get(item, key);
                return node_error(file, value ? value : item, err, message);
            }
    }
    return node_error(file, root, err, message);
}

int
wl_pattern_file_text_error(const struct wl_pattern_file *file, size_t index, struct wl_error *err,
                           const char *message)
{
    const struct wl_ynode *root = wl_ydoc_root(file->doc), *list = wl_ynode_get(root, "texts");

    for (const struct wl_ynode *item = list ? list->first : NULL; item; item = item->next)
        if (index-- == 0)
            return node_error(file, wl_ynode_get(item, "text"), err, message);
    return node_error(file, root, err, message);
}

static bool
comes_before(const struct wl_rule *x, const struct wl_rule *y)
{
    if (x->kind != y->kind)
        return x->kind < y->kind;
    if (x->kind != WL_RULE_PATTERN)
        return false;
    return x->weight != y->weight ? x->weight > y->weight : strcmp(x->id, y->id) < 0;
}

/* By insertion: some hundred rules, and equal ones must keep their order. */
void
wl_rules_sort(struct wl_rule *rules, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct wl_rule rule = rules[i];
        size_t at = i;
        for (; at > 0 && comes_before(&rule, rules + at - 1); at--)
            rules[at] = rules[at - 1];
        rules[at] = rule;
    }
}
