#include "scan/text_index.h"

#include "base/ascii.h"
#include "scan/fold.h"

/* So much is read around a candidate without asking; near the ends of memory all is folded. */
#define ROOM_BEFORE 8
#define ROOM_BEHIND (WL_REACH + 8)

static bool
is_letter(char c)
{
    return wl_ascii_letter((unsigned char)c);
}

/* A text that begins with an ASCII letter must not begin in the middle of a word; \n is no word. */
static inline bool
has_borders(const struct wl_text_anchor *a, const struct wl_span *found, const char *start,
            const char *end)
{
    const char *before = found->ptr - 1, *after = found->ptr + found->len;

    if (a->flags & WL_ANCHOR_LETTER_FIRST && before >= start && is_letter(*before) &&
        !(before > start && before[-1] == '\\' && strchr("nrt", *before)))
        return false;
    return !(a->flags & WL_ANCHOR_LETTER_LAST && after < end && *after >= 'a' && *after <= 'z');
}

/*
 * A byte behind or before a key that is not the one the text wants there speaks against the text,
 * unless folding may leave it out or take it for a letter in another case (see scan/fold.c). Of
 * ASCII there are a few of these; zero stands for what is not known.
 */
enum {
    OPEN_BEHIND = 1,
    OPEN_BEFORE = 2,
    OPEN = OPEN_BEHIND | OPEN_BEFORE,
    OPEN_AFTER_ESCAPE = 4, /* before a key, as the end of an escape sequence */
    BEHIND = OPEN_BEHIND,
    BEFORE = OPEN_BEFORE | OPEN_AFTER_ESCAPE,
};
static const unsigned char open_signs[0x80] = {
    [0] = OPEN,
    ['\t'] = OPEN,
    ['\n'] = OPEN,
    ['\v'] = OPEN,
    ['\f'] = OPEN,
    ['\r'] = OPEN,
    [0x1B] = OPEN,
    [' '] = OPEN,
    ['\''] = OPEN,
    ['`'] = OPEN,
    ['\\'] = OPEN,
    ['<'] = OPEN_BEHIND,
    ['>'] = OPEN_BEFORE,
    ['m'] = OPEN_AFTER_ESCAPE,
    ['n'] = OPEN_AFTER_ESCAPE,
    ['r'] = OPEN_AFTER_ESCAPE,
    ['t'] = OPEN_AFTER_ESCAPE,
};

static unsigned char
byte_at(uint64_t bytes, unsigned bit)
{
    return (unsigned char)(bit < 64 ? bytes >> bit : 0);
}

/* An n, r or t behind a backslash, an m behind what colours are made of; c is the byte before. */
static bool
goes_on_escape(unsigned char c)
{
    return c == 0 || c == '\\' || c == '[' || c == ';' || wl_ascii_digit(c);
}

/* Does the byte at this bit speak against a text that wants another? */
static bool
speaks(uint64_t bytes, unsigned bit, unsigned open)
{
    unsigned char c = byte_at(bytes, bit);
    unsigned sign = c < 0x80 ? open_signs[c] & open : OPEN;

    return !sign || (sign == OPEN_AFTER_ESCAPE && !goes_on_escape(byte_at(bytes, bit + 8)));
}

/* Blanks next to a key say nothing. */
static uint64_t
skip_blanks(uint64_t bytes)
{
    while ((unsigned char)bytes == ' ')
        bytes >>= 8;
    return bytes;
}

/* Does what stands on one side speak against all texts that want one of these there? */
static bool
is_unwanted(uint32_t wanted, uint64_t bytes, unsigned open)
{
    bytes = skip_blanks(bytes);
    return !(wanted >> (bytes & 31) & 1) && speaks(bytes, 0, open);
}

/* What stands next to a key, blanks left out, as a small letter. */
struct neighbour {
    unsigned char byte;
    bool speaks; /* against texts that want another */
};

static struct neighbour
neighbour_of(uint64_t bytes, unsigned open)
{
    bytes = skip_blanks(bytes);
    return (struct neighbour){(unsigned char)wl_ascii_lower((unsigned char)bytes),
                              speaks(bytes, 0, open)};
}

/* Top bits of those of eight forms that it doesn't speak against, by the bytes that they want. */
static uint64_t
wanting(const char *nearest, struct neighbour is)
{
    uint64_t wanted = wl_eight_load(nearest);

    if (!is.speaks)
        return WL_EIGHT_TOPS;
    return wl_eight_zeros(wanted) | wl_eight_zeros(wanted ^ is.byte * WL_EIGHT_ONES);
}

/* Without the byte at this bit. */
static uint64_t
without(uint64_t bytes, unsigned bit)
{
    uint64_t nearer = (UINT64_C(1) << bit) - 1;

    return (bytes & nearer) | (bytes >> 8 & ~nearer);
}

/*
 * Are these eight bytes on one side of a key something else than the text has there? It is sure
 * where the first byte that differs, blanks left out, speaks against it; what is not sure is left
 * to folding.
 */
static bool
is_other(uint64_t *bytes, uint64_t wanted, uint64_t mask, unsigned open)
{
    for (;;) {
        uint64_t differ = (*bytes ^ wanted) & mask;
        unsigned bit;
        if (!differ)
            return false;
        bit = (unsigned)__builtin_ctzll(differ) & ~7u;
        if (byte_at(*bytes, bit) != ' ')
            return speaks(*bytes, bit, open);
        *bytes = without(*bytes, bit);
    }
}

static bool
match_spelled(const struct wl_text_form *form, size_t place, const char *p, const char *start,
              const char *end, struct wl_span *found)
{
    struct wl_span spelled = wl_text_form_spelled(form);

    if (spelled.len == 0 || (size_t)(p - start) < place || (size_t)(end - p) < spelled.len - place)
        return false;
    *found = (struct wl_span){p - place, spelled.len};
    return memcmp(found->ptr, spelled.ptr, spelled.len) == 0;
}

static bool
match_folded(const struct wl_text_form *form, size_t offset, const char *p, const char *start,
             const char *end, struct wl_span *found)
{
    struct wl_span head = {form->folded.ptr, offset};
    struct wl_span tail = {form->folded.ptr + offset + WL_ANCHOR,
                           form->folded.len - offset - WL_ANCHOR};
    int breaks = 0;
    ptrdiff_t forward, back;

    forward = wl_fold_match(tail, (struct wl_span){p + WL_ANCHOR, (size_t)(end - p) - WL_ANCHOR},
                            &breaks);
    if (forward < 0)
        return false;
    back = wl_fold_match_back(head, (struct wl_span){start, (size_t)(p - start)}, &breaks);
    if (back < 0)
        return false;
    *found = (struct wl_span){p - back, (size_t)(back + WL_ANCHOR + forward)};
    return true;
}

/* A key that was found. */
struct place {
    const char *p, *start, *end;
    const char *behind;          /* the key */
    bool many;                   /* texts have it; only then: */
    struct neighbour next, last; /* of the key */
    bool known;                  /* the eight bytes on each side, as is_other() wants them */
    uint64_t bytes_behind, bytes_before;
};

static bool
is_in_word(const struct wl_text_anchor *a, const char *p, const char *start)
{
    return a->flags & WL_ANCHOR_WORD && p > start && is_letter(p[-1]);
}

static inline bool
is_other_around(const struct wl_text_anchor *a, struct place *at)
{
    if (!at->known) {
        at->bytes_behind = wl_eight_lower(wl_eight_load(at->behind));
        at->bytes_before = wl_eight_lower(wl_eight_load_back(at->p));
        at->known = true;
    }
    return is_other(&at->bytes_behind, a->behind, a->behind_mask, BEHIND) ||
           is_other(&at->bytes_before, a->before, a->before_mask, BEFORE);
}

/* Most texts stand as they are usually spelled; where it may be any of many, the caller has looked
 * around before. */
static bool
match_anchor(const struct wl_text_form *form, const struct wl_text_anchor *a, struct place *at,
             struct wl_span *found)
{
    if (!match_spelled(form, a->place, at->p, at->start, at->end, found) &&
        ((!at->many && is_other_around(a, at)) ||
         !match_folded(form, a->offset, at->p, at->start, at->end, found)))
        return false;
    return has_borders(a, found, at->start, at->end);
}

/* As many anchors as this are many. */
#define MANY 3

static void
come_to(struct place *at, const struct wl_text_group *group)
{
    at->behind = at->p + group->reach;
    at->known = false;
    at->many = group->count >= MANY;
    if (!at->many)
        return;
    at->next = neighbour_of(wl_eight_load(at->behind), BEHIND);
    at->last = neighbour_of(wl_eight_load_back(at->p), BEFORE);
}

/* Top bits of those of count anchors from number i on, at most eight, that the neighbours of the
 * key allow. */
static uint64_t
choose_eight(const struct wl_text_index *index, uint32_t i, size_t count, const struct place *at)
{
    uint64_t all = count < 8 ? WL_EIGHT_TOPS & ((UINT64_C(1) << 8 * count) - 1) : WL_EIGHT_TOPS;

    if (!at->many)
        return all;
    return all & wanting(index->nearest_behind + i, at->next) &
           wanting(index->nearest_before + i, at->last);
}

/* The longest form of the group that matches, if it is longer than *best. */
static inline void
match_group(const struct wl_text_index *index, const struct wl_text_group *group, struct place *at,
            size_t *best, struct wl_text_match *out)
{
    come_to(at, group);
    for (uint32_t done = 0; done < group->count; done += 8) {
        uint32_t i = group->anchor + done;
        uint64_t chosen = choose_eight(index, i, group->count - done, at);
        for (; chosen; chosen &= chosen - 1) {
            const struct wl_text_anchor *a =
                index->anchors + i + (unsigned)__builtin_ctzll(chosen) / 8;
            const struct wl_text_form *form;
            struct wl_span found;
            if ((at->many && is_other_around(a, at)) || is_in_word(a, at->p, at->start))
                continue;
            form = index->forms + a->form;
            if (form->folded.len <= *best)
                return;
            if (!match_anchor(form, a, at, &found))
                continue;
            *best = form->folded.len;
            *out = (struct wl_text_match){form->text, found};
            return;
        }
    }
}

/* The slot of the groups with these first bytes, a free one if there are none. */
static const struct wl_text_slot *
find_slot(const struct wl_text_index *index, uint32_t first)
{
    const struct wl_text_slot *slot = index->slots + wl_text_slot(index, first);

    while (slot->count && slot->first != first)
        slot++;
    return slot;
}

/* A group that has the key, and longer keys up to stop. It stands apart because few candidates come
 * so far. */
static __attribute__((noinline)) bool
match_groups(const struct wl_text_index *index, const struct wl_text_group *group,
             const struct wl_text_group *stop, const char *p, const char *start, const char *end,
             struct wl_text_match *out)
{
    struct place at = {.p = p, .start = start, .end = end};
    size_t best = 0;

    do {
        match_group(index, group, &at, &best, out);
        do
            group++;
        while (group < stop && (wl_text_key(p) & group->mask) != group->key);
    } while (group < stop);
    return best > 0;
}

bool
wl_text_index_at(const struct wl_text_index *index, const char *p, const char *start,
                 const char *end, struct wl_text_match *out)
{
    const struct wl_text_group *group, *stop;
    const struct wl_text_slot *slot;
    uint64_t key;

    if (p - start < ROOM_BEFORE || end - p < ROOM_BEHIND)
        return wl_text_index_at_folded(index, p, start, end, out);
    key = wl_text_key(p);
    slot = find_slot(index, (uint32_t)(key >> 32));
    group = index->groups + slot->group;
    for (stop = group + slot->count; group < stop; group++) {
        if ((key & group->mask) != group->key ||
            is_unwanted(group->behind, wl_eight_load(p + group->reach), BEHIND) ||
            is_unwanted(group->before, wl_eight_load_back(p), BEFORE))
            continue;
        return match_groups(index, group, stop, p, start, end, out);
    }
    return false;
}

bool
wl_text_index_at_folded(const struct wl_text_index *index, const char *p, const char *start,
                        const char *end, struct wl_text_match *out)
{
    char bytes[WL_REACH] = {0};
    const struct wl_text_slot *slot;
    size_t best = 0;
    uint64_t key;

    if (end - p < WL_ANCHOR)
        return false;
    memcpy(bytes, p, end - p < WL_REACH ? (size_t)(end - p) : WL_REACH);
    key = wl_text_key(bytes);
    slot = find_slot(index, (uint32_t)(key >> 32));
    for (uint32_t i = 0; i < slot->count; i++) {
        const struct wl_text_group *group = index->groups + slot->group + i;
        for (uint32_t k = 0; (key & group->mask) == group->key && k < group->count; k++) {
            const struct wl_text_anchor *a = index->anchors + group->anchor + k;
            const struct wl_text_form *form = index->forms + a->form;
            struct wl_span found;
            if (form->folded.len <= best || is_in_word(a, p, start) ||
                !match_folded(form, a->offset, p, start, end, &found) ||
                !has_borders(a, &found, start, end))
                continue;
            best = form->folded.len;
            *out = (struct wl_text_match){form->text, found};
        }
    }
    return best > 0;
}
