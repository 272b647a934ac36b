/*
 * Files of diagnoses to the structures of diagnosis.h. The built-in file goes the same way as those
 * of users, when a report needs it: it is embedded as it stands.
 */
#include "base/ascii.h"
#include "scan/diagnosis_builtin.h"
#include "scan/diagnosis_file.h"

#include <stdlib.h>

#define FAIL WL_PATTERN_FAIL
#define BUILTIN "diagnoses.yaml"

static int
load_operation(struct wl_diagnosis_reader *rd, const struct wl_ynode *key, struct wl_operation *out,
               struct wl_error *err)
{
    const struct wl_ynode *map = key->value;
    const char **calls = NULL;
    int rc = wl_pattern_keys(rd->file, map, "calls words codes remote", "", err);

    if (rc == 0)
        rc = wl_pattern_strings(rd->file, wl_ynode_get(map, "calls"), &calls, err);
    out->name = key->text.ptr;
    out->calls = calls;
    if (rc == 0)
        rc = wl_diagnosis_words(rd, wl_ynode_get(map, "words"), &out->words, err);
    if (rc == 0)
        rc = wl_diagnosis_codes(rd, wl_ynode_get(map, "codes"), &out->codes, &out->code_count, err);
    if (rc == 0)
        rc = wl_diagnosis_codes(rd, wl_ynode_get(map, "remote"), &out->remote, &out->remote_count,
                                err);
    return rc;
}

/* An operation of a name that is there already replaces it: rules speak of it by name. */
static int
load_operations(struct wl_diagnosis_reader *rd, const struct wl_ynode *node, struct wl_error *err)
{
    struct wl_diagnosis_rules *rules = &rd->set->content;

    if (node && node->kind != WL_YMAPPING)
        return FAIL(rd->file, node, err, "operations by name are expected here");
    for (const struct wl_ynode *key = node ? node->first : NULL; key; key = key->next) {
        struct wl_operation operation = {0};
        size_t at = 0;
        int rc = load_operation(rd, key, &operation, err);
        if (rc < 0)
            return rc;
        while (at < rules->operation_count &&
               strcmp(rules->operations[at].name, operation.name) != 0)
            at++;
        if (at == WL_OPERATIONS_MAX)
            return FAIL(rd->file, key, err, "there is room for %d operations", WL_OPERATIONS_MAX);
        if (at == rules->operation_count)
            rules->operation_count++;
        rd->set->operations[at] = operation;
    }
    return 0;
}

static int
load_timers(struct wl_diagnosis_reader *rd, const struct wl_ynode *node, struct wl_error *err)
{
    struct wl_diagnosis_rules *rules = &rd->set->content;
    struct wl_timer *grown;

    if (!node)
        return 0;
    if (node->kind != WL_YSEQUENCE)
        return FAIL(rd->file, node, err, "a list of timers is expected: {after: 240s, name: ...}");
    grown = realloc(rd->set->timers, (rules->timer_count + node->count + 1) * sizeof *grown);
    if (!grown)
        return wl_pattern_no_memory(err);
    rules->timers = rd->set->timers = grown;
    for (const struct wl_ynode *item = node->first; item; item = item->next) {
        struct wl_timer *timer = grown + rules->timer_count;
        int rc = wl_pattern_keys(rd->file, item, "after name", "after name", err);
        if (rc == 0)
            rc = wl_diagnosis_duration(rd, wl_ynode_get(item, "after"), &timer->us, err);
        if (rc == 0)
            rc = wl_diagnosis_text(rd, item, "name", &timer->name, err);
        if (rc < 0)
            return rc;
        rules->timer_count++;
    }
    return 0;
}

static int
load_case(struct wl_diagnosis_reader *rd, const struct wl_ynode *map, struct wl_diagnosis_case *out,
          struct wl_error *err)
{
    long confidence = 0;
    int rc = wl_pattern_keys(
        rd->file, map,
        "codes during not_during words without large by within most needs confidence",
        "codes needs confidence", err);

    if (rc == 0)
        rc = wl_diagnosis_pick(rd, map, &out->pick, err);
    if (rc == 0)
        rc = wl_diagnosis_trait(rd, wl_ynode_get(map, "by"), &out->by, err);
    if (rc == 0)
        rc = wl_diagnosis_trait(rd, wl_ynode_get(map, "most"), &out->most, err);
    if (rc == 0)
        rc = wl_diagnosis_duration(rd, wl_ynode_get(map, "within"), &out->within_us, err);
    if (rc == 0)
        rc = wl_diagnosis_conditions(rd, wl_ynode_get(map, "needs"), &out->needs, err);
    if (rc == 0)
        rc = wl_pattern_number(rd->file, wl_ynode_get(map, "confidence"), 1, 95, &confidence, err);
    out->confidence = confidence;
    return rc;
}

static int
load_sign(struct wl_diagnosis_reader *rd, const struct wl_ynode *map, struct wl_sign *out,
          struct wl_error *err)
{
    long add = 0;
    int rc = wl_pattern_keys(rd->file, map, "when add say", "when add", err);

    if (rc == 0)
        rc = wl_diagnosis_conditions(rd, wl_ynode_get(map, "when"), &out->when, err);
    if (rc == 0)
        rc = wl_pattern_number(rd->file, wl_ynode_get(map, "add"), -95, 95, &add, err);
    out->add = add;
    return rc == 0 ? wl_diagnosis_text(rd, map, "say", &out->say, err) : rc;
}

static int
load_yields(struct wl_diagnosis_reader *rd, const struct wl_ynode *map,
            struct wl_diagnosis_rule *rule, struct wl_error *err)
{
    if (!map)
        return 0;
    if (map->kind != WL_YMAPPING)
        return FAIL(rd->file, map, err, "other diagnoses with a number are expected: {P10: 25}");
    rule->yields = wl_arena_alloc(&rd->file->arena, (map->count + 1) * sizeof *rule->yields);
    if (!rule->yields)
        return wl_pattern_no_memory(err);
    for (const struct wl_ynode *key = map->first; key; key = key->next) {
        long by = 0;
        int rc = wl_pattern_number(rd->file, key->value, 1, 95, &by, err);
        if (rc < 0)
            return rc;
        rule->yields[rule->yield_count++] = (struct wl_yield){key->text.ptr, by};
    }
    return 0;
}

static int
load_lists(struct wl_diagnosis_reader *rd, const struct wl_ynode *map,
           struct wl_diagnosis_rule *rule, struct wl_error *err)
{
    const struct wl_ynode *cases = wl_ynode_get(map, "cases"), *signs = wl_ynode_get(map, "signs");
    int rc = 0;

    if (cases->kind != WL_YSEQUENCE || cases->count == 0)
        return FAIL(rd->file, cases, err, "a list of cases is expected here");
    if (signs && signs->kind != WL_YSEQUENCE)
        return FAIL(rd->file, signs, err, "a list of signs is expected here");
    rule->cases = wl_arena_alloc(&rd->file->arena, cases->count * sizeof *rule->cases);
    rule->signs =
        wl_arena_alloc(&rd->file->arena, (signs ? signs->count + 1 : 1) * sizeof *rule->signs);
    if (!rule->cases || !rule->signs)
        return wl_pattern_no_memory(err);
    for (const struct wl_ynode *item = cases->first; item && rc == 0; item = item->next)
        rc = load_case(rd, item, rule->cases + rule->case_count++, err);
    for (const struct wl_ynode *item = signs ? signs->first : NULL; item && rc == 0;
         item = item->next)
        rc = load_sign(rd, item, rule->signs + rule->sign_count++, err);
    return rc;
}

static int
load_prose(struct wl_diagnosis_reader *rd, const struct wl_ynode *map,
           struct wl_diagnosis_rule *rule, struct wl_error *err)
{
    const struct {
        const char *key, **text;
    } prose[] = {{"id", &rule->id},
                 {"title", &rule->title},
                 {"meaning", &rule->meaning},
                 {"evidence", &rule->evidence},
                 {"confused", &rule->confused},
                 {"source", &rule->source}};
    const char **checks = NULL;
    int rc = 0;

    for (size_t i = 0; i < sizeof prose / sizeof *prose && rc == 0; i++)
        rc = wl_diagnosis_text(rd, map, prose[i].key, prose[i].text, err);
    if (rc == 0)
        rc = wl_pattern_strings(rd->file, wl_ynode_get(map, "checks"), &checks, err);
    rule->checks = checks;
    return rc;
}

static void
remove_rule(struct wl_diagnosis_set *set, const char *id)
{
    struct wl_diagnosis_rules *rules = &set->content;

    for (size_t i = 0; i < rules->count; i++)
        if (strcmp(set->list[i]->id, id) == 0) {
            rules->count--;
            memmove(set->list + i, set->list + i + 1, (rules->count - i) * sizeof *set->list);
            return;
        }
}

static int
load_rule(struct wl_diagnosis_reader *rd, const struct wl_ynode *map, struct wl_error *err)
{
    struct wl_diagnosis_rule *rule = wl_arena_alloc(&rd->file->arena, sizeof *rule);
    int rc;

    if (!rule)
        return wl_pattern_no_memory(err);
    rc = wl_pattern_keys(
        rd->file, map,
        "id title meaning evidence confused checks source cases signs yields match no_match",
        "id title meaning evidence confused checks source cases match no_match", err);
    if (rc == 0)
        rc = load_prose(rd, map, rule, err);
    if (rc == 0)
        rc = load_lists(rd, map, rule, err);
    if (rc == 0)
        rc = load_yields(rd, wl_ynode_get(map, "yields"), rule, err);
    if (rc == 0)
        rc = wl_diagnosis_examples(rd, map, rule, err);
    if (rc < 0)
        return rc;
    rule->file = rd->name;
    rule->line = map->line;
    for (size_t i = 0; i < rd->set->content.count; i++)
        if (rd->set->list[i]->file == rd->name && strcmp(rd->set->list[i]->id, rule->id) == 0)
            return FAIL(rd->file, wl_ynode_get(map, "id"), err,
                        "id '%.40s' stands in this file already", rule->id);
    remove_rule(rd->set, rule->id);
    if (rd->set->content.count == WL_DIAGNOSES_MAX)
        return FAIL(rd->file, map, err, "there is room for %d diagnoses", WL_DIAGNOSES_MAX);
    rd->set->list[rd->set->content.count++] = rule;
    return 0;
}

static int
load_document(struct wl_diagnosis_reader *rd, struct wl_error *err)
{
    const struct wl_ynode *root = wl_ydoc_root(rd->file->doc);
    const struct wl_ynode *format = wl_ynode_get(root, "format"),
                          *list = wl_ynode_get(root, "diagnoses");
    int rc = wl_pattern_keys(rd->file, root, "format kind disable operations timers diagnoses",
                             "format kind", err);

    if (rc == 0 && (format->kind != WL_YSCALAR || strcmp(format->text.ptr, "1") != 0))
        return FAIL(rd->file, format, err, "only 'format: 1' is known");
    if (rc == 0)
        rc = wl_pattern_strings(rd->file, wl_ynode_get(root, "disable"), &rd->file->disabled, err);
    for (const char **id = rd->file->disabled; rc == 0 && *id; id++)
        remove_rule(rd->set, *id);
    if (rc == 0)
        rc = load_operations(rd, wl_ynode_get(root, "operations"), err);
    if (rc == 0)
        rc = load_timers(rd, wl_ynode_get(root, "timers"), err);
    if (rc == 0 && list && list->kind != WL_YSEQUENCE)
        return FAIL(rd->file, list, err, "a list of diagnoses is expected here");
    for (const struct wl_ynode *item = list ? list->first : NULL; item && rc == 0;
         item = item->next)
        rc = load_rule(rd, item, err);
    return rc;
}

/* path NULL: the built-in file. */
static int
load_file(struct wl_diagnosis_set *set, const char *path, struct wl_error *err)
{
    struct wl_pattern_file *file = calloc(1, sizeof *file);
    struct wl_diagnosis_reader rd = {set, file, path ? path : BUILTIN};
    int rc;

    if (!file)
        return wl_pattern_no_memory(err);
    wl_arena_init(&file->arena);
    set->files[set->file_count++] = file;
    if (path)
        rc = wl_ydoc_load_file(&file->doc, path, err);
    else
        rc = wl_ydoc_load_memory(&file->doc, BUILTIN, wl_diagnosis_builtin(), err);
    return rc == 0 && wl_diagnosis_kind(file->doc) ? load_document(&rd, err) : rc;
}

int
wl_diagnosis_set_new(struct wl_diagnosis_set **out, const char *const *paths, size_t count,
                     struct wl_error *err)
{
    struct wl_diagnosis_set *set = calloc(1, sizeof *set);
    int rc;

    if (!set)
        return wl_pattern_no_memory(err);
    set->content.list = set->list;
    set->content.operations = set->operations;
    set->content.words = set->words;
    set->content.first_word = set->first_word;
    set->files = calloc(count + 1, sizeof *set->files);
    rc = set->files ? load_file(set, NULL, err) : wl_pattern_no_memory(err);
    for (size_t i = 0; i < count && rc == 0; i++)
        rc = load_file(set, paths[i], err);
    if (rc == 0) {
        *out = set;
        set = NULL;
    }
    wl_diagnosis_set_free(set);
    return rc;
}

void
wl_diagnosis_set_free(struct wl_diagnosis_set *set)
{
    if (!set)
        return;
    for (size_t i = 0; i < set->file_count; i++)
        wl_pattern_file_free(set->files[i]);
    free(set->files);
    free(set->timers);
    free(set);
}

const struct wl_diagnosis_rules *
wl_diagnosis_set_get(const struct wl_diagnosis_set *set)
{
    return &set->content;
}
