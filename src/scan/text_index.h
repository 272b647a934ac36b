/*
 * Finds message texts. Each form (a text in one encoding, folded) has two anchors: rare runs of
 * four bytes, apart from each other, so that a line wrapped inside one is still found by the other.
 * The prefilter stops at anchors; here they are looked up, a few bytes on both sides tell most of
 * those that do not match, and the whole form is compared: as it is usually spelled, else folded.
 */
#pragma once

#include "base/error.h"
#include "base/span.h"
#include "scan/eight.h"

#include <stdint.h>

#define WL_ANCHOR 4
#define WL_REACH 8 /* more bytes behind an anchor tell texts apart before they are compared */
#define WL_KEY_CASES 3

struct wl_text_form {
    struct wl_span folded; /* see scan/fold.h */
    uint16_t text;         /* index of the text it belongs to */
    /* As it is usually spelled, at folded.ptr + spelled_at; length 0 where that is not known.
     * Wherever these bytes stand, folding finds the form in just them, without line ends. */
    uint16_t spelled_at, spelled_len;
    uint16_t anchor[2]; /* offsets in folded; equal when there is only one */
    bool word[2];       /* the anchor begins a word: no ASCII letter stands before it */
    uint8_t reach[2];   /* so many bytes from there, up to 8, stand without a gap */
    /* These bytes, first one on top, ASCII in lower case: as usual, in small letters, in
     * capitals. Only where letters outside ASCII are among them do the three differ. */
    uint64_t key[2][WL_KEY_CASES];
};

/** The usual spelling, empty if it is not known. */
static inline struct wl_span
wl_text_form_spelled(const struct wl_text_form *form)
{
    return (struct wl_span){form->folded.ptr + form->spelled_at, form->spelled_len};
}

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

enum {
    WL_ANCHOR_WORD = 1, /* begins a word: no ASCII letter stands before it */
    /* the form's first or last byte is an ASCII letter or digit */
    WL_ANCHOR_LETTER_FIRST = 2,
    WL_ANCHOR_LETTER_LAST = 4,
};

/* One anchor of a form, in one of the cases of its letters. */
struct wl_text_anchor {
    /* Up to eight bytes of the form behind the key, see scan/eight.h, and before it, the nearest
     * one first; the masks have those that there are. */
    uint64_t behind, behind_mask;
    uint64_t before, before_mask;
    uint16_t form, offset;
    uint16_t place; /* in the usual spelling */
    uint8_t flags;  /* WL_ANCHOR_* bits */
};

/* Anchors with the same key. */
struct wl_text_group {
    uint64_t key, mask;      /* see struct wl_text_form; the bytes that count */
    uint16_t anchor, count;  /* the first, and how many; the longest forms first */
    uint8_t reach;           /* bytes of the key */
    uint32_t behind, before; /* bits of what they want next to the key: wl_text_wanted() */
};

/** The bit of a byte among those that texts want; all bits for what none can be told by. */
static inline uint32_t
wl_text_wanted(unsigned char c)
{
    return c > 0 && c < 0x80 ? UINT32_C(1) << (c & 31) : ~UINT32_C(0);
}

/* Groups with the same first bytes. */
struct wl_text_slot {
    uint32_t first;
    uint16_t group, count; /* the shortest keys first; none: free */
};

/* Constant data; the built-in set's is generated. */
struct wl_text_index {
    const struct wl_text_form *forms;
    const struct wl_text_anchor *anchors;
    const struct wl_text_group *groups;
    const struct wl_text_slot *slots; /* a hash table; those that are displaced stand behind */
    /* Of each anchor the lowest bytes of behind and before, zero where the form ends there; eight
     * can be read from any on. */
    const char *nearest_behind, *nearest_before;
    uint32_t anchor_count, group_count;
    uint32_t slot_count;
    uint32_t shift; /* 32 less the bits of a hash */
};

/** Where to look for the slot of the groups with these first bytes; it may stand behind. */
static inline uint32_t
wl_text_slot(const struct wl_text_index *index, uint32_t first)
{
    return (first * 2654435761u) >> index->shift;
}

/** The key of the eight bytes at p: the first on top, ASCII in lower case. */
static inline uint64_t
wl_text_key(const char *p)
{
    return wl_eight_lower(__builtin_bswap64(wl_eight_load(p)));
}

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

/** The same by folding alone: the oracle. */
bool wl_text_index_at_folded(const struct wl_text_index *index, const char *p, const char *start,
                             const char *end, struct wl_text_match *out);
