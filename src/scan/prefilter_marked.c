/*
 * From marks to candidates. Words are many and nearly all of them are nothing: as many as most
 * blocks have are looked up without a branch, since a question whose answer the processor can't
 * foresee costs as much as some ten look-ups. Of what is left the same is asked as the portable way
 * asks everywhere.
 */
#include "scan/prefilter_shape.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define BMI __attribute__((target("bmi,bmi2")))

#define WORDS 5 /* words of a block that are looked up whether they are there or not */

/* The marks of the bytes n further on than a position, of those four further on; behind those of
 * the block before. */
static inline uint64_t
further(const uint64_t *marks, int n)
{
    return marks[1] << (4 - n) | marks[0] >> (60 + n);
}

/* Where four letters follow each other and none stands before. *pairs of letters are those of the
 * block before, and then of this one. */
static inline uint64_t
words_of(const uint64_t *letters, uint64_t *pairs)
{
    uint64_t before = *pairs;
    uint64_t two = further(letters, 3) & further(letters, 2);

    *pairs = two;
    return two & (two << 2 | before >> 62) & ~further(letters, -1);
}

/* The lowest position in words if its four letters begin an anchor, else none. Without words it is
 * the 64th, which may give any position. */
BMI static inline uint64_t
look_up_lowest(const struct wl_prefilter *filter, const char *p, uint64_t words)
{
    uint64_t at = _tzcnt_u64(words);

    return (uint64_t)(filter->words[wl_word_hash(p + at)] & 1) << (at & 63);
}

/* Of the positions in words: those whose four letters begin an anchor. */
BMI static inline uint64_t
look_up(const struct wl_prefilter *filter, const char *p, uint64_t words)
{
    uint64_t known = 0, left = words;

    for (int i = 0; i < WORDS; i++, left &= left - 1)
        known |= look_up_lowest(filter, p, left);
    for (; left; left &= left - 1)
        known |= look_up_lowest(filter, p, left);
    return known & words;
}

/* What a block may have: where shapes stand, and anchors do. */
struct found {
    uint64_t shapes, anchors;
};

/* Add the words. */
BMI static inline void
find_words(const struct wl_prefilter *filter, const char *p, uint64_t words, struct found *found)
{
    for (uint64_t known = look_up(filter, p, words); known; known &= known - 1) {
        const char *at = p + _tzcnt_u64(known);
        if (wl_is_literal(filter, at, wl_word_lengths(filter, at), true))
            found->anchors |= known & -known;
    }
}

/* Add what has a byte that is not ASCII among its first four. */
BMI static void
find_beyond(const struct wl_prefilter *filter, const char *p, const uint64_t *beyond,
            struct found *found)
{
    uint64_t known = 0, left = further(beyond, 0) | further(beyond, 1) | further(beyond, 2) |
                               further(beyond, 3);

    for (; left; left &= left - 1) {
        uint64_t at = _tzcnt_u64(left);
        unsigned gram = wl_gram(p + at);
        known |= (filter->beyond[gram / 64] >> (gram % 64) & 1) << at;
    }
    for (; known; known &= known - 1) {
        const char *at = p + _tzcnt_u64(known);
        if (wl_in_bitmap(filter->anywhere, wl_gram(at)))
            found->shapes |= known & -known;
        if (wl_is_literal(filter, at, WL_ANCHOR_LENGTHS, true))
            found->anchors |= known & -known;
    }
}

/* @return NULL, or the first candidate for which there is no room */
BMI static const char *
take_block(struct wl_prefilter_run *run, const char *p, const struct found *found)
{
    for (uint64_t left = found->shapes | found->anchors; left; left &= left - 1) {
        uint64_t bit = left & -left;
        const char *at = p + _tzcnt_u64(left);
        unsigned classes = found->anchors & bit ? WL_CLASS_TEXT : 0;
        if (found->shapes & bit)
            classes |= wl_prefilter_classes_of_shape(run->filter, run->low, at, run->end);
        if (!classes)
            continue;
        if (run->count == run->max)
            return at;
        run->out[run->count++] = (struct wl_candidate){(uint32_t)(at - run->start), classes};
    }
    return NULL;
}

BMI static const char *
take_blocks(struct wl_prefilter_run *run, const char *p, size_t blocks,
            const struct wl_marks *marks)
{
    uint64_t pairs = marks->letters[0] << 1 & marks->letters[0] << 2;

    for (size_t i = 0; i < blocks; i++, p += 64) {
        struct found found = {marks->shapes[i], 0};
        const char *stop;
        find_words(run->filter, p, words_of(marks->letters + i, &pairs), &found);
        if (marks->beyond[i + 1] | marks->beyond[i] >> 60)
            find_beyond(run->filter, p, marks->beyond + i, &found);
        if (found.shapes | found.anchors) {
            stop = take_block(run, p, &found);
            if (stop)
                return stop;
        }
    }
    return NULL;
}

/* Marks of the bytes from p - 1 on, as if there were a block before. */
static void
mark_before(const char *p, struct wl_marks *marks)
{
    marks->letters[0] = marks->beyond[0] = 0;
    for (int i = -1; i < 4; i++) {
        unsigned char c = (unsigned char)p[i];
        marks->letters[0] |= (uint64_t)wl_ascii_letter(c) << (60 + i);
        marks->beyond[0] |= (uint64_t)(c >> 7) << (60 + i);
    }
}

size_t
wl_prefilter_run_marked(wl_prefilter_mark_fn *mark, const void *tables,
                        const struct wl_prefilter *filter, const char *low, const char *p,
                        const char *end, struct wl_candidate *out, size_t max, const char **stop)
{
    struct wl_prefilter_run run = {filter, low, p, end, out, max, 0};
    struct wl_marks marks;

    if (p == low && p < end) { /* blocks want a byte before them */
        wl_prefilter_walk(&run, p, p + 1, stop);
        p = *stop;
    }
    if (end - p >= 64 + WL_BEHIND)
        mark_before(p, &marks);
    while (end - p >= 64 + WL_BEHIND) {
        size_t blocks = (size_t)(end - p - WL_BEHIND) / 64;
        blocks = blocks < WL_BLOCKS ? blocks : WL_BLOCKS;
        mark(tables, p, blocks, &marks);
        *stop = take_blocks(&run, p, blocks, &marks);
        if (*stop)
            return run.count;
        marks.letters[0] = marks.letters[blocks];
        marks.beyond[0] = marks.beyond[blocks];
        p += 64 * blocks;
    }
    wl_prefilter_walk(&run, p, end, stop);
    return run.count;
}

#endif
