/*
 * The rows of scan/stamp_words.tsv: words that stand in time stamps. They are looked up where the
 * usual ones (English months, AM and PM, UTC) do not match, so there is no hurry.
 */
#pragma once

#include "base/span.h"

#include <stdint.h>

enum wl_stamp_word_kind { WL_WORD_ZONE, WL_WORD_AM, WL_WORD_PM, WL_WORD_MONTH, WL_WORD_KINDS };

struct wl_stamp_word {
    const char *text;
    uint8_t len;
    uint8_t kind;  /* enum wl_stamp_word_kind */
    int16_t value; /* minutes east of UTC; month; of a half: it stands before the time */
    bool unsure;   /* it has other meanings */
};

extern const struct wl_stamp_word wl_stamp_words[];
extern const unsigned short wl_stamp_words_from[WL_WORD_KINDS + 1]; /* by kind, long ones first */

extern const unsigned char wl_stamp_word_begins[256]; /* kinds whose words begin so, a bit each */

/**
 * The word of that kind that begins the text and ends there: no letter follows. A blank in a word
 * stands for U+00A0 and U+202F, too.
 * @return its length and *word; 0 for none
 */
size_t wl_stamp_word_at(struct wl_span text, enum wl_stamp_word_kind kind,
                        const struct wl_stamp_word **word);

/** The blank that begins the text: one or a TAB, U+00A0, U+202F. @return its length or 0 */
size_t wl_stamp_blank_at(struct wl_span text);
