#include "scan/text_index.h"

#include "base/ascii.h"
#include "scan/fold.h"

#include <limits.h>
#include <stdlib.h>

static uint64_t
lower_all(uint64_t x)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t low = x & 0x7F * ones, from_a = low + (0x80 - 'A') * ones,
             behind_z = low + (0x7F - 'Z') * ones;

    return x | ((~x & (from_a ^ behind_z) & 0x80 * ones) >> 2);
}

/* WL_REACH bytes, the first on top, ASCII in lower case; what is not readable is 0. */
static uint64_t
key_of(const char *p, size_t left)
{
    unsigned char bytes[WL_REACH] = {0};
    uint64_t key;

    if (left >= WL_REACH)
        memcpy(bytes, p, WL_REACH);
    else
        memcpy(bytes, p, left);
    memcpy(&key, bytes, sizeof key);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    key = __builtin_bswap64(key);
#endif
    return lower_all(key);
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

static int
compare(const void *a, const void *b, void *arg)
{
    const struct wl_text_anchor *x = a, *y = b;
    const struct wl_text_form *sorting = arg;

    if (first_four(x->key) != first_four(y->key))
        return first_four(x->key) < first_four(y->key) ? -1 : 1;
    if (x->mask != y->mask)
        return x->mask < y->mask ? -1 : 1;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    if (sorting[x->form].folded.len != sorting[y->form].folded.len)
        return sorting[x->form].folded.len > sorting[y->form].folded.len ? -1 : 1;
    return x->form != y->form ? (x->form < y->form ? -1 : 1) : x->offset - y->offset;
}

static uint32_t
slot_of(const struct wl_text_index *index, uint64_t key)
{
    return (first_four(key) * 2654435761u) >> index->shift;
}

/* Of a key of which only the bytes that count are left. */
static uint32_t
exact_slot_of(const struct wl_text_index *index, uint64_t key)
{
    return (uint32_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 32) >> index->shift;
}

/* Up to four letters and digits, the first on top; blanks are passed over if that is wanted. */
static uint32_t
next_letters(const char *p, const char *end, bool blanks, uint32_t *mask)
{
    uint32_t letters = 0;
    int count = 0;

    for (; p < end && count < 4; p++) {
        if (blanks && *p == ' ')
            continue;
        if (!wl_ascii_alnum((unsigned char)*p))
            break;
        letters = letters << 8 | (uint32_t)wl_ascii_lower((unsigned char)*p);
        count++;
    }
    *mask = count ? ~UINT32_C(0) << 8 * (4 - count) : 0;
    return count ? letters << 8 * (4 - count) : 0;
}

static size_t
add_anchor(struct wl_text_anchor *out, const struct wl_text_form *form, size_t i, int which,
           int letters)
{
    uint64_t key = form->key[which][letters];

    if (which == 1 && form->anchor[1] == form->anchor[0])
        return 0;
    for (int before = 0; before < letters; before++)
        if (form->key[which][before] == key)
            return 0;
    *out = (struct wl_text_anchor){.key = key,
                                   .mask = mask_of(form->reach[which]),
                                   .form = (uint16_t)i,
                                   .offset = form->anchor[which],
                                   .alike = 1,
                                   .word = form->word[which]};
    out->next = next_letters(form->folded.ptr + form->anchor[which] + form->reach[which],
                             form->folded.ptr + form->folded.len, false, &out->next_mask);
    return 1;
}

static void
enter(uint16_t *slots, size_t size, size_t at, size_t number)
{
    while (slots[at])
        at = (at + 1) % size;
    slots[at] = (uint16_t)(number + 1);
}

/* Which reaches are there with the first bytes of anchor number i? */
static uint8_t
reaches_of(const struct wl_text_index *index, const struct wl_text_anchor *anchors, size_t i)
{
    uint32_t first = first_four(anchors[i].key);
    uint8_t reaches = 0;

    for (; i < index->anchor_count && first_four(anchors[i].key) == first; i++)
        for (unsigned n = WL_ANCHOR; n <= WL_REACH; n++)
            if (anchors[i].mask == mask_of(n))
                reaches |= (uint8_t)(1u << (n - WL_ANCHOR));
    return reaches;
}

/* Count those alike, from the last to the first, and fill the hash tables. */
static void
link_anchors(struct wl_text_index *index, struct wl_text_anchor *anchors, uint16_t *slots,
             uint16_t *exact)
{
    size_t size = (size_t)1 << (32 - index->shift);

    for (size_t i = index->anchor_count; i > 1; i--) {
        struct wl_text_anchor *a = anchors + i - 2;
        if (a[0].key == a[1].key && a[0].mask == a[1].mask)
            a[0].alike = (uint16_t)(a[1].alike + 1);
    }
    for (size_t i = 0; i < index->anchor_count; i++) {
        const struct wl_text_anchor *last = i > 0 ? anchors + i - 1 : NULL;
        if (!last || first_four(anchors[i].key) != first_four(last->key)) {
            anchors[i].reaches = reaches_of(index, anchors, i);
            enter(slots, size, slot_of(index, anchors[i].key), i);
        }
        if (!last || anchors[i].key != last->key || anchors[i].mask != last->mask)
            enter(exact, size, exact_slot_of(index, anchors[i].key), i);
    }
}

int
wl_text_index_make(struct wl_text_index *index, const struct wl_text_form *forms, size_t count,
                   struct wl_error *err)
{
    struct wl_text_anchor *anchors = calloc(count * 2 * WL_KEY_CASES + 1, sizeof *anchors);
    uint16_t *slots, *exact;
    size_t size = 64, used = 0;

    *index = (struct wl_text_index){.forms = forms, .anchors = anchors, .shift = 32 - 6};
    while (size < 8 * count) {
        size *= 2;
        index->shift--;
    }
    index->slots = slots = calloc(size, sizeof *slots);
    index->exact = exact = calloc(size, sizeof *exact);
    if (!anchors || !slots || !exact)
        goto no_memory;
    for (size_t i = 0; i < count; i++)
        for (int k = 0; k < 2 * WL_KEY_CASES; k++)
            used += add_anchor(anchors + used, forms + i, i, k / WL_KEY_CASES, k % WL_KEY_CASES);
    if (used >= UINT16_MAX)
        goto no_memory;
    index->anchor_count = (uint32_t)used;
    qsort_r(anchors, used, sizeof *anchors, compare, (void *)forms);
    link_anchors(index, anchors, slots, exact);
    return 0;
no_memory:
    wl_text_index_done(index);
    return wl_error_set(err, WL_ENOMEM, "out of memory");
}

void
wl_text_index_done(struct wl_text_index *index)
{
    free((void *)index->anchors);
    free((void *)index->slots);
    free((void *)index->exact);
    *index = (struct wl_text_index){0};
}

static bool
is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A text that begins with an ASCII letter must not begin in the middle of a word; \n is no word. */
static bool
has_borders(struct wl_span folded, struct wl_span found, const char *start, const char *end)
{
    const char *before = found.ptr - 1, *after = found.ptr + found.len;

    if (is_word(folded.ptr[0]) && before >= start && is_word(*before) &&
        !(*before >= '0' && *before <= '9') &&
        !(before > start && before[-1] == '\\' && strchr("nrt", *before)))
        return false;
    return !(is_word(folded.ptr[folded.len - 1]) && after < end && is_word(*after) &&
             *after >= 'a' && *after <= 'z');
}

static bool
match_around(const struct wl_text_form *form, size_t offset, const char *p, const char *start,
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
    return has_borders(form->folded, *found, start, end);
}

/* The longest of the anchors alike that matches, if it is longer than *best. A cheap look at the
 * next letters comes before texts are compared; what may be passed over there is not judged. */
static void
match_alike(const struct wl_text_index *index, const struct wl_text_anchor *a, const char *p,
            const char *start, const char *end, size_t *best, struct wl_text_match *out)
{
    size_t reach = WL_REACH - (size_t)__builtin_ctzll(a->mask) / 8;
    uint32_t mask, letters = next_letters(p + reach, end, true, &mask);

    for (const struct wl_text_anchor *stop = a + a->alike; a < stop; a++) {
        const struct wl_text_form *form;
        struct wl_span found;
        if ((letters ^ a->next) & mask & a->next_mask)
            continue;
        form = index->forms + a->form;
        if (form->folded.len <= *best)
            return;
        if ((a->word && p > start && is_letter(p[-1])) ||
            !match_around(form, a->offset, p, start, end, &found))
            continue;
        *best = form->folded.len;
        *out = (struct wl_text_match){form->text, found};
        return;
    }
}

/* The first anchor with these first bytes, or NULL. */
static const struct wl_text_anchor *
find_first(const struct wl_text_index *index, uint64_t key)
{
    size_t size = (size_t)1 << (32 - index->shift);

    for (size_t at = slot_of(index, key); index->slots[at]; at = (at + 1) % size) {
        const struct wl_text_anchor *a = index->anchors + index->slots[at] - 1;
        if (first_four(a->key) == first_four(key))
            return a;
    }
    return NULL;
}

/* The first of the anchors with this key and mask, or NULL. */
static const struct wl_text_anchor *
find_alike(const struct wl_text_index *index, uint64_t key, uint64_t mask)
{
    size_t size = (size_t)1 << (32 - index->shift);

    for (size_t at = exact_slot_of(index, key); index->exact[at]; at = (at + 1) % size) {
        const struct wl_text_anchor *a = index->anchors + index->exact[at] - 1;
        if (a->key == key && a->mask == mask)
            return a;
    }
    return NULL;
}

bool
wl_text_index_at(const struct wl_text_index *index, const char *p, const char *start,
                 const char *end, struct wl_text_match *out)
{
    const struct wl_text_anchor *first, *a;
    size_t best = 0;
    uint64_t key;

    if (end - p < WL_ANCHOR)
        return false;
    key = key_of(p, (size_t)(end - p));
    first = find_first(index, key);
    for (unsigned reaches = first ? first->reaches : 0; reaches; reaches &= reaches - 1) {
        uint64_t mask = mask_of(WL_ANCHOR + (unsigned)__builtin_ctz(reaches));
        a = find_alike(index, key & mask, mask);
        if (a)
            match_alike(index, a, p, start, end, &best, out);
    }
    return best > 0;
}
