/*
 * Look-ups in the generated table of codes. Says what exactly a number or spelling is; what a word
 * from a user might mean is lookup.c.
 */
#include "scan/codes.h"

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

static int
compare(struct wl_span word, const char *name, bool fold)
{
    for (size_t i = 0; i < word.len; i++) {
        unsigned char a = (unsigned char)word.ptr[i], b = (unsigned char)name[i];

        if (fold && a >= 'a' && a <= 'z')
            a = (unsigned char)(a - 'a' + 'A');
        if (a != b || b == '\0') /* a NUL in word is no end of it */
            return a < b ? -1 : 1;
    }
    return name[word.len] ? -1 : 0;
}

static const struct wl_code *
find(const struct wl_code_name *names, size_t count, struct wl_span word, bool fold)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = compare(word, names[middle].name, fold);

        if (order == 0)
            return &wl_code_table[names[middle].index];
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct wl_code *
wl_code_by_name(struct wl_span name)
{
    return find(wl_code_names, wl_code_names_count, name, true);
}

const struct wl_code *
wl_code_by_dotnet(struct wl_span name)
{
    return find(wl_code_dotnet, wl_code_dotnet_count, name, false);
}
