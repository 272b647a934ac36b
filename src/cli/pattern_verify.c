#include "cli/pattern_verify.h"

#include "base/utf8.h"
#include "cli/diagnosis_list.h"
#include "scan/pattern_load.h"

static void
add_count(struct wl_buf *out, const char *before, size_t count, const char *what)
{
    wl_buf_addf(out, "%s%zu %s%s", before, count, what, count == 1 ? "" : "s");
}

/* "net.yaml: ok (2 patterns, 0 contexts, 0 fields, 1 text, 3 ids switched off)" */
static void
add_line(struct wl_buf *out, const struct wl_pattern_file *file, const char *path)
{
    const char *const *off = wl_pattern_file_disabled(file);
    size_t rule_count, text_count, off_count = 0, by_kind[WL_RULE_KINDS] = {0};
    const struct wl_rule *rules = wl_pattern_file_rules(file, &rule_count);

    (void)wl_pattern_file_texts(file, &text_count);
    for (size_t i = 0; i < rule_count; i++)
        by_kind[rules[i].kind]++;
    while (off[off_count])
        off_count++;
    wl_utf8_add_escaped(out, wl_span_of(path));
    add_count(out, ": ok (", by_kind[WL_RULE_PATTERN], "pattern");
    add_count(out, ", ", by_kind[WL_RULE_CONTEXT], "context");
    add_count(out, ", ", by_kind[WL_RULE_FIELD], "field");
    add_count(out, ", ", text_count, "text");
    if (off_count)
        wl_buf_addf(out, ", %zu switched off", off_count);
    wl_buf_add_text(out, ")\n");
}

int
wl_pattern_verify(struct wl_buf *out, const char **paths, size_t *count, const char *path,
                  struct wl_error *err)
{
    struct wl_pattern_file *file = NULL;
    struct wl_pattern_set *set = NULL;
    int rc = wl_pattern_file_load(&file, path, err);

    paths[*count] = path;
    if (rc == 0 && wl_pattern_file_diagnoses(file)) {
        int found = wl_diagnosis_check_file(paths, *count + 1, err);
        wl_pattern_file_free(file);
        if (found < 0)
            return found;
        wl_utf8_add_escaped(out, wl_span_of(path));
        wl_buf_addf(out, ": ok (%d %s)\n", found, found == 1 ? "diagnosis" : "diagnoses");
        ++*count;
        return 0;
    }
    if (rc == 0) /* with those before it, as a run does: it may also spoil their examples */
        rc = wl_pattern_set_new(&set, paths, *count + 1, err);
    if (rc == 0) {
        add_line(out, file, path);
        ++*count;
    }
    wl_pattern_set_free(set);
    wl_pattern_file_free(file);
    return rc;
}
