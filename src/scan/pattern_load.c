#include "scan/pattern_load.h"

#include "base/arena.h"
#include "base/buf.h"
#include "scan/codes.h"
#include "scan/hit.h"
#include "scan/keywords.h"
#include "scan/regex.h"
#include "scan/ydoc.h"

#include <stdio.h>
#include <stdlib.h>

struct wl_pattern_file {
    struct wl_arena arena;
    struct wl_ydoc *doc;
    struct wl_rule *rules;
    size_t rule_count;
    struct wl_text *texts;
    size_t text_count;
    const char **disabled;
    const struct wl_ynode *defines;
};

/* Sections of `kind: patterns`, and what a record of each may hold. */
static const struct section {
    const char *name;
    enum wl_rule_kind kind;
    const char *keys;     /* blank-separated */
    const char *required; /* likewise */
} sections[] = {
    {"patterns", WL_RULE_PATTERN,
     " id title keywords regex confidence small code unless match no_match ",
     "id title keywords regex confidence match no_match"},
    {"contexts", WL_RULE_CONTEXT,
     " id title keywords regex weight codes forms unless match no_match ",
     "id title regex weight match no_match"},
    {"fields", WL_RULE_FIELD, " id title keywords regex unless match no_match ",
     "id title regex match no_match"},
};
#define SECTIONS (sizeof sections / sizeof *sections)

#define FAIL(file, node, err, ...) \
    wl_ydoc_error((file)->doc, (node)->line, (node)->column, (err), __VA_ARGS__)

static int
no_memory(struct wl_error *err)
{
    return wl_error_set(err, WL_ENOMEM, "out of memory");
}

static bool
in_words(const char *words, const char *word)
{
    char padded[64];

    (void)snprintf(padded, sizeof padded, " %s ", word);
    return strstr(words, padded) != NULL;
}

static int
check_keys(struct wl_pattern_file *file, const struct wl_ynode *map, const char *allowed,
           const char *required, struct wl_error *err)
{
    char words[256], *word, *rest;

    if (map->kind != WL_YMAPPING)
        return FAIL(file, map, err, "a record with keys is expected here");
    for (const struct wl_ynode *key = map->first; key; key = key->next)
        if (!in_words(allowed, key->text.ptr))
            return FAIL(file, key, err, "unknown key '%s'; known here:%s", key->text.ptr, allowed);
    (void)snprintf(words, sizeof words, "%s", required);
    for (word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        if (!wl_ynode_get(map, word))
            return FAIL(file, map, err, "'%s' is missing", word);
    return 0;
}

static int
get_number(struct wl_pattern_file *file, const struct wl_ynode *node, long low, long high,
           long *value, struct wl_error *err)
{
    char *end = NULL;

    if (node->kind == WL_YSCALAR)
        *value = strtol(node->text.ptr, &end, 10);
    if (!end || *end || end == node->text.ptr || *value < low || *value > high)
        return FAIL(file, node, err, "a number from %ld to %ld is expected", low, high);
    return 0;
}

/* A scalar, or a list of them, as a NULL-terminated list of strings. */
static int
get_strings(struct wl_pattern_file *file, const struct wl_ynode *node, const char ***out,
            struct wl_error *err)
{
    size_t count = !node ? 0 : node->kind == WL_YSEQUENCE ? node->count : 1, i = 0;
    const char **list = wl_arena_alloc(&file->arena, (count + 1) * sizeof *list);

    if (!list)
        return no_memory(err);
    for (const struct wl_ynode *item = !count                       ? NULL
                                       : node->kind == WL_YSEQUENCE ? node->first
                                                                    : node;
         item; item = node->kind == WL_YSEQUENCE ? item->next : NULL) {
        if (item->kind != WL_YSCALAR || item->text.len == 0)
            return FAIL(file, item, err, "a text is expected here");
        list[i++] = item->text.ptr;
    }
    *out = list;
    return 0;
}

/* A regex is written without escapes of YAML's own, which would change it silently. */
static int
check_regex_style(struct wl_pattern_file *file, const struct wl_ynode *node, struct wl_error *err)
{
    if (node->kind != WL_YSCALAR || node->text.len == 0)
        return FAIL(file, node, err, "a regular expression is expected here");
    for (size_t i = 0; i < node->text.len; i++)
        if ((unsigned char)node->text.ptr[i] < 0x20 && node->text.ptr[i] != '\n')
            return FAIL(file, node, err,
                        "the expression holds a control character: in double quotes \"\\b\" is a "
                        "backspace; use single quotes or |-");
    return 0;
}

/*
 * Put definitions in: (?&name) becomes (?:...). place[i] is then the offset in the written
 * expression of byte i of the result, for pointing at errors.
 */
static int
expand(struct wl_pattern_file *file, const struct wl_ynode *node, const char **out, size_t **place,
       struct wl_error *err)
{
    struct wl_buf text;
    size_t cap = 0, *at = NULL;
    int rc = 0;

    wl_buf_init(&text);
    for (size_t i = 0; i < node->text.len && rc == 0;) {
        const char *p = node->text.ptr + i, *close = NULL;
        size_t before = text.len, used = 1;
        if (strncmp(p, "(?&", 3) == 0 && (close = strchr(p, ')'))) {
            char name[64];
            const struct wl_ynode *value;
            (void)snprintf(name, sizeof name, "%.*s", (int)(close - p - 3), p + 3);
            value = wl_ynode_get(file->defines, name);
            if (!value || value->kind != WL_YSCALAR) {
                struct wl_yplace where = wl_ydoc_place(file->doc, node, i);
                rc = wl_ydoc_error(file->doc, where.line, where.column, err,
                                   "'%s' is not in 'define'", name);
                break;
            }
            wl_buf_addf(&text, "(?:%s)", value->text.ptr);
            used = (size_t)(close + 1 - p);
        } else {
            wl_buf_add_char(&text, *p);
        }
        if (text.len + 1 > cap) {
            size_t *grown = realloc(at, (cap = 2 * text.len + 64) * sizeof *at);
            if (!grown) {
                rc = no_memory(err);
                break;
            }
            at = grown;
        }
        for (size_t k = before; k <= text.len; k++)
            at[k] = i;
        i += used;
    }
    if (rc == 0) {
        *out = wl_arena_copy(&file->arena, text.ptr, text.len);
        if (!*out || text.failed)
            rc = no_memory(err);
    }
    wl_buf_done(&text);
    *place = at;
    return rc;
}

static int
compile_at(struct wl_pattern_file *file, const struct wl_ynode *node, const char **expanded,
           struct wl_regex **regex, struct wl_error *err)
{
    size_t *place = NULL, offset = 0;
    int rc = check_regex_style(file, node, err);

    *regex = NULL;
    if (rc == 0)
        rc = expand(file, node, expanded, &place, err);
    if (rc == 0) {
        rc = wl_regex_compile(regex, wl_span_of(*expanded), &offset, err);
        if (rc == WL_EPARSE) {
            struct wl_error lower = *err;
            size_t at = offset && offset >= strlen(*expanded) ? node->text.len
                        : place                               ? place[offset]
                                                              : 0;
            struct wl_yplace where = wl_ydoc_place(file->doc, node, at);
            rc = wl_ydoc_error(file->doc, where.line, where.column, err, "%s", lower.text);
        }
    }
    free(place);
    return rc;
}

static int
load_keywords(struct wl_pattern_file *file, struct wl_rule *rule, const struct wl_ynode *node,
              struct wl_error *err)
{
    const char **list;
    int rc = get_strings(file, node, &list, err);

    if (rc < 0)
        return rc;
    for (const char **k = list; *k; k++) {
        char *lower = wl_arena_copy(&file->arena, *k, strlen(*k));
        if (!lower)
            return no_memory(err);
        if (strlen(lower) < WL_KEYWORD_MIN)
            return FAIL(file, node, err, "keyword '%s' is shorter than %d bytes", lower,
                        WL_KEYWORD_MIN);
        for (char *c = lower; *c; c++)
            if (*c >= 'A' && *c <= 'Z')
                *c = (char)(*c + 32);
        *k = lower;
    }
    rule->keywords = list;
    return 0;
}

static int
load_example(struct wl_pattern_file *file, const struct wl_rule *rule, const struct wl_ynode *node,
             bool match, struct wl_rule_example *out, struct wl_error *err)
{
    const struct wl_ynode *line = node, *codes = NULL;
    bool with_codes = match && rule->kind == WL_RULE_PATTERN;
    uint16_t *list;
    int rc;

    if (with_codes) {
        rc = check_keys(file, node, " line codes ", "line codes", err);
        if (rc < 0)
            return rc;
        line = wl_ynode_get(node, "line");
        codes = wl_ynode_get(node, "codes");
        if (codes->kind != WL_YSEQUENCE || codes->count == 0)
            return FAIL(file, codes, err, "a list of codes is expected, such as [10054]");
        list = wl_arena_alloc(&file->arena, codes->count * sizeof *list);
        if (!list)
            return no_memory(err);
        out->codes = list;
        for (const struct wl_ynode *item = codes->first; item; item = item->next) {
            long value;
            rc = get_number(file, item, 1, 65535, &value, err);
            if (rc < 0)
                return rc;
            if (!wl_code_by_number((uint32_t)value))
                return FAIL(file, item, err, "%ld is no Winsock code", value);
            list[out->count++] = (uint16_t)value;
        }
    }
    if (line->kind != WL_YSCALAR)
        return FAIL(file, line, err, "a line of log is expected here, in single quotes");
    out->line = line->text.ptr;
    out->match = match;
    out->at_line = line->line;
    out->at_column = line->column;
    return 0;
}

static int
load_examples(struct wl_pattern_file *file, struct wl_rule *rule, const struct wl_ynode *map,
              struct wl_error *err)
{
    const struct wl_ynode *lists[2] = {wl_ynode_get(map, "match"), wl_ynode_get(map, "no_match")};
    struct wl_rule_example *examples;
    size_t count = 0, i = 0;

    for (int k = 0; k < 2; k++) {
        if (lists[k]->kind != WL_YSEQUENCE || lists[k]->count == 0)
            return FAIL(file, lists[k], err, "at least one example line is needed");
        count += lists[k]->count;
    }
    examples = wl_arena_alloc(&file->arena, count * sizeof *examples);
    if (!examples)
        return no_memory(err);
    for (int k = 0; k < 2; k++)
        for (const struct wl_ynode *item = lists[k]->first; item; item = item->next) {
            int rc = load_example(file, rule, item, k == 0, examples + i++, err);
            if (rc < 0)
                return rc;
        }
    rule->examples = examples;
    rule->example_count = (uint16_t)count;
    return 0;
}

/* codes: [10054, 10060-10065] */
static int
load_ranges(struct wl_pattern_file *file, struct wl_rule *rule, const struct wl_ynode *node,
            struct wl_error *err)
{
    struct wl_range *ranges;

    if (!node)
        return 0;
    if (node->kind != WL_YSEQUENCE || node->count == 0)
        return FAIL(file, node, err, "a list of codes or spans is expected, such as [10060-10065]");
    ranges = wl_arena_alloc(&file->arena, node->count * sizeof *ranges);
    if (!ranges)
        return no_memory(err);
    rule->ranges = ranges;
    for (const struct wl_ynode *item = node->first; item; item = item->next) {
        unsigned first, last;
        char more;
        int n = item->kind == WL_YSCALAR ? sscanf(item->text.ptr, "%5u-%5u%c", &first, &last,
                                                  &more) // NOLINT(cert-err34-c)
                                         : 0;
        if (n < 1 || n > 2 || first > 65535 || (n == 2 && last > 65535))
            return FAIL(file, item, err,
                        "a code or a span is expected, such as 10054 or 11005-11031");
        ranges[rule->range_count++] =
            (struct wl_range){(uint16_t)first, (uint16_t)(n == 2 ? last : first)};
    }
    return 0;
}

static int
load_forms(struct wl_pattern_file *file, struct wl_rule *rule, const struct wl_ynode *node,
           struct wl_error *err)
{
    const char **list;
    int rc = get_strings(file, node, &list, err);

    if (rc < 0)
        return rc;
    if (!node)
        rule->forms = 1 << WL_FORM_NUMBER | 1 << WL_FORM_HEX;
    for (; *list; list++) {
        unsigned form = 0;
        while (form < WL_FORMS && strcmp(wl_form_name(form), *list) != 0)
            form++;
        if (form == WL_FORMS && strcmp(*list, "all") != 0)
            return FAIL(file, node, err, "no form of evidence is called '%s'", *list);
        rule->forms |= (uint8_t)(form == WL_FORMS ? 0xFF : 1 << form);
    }
    return 0;
}

static bool
is_id(const char *id)
{
    size_t n = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789.-");

    return n >= 3 && n <= 64 && id[n] == '\0';
}

static int
check_groups(struct wl_pattern_file *file, const struct wl_rule *rule, const struct wl_ynode *node,
             const struct wl_regex *regex, struct wl_error *err)
{
    unsigned first = rule->kind == WL_RULE_FIELD ? WL_GROUP_CALL : WL_GROUP_CODE;
    unsigned last = rule->kind == WL_RULE_FIELD ? WL_GROUPS : WL_GROUP_TEXT + 1;
    unsigned found = 0;

    if (rule->kind == WL_RULE_CONTEXT)
        return 0;
    for (unsigned g = first; g < last; g++)
        found += wl_regex_has(regex, g);
    if (found == 0)
        return FAIL(file, node, err,
                    rule->kind == WL_RULE_FIELD
                        ? "the expression names none of the groups call, peer, port, process, "
                          "level, host"
                        : "the expression names none of the groups code, name, hex, hresult, text");
    if (rule->kind == WL_RULE_PATTERN && wl_regex_has(regex, WL_GROUP_TEXT) != (rule->code != 0))
        return FAIL(file, node, err, "a group 'text' and the key 'code' go together");
    return 0;
}

static int
load_rule(struct wl_pattern_file *file, const struct section *section, const struct wl_ynode *map,
          struct wl_rule *rule, struct wl_error *err)
{
    const struct wl_ynode *node;
    struct wl_regex *regex = NULL;
    const char **unless;
    long value;
    int rc = check_keys(file, map, section->keys, section->required, err);

    if (rc < 0)
        return rc;
    rule->kind = (uint8_t)section->kind;
    rule->at_line = map->line;
    rule->file = wl_ydoc_name(file->doc);
    rule->id = wl_ynode_get(map, "id")->text.ptr;
    rule->title = wl_ynode_get(map, "title")->text.ptr;
    if (!rule->id || !is_id(rule->id))
        return FAIL(file, wl_ynode_get(map, "id"), err,
                    "an id is 3 to 64 of a-z, 0-9, '.' and '-', such as number.winerror");
    if (!rule->title)
        return FAIL(file, wl_ynode_get(map, "title"), err, "a title is a line of text");
    node = wl_ynode_get(map, section->kind == WL_RULE_CONTEXT ? "weight" : "confidence");
    if (node) {
        bool context = section->kind == WL_RULE_CONTEXT;
        if ((rc = get_number(file, node, context ? -100 : 1, context ? 100 : 99, &value, err)) < 0)
            return rc;
        rule->weight = (int16_t)value;
    }
    if ((node = wl_ynode_get(map, "code"))) {
        if ((rc = get_number(file, node, 1, 65535, &value, err)) < 0)
            return rc;
        if (!wl_code_by_number((uint32_t)value))
            return FAIL(file, node, err, "%ld is no Winsock code", value);
        rule->code = (uint16_t)value;
    }
    if ((node = wl_ynode_get(map, "small"))) {
        if (node->kind != WL_YSCALAR || strcmp(node->text.ptr, "true") != 0)
            return FAIL(file, node, err, "'small' is true or is left out");
        rule->small = true;
    }
    if ((rc = load_keywords(file, rule, wl_ynode_get(map, "keywords"), err)) < 0 ||
        (rc = load_ranges(file, rule, wl_ynode_get(map, "codes"), err)) < 0 ||
        (rc = load_forms(file, rule, wl_ynode_get(map, "forms"), err)) < 0 ||
        (rc = load_examples(file, rule, map, err)) < 0 ||
        (rc = get_strings(file, wl_ynode_get(map, "unless"), &unless, err)) < 0)
        return rc;
    node = wl_ynode_get(map, "regex");
    rc = compile_at(file, node, &rule->regex, &regex, err);
    if (rc == 0)
        rc = check_groups(file, rule, node, regex, err);
    wl_regex_free(regex);
    node = wl_ynode_get(map, "unless");
    rule->unless = unless;
    for (const struct wl_ynode *item = !node                        ? NULL
                                       : node->kind == WL_YSEQUENCE ? node->first
                                                                    : node;
         item && rc == 0; item = node->kind == WL_YSEQUENCE ? item->next : NULL) {
        rc = compile_at(file, item, unless++, &regex, err);
        wl_regex_free(regex);
    }
    return rc;
}

static int
load_rules(struct wl_pattern_file *file, const struct wl_ynode *root, struct wl_error *err)
{
    size_t total = 0;

    file->defines = wl_ynode_get(root, "define");
    for (size_t s = 0; s < SECTIONS; s++) {
        const struct wl_ynode *list = wl_ynode_get(root, sections[s].name);
        if (list && list->kind != WL_YSEQUENCE)
            return FAIL(file, list, err, "'%s' is a list of records", sections[s].name);
        total += list ? list->count : 0;
    }
    file->rules = wl_arena_alloc(&file->arena, (total + 1) * sizeof *file->rules);
    if (!file->rules)
        return no_memory(err);
    for (size_t s = 0; s < SECTIONS; s++) {
        const struct wl_ynode *list = wl_ynode_get(root, sections[s].name);
        for (const struct wl_ynode *item = list ? list->first : NULL; item; item = item->next) {
            struct wl_rule *rule = file->rules + file->rule_count;
            int rc = load_rule(file, sections + s, item, rule, err);
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

static int
load_text(struct wl_pattern_file *file, const struct wl_ynode *map, struct wl_text *text,
          struct wl_error *err)
{
    const struct wl_ynode *node;
    unsigned ordinal = 1;
    char id[64];
    long value;
    int rc = check_keys(file, map, " code lang text confidence ", "code lang text", err);

    if (rc < 0 || (rc = get_number(file, wl_ynode_get(map, "code"), 1, 65535, &value, err)) < 0)
        return rc;
    if (!wl_code_by_number((uint32_t)value))
        return FAIL(file, wl_ynode_get(map, "code"), err, "%ld is no Winsock code", value);
    text->code = (uint16_t)value;
    node = wl_ynode_get(map, "lang");
    if (node->kind != WL_YSCALAR || node->text.len < 2 || node->text.len > 8)
        return FAIL(file, node, err, "a language tag is expected, such as de or pt-BR");
    text->language = node->text.ptr;
    node = wl_ynode_get(map, "text");
    if (node->kind != WL_YSCALAR || node->text.len < WL_ANCHOR || node->text.len > 500)
        return FAIL(file, node, err, "a text of 4 to 500 bytes is expected");
    text->text = node->text.ptr;
    value = 95;
    if ((node = wl_ynode_get(map, "confidence")) &&
        (rc = get_number(file, node, 1, 99, &value, err)) < 0)
        return rc;
    text->confidence = (uint8_t)value;
    for (size_t i = 0; i < file->text_count; i++)
        if (file->texts[i].code == text->code &&
            strcmp(file->texts[i].language, text->language) == 0) {
            if (strcmp(file->texts[i].text, text->text) == 0)
                return FAIL(file, map, err, "this text stands in the file already");
            ordinal++;
        }
    (void)snprintf(id, sizeof id, ordinal > 1 ? "text.%s.%u.%u" : "text.%s.%u", text->language,
                   text->code, ordinal);
    text->id = wl_arena_copy(&file->arena, id, strlen(id));
    return text->id ? 0 : no_memory(err);
}

static int
load_texts(struct wl_pattern_file *file, const struct wl_ynode *root, struct wl_error *err)
{
    const struct wl_ynode *list = wl_ynode_get(root, "texts");

    if (!list || list->kind != WL_YSEQUENCE)
        return FAIL(file, root, err, "a file of 'kind: texts' has a list 'texts'");
    file->texts = wl_arena_alloc(&file->arena, (list->count + 1) * sizeof *file->texts);
    if (!file->texts)
        return no_memory(err);
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
    const struct wl_ynode *root = wl_ydoc_root(file->doc), *kind;
    int rc = check_keys(file, root, " format kind define disable patterns contexts fields texts ",
                        "format kind", err);

    if (rc < 0)
        return rc;
    kind = wl_ynode_get(root, "format");
    if (kind->kind != WL_YSCALAR || strcmp(kind->text.ptr, "1") != 0)
        return FAIL(file, kind, err, "only 'format: 1' is known");
    rc = get_strings(file, wl_ynode_get(root, "disable"), &file->disabled, err);
    if (rc < 0)
        return rc;
    kind = wl_ynode_get(root, "kind");
    if (kind->kind == WL_YSCALAR && strcmp(kind->text.ptr, "patterns") == 0)
        return load_rules(file, root, err);
    if (kind->kind == WL_YSCALAR && strcmp(kind->text.ptr, "texts") == 0)
        return load_texts(file, root, err);
    return FAIL(file, kind, err, "'kind' is patterns or texts");
}

int
wl_pattern_file_load(struct wl_pattern_file **out, const char *path, struct wl_error *err)
{
    struct wl_pattern_file *file = calloc(1, sizeof *file);
    int rc;

    if (!file)
        return no_memory(err);
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
