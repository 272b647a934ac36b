/*
 * Finds message texts. Each form (a text in one encoding, folded) has two anchors: rare runs of
 * four bytes, apart from each other, so that a line wrapped inside one is still found by the other.
 * The prefilter stops at anchors; here they are looked up and the whole form is compared around
 * them.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"

#include <stdint.h>

#define WL_ANCHOR 4
#define WL_REACH 8 /* more bytes behind an anchor tell texts apart before they are compared */
#define WL_KEY_CASES 3

struct wl_text_form {
    struct wl_span folded; /* see scan/fold.h */
    uint16_t anchor[2];    /* offsets in folded; equal when there is only one */
    bool word[2];          /* the anchor begins a word: no ASCII letter stands before it */
    uint8_t reach[2];      /* so many bytes from there, up to 8, stand without a gap */
    /* These bytes, first one on top, ASCII in lower case: as usual, in small letters, in
     * capitals. Only where letters outside ASCII are among them do the three differ. */
    uint64_t key[2][WL_KEY_CASES];
    uint16_t text; /* index of the text it belongs to */
};

/* What an anchor costs, the less the better: how often its bytes stop the prefilter for nothing. */
struct wl_anchor_costs {
    unsigned (*cost)(void *arg, uint32_t key);
    void *arg;
};

/**
 * Choose the anchors of a folded form.
 * @param plain, gaps  as wl_fold() gives them
 * @param capitals     plain as wl_fold_capitals() has it
 * @param costs        NULL: a rough guess by the rarity of letters
 * @return             false when no run of four bytes is free of gaps: the text is too broken to be
 * found
 */
bool wl_text_form_anchors(struct wl_text_form *form, struct wl_span plain, struct wl_span capitals,
                          struct wl_span gaps, const struct wl_anchor_costs *costs);

/* One anchor of a form, in one of the cases of its letters. */
struct wl_text_anchor {
    uint64_t key, mask; /* see struct wl_text_form; the bytes that count */
    uint16_t form, offset;
    uint16_t alike; /* anchors from here on that have the same key and mask */
    bool word;
    uint32_t next, next_mask; /* up to four letters and digits of the form behind the key */
    uint8_t reaches; /* a bit for each reach, less WL_ANCHOR, of all with the same first bytes */
};

/* Constant data; the built-in set's is generated. */
struct wl_text_index {
    const struct wl_text_form *forms;
    const struct wl_text_anchor *anchors; /* by first bytes, mask, key; then longest form first */
    /* Hash tables; numbers of anchors, from 1, or 0: any with these first bytes, and the first of
     * those alike. */
    const uint16_t *slots, *exact;
    uint32_t anchor_count;
    uint32_t shift; /* 32 less the bits of a slot's number */
};

/** Build over count forms, which stay the caller's and must outlive the index. */
int wl_text_index_make(struct wl_text_index *index, const struct wl_text_form *forms, size_t count,
                       struct wl_error *err);

/** Free one that was made. */
void wl_text_index_done(struct wl_text_index *index);

struct wl_text_match {
    uint16_t text;        /* index of the text */
    struct wl_span found; /* all of it, inside the scanned memory */
};

/**
 * The longest form that has an anchor exactly at p and matches around it, inside [start, end); an
 * anchor that begins a word counts only where no ASCII letter stands before it.
 * @return true and *out
 */
bool wl_text_index_at(const struct wl_text_index *index, const char *p, const char *start,
                      const char *end, struct wl_text_match *out);
