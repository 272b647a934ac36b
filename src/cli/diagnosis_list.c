#include "cli/diagnosis_list.h"

#include "base/utf8.h"
#include "report/diagnose.h"

#include <stdio.h>

#define ID_COLUMNS 28

void
wl_diagnosis_list_text(struct wl_layout *layout, const struct wl_diagnosis_rules *rules,
                       bool places)
{
    wl_layout_end(layout);
    wl_layout_put(layout, "Diagnoses: what several occurrences together say", WL_TONE_BOLD);
    wl_layout_end(layout);
    for (size_t i = 0; i < rules->count; i++) {
        const struct wl_diagnosis_rule *rule = rules->list[i];
        char line[16];
        wl_layout_space(layout, 7);
        wl_layout_text(layout, rule->id, ID_COLUMNS, WL_FIT_LEFT, WL_TONE_PLAIN);
        wl_layout_space(layout, 1);
        if (layout->width > layout->column + 4)
            wl_layout_text(layout, rule->title, layout->width - layout->column, WL_FIT_LEFT,
                           WL_TONE_PLAIN);
        wl_layout_end(layout);
        if (!places)
            continue;
        (void)snprintf(line, sizeof line, ":%u", rule->line);
        wl_layout_space(layout, 7);
        if (!strchr(rule->file, '/'))
            wl_layout_put(layout, "patterns/", WL_TONE_DIM);
        wl_layout_put(layout, rule->file, WL_TONE_DIM);
        wl_layout_put(layout, line, WL_TONE_DIM);
        wl_layout_end(layout);
    }
}

static void
add_text(struct wl_buf *out, const char *name, const char *text)
{
    wl_buf_addf(out, ",\"%s\":", name);
    wl_utf8_add_json(out, wl_span_of(text));
}

void
wl_diagnosis_list_json(struct wl_buf *out, const struct wl_diagnosis_rules *rules)
{
    for (size_t i = 0; i < rules->count; i++) {
        const struct wl_diagnosis_rule *rule = rules->list[i];
        wl_buf_add_text(out, "{\"kind\":\"diagnosis\"");
        add_text(out, "id", rule->id);
        add_text(out, "title", rule->title);
        add_text(out, "meaning", rule->meaning);
        add_text(out, "evidence", rule->evidence);
        add_text(out, "confused", rule->confused);
        wl_buf_add_text(out, ",\"checks\":[");
        for (size_t c = 0; rule->checks[c]; c++) {
            wl_buf_add_text(out, c ? "," : "");
            wl_utf8_add_json(out, wl_span_of(rule->checks[c]));
        }
        wl_buf_add_char(out, ']');
        add_text(out, "source", rule->source);
        add_text(out, "file", rule->file);
        wl_buf_addf(out, ",\"line\":%u}\n", rule->line);
    }
}

static const char *
expected(const struct wl_diagnosis_example *example)
{
    return example->match ? "this one first" : "this one not at all";
}

int
wl_diagnosis_check_all(struct wl_buf *out, const struct wl_diagnosis_rules *rules, size_t *passed,
                       size_t *failed, struct wl_error *err)
{
    for (size_t i = 0; i < rules->count; i++)
        for (size_t e = 0; e < rules->list[i]->example_count; e++) {
            const struct wl_diagnosis_rule *rule = rules->list[i];
            struct wl_diagnosis_fault fault;
            int rc = wl_diagnosis_test(rules, rule, rule->examples + e, &fault, err);
            if (rc < 0)
                return rc;
            *passed += rc == 1;
            *failed += rc == 0;
            if (rc == 0)
                wl_buf_addf(out, "%s  %s:%u\n  expected: %s\n  found:    %s\n", rule->id,
                            rule->file, rule->examples[e].line, expected(rule->examples + e),
                            fault.text);
        }
    return 0;
}

int
wl_diagnosis_check_file(const char *const *paths, size_t count, struct wl_error *err)
{
    struct wl_diagnosis_set *set = NULL;
    int rc = wl_diagnosis_set_new(&set, paths, count, err), found = 0;
    const struct wl_diagnosis_rules *rules = rc == 0 ? wl_diagnosis_set_get(set) : NULL;

    for (size_t i = 0; rules && i < rules->count && rc == 0; i++) {
        const struct wl_diagnosis_rule *rule = rules->list[i];
        if (strcmp(rule->file, paths[count - 1]) != 0)
            continue;
        found++;
        for (size_t e = 0; e < rule->example_count && rc == 0; e++) {
            struct wl_diagnosis_fault fault;
            rc = wl_diagnosis_test(rules, rule, rule->examples + e, &fault, err);
            if (rc == 0)
                rc = wl_error_set(err, WL_EPARSE,
                                  "%s:%u:%u: example of '%s': expected is %s, found: %s",
                                  rule->file, rule->examples[e].line, rule->examples[e].column,
                                  rule->id, expected(rule->examples + e), fault.text);
            else
                rc = rc < 0 ? rc : 0;
        }
    }
    wl_diagnosis_set_free(set);
    return rc < 0 ? rc : found;
}
