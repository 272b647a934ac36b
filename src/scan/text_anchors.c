#include "scan/eight.h"
#include "scan/fold.h"
#include "scan/text_index.h"

#include <limits.h>
#include <stdlib.h>

/* wl_eight_load() where fewer may be left: zeros follow. */
static uint64_t
load_some(const char *p, size_t left)
{
    char bytes[8] = {0};

    memcpy(bytes, p, left < sizeof bytes ? left : sizeof bytes);
    return wl_eight_load(bytes);
}

/* The same backward. */
static uint64_t
load_some_back(const char *p, size_t left)
{
    uint64_t word = 0;

    for (size_t i = 0; i < 8 && i < left; i++)
        word |= (uint64_t)(unsigned char)p[-(ptrdiff_t)i - 1] << 8 * i;
    return word;
}

/* wl_text_key() likewise. */
static uint64_t
key_of(const char *p, size_t left)
{
    return wl_eight_lower(__builtin_bswap64(load_some(p, left)));
}

static uint32_t
first_four(uint64_t key)
{
    return (uint32_t)(key >> 32);
}

static uint64_t
mask_of(unsigned reach)
{
    return ~UINT64_C(0) << 8 * (WL_REACH - reach);
}

/*
 * How common a byte is in logs, in eighths of a bit of information: the rarer, the larger. Letters
 * by their frequency in English technical prose; what is not ASCII is rare where it matters.
 */
static unsigned
rarity(unsigned char c)
{
    static const char by_frequency[] = "etoanirsdclupmhgfbwvykxjqz";
    const char *at = c ? strchr(by_frequency, c) : NULL;

    if (c >= 0x80)
        return 40;
    if (at)
        return 24 + 2 * (unsigned)(at - by_frequency);
    return c >= '0' && c <= '9' ? 20 : 28;
}

static unsigned
guess(uint32_t key)
{
    unsigned sum = 0;

    for (int i = 0; i < WL_ANCHOR; i++)
        sum += rarity((unsigned char)(key >> 8 * i));
    return 40 * WL_ANCHOR + 200 - sum;
}

static bool
is_usable(struct wl_span gaps, size_t at)
{
    for (size_t i = at + 1; i < at + WL_ANCHOR; i++)
        if (gaps.ptr[i] == WL_GAP_BEFORE)
            return false;
    return gaps.ptr[at] != WL_GAP_INSIDE &&
           (at + WL_ANCHOR >= gaps.len || gaps.ptr[at + WL_ANCHOR] != WL_GAP_INSIDE);
}

static bool
is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
begins_word(struct wl_span plain, struct wl_span gaps, size_t at)
{
    return is_letter(plain.ptr[at]) &&
           (at == 0 || gaps.ptr[at] == WL_GAP_BEFORE || !is_letter(plain.ptr[at - 1]));
}

/* An anchor inside a word stops the prefilter at every place, one at its start in one of five or
 * six. */
#define INSIDE_WORD 4000u

/* The cheapest anchor at least WL_ANCHOR bytes away from `from`, which is SIZE_MAX for anywhere. */
static bool
choose(struct wl_span plain, struct wl_span gaps, const struct wl_anchor_costs *costs, size_t from,
       uint16_t *at, bool *word)
{
    unsigned best = UINT_MAX;

    for (size_t i = 0; i + WL_ANCHOR <= plain.len; i++) {
        bool apart = from == SIZE_MAX || i + WL_ANCHOR <= from || i >= from + WL_ANCHOR;
        bool ascii = (unsigned char)plain.ptr[i] < 0x80, start;
        uint32_t key = first_four(key_of(plain.ptr + i, plain.len - i));
        unsigned cost;
        if (!apart || !is_usable(gaps, i))
            continue;
        start = begins_word(plain, gaps, i);
        cost = costs ? costs->cost(costs->arg, key) : guess(key);
        if (ascii && !start)
            cost += INSIDE_WORD;
        if (cost >= best)
            continue;
        best = cost;
        *at = (uint16_t)i;
        *word = start;
    }
    return best != UINT_MAX;
}

/* A word in ASCII goes on with letters; of others, any byte outside of ASCII does. */
static uint8_t
reach_of(struct wl_span plain, struct wl_span gaps, size_t at)
{
    size_t n = WL_ANCHOR;

    while (n < WL_REACH && at + n < plain.len && gaps.ptr[at + n] != WL_GAP_BEFORE &&
           (is_letter(plain.ptr[at + n]) || (unsigned char)plain.ptr[at + n] >= 0x80))
        n++;
    return (uint8_t)n;
}

bool
wl_text_form_anchors(struct wl_text_form *form, struct wl_span plain, struct wl_span capitals,
                     struct wl_span gaps, const struct wl_anchor_costs *costs)
{
    const char *cases[WL_KEY_CASES] = {plain.ptr, form->folded.ptr, capitals.ptr};

    if (!choose(plain, gaps, costs, SIZE_MAX, &form->anchor[0], &form->word[0]))
        return false;
    form->anchor[1] = form->anchor[0];
    form->word[1] = form->word[0];
    (void)choose(plain, gaps, costs, form->anchor[0], &form->anchor[1], &form->word[1]);
    for (int k = 0; k < 2; k++) {
        size_t at = form->anchor[k];
        form->reach[k] = reach_of(plain, gaps, at);
        for (int i = 0; i < WL_KEY_CASES; i++)
            form->key[k][i] = key_of(cases[i] + at, form->reach[k]) & mask_of(form->reach[k]);
    }
    return true;
}

/* While the index is made: an anchor and what it is looked up by. */
struct entry {
    uint64_t key, mask;
    struct wl_text_anchor anchor;
};

static int
compare(const void *a, const void *b, void *arg)
{
    const struct entry *x = a, *y = b;
    const struct wl_text_form *forms = arg;
    size_t len_x = forms[x->anchor.form].folded.len, len_y = forms[y->anchor.form].folded.len;

    if (first_four(x->key) != first_four(y->key))
        return first_four(x->key) < first_four(y->key) ? -1 : 1;
    if (x->mask != y->mask)
        return x->mask < y->mask ? -1 : 1;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    if (len_x != len_y)
        return len_x > len_y ? -1 : 1;
    if (x->anchor.form != y->anchor.form)
        return x->anchor.form < y->anchor.form ? -1 : 1;
    return x->anchor.offset - y->anchor.offset;
}

/* All of the lowest bytes that are there. */
static uint64_t
low_mask(size_t bytes)
{
    return bytes < 8 ? (UINT64_C(1) << 8 * bytes) - 1 : ~UINT64_C(0);
}

static bool
is_word(char c)
{
    return is_letter(c) || (c >= '0' && c <= '9');
}

static uint8_t
flags_of(const struct wl_text_form *form, int which)
{
    struct wl_span text = form->folded;

    return (uint8_t)((form->word[which] ? WL_ANCHOR_WORD : 0) |
                     (is_word(text.ptr[0]) ? WL_ANCHOR_LETTER_FIRST : 0) |
                     (is_word(text.ptr[text.len - 1]) ? WL_ANCHOR_LETTER_LAST : 0));
}

static struct wl_text_anchor
make_anchor(const struct wl_text_form *form, size_t number, int which)
{
    size_t offset = form->anchor[which], from = offset + form->reach[which];
    const char *text = form->folded.ptr;

    return (struct wl_text_anchor){
        .behind = load_some(text + from, form->folded.len - from),
        .behind_mask = low_mask(form->folded.len - from),
        .before = load_some_back(text + offset, offset),
        .before_mask = low_mask(offset),
        .form = (uint16_t)number,
        .offset = (uint16_t)offset,
        .place = (uint16_t)wl_fold_place(wl_text_form_spelled(form), offset),
        .flags = flags_of(form, which),
    };
}

static size_t
add_anchor(struct entry *out, const struct wl_text_form *form, size_t number, int which,
           int letters)
{
    uint64_t key = form->key[which][letters];

    if (which == 1 && form->anchor[1] == form->anchor[0])
        return 0;
    for (int before = 0; before < letters; before++)
        if (form->key[which][before] == key)
            return 0;
    *out = (struct entry){key, mask_of(form->reach[which]), make_anchor(form, number, which)};
    return 1;
}

/* What is made of the entries. */
struct parts {
    struct wl_text_anchor *anchors;
    struct wl_text_group *groups;
    char *behind, *before;
};

static void
fill_groups(struct wl_text_index *index, const struct entry *entries, const struct parts *parts)
{
    struct wl_text_group *groups = parts->groups;

    for (uint32_t i = 0; i < index->anchor_count; i++) {
        const struct entry *e = entries + i;
        struct wl_text_group *last = index->group_count ? groups + index->group_count - 1 : NULL;
        parts->anchors[i] = e->anchor;
        parts->behind[i] = (char)(e->anchor.behind & 0xFF);
        parts->before[i] = (char)(e->anchor.before & 0xFF);
        if (!last || last->key != e->key || last->mask != e->mask) {
            last = groups + index->group_count++;
            *last = (struct wl_text_group){
                .key = e->key,
                .mask = e->mask,
                .anchor = (uint16_t)i,
                .reach = (uint8_t)(WL_REACH - (unsigned)__builtin_ctzll(e->mask) / 8),
            };
        }
        last->behind |= wl_text_wanted((unsigned char)e->anchor.behind);
        last->before |= wl_text_wanted((unsigned char)e->anchor.before);
        last->count++;
    }
}

/* One slot for all groups with the same first bytes; the last one stays free. */
static int
fill_slots(struct wl_text_index *index)
{
    struct wl_text_slot *slots;
    size_t size = 64;

    for (index->shift = 32 - 6; size < index->group_count; index->shift--)
        size *= 2;
    index->slots = slots = calloc(size + index->group_count + 1, sizeof *slots);
    if (!slots)
        return WL_ENOMEM;
    for (uint32_t i = 0; i < index->group_count;) {
        uint32_t first = first_four(index->groups[i].key), at = wl_text_slot(index, first);
        while (slots[at].count)
            at++;
        slots[at] = (struct wl_text_slot){.first = first, .group = (uint16_t)i};
        for (; i < index->group_count && first_four(index->groups[i].key) == first; i++)
            slots[at].count++;
        if (at + 2 > index->slot_count)
            index->slot_count = at + 2;
    }
    if (index->slot_count < size)
        index->slot_count = (uint32_t)size;
    return 0;
}

int
wl_text_index_make(struct wl_text_index *index, const struct wl_text_form *forms, size_t count,
                   struct wl_error *err)
{
    size_t max = count * 2 * WL_KEY_CASES + 8, used = 0;
    struct entry *entries = calloc(max, sizeof *entries);
    struct parts parts = {calloc(max, sizeof *parts.anchors), calloc(max, sizeof *parts.groups),
                          calloc(max, 1), calloc(max, 1)};
    int rc = WL_ENOMEM;

    *index = (struct wl_text_index){.forms = forms,
                                    .anchors = parts.anchors,
                                    .groups = parts.groups,
                                    .nearest_behind = parts.behind,
                                    .nearest_before = parts.before};
    if (!entries || !parts.anchors || !parts.groups || !parts.behind || !parts.before)
        goto out;
    for (size_t i = 0; i < count; i++)
        for (int k = 0; k < 2 * WL_KEY_CASES; k++)
            used += add_anchor(entries + used, forms + i, i, k / WL_KEY_CASES, k % WL_KEY_CASES);
    if (used >= UINT16_MAX)
        goto out;
    index->anchor_count = (uint32_t)used;
    qsort_r(entries, used, sizeof *entries, compare, (void *)forms);
    fill_groups(index, entries, &parts);
    rc = fill_slots(index);
out:
    free(entries);
    if (rc < 0) {
        wl_text_index_done(index);
        return wl_error_set(err, rc, "out of memory");
    }
    return 0;
}

void
wl_text_index_done(struct wl_text_index *index)
{
    free((void *)index->anchors);
    free((void *)index->groups);
    free((void *)index->slots);
    free((void *)index->nearest_behind);
    free((void *)index->nearest_before);
    *index = (struct wl_text_index){0};
}
