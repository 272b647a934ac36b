#include "scan/prepared.h"

/* The word that comes next in the alphabet: the prefilter keeps apart best what comes in order. */
static const struct wl_deep_word *
next_word(const struct wl_deep *deep, const struct wl_deep_word *last)
{
    const struct wl_deep_word *next = NULL;

    for (size_t i = 0; i < deep->count; i++) {
        const struct wl_deep_word *word = deep->words + i;
        if ((!last || strcmp(word->text.ptr, last->text.ptr) > 0) &&
            (!next || strcmp(word->text.ptr, next->text.ptr) < 0))
            next = word;
    }
    return next;
}

static void
fill_filter(struct wl_prepared *prepared, const struct wl_patterns *set)
{
    wl_prefilter_init(&prepared->filter);
    wl_prefilter_add_keyword(&prepared->filter, wl_span_of("#fields:"));
    for (const struct wl_deep_word *w = NULL; (w = next_word(&prepared->deep, w));)
        wl_prefilter_add_keyword(&prepared->filter, w->text);
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
    if (rc == 0 && (wl_deep_make(&prepared->deep, set) < 0 ||
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
    wl_deep_done(&prepared->deep);
    *prepared = (struct wl_prepared){0};
}
