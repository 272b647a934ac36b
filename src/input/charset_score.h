/*
 * How much bytes read like text in each code page that Windows programs write. Nothing here is
 * certain; what counts is which page gets the most.
 */
#pragma once

#include "base/span.h"

#include <stdbool.h>
#include <stdint.h>

enum { WL_PAGES = 11 };

/* What the bytes from 0x80 on stand for in a page of single bytes; 0: nothing. */
struct wl_page_map {
    uint32_t points[128];
};

/** As iconv knows it. Pages come in the order in which they win a tie. */
const char *wl_page_name(unsigned page);

/** Its characters outside ASCII are pairs of bytes, mostly. */
bool wl_page_is_double(unsigned page);

/** The pages that programs write in a language of message texts, as bits; 0: none is known. */
unsigned wl_pages_of_language(struct wl_span language);

/** About 3 for each byte outside ASCII that fits, less or below zero for those that do not. */
long wl_page_score(unsigned page, const struct wl_page_map *map, struct wl_span line);
