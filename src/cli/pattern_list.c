#include "cli/pattern_list.h"

#include "base/utf8.h"
#include "scan/codes.h"
#include "scan/hit.h"

#include <stdio.h>

#define ID_COLUMNS 28
#define LANGUAGES_MAX 64

static const struct kind {
    const char *name, *title;
} kinds[WL_RULE_KINDS] = {
    [WL_RULE_PATTERN] = {"pattern", "Patterns: what finds a code, and how sure that is"},
    [WL_RULE_CONTEXT] = {"context", "Contexts: what stands near a code, for it or against it"},
    [WL_RULE_FIELD] = {"field", "Fields: what is kept with a code"},
};

struct language {
    const char *name;
    size_t count;
};

/* Those of texts that are not switched off, in the order of the set. */
static size_t
count_languages(const struct wl_patterns *set, struct language *out)
{
    size_t count = 0;

    for (size_t i = 0; i < set->text_count; i++) {
        const struct wl_text *text = set->texts + i;
        size_t at = 0;
        while (at < count && strcmp(out[at].name, text->language) != 0)
            at++;
        if (text->confidence == 0 || at == LANGUAGES_MAX)
            continue;
        if (at == count)
            out[count++] = (struct language){text->language, 0};
        out[at].count++;
    }
    return count;
}

/* The built-in set's files are named without a folder. */
static void
put_place(struct wl_layout *layout, const struct wl_rule *rule)
{
    char line[16];

    (void)snprintf(line, sizeof line, ":%u", rule->at_line);
    wl_layout_space(layout, 7);
    if (!strchr(rule->file, '/'))
        wl_layout_put(layout, "patterns/", WL_TONE_DIM);
    wl_layout_put(layout, rule->file, WL_TONE_DIM);
    wl_layout_put(layout, line, WL_TONE_DIM);
    wl_layout_end(layout);
}

static void
put_row(struct wl_layout *layout, const char *number, const char *id, const char *title)
{
    wl_layout_space(layout, 1);
    wl_layout_text(layout, number, 4, WL_FIT_RIGHT, WL_TONE_PLAIN);
    wl_layout_space(layout, 2);
    wl_layout_text(layout, id, ID_COLUMNS, WL_FIT_LEFT, WL_TONE_PLAIN);
    wl_layout_space(layout, 1);
    if (layout->width > layout->column + 4)
        wl_layout_text(layout, title, layout->width - layout->column, WL_FIT_LEFT, WL_TONE_PLAIN);
    wl_layout_end(layout);
}

static void
put_rules(struct wl_layout *layout, const struct wl_patterns *set, unsigned kind, bool places)
{
    wl_layout_put(layout, kinds[kind].title, WL_TONE_BOLD);
    wl_layout_end(layout);
    for (size_t i = 0; i < set->rule_count; i++) {
        const struct wl_rule *rule = set->rules + i;
        char number[16] = "";
        if (rule->kind != kind)
            continue;
        if (kind != WL_RULE_FIELD)
            (void)snprintf(number, sizeof number, kind == WL_RULE_CONTEXT ? "%+d" : "%d",
                           rule->weight);
        put_row(layout, number, rule->id, rule->title);
        if (places)
            put_place(layout, rule);
    }
}

static void
put_texts(struct wl_layout *layout, const struct wl_patterns *set)
{
    for (size_t i = 0; i < set->text_count; i++) {
        const struct wl_text *text = set->texts + i;
        char number[16];
        (void)snprintf(number, sizeof number, "%u", text->confidence);
        if (text->confidence)
            put_row(layout, number, text->id, text->text);
    }
}

static void
put_languages(struct wl_layout *layout, const struct wl_patterns *set)
{
    struct language languages[LANGUAGES_MAX];
    size_t count = count_languages(set, languages);
    struct wl_buf words;

    wl_buf_init(&words);
    for (size_t i = 0; i < count; i++)
        wl_buf_addf(&words, "%s%s:%zu", i ? ", " : "", languages[i].name, languages[i].count);
    wl_layout_space(layout, 7);
    wl_layout_wrap(layout, wl_buf_text(&words), 7, WL_TONE_PLAIN);
    wl_layout_end(layout);
    wl_buf_done(&words);
}

void
wl_pattern_list_text(struct wl_layout *layout, const struct wl_patterns *set,
                     const struct wl_pattern_list *options)
{
    for (unsigned kind = 0; kind < WL_RULE_KINDS; kind++) {
        put_rules(layout, set, kind, options->places);
        wl_layout_end(layout);
    }
    wl_layout_put(layout, "Message texts, by language", WL_TONE_BOLD);
    wl_layout_end(layout);
    if (options->texts)
        put_texts(layout, set);
    else
        put_languages(layout, set);
}

static void
add_text(struct wl_buf *out, const char *key, const char *value)
{
    wl_buf_addf(out, ",\"%s\":", key);
    wl_utf8_add_json(out, wl_span_of(value));
}

static void
add_list(struct wl_buf *out, const char *key, const char *const *list)
{
    if (!list || !*list)
        return;
    wl_buf_addf(out, ",\"%s\":[", key);
    for (size_t i = 0; list[i]; i++) {
        if (i > 0)
            wl_buf_add_char(out, ',');
        wl_utf8_add_json(out, wl_span_of(list[i]));
    }
    wl_buf_add_char(out, ']');
}

/* Forms and codes that a context is limited to. */
static void
add_limits(struct wl_buf *out, const struct wl_rule *rule)
{
    const char *comma = "";

    wl_buf_add_text(out, ",\"forms\":[");
    for (unsigned form = 0; form < WL_FORMS; form++)
        if (rule->forms >> form & 1) {
            wl_buf_addf(out, "%s\"%s\"", comma, wl_form_name(form));
            comma = ",";
        }
    wl_buf_add_char(out, ']');
    if (rule->range_count == 0)
        return;
    wl_buf_add_text(out, ",\"codes\":[");
    for (unsigned i = 0; i < rule->range_count; i++)
        wl_buf_addf(out, "%s[%u,%u]", i ? "," : "", rule->ranges[i].first, rule->ranges[i].last);
    wl_buf_add_char(out, ']');
}

static void
add_rule(struct wl_buf *out, const struct wl_rule *rule)
{
    wl_buf_addf(out, "{\"kind\":\"%s\"", kinds[rule->kind].name);
    add_text(out, "id", rule->id);
    add_text(out, "title", rule->title);
    if (rule->kind == WL_RULE_PATTERN)
        wl_buf_addf(out, ",\"confidence\":%d", rule->weight);
    if (rule->kind == WL_RULE_CONTEXT)
        wl_buf_addf(out, ",\"weight\":%d", rule->weight);
    if (rule->code)
        wl_buf_addf(out, ",\"code\":%u", rule->code);
    if (rule->small)
        wl_buf_add_text(out, ",\"small\":true");
    if (rule->kind == WL_RULE_CONTEXT)
        add_limits(out, rule);
    add_list(out, "keywords", rule->keywords);
    add_text(out, "regex", rule->regex);
    add_list(out, "unless", rule->unless);
    add_list(out, "levels", rule->levels);
    wl_buf_addf(out, ",\"examples\":%u", rule->example_count);
    add_text(out, "file", rule->file);
    wl_buf_addf(out, ",\"line\":%u}\n", rule->at_line);
}

void
wl_pattern_list_json(struct wl_buf *out, const struct wl_patterns *set,
                     const struct wl_pattern_list *options)
{
    struct language languages[LANGUAGES_MAX];
    size_t count = options->texts ? 0 : count_languages(set, languages);

    for (size_t i = 0; i < set->rule_count; i++)
        add_rule(out, set->rules + i);
    for (size_t i = 0; i < count; i++) {
        wl_buf_add_text(out, "{\"kind\":\"texts\"");
        add_text(out, "language", languages[i].name);
        wl_buf_addf(out, ",\"count\":%zu}\n", languages[i].count);
    }
    for (size_t i = 0; options->texts && i < set->text_count; i++) {
        const struct wl_text *text = set->texts + i;
        if (text->confidence == 0)
            continue;
        wl_buf_add_text(out, "{\"kind\":\"text\"");
        add_text(out, "id", text->id);
        add_text(out, "language", text->language);
        wl_buf_addf(out, ",\"code\":%u,\"confidence\":%u", text->code, text->confidence);
        add_text(out, "text", text->text);
        wl_buf_add_text(out, "}\n");
    }
}
