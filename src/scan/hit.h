/*
 * What detection says about one line: a Winsock code, and what in the line proves it.
 */
#pragma once

#include "base/span.h"

#include <stdint.h>

/* Forms of evidence, in the words of the JSON field `form`. */
enum wl_form {
    WL_FORM_NUMBER,    /* 10054 */
    WL_FORM_NAME,      /* WSAECONNRESET */
    WL_FORM_HEX,       /* 0x2746 */
    WL_FORM_HRESULT,   /* 0x80072746, -2147014842 */
    WL_FORM_DOTNET,    /* ConnectionReset beside socket evidence */
    WL_FORM_MESSAGE,   /* the English text */
    WL_FORM_LOCALIZED, /* the text in another language */
    WL_FORMS
};

/** "number" ... "localized". */
const char *wl_form_name(unsigned form);

struct wl_hit {
    uint16_t code;        /* a number of the code table */
    uint8_t form;         /* enum wl_form of the best evidence */
    uint8_t confidence;   /* 0 to 100 */
    const char *pattern;  /* id of the pattern or text; lives as long as the pattern set */
    struct wl_span found; /* the evidence itself, inside the text that was scanned */
};
