/*
 * What the generator makes of patterns/codes.yaml. Only codes.c and the generated file include
 * this.
 */
#pragma once

#include "scan/codes.h"

#define WL_NAME_BITS 9 /* of a hash: four slots a name, so that most unknown words meet none */
#define WL_NAME_SLOTS (1u << WL_NAME_BITS)

struct wl_code_name {
    const char *name;
    uint16_t len;
    uint16_t index; /* into wl_code_table */
};

/*
 * Names by hash: the slot of a word, or one of those behind it up to an empty one, has 1 + the
 * index of its entry in list.
 */
struct wl_code_names {
    const struct wl_code_name *list;
    uint16_t slots[WL_NAME_SLOTS];
};

extern const struct wl_code wl_code_table[]; /* by number */
extern const size_t wl_code_table_count;

extern const uint8_t wl_code_places[]; /* by number, up to wl_code_last: 1 + index, 0 for none */
extern const uint32_t wl_code_last;

extern const struct wl_code_names wl_code_names;  /* every spelling, upper case */
extern const struct wl_code_names wl_code_dotnet; /* SocketError members */

/** The slot where the search for a word in any case begins. */
static inline unsigned
wl_code_slot(struct wl_span word)
{
    uint32_t hash = 0;

    for (size_t i = 0; i < word.len; i++)
        hash = (hash ^ ((unsigned char)word.ptr[i] | 0x20u)) * 0x9E3779B1u;
    return hash >> (32 - WL_NAME_BITS);
}
