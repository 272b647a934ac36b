#include "scan/text_forms.h"

#include "scan/fold.h"

#include <stdlib.h>

void
wl_form_list_init(struct wl_form_list *list)
{
    *list = (struct wl_form_list){0};
    wl_arena_init(&list->arena);
}

void
wl_form_list_done(struct wl_form_list *list)
{
    free(list->forms);
    wl_arena_done(&list->arena);
    *list = (struct wl_form_list){0};
}

static int
append(struct wl_form_list *list, struct wl_text_form form)
{
    if (list->count == list->cap) {
        size_t cap = list->cap ? 2 * list->cap : 256;
        struct wl_text_form *grown = realloc(list->forms, cap * sizeof *grown);
        if (!grown)
            return WL_ENOMEM;
        list->forms = grown;
        list->cap = cap;
    }
    form.folded.ptr = wl_arena_copy(&list->arena, form.folded.ptr, form.folded.len);
    if (!form.folded.ptr)
        return WL_ENOMEM;
    list->forms[list->count++] = form;
    return 1;
}

int
wl_form_list_add(struct wl_form_list *list, const struct wl_text *texts, size_t index,
                 struct wl_span bytes, const struct wl_text **clash)
{
    struct wl_buf folded, plain, capitals, gaps;
    struct wl_text_form form = {.text = (uint16_t)index};
    int rc = 0;

    *clash = NULL;
    wl_buf_init(&folded);
    wl_buf_init(&plain);
    wl_buf_init(&capitals);
    wl_buf_init(&gaps);
    wl_fold(bytes, &folded, &plain, &gaps);
    wl_fold_capitals(wl_buf_span(&plain), &capitals);
    if (folded.failed || plain.failed || capitals.failed || gaps.failed) {
        rc = WL_ENOMEM;
        goto out;
    }
    form.folded = wl_buf_span(&folded);
    for (size_t i = 0; i < list->count; i++) {
        const struct wl_text *other = texts + list->forms[i].text;
        if (!wl_span_equal(list->forms[i].folded, form.folded))
            continue;
        if (other->code != texts[index].code)
            *clash = other;
        goto out;
    }
    if (form.folded.len >= WL_ANCHOR &&
        wl_text_form_anchors(&form, wl_buf_span(&plain), wl_buf_span(&capitals), wl_buf_span(&gaps),
                             list->costs))
        rc = append(list, form);
out:
    wl_buf_done(&folded);
    wl_buf_done(&plain);
    wl_buf_done(&capitals);
    wl_buf_done(&gaps);
    return rc;
}
