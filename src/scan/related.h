/*
 * Numbers that are no Winsock codes although people meet them where they expect one: errno of other
 * systems, libuv's numbers, neighbours among the Win32 errors. Data: related.tsv. Only for looking
 * up; detection does not know them.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct wl_related {
    int32_t number;
    uint16_t code;      /* Winsock's code for the same condition, 0 when there is none */
    const char *system; /* "Linux errno" */
    const char *name;   /* "ECONNRESET" */
    const char *note;   /* more words, lower case; "" when system and code say it all */
};

/** All rows, sorted by number. @param count set to how many */
const struct wl_related *wl_related(size_t *count);
