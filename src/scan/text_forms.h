/*
 * From message texts to the folded forms that the index looks for. A user's text has one form,
 * UTF-8; the generator of the built-in set adds code pages and mangled ones (see gen/encodings.h).
 */
#pragma once

#include "base/arena.h"
#include "base/error.h"
#include "scan/pattern_set.h"

struct wl_form_list {
    struct wl_text_form *forms; /* heap */
    size_t count, cap;
    struct wl_arena arena;               /* folded bytes */
    const struct wl_anchor_costs *costs; /* NULL: see wl_text_form_anchors() */
};

void wl_form_list_init(struct wl_form_list *list);
void wl_form_list_done(struct wl_form_list *list);

/**
 * Fold bytes (a text in some encoding) and add the form for text number index of texts. A form that
 * is there already for the same code is not added again.
 *
 * @param clash  set to the number of the text with another code that has the same form; then
 * nothing is added
 * @return       1 added, 0 not (known, clash, or too short to be found), WL_ENOMEM
 */
int wl_form_list_add(struct wl_form_list *list, const struct wl_text *texts, size_t index,
                     struct wl_span bytes, const struct wl_text **clash);
