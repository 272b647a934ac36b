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

/* From its first byte that is not left out to its last one. */
static struct wl_span
trimmed(struct wl_span bytes, size_t folded_len)
{
    size_t first = wl_fold_place(bytes, 0), last = wl_fold_place(bytes, folded_len - 1);

    return (struct wl_span){bytes.ptr + first, last + 1 - first};
}

/* Folding finds the form in exactly these bytes, from either anchor and without line ends. */
static bool
is_spelling(const struct wl_text_form *form, struct wl_span bytes)
{
    for (int k = 0; k < 2; k++) {
        size_t offset = form->anchor[k], behind = offset + WL_ANCHOR;
        size_t place = wl_fold_place(bytes, offset);
        struct wl_span head = {bytes.ptr, place};
        struct wl_span tail = {bytes.ptr + place + WL_ANCHOR, bytes.len - place - WL_ANCHOR};
        struct wl_span want_head = {form->folded.ptr, offset};
        struct wl_span want_tail = {form->folded.ptr + behind, form->folded.len - behind};
        int breaks = 0;
        if (wl_fold_match(want_tail, tail, &breaks) != (ptrdiff_t)tail.len ||
            wl_fold_match_back(want_head, head, &breaks) != (ptrdiff_t)head.len || breaks > 0)
            return false;
    }
    return bytes.len <= UINT16_MAX;
}

/* The folded bytes, and the usual spelling behind them unless it is the same. */
static bool
keep_bytes(struct wl_form_list *list, struct wl_text_form *form, struct wl_span spelled)
{
    struct wl_span folded = form->folded;
    char *kept;

    if (!is_spelling(form, spelled) || folded.len > UINT16_MAX)
        spelled.len = 0;
    form->spelled_len = (uint16_t)spelled.len;
    form->spelled_at = wl_span_equal(folded, spelled) ? 0 : (uint16_t)folded.len;
    kept = wl_arena_alloc(&list->arena, folded.len + spelled.len);
    if (!kept)
        return false;
    memcpy(kept, folded.ptr, folded.len);
    memcpy(kept + folded.len, spelled.ptr, spelled.len);
    form->folded.ptr = kept;
    return true;
}

static int
append(struct wl_form_list *list, struct wl_text_form form, struct wl_span spelled)
{
    if (list->count == list->cap) {
        size_t cap = list->cap ? 2 * list->cap : 256;
        struct wl_text_form *grown = realloc(list->forms, cap * sizeof *grown);
        if (!grown)
            return WL_ENOMEM;
        list->forms = grown;
        list->cap = cap;
    }
    if (!keep_bytes(list, &form, spelled))
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
        rc = append(list, form, trimmed(bytes, form.folded.len));
out:
    wl_buf_done(&folded);
    wl_buf_done(&plain);
    wl_buf_done(&capitals);
    wl_buf_done(&gaps);
    return rc;
}
