/*
 * Look-ups in the generated table of codes. Says what exactly a number or spelling is; what a word
 * from a user might mean is lookup.c.
 */
#include "scan/codes.h"

#include "base/ascii.h"
#include "scan/codes_table.h"

const struct wl_code *
wl_codes(size_t *count)
{
    *count = wl_code_table_count;
    return wl_code_table;
}

const struct wl_code *
wl_code_by_number(uint32_t number)
{
    unsigned place = number <= wl_code_last ? wl_code_places[number] : 0;

    return place ? wl_code_table + place - 1 : NULL;
}

static bool
is_name(const struct wl_code_name *name, struct wl_span word, bool fold)
{
    if (name->len != word.len)
        return false;
    return fold ? wl_ascii_equal(name->name, word.ptr, word.len)
                : memcmp(name->name, word.ptr, word.len) == 0;
}

static const struct wl_code *
find(const struct wl_code_names *names, struct wl_span word, bool fold)
{
    unsigned slot = wl_code_slot(word), place;

    for (; (place = names->slots[slot]) > 0; slot = (slot + 1) % WL_NAME_SLOTS)
        if (is_name(names->list + place - 1, word, fold))
            return wl_code_table + names->list[place - 1].index;
    return NULL;
}

const struct wl_code *
wl_code_by_name(struct wl_span name)
{
    return find(&wl_code_names, name, true);
}

const struct wl_code *
wl_code_by_dotnet(struct wl_span name)
{
    return find(&wl_code_dotnet, name, false);
}
