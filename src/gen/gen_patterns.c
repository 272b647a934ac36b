/*
 * Build time only: the files of patterns/ to one C file with the built-in pattern set.
 *
 *   gen_patterns VERSION OUT.c grams.tsv FILE.yaml...
 *
 * Files are read by the loader that users' files go through, so that what is built in obeys the
 * same rules; what needs the whole set (examples) is run by the tests.
 */
#include "gen/encodings.h"
#include "gen/grams.h"
#include "scan/keywords.h"
#include "scan/pattern_load.h"
#include "scan/text_forms.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#define FILES_MAX 32

static FILE *out;
static struct wl_pattern_file *files[FILES_MAX];
static struct wl_rule *rules;
static struct wl_text *texts;
static size_t rule_count, text_count, file_count;
static struct wl_form_list forms;
static XXH3_state_t *state;

static void
die(const struct wl_error *err)
{
    (void)fprintf(stderr, "gen_patterns: %s\n", err->text);
    exit(1);
}

static void
put_quoted(struct wl_span text)
{
    (void)fputc('"', out);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c < 0x20 || c >= 0x7F || c == '"' || c == '\\' || c == '?')
            (void)fprintf(out, "\\%03o", c);
        else
            (void)fputc(c, out);
    }
    (void)fputc('"', out);
}

/* What the set is told from others by. */
static void
put_bytes(struct wl_span text)
{
    (void)XXH3_128bits_update(state, text.ptr, text.len);
    put_quoted(text);
}

static void
put_text(const char *text)
{
    put_bytes(wl_span_of(text));
}

static void
put_regex(const char *regex)
{
    struct wl_buf all;

    wl_buf_init(&all);
    wl_encodings_regex(&all, wl_span_of(regex));
    put_bytes(wl_buf_span(&all));
    wl_buf_done(&all);
}

/* Keywords are lower case, also where a code page has ASCII letters as second bytes. */
static int
put_word(void *arg, struct wl_span bytes, const char *how)
{
    char lower[256];
    size_t len = bytes.len < sizeof lower ? bytes.len : sizeof lower;

    (void)arg;
    (void)how;
    for (size_t i = 0; i < len; i++)
        lower[i] =
            (char)(bytes.ptr[i] >= 'A' && bytes.ptr[i] <= 'Z' ? bytes.ptr[i] + 32 : bytes.ptr[i]);
    if (len >= WL_KEYWORD_MIN) {
        put_bytes((struct wl_span){lower, len});
        (void)fputs(", ", out);
    }
    return 0;
}

/* A word of two letters in a double-byte code page still makes a keyword; a shorter one does not.
 */
static void
put_keywords(size_t index, const char *const *list)
{
    if (!list || !*list)
        return;
    (void)fprintf(out, "static const char *const keywords_%zu[] = {", index);
    for (; *list; list++) {
        (void)put_word(NULL, wl_span_of(*list), NULL);
        (void)wl_encodings_word(wl_span_of(*list), put_word, NULL);
    }
    (void)fputs("NULL};\n", out);
}

static void
put_unless(size_t index, const char *const *list)
{
    if (!list || !*list)
        return;
    (void)fprintf(out, "static const char *const unless_%zu[] = {", index);
    for (; *list; list++) {
        put_regex(*list);
        (void)fputs(", ", out);
    }
    (void)fputs("NULL};\n", out);
}

static void
put_levels(size_t index, const char *const *list)
{
    if (!list)
        return;
    (void)fprintf(out, "static const char *const levels_%zu[] = {", index);
    for (; *list; list++) {
        put_text(*list);
        (void)fputs(", ", out);
    }
    (void)fputs("NULL};\n", out);
}

static void
put_parts(size_t index, const struct wl_rule *rule)
{
    put_keywords(index, rule->keywords);
    put_unless(index, rule->unless);
    put_levels(index, rule->levels);
    if (rule->range_count) {
        (void)fprintf(out, "static const struct wl_range ranges_%zu[] = {", index);
        for (unsigned i = 0; i < rule->range_count; i++)
            (void)fprintf(out, "{%u, %u}, ", rule->ranges[i].first, rule->ranges[i].last);
        (void)fputs("};\n", out);
    }
    (void)fprintf(out, "static const struct wl_rule_example examples_%zu[] = {\n", index);
    for (unsigned i = 0; i < rule->example_count; i++) {
        const struct wl_rule_example *e = rule->examples + i;
        (void)fputs("    {", out);
        put_text(e->line);
        if (e->count) {
            (void)fputs(", (const uint16_t[]){", out);
            for (unsigned k = 0; k < e->count; k++)
                (void)fprintf(out, "%u, ", e->codes[k]);
            (void)fputs("}", out);
        } else {
            (void)fputs(", NULL", out);
        }
        (void)fprintf(out, ", %u, %d, %u, %u},\n", e->count, e->match, e->at_line, e->at_column);
    }
    (void)fputs("};\n", out);
}

static void
put_reference(size_t index, const char *name, bool there)
{
    if (there)
        (void)fprintf(out, "%s_%zu, ", name, index);
    else
        (void)fputs("none, ", out);
}

static void
put_rule(size_t index, const struct wl_rule *rule)
{
    const char *slash = strrchr(rule->file, '/');

    (void)fprintf(out, "    {%u, %d, %u, %d, %u, %u, %u, %u, %u, ", rule->kind, rule->small,
                  rule->forms, rule->weight, rule->code, rule->within, rule->range_count,
                  rule->example_count, rule->at_line);
    put_text(rule->id);
    (void)fputs(", ", out);
    put_text(rule->title);
    (void)fputs(", ", out);
    put_regex(rule->regex);
    (void)fputs(", ", out);
    put_reference(index, "keywords", rule->keywords && *rule->keywords);
    put_reference(index, "unless", rule->unless && *rule->unless);
    put_reference(index, "levels", rule->levels != NULL);
    (void)fprintf(out, rule->range_count ? "ranges_%zu" : "NULL", index);
    (void)fprintf(out, ", examples_%zu, ", index);
    put_text(slash ? slash + 1 : rule->file);
    (void)fputs("},\n", out);
}

struct adding {
    size_t index;
    struct wl_error *err;
};

/* Of a clash: between twins the later text stays; a mangled form that two codes share is dropped.
 */
static int
add_form(void *arg, struct wl_span bytes, const char *how)
{
    struct adding *adding = arg;
    const struct wl_text *clash, *text = texts + adding->index;

    int rc = wl_form_list_add(&forms, texts, adding->index, bytes, &clash);

    if (rc < 0)
        return wl_error_set(adding->err, WL_ENOMEM, "out of memory");
    for (int k = 0; rc > 0 && k < 2; k++)
        wl_grams_use((uint32_t)(forms.forms[forms.count - 1].key[k][0] >> 32));
    if (clash && strcmp(how, "UTF-8") == 0)
        return wl_error_set(adding->err, WL_EPARSE, "%s and %s are one text for two codes",
                            text->id, clash->id);
    if (clash)
        (void)fprintf(stderr, "gen_patterns: %s and %s share a form (%s): not used\n", text->id,
                      clash->id, how);
    return 0;
}

static void
load(const char *path)
{
    struct wl_error err = {0};
    const struct wl_rule *more;
    const struct wl_text *more_texts;
    size_t count;

    if (file_count == FILES_MAX || wl_pattern_file_load(&files[file_count], path, &err) < 0)
        die(&err);
    more = wl_pattern_file_rules(files[file_count], &count);
    rules = realloc(rules, (rule_count + count + 1) * sizeof *rules);
    if (!rules)
        abort();
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < rule_count; k++)
            if (strcmp(rules[k].id, more[i].id) == 0) {
                (void)wl_error_set(&err, WL_EPARSE, "%s:%u: id '%s' stands in %s already", path,
                                   more[i].at_line, more[i].id, rules[k].file);
                die(&err);
            }
        rules[rule_count++] = more[i];
    }
    more_texts = wl_pattern_file_texts(files[file_count++], &count);
    texts = realloc(texts, (text_count + count + 1) * sizeof *texts);
    if (!texts)
        abort();
    for (size_t i = 0; i < count; i++) {
        struct adding adding = {text_count, &err};
        texts[text_count++] = more_texts[i];
        if (wl_encodings(wl_span_of(more_texts[i].text), more_texts[i].language, add_form,
                         &adding) < 0)
            die(&err);
    }
}

static void
put_tables(const char *version)
{
    XXH128_canonical_t canonical;

    (void)fputs("/* Generated from patterns/: do not edit. */\n#include \"scan/prepared.h\"\n\n"
                "extern const struct wl_text_form wl_text_forms_builtin[];\n"
                "static const char *const none[] = {NULL};\n",
                out);
    for (size_t i = 0; i < rule_count; i++)
        put_parts(i, rules + i);
    (void)fputs("static const struct wl_rule rules[] = {\n", out);
    for (size_t i = 0; i < rule_count; i++)
        put_rule(i, rules + i);
    (void)fputs("};\nstatic const struct wl_text texts[] = {\n", out);
    for (size_t i = 0; i < text_count; i++) {
        (void)fputs("    {", out);
        put_text(texts[i].id);
        (void)fputs(", ", out);
        put_text(texts[i].language);
        (void)fputs(", ", out);
        put_text(texts[i].text);
        (void)fprintf(out, ", %u, %u},\n", texts[i].code, texts[i].confidence);
    }
    (void)fputs("};\nconst struct wl_text_form wl_text_forms_builtin[] = {\n", out);
    for (size_t i = 0; i < forms.count; i++) {
        const struct wl_text_form *f = forms.forms + i;
        (void)fputs("    {{", out);
        put_bytes(f->folded);
        if (f->spelled_at > 0)
            put_quoted(wl_text_form_spelled(f));
        (void)fprintf(out, ", %zu}, %u, %u, %u, {%u, %u}, {%d, %d}, {%u, %u}, {", f->folded.len,
                      f->text, f->spelled_at, f->spelled_len, f->anchor[0], f->anchor[1],
                      f->word[0], f->word[1], f->reach[0], f->reach[1]);
        for (int k = 0; k < 2; k++)
            (void)fprintf(out, "{0x%" PRIx64 ", 0x%" PRIx64 ", 0x%" PRIx64 "}, ", f->key[k][0],
                          f->key[k][1], f->key[k][2]);
        (void)fputs("}},\n", out);
    }
    (void)fprintf(out,
                  "};\nstatic const struct wl_patterns builtin = {\n    rules, %zu, texts, %zu, "
                  "wl_text_forms_builtin, %zu, &wl_prepared_builtin, \"built-in %s\", {",
                  rule_count, text_count, forms.count, version);
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state));
    for (size_t i = 0; i < sizeof canonical.digest; i++)
        (void)fprintf(out, "%u, ", canonical.digest[i]);
    (void)fputs("}};\n\nconst struct wl_patterns *\nwl_patterns_builtin(void)\n{\n"
                "    return &builtin;\n}\n",
                out);
}

int
main(int argc, char **argv)
{
    if (argc < 5) {
        (void)fputs("usage: gen_patterns VERSION OUT.c grams.tsv FILE.yaml...\n", stderr);
        return 2;
    }
    wl_form_list_init(&forms);
    wl_grams_load(argv[3]);
    forms.costs = wl_grams_costs();
    state = XXH3_createState();
    out = fopen(argv[2], "w");
    if (!out || !state) {
        perror(argv[2]);
        return 1;
    }
    (void)XXH3_128bits_reset(state);
    for (int i = 4; i < argc; i++)
        load(argv[i]);
    wl_rules_sort(rules, rule_count);
    put_tables(argv[1]);
    if (fclose(out) != 0) {
        perror(argv[2]);
        return 1;
    }
    (void)XXH3_freeState(state);
    wl_form_list_done(&forms);
    for (size_t i = 0; i < file_count; i++)
        wl_pattern_file_free(files[i]);
    free(rules);
    free(texts);
    return 0;
}
