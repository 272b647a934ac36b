#include "scan/pattern_set.h"

#include "base/arena.h"
#include "base/buf.h"
#include "scan/pattern_check.h"
#include "scan/pattern_load.h"
#include "scan/prepared.h"
#include "scan/text_forms.h"

#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

struct wl_pattern_set {
    struct wl_patterns content; /* the built-in set itself when there are no files */
    struct wl_pattern_file **files;
    size_t file_count;
    struct wl_rule *rules;
    struct wl_text *texts;
    struct wl_form_list forms;
    struct wl_prepared prepared;
    struct wl_buf version;
};

static int
no_memory(struct wl_error *err)
{
    return wl_error_set(err, WL_ENOMEM, "out of memory");
}

static bool
disables(const struct wl_pattern_file *file, const char *id)
{
    const char *const *list = wl_pattern_file_disabled(file);

    for (; *list; list++)
        if (strcmp(*list, id) == 0)
            return true;
    return false;
}

static void
remove_rule(struct wl_pattern_set *set, const char *id)
{
    for (size_t i = 0; i < set->content.rule_count; i++)
        if (strcmp(set->rules[i].id, id) == 0) {
            memmove(set->rules + i, set->rules + i + 1,
                    (--set->content.rule_count - i) * sizeof *set->rules);
            return;
        }
}

static int
add_texts(struct wl_pattern_set *set, const struct wl_pattern_file *file, struct wl_error *err)
{
    size_t count;
    const struct wl_text *texts = wl_pattern_file_texts(file, &count);

    for (size_t i = 0; i < count; i++) {
        const struct wl_text *clash;
        size_t at = set->content.text_count;
        set->texts[at] = texts[i];
        if (wl_form_list_add(&set->forms, set->texts, at, wl_span_of(texts[i].text), &clash) < 0)
            return no_memory(err);
        if (clash) {
            char message[160];
            (void)snprintf(message, sizeof message, "%s has this text already, for another code",
                           clash->id);
            return wl_pattern_file_text_error(file, i, err, message);
        }
        set->content.text_count++;
    }
    return 0;
}

/* A text may be switched off too, by the id that `patterns list` shows. Indices of texts stay. */
static void
remove_text(struct wl_pattern_set *set, const char *id)
{
    size_t kept = 0;

    for (size_t i = 0; i < set->content.text_count; i++)
        if (strcmp(set->texts[i].id, id) == 0)
            set->texts[i].confidence = 0;
    for (size_t i = 0; i < set->forms.count; i++)
        if (strcmp(set->texts[set->forms.forms[i].text].id, id) != 0)
            set->forms.forms[kept++] = set->forms.forms[i];
    set->forms.count = kept;
}

static int
add_file(struct wl_pattern_set *set, struct wl_pattern_file *file, const char *path,
         struct wl_error *err)
{
    size_t count;
    const struct wl_rule *rules = wl_pattern_file_rules(file, &count);
    const char *slash = strrchr(path, '/');

    if (wl_pattern_file_diagnoses(file))
        return 0;
    for (const char *const *id = wl_pattern_file_disabled(file); *id; id++) {
        remove_rule(set, *id);
        remove_text(set, *id);
    }
    for (size_t i = 0; i < count; i++) {
        remove_rule(set, rules[i].id);
        if (!disables(file, rules[i].id))
            set->rules[set->content.rule_count++] = rules[i];
    }
    wl_buf_addf(&set->version, " + %s", slash ? slash + 1 : path);
    return add_texts(set, file, err);
}

static int
start_with_builtin(struct wl_pattern_set *set, struct wl_error *err)
{
    const struct wl_patterns *builtin = wl_patterns_builtin();
    size_t rules = builtin->rule_count, texts = builtin->text_count;

    for (size_t i = 0; i < set->file_count; i++) {
        size_t count;
        (void)wl_pattern_file_rules(set->files[i], &count);
        rules += count;
        (void)wl_pattern_file_texts(set->files[i], &count);
        texts += count;
    }
    set->rules = calloc(rules, sizeof *set->rules);
    set->texts = calloc(texts, sizeof *set->texts);
    set->forms.forms = calloc(builtin->form_count + 64, sizeof *set->forms.forms);
    if (!set->rules || !set->texts || !set->forms.forms)
        return no_memory(err);
    memcpy(set->rules, builtin->rules, builtin->rule_count * sizeof *set->rules);
    memcpy(set->texts, builtin->texts, builtin->text_count * sizeof *set->texts);
    memcpy(set->forms.forms, builtin->forms, builtin->form_count * sizeof *builtin->forms);
    set->forms.count = builtin->form_count;
    set->forms.cap = builtin->form_count + 64;
    set->content.rule_count = builtin->rule_count;
    set->content.text_count = builtin->text_count;
    wl_buf_add_text(&set->version, builtin->version);
    return 0;
}

static int
digest(struct wl_pattern_set *set)
{
    struct wl_buf all;
    XXH128_canonical_t canonical;
    bool failed;

    wl_buf_init(&all);
    for (size_t i = 0; i < set->content.rule_count; i++) {
        const struct wl_rule *rule = set->rules + i;
        wl_buf_addf(&all, "%s\n%s\n%d\n", rule->id, rule->regex, rule->weight);
    }
    for (size_t i = 0; i < set->forms.count; i++)
        wl_buf_add_span(&all, set->forms.forms[i].folded);
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(all.ptr, all.len));
    memcpy(set->content.digest, canonical.digest, sizeof set->content.digest);
    failed = all.failed;
    wl_buf_done(&all);
    return failed ? WL_ENOMEM : 0;
}

static int
build(struct wl_pattern_set *set, const char *const *paths, struct wl_error *err)
{
    int rc = start_with_builtin(set, err);

    for (size_t i = 0; i < set->file_count && rc == 0; i++)
        rc = add_file(set, set->files[i], paths[i], err);
    if (rc < 0)
        return rc;
    wl_rules_sort(set->rules, set->content.rule_count);
    set->content.rules = set->rules;
    set->content.texts = set->texts;
    set->content.forms = set->forms.forms;
    set->content.form_count = set->forms.count;
    set->content.version = wl_buf_text(&set->version);
    if (digest(set) < 0)
        return no_memory(err);
    rc = wl_prepared_make(&set->prepared, &set->content, err);
    set->content.prepared = rc == 0 ? &set->prepared : NULL;
    return rc;
}

static int
load_files(struct wl_pattern_set *set, const char *const *paths, size_t count, struct wl_error *err)
{
    set->files = calloc(count, sizeof(void *));
    if (!set->files)
        return no_memory(err);
    for (size_t i = 0; i < count; i++) {
        int rc = wl_pattern_file_load(&set->files[i], paths[i], err);
        if (rc < 0)
            return rc;
        set->file_count++;
    }
    return build(set, paths, err);
}

int
wl_pattern_set_new_unchecked(struct wl_pattern_set **out, const char *const *paths, size_t count,
                             struct wl_error *err)
{
    struct wl_pattern_set *set = calloc(1, sizeof *set);
    int rc = 0;

    if (!set)
        return no_memory(err);
    wl_form_list_init(&set->forms);
    wl_buf_init(&set->version);
    set->content = *wl_patterns_builtin();
    if (count > 0)
        rc = load_files(set, paths, count, err);
    if (rc == 0) {
        *out = set;
        set = NULL;
    }
    wl_pattern_set_free(set);
    return rc;
}

int
wl_pattern_set_new(struct wl_pattern_set **out, const char *const *paths, size_t count,
                   struct wl_error *err)
{
    struct wl_pattern_set *set = NULL;
    int rc = wl_pattern_set_new_unchecked(&set, paths, count, err);

    for (size_t i = 0; rc == 0 && set && i < set->file_count; i++)
        rc = wl_pattern_file_check(set->files[i], &set->content, err);
    if (rc == 0) {
        *out = set;
        set = NULL;
    }
    wl_pattern_set_free(set);
    return rc;
}

void
wl_pattern_set_free(struct wl_pattern_set *set)
{
    if (!set)
        return;
    for (size_t i = 0; i < set->file_count; i++)
        wl_pattern_file_free(set->files[i]);
    free(set->files);
    free(set->rules);
    free(set->texts);
    wl_prepared_done(&set->prepared);
    wl_form_list_done(&set->forms);
    wl_buf_done(&set->version);
    free(set);
}

const struct wl_patterns *
wl_pattern_set_get(const struct wl_pattern_set *set)
{
    return &set->content;
}
