/*
 * The note about one code: what stands behind its line. scan/notes.h recognises it again.
 */
#pragma once

#include "base/buf.h"
#include "scan/codes.h"
#include "store/occurrence.h"

#define WL_NOTE_INDENT "      " /* in front of a note on a line of its own */

struct wl_note_style {
    bool utf8;  /* « » rather than << >> */
    bool color; /* SGR around it */
};

/**
 * Append the note, without blanks in front: «WSAECONNRESET 10054: peer reset the connection». The
 * number is left out where the evidence shows it as such.
 */
void wl_note_add(struct wl_buf *out, const struct wl_code *code, bool shows_number,
                 const struct wl_note_style *style);

/*
 * Texts of notes of one style, each made when it is first needed. Zero is a right beginning.
 */
struct wl_note_texts {
    struct wl_note_text {
        uint16_t code;
        uint8_t shows_number;
        uint16_t len;
        char *ptr; /* owned */
    } slots[512];  /* more than twice the codes */
};

/** The note as wl_note_add() makes it; borrowed until wl_note_texts_done(), empty: no memory. */
struct wl_span wl_note_text(struct wl_note_texts *texts, uint16_t code, bool shows_number,
                            const struct wl_note_style *style);
void wl_note_texts_done(struct wl_note_texts *texts);

/**
 * Append lines that explain the code, each a note of its own: meaning, causes, checks.
 * @param particular  to the function that failed: stands instead of the general words; or NULL
 */
void wl_note_explain(struct wl_buf *out, const struct wl_code *code,
                     const struct wl_code_call *particular, unsigned width,
                     const struct wl_note_style *style);
