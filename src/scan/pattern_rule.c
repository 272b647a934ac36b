/*
 * One record of a pattern file to a struct wl_rule: what the record can tell by itself is checked
 * here.
 */
#include "base/ascii.h"
#include "scan/hit.h"
#include "scan/keywords.h"
#include "scan/pattern_file.h"
#include "scan/pattern_regex.h"

#include <stdlib.h>

#define FAIL WL_PATTERN_FAIL

/* A list is often one value: then the node itself is its only item. */
static const struct wl_ynode *
first_item(const struct wl_ynode *node)
{
    return node && node->kind == WL_YSEQUENCE ? node->first : node;
}

static const struct wl_ynode *
next_item(const struct wl_ynode *node, const struct wl_ynode *item)
{
    return node->kind == WL_YSEQUENCE ? item->next : NULL;
}

static int
load_keywords(struct wl_pattern_file *file, struct wl_rule *rule, const struct wl_ynode *node,
              struct wl_error *err)
{
    const struct wl_ynode *item = first_item(node);
    const char **list;
    int rc = wl_pattern_strings(file, node, &list, err);

    if (rc < 0)
        return rc;
    if (node && !*list && rule->kind == WL_RULE_PATTERN)
        return FAIL(file, node, err, "at least one keyword is needed");
    rule->keywords = list;
    for (; *list; list++, item = next_item(node, item)) {
        char *lower = wl_arena_copy(&file->arena, *list, strlen(*list));
        if (!lower)
            return wl_pattern_no_memory(err);
        if (strlen(lower) < WL_KEYWORD_MIN)
            return FAIL(file, item, err, "keyword '%s' is shorter than %d bytes", lower,
                        WL_KEYWORD_MIN);
        for (char *c = lower; *c; c++)
            *c = (char)wl_ascii_lower(*c);
        *list = lower;
    }
    return 0;
}

/* codes: [10054], what detection reports on an example line */
static int
load_codes(struct wl_pattern_file *file, const struct wl_ynode *node, struct wl_rule_example *out,
           struct wl_error *err)
{
    uint16_t *list;
    int rc = 0;

    if (node->kind != WL_YSEQUENCE || node->count == 0)
        return FAIL(file, node, err, "a list of codes is expected, such as [10054]");
    list = wl_arena_alloc(&file->arena, node->count * sizeof *list);
    if (!list)
        return wl_pattern_no_memory(err);
    out->codes = list;
    for (const struct wl_ynode *item = node->first; item && rc == 0; item = item->next)
        rc = wl_pattern_code(file, item, &list[out->count++], err);
    return rc;
}

static int
load_example(struct wl_pattern_file *file, const struct wl_rule *rule, const struct wl_ynode *node,
             bool match, struct wl_rule_example *out, struct wl_error *err)
{
    const struct wl_ynode *line = node;

    if (match && rule->kind == WL_RULE_PATTERN) {
        int rc;
        if (node->kind != WL_YMAPPING)
            return FAIL(file, node, err,
                        "an example of a pattern is {line: '...', codes: [10054]}");
        rc = wl_pattern_keys(file, node, "line codes", "line codes", err);
        if (rc == 0)
            rc = load_codes(file, wl_ynode_get(node, "codes"), out, err);
        if (rc < 0)
            return rc;
        line = wl_ynode_get(node, "line");
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
            return FAIL(file, lists[k], err, "a list of example lines is expected: at least one");
        count += lists[k]->count;
    }
    examples = wl_arena_alloc(&file->arena, count * sizeof *examples);
    if (!examples)
        return wl_pattern_no_memory(err);
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

/* 10054 or 10060-10065 */
static bool
read_range(const struct wl_ynode *node, struct wl_range *out)
{
    unsigned long first, last;
    char *end;

    if (node->kind != WL_YSCALAR || !wl_ascii_digit(node->text.ptr[0]))
        return false;
    first = last = strtoul(node->text.ptr, &end, 10);
    if (*end == '-' && wl_ascii_digit(end[1]))
        last = strtoul(end + 1, &end, 10);
    *out = (struct wl_range){(uint16_t)first, (uint16_t)last};
    return *end == '\0' && first <= last && last <= UINT16_MAX;
}

/* codes: [10054, 10060-10065], which a context speaks about */
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
        return wl_pattern_no_memory(err);
    rule->ranges = ranges;
    for (const struct wl_ynode *item = node->first; item; item = item->next)
        if (!read_range(item, &ranges[rule->range_count++]))
            return FAIL(file, item, err,
                        "a code or a span is expected, such as 10054 or 11005-11031");
    return 0;
}

static int
load_forms(struct wl_pattern_file *file, struct wl_rule *rule, const struct wl_ynode *node,
           struct wl_error *err)
{
    const struct wl_ynode *item = first_item(node);
    const char **list;
    int rc = wl_pattern_strings(file, node, &list, err);

    if (rc < 0)
        return rc;
    if (!node)
        rule->forms = 1 << WL_FORM_NUMBER | 1 << WL_FORM_HEX;
    for (; *list; list++, item = next_item(node, item)) {
        unsigned form = 0;
        while (form < WL_FORMS && strcmp(wl_form_name(form), *list) != 0)
            form++;
        if (form == WL_FORMS && strcmp(*list, "all") != 0)
            return FAIL(file, item, err,
                        "no form of evidence is called '%.40s'; there are number, name, hex, "
                        "hresult, dotnet, message, localized and all",
                        *list);
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

/* Id, title and place. */
static int
load_identity(struct wl_pattern_file *file, const struct wl_ynode *map, struct wl_rule *rule,
              struct wl_error *err)
{
    const struct wl_ynode *id = wl_ynode_get(map, "id"), *title = wl_ynode_get(map, "title");

    if (id->kind != WL_YSCALAR || !is_id(id->text.ptr))
        return FAIL(file, id, err,
                    "an id is 3 to 64 of a-z, 0-9, '.' and '-', such as number.winerror");
    if (title->kind != WL_YSCALAR || title->text.len == 0)
        return FAIL(file, title, err, "a title is a line of text");
    rule->id = id->text.ptr;
    rule->title = title->text.ptr;
    rule->file = wl_ydoc_name(file->doc);
    rule->at_line = map->line;
    return 0;
}

/* What only patterns, or only contexts, have. */
static int
load_weight(struct wl_pattern_file *file, const struct wl_ynode *map, struct wl_rule *rule,
            struct wl_error *err)
{
    const struct wl_ynode *confidence = wl_ynode_get(map, "confidence");
    const struct wl_ynode *weight = wl_ynode_get(map, "weight");
    const struct wl_ynode *code = wl_ynode_get(map, "code"), *small = wl_ynode_get(map, "small");
    const struct wl_ynode *within = wl_ynode_get(map, "within");
    long value = 0, bytes = 0;
    int rc = 0;

    if (confidence)
        rc = wl_pattern_number(file, confidence, 1, 99, &value, err);
    else if (weight)
        rc = wl_pattern_number(file, weight, -100, 100, &value, err);
    rule->weight = (int16_t)value;
    if (rc == 0 && within)
        rc = wl_pattern_number(file, within, 1, WL_WITHIN_MAX, &bytes, err);
    rule->within = (uint16_t)bytes;
    if (rc == 0 && code)
        rc = wl_pattern_code(file, code, &rule->code, err);
    if (rc < 0 || !small)
        return rc;
    if (small->kind != WL_YSCALAR || strcmp(small->text.ptr, "true") != 0)
        return FAIL(file, small, err, "'small' is true or is left out");
    rule->small = true;
    return 0;
}

/* What a field's levels mean, where they are numbers or words of one format alone. */
static int
load_levels(struct wl_pattern_file *file, struct wl_rule *rule, const struct wl_ynode *node,
            struct wl_error *err)
{
    const char **list;

    if (!node)
        return 0;
    if (node->kind != WL_YMAPPING || node->count == 0)
        return FAIL(file, node, err, "a mapping is expected, such as {2: warning, 3: error}");
    list = wl_arena_alloc(&file->arena, (2 * node->count + 1) * sizeof *list);
    if (!list)
        return wl_pattern_no_memory(err);
    rule->levels = list;
    for (const struct wl_ynode *key = node->first; key; key = key->next) {
        if (key->value->kind != WL_YSCALAR || key->value->text.len == 0)
            return FAIL(file, key->value, err, "a level is a word, such as error");
        *list++ = key->text.ptr;
        *list++ = key->value->text.ptr;
    }
    return 0;
}

static int
load_expressions(struct wl_pattern_file *file, const struct wl_ynode *map, struct wl_rule *rule,
                 struct wl_error *err)
{
    const struct wl_ynode *node = wl_ynode_get(map, "regex"), *unless = wl_ynode_get(map, "unless");
    struct wl_regex *regex = NULL;
    const char **list = NULL;
    int rc = wl_pattern_compile(file, node, &rule->regex, &regex, err);

    if (rc == 0)
        rc = check_groups(file, rule, node, regex, err);
    if (rc == 0 && rule->levels && !wl_regex_has(regex, WL_GROUP_LEVEL))
        rc = FAIL(file, wl_ynode_get(map, "levels"), err,
                  "'levels' says what a group 'level' means; the expression names none");
    wl_regex_free(regex);
    if (rc == 0)
        rc = wl_pattern_strings(file, unless, &list, err);
    if (rc < 0)
        return rc;
    rule->unless = list;
    for (const struct wl_ynode *item = first_item(unless); item && rc == 0;
         item = next_item(unless, item)) {
        rc = wl_pattern_compile(file, item, list++, &regex, err);
        wl_regex_free(regex);
    }
    return rc;
}

int
wl_pattern_rule(struct wl_pattern_file *file, const struct wl_pattern_section *section,
                const struct wl_ynode *map, struct wl_rule *rule, struct wl_error *err)
{
    int rc = wl_pattern_keys(file, map, section->keys, section->required, err);

    rule->kind = (uint8_t)section->kind;
    if (rc == 0)
        rc = load_identity(file, map, rule, err);
    if (rc == 0)
        rc = load_weight(file, map, rule, err);
    if (rc == 0)
        rc = load_keywords(file, rule, wl_ynode_get(map, "keywords"), err);
    if (rc == 0)
        rc = load_ranges(file, rule, wl_ynode_get(map, "codes"), err);
    if (rc == 0)
        rc = load_forms(file, rule, wl_ynode_get(map, "forms"), err);
    if (rc == 0)
        rc = load_examples(file, rule, map, err);
    if (rc == 0)
        rc = load_levels(file, rule, wl_ynode_get(map, "levels"), err);
    return rc < 0 ? rc : load_expressions(file, map, rule, err);
}
