#include "scan/prepared.h"

#include <stdlib.h>

/* What a pattern may find where no token of the prefilter stands. */
static unsigned
looks_for(const struct wl_rule *rule)
{
    unsigned deep = 0;

    if (rule->kind != WL_RULE_PATTERN)
        return 0;
    if (rule->code)
        return WL_DEEP_WORDING;
    if (rule->small && strstr(rule->regex, "(?<code>"))
        deep |= WL_DEEP_NUMBER;
    if (rule->small && strstr(rule->regex, "(?<name>"))
        deep |= WL_DEEP_NAME;
    return deep;
}

static void
add_deep(struct wl_prepared *prepared, struct wl_deep *list, const char *word, unsigned looks)
{
    for (size_t i = 0; i < prepared->deep_count; i++) {
        if (wl_span_equal(list[i].word, wl_span_of(word))) {
            list[i].looks_for |= (uint8_t)looks;
            return;
        }
    }
    list[prepared->deep_count++] = (struct wl_deep){wl_span_of(word), (uint8_t)looks, 0};
}

static int
compare_deep(const void *a, const void *b)
{
    const struct wl_deep *x = a, *y = b;

    return strcmp(x->word.ptr, y->word.ptr);
}

static int
list_deep(struct wl_prepared *prepared, const struct wl_patterns *set)
{
    size_t count = 0;
    struct wl_deep *list;

    for (size_t i = 0; i < set->rule_count; i++)
        for (const char *const *k = set->rules[i].keywords; *k; k++)
            count++;
    prepared->deep = list = calloc(count + 1, sizeof *list);
    if (!list)
        return WL_ENOMEM;
    for (size_t i = 0; i < set->rule_count; i++) {
        unsigned looks = looks_for(set->rules + i);
        for (const char *const *k = set->rules[i].keywords; looks && *k; k++)
            add_deep(prepared, list, *k, looks);
    }
    if (prepared->deep_count > UINT8_MAX)
        return WL_ENOMEM;
    qsort(list, prepared->deep_count, sizeof *list, compare_deep);
    for (size_t i = prepared->deep_count; i > 1; i--)
        if (list[i - 1].word.ptr[0] == list[i - 2].word.ptr[0])
            list[i - 2].behind = list[i - 1].behind | list[i - 1].looks_for;
    for (int c = 0; c <= 256; c++)
        while (prepared->deep_at[c] < prepared->deep_count &&
               (unsigned char)list[prepared->deep_at[c]].word.ptr[0] < c)
            prepared->deep_at[c]++;
    return 0;
}

static void
fill_filter(struct wl_prepared *prepared, const struct wl_patterns *set)
{
    wl_prefilter_init(&prepared->filter);
    wl_prefilter_add_keyword(&prepared->filter, wl_span_of("#fields:"));
    for (size_t i = 0; i < prepared->deep_count; i++)
        wl_prefilter_add_keyword(&prepared->filter, prepared->deep[i].word);
    for (size_t i = 0; i < set->form_count; i++) {
        const struct wl_text_form *form = set->forms + i;
        for (int k = 0; k < 2 * WL_KEY_CASES; k++) {
            uint64_t key = form->key[k / WL_KEY_CASES][k % WL_KEY_CASES];
            bool ascii = (key & UINT64_C(0x8080808000000000)) == 0;
            char anchor[WL_REACH];
            for (int c = 0; c < WL_REACH; c++)
                anchor[c] = (char)(key >> (56 - 8 * c));
            wl_prefilter_add_anchor(&prepared->filter,
                                    (struct wl_span){anchor, form->reach[k / WL_KEY_CASES]},
                                    ascii && !form->word[k / WL_KEY_CASES]);
        }
    }
}

int
wl_prepared_make(struct wl_prepared *prepared, const struct wl_patterns *set, struct wl_error *err)
{
    int rc;

    *prepared = (struct wl_prepared){0};
    rc = wl_text_index_make(&prepared->texts, set->forms, set->form_count, err);
    if (rc == 0 && (list_deep(prepared, set) < 0 ||
                    wl_gate_plan_make(&prepared->plan, set->rules, set->rule_count) < 0))
        rc = wl_error_set(err, WL_ENOMEM, "out of memory");
    if (rc < 0) {
        wl_prepared_done(prepared);
        return rc;
    }
    fill_filter(prepared, set);
    return 0;
}

void
wl_prepared_done(struct wl_prepared *prepared)
{
    wl_gate_plan_done(&prepared->plan);
    wl_text_index_done(&prepared->texts);
    free((void *)prepared->deep);
    *prepared = (struct wl_prepared){0};
}
