/*
 * What the generator makes of patterns/codes.yaml. Only codes.c and the generated file include
 * this.
 */
#pragma once

#include "scan/codes.h"

struct wl_code_name {
    const char *name;
    uint16_t index; /* into wl_code_table */
};

extern const struct wl_code wl_code_table[]; /* by number */
extern const size_t wl_code_table_count;

extern const uint8_t wl_code_places[]; /* by number, up to wl_code_last: 1 + index, 0 for none */
extern const uint32_t wl_code_last;

extern const struct wl_code_name wl_code_names[]; /* every spelling, upper case, in byte order */
extern const size_t wl_code_names_count;

extern const struct wl_code_name wl_code_dotnet[]; /* SocketError members in byte order */
extern const size_t wl_code_dotnet_count;
