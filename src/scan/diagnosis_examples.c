/*
 * Examples of diagnoses: occurrences described by their fields.
 */
#include "scan/diagnosis_file.h"

#define FAIL WL_PATTERN_FAIL

static int
row(struct wl_diagnosis_reader *rd, const struct wl_ynode *map, struct wl_example_row *out,
    struct wl_error *err)
{
    long times = 1, port = 0;
    int rc = wl_pattern_keys(rd->file, map,
                             "code at every times idle call peer port process host source text",
                             "code", err);

    *out = (struct wl_example_row){
        .idle_us = -1, .call = "", .peer = "", .process = "", .host = "", .source = "", .text = ""};
    if (rc == 0)
        rc = wl_pattern_code(rd->file, wl_ynode_get(map, "code"), &out->code, err);
    if (rc == 0)
        rc = wl_diagnosis_duration(rd, wl_ynode_get(map, "at"), &out->at_us, err);
    if (rc == 0)
        rc = wl_diagnosis_duration(rd, wl_ynode_get(map, "every"), &out->every_us, err);
    if (rc == 0)
        rc = wl_diagnosis_duration(rd, wl_ynode_get(map, "idle"), &out->idle_us, err);
    if (rc == 0 && wl_ynode_get(map, "times"))
        rc = wl_pattern_number(rd->file, wl_ynode_get(map, "times"), 1, 10000, &times, err);
    if (rc == 0 && wl_ynode_get(map, "port"))
        rc = wl_pattern_number(rd->file, wl_ynode_get(map, "port"), 1, 65535, &port, err);
    out->times = times;
    out->port = port;
    if (rc == 0)
        rc = wl_diagnosis_text(rd, map, "call", &out->call, err);
    if (rc == 0)
        rc = wl_diagnosis_text(rd, map, "peer", &out->peer, err);
    if (rc == 0)
        rc = wl_diagnosis_text(rd, map, "process", &out->process, err);
    if (rc == 0)
        rc = wl_diagnosis_text(rd, map, "host", &out->host, err);
    if (rc == 0)
        rc = wl_diagnosis_text(rd, map, "source", &out->source, err);
    return rc == 0 ? wl_diagnosis_text(rd, map, "text", &out->text, err) : rc;
}

static int
example(struct wl_diagnosis_reader *rd, const struct wl_ynode *list,
        struct wl_diagnosis_example *out, struct wl_error *err)
{
    int rc = 0;

    if (list->kind != WL_YSEQUENCE || list->count == 0)
        return FAIL(rd->file, list, err, "an example is a list of occurrences");
    out->line = list->line;
    out->column = list->column;
    out->rows = wl_arena_alloc(&rd->file->arena, list->count * sizeof *out->rows);
    if (!out->rows)
        return wl_pattern_no_memory(err);
    for (const struct wl_ynode *item = list->first; item && rc == 0; item = item->next)
        rc = row(rd, item, out->rows + out->count++, err);
    return rc;
}

int
wl_diagnosis_examples(struct wl_diagnosis_reader *rd, const struct wl_ynode *map,
                      struct wl_diagnosis_rule *rule, struct wl_error *err)
{
    static const char *const keys[] = {"no_match", "match"};
    size_t total = 0;

    for (int match = 0; match < 2; match++) {
        const struct wl_ynode *list = wl_ynode_get(map, keys[match]);
        if (list->kind != WL_YSEQUENCE || list->count == 0)
            return FAIL(rd->file, list, err, "a list of examples is expected");
        total += list->count;
    }
    rule->examples = wl_arena_alloc(&rd->file->arena, total * sizeof *rule->examples);
    if (!rule->examples)
        return wl_pattern_no_memory(err);
    for (int match = 1; match >= 0; match--) {
        const struct wl_ynode *list = wl_ynode_get(map, keys[match]);
        for (const struct wl_ynode *item = list->first; item; item = item->next) {
            struct wl_diagnosis_example *out = rule->examples + rule->example_count++;
            int rc = example(rd, item, out, err);
            if (rc < 0)
                return rc;
            out->match = match;
        }
    }
    return 0;
}
