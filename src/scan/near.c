/*
 * The second half of lookup.h: words that are like the one that was typed. Distances count
 * inserted, deleted, replaced and swapped characters.
 */
#include "base/distance.h"
#include "scan/lookup.h"

#include <stdio.h>
#include <stdlib.h>

#define WORD_MAX 40    /* the longest name has 27 letters */
#define NUMBER_NEAR 20 /* codes this far away are neighbours */

struct candidate {
    struct wl_near near;
    unsigned distance;
};

struct nearest {
    struct candidate *best;
    size_t count, max;
};

/* Keep the list sorted; a code that is there already only moves forward. */
static void
offer(struct nearest *to, const struct wl_code *code, const char *word, unsigned far)
{
    struct candidate one = {{code, word}, far};
    size_t at = 0;

    for (size_t i = 0; i < to->count; i++)
        if (to->best[i].near.code == code) {
            if (to->best[i].distance <= far)
                return;
            memmove(&to->best[i], &to->best[i + 1], (--to->count - i) * sizeof one);
            break;
        }
    while (at < to->count && to->best[at].distance <= far)
        at++;
    if (at == to->max)
        return;
    if (to->count < to->max)
        to->count++;
    memmove(&to->best[at + 1], &to->best[at], (to->count - at - 1) * sizeof one);
    to->best[at] = one;
}

static void
offer_word(struct nearest *to, struct wl_span word, const struct wl_code *code, const char *name)
{
    struct wl_span other = wl_span_of(name);
    unsigned allowed = (unsigned)(other.len < 6 ? 1 : other.len < 10 ? 2 : 3), far;

    if (!name || other.len > WORD_MAX || other.len + allowed < word.len ||
        word.len + allowed < other.len)
        return;
    far = wl_distance(word, other);
    if (far <= allowed)
        offer(to, code, name, far);
}

static void
offer_names(struct nearest *to, struct wl_span word, const struct wl_code *code)
{
    const char *const others[] = {code->dotnet, code->posix, code->libuv, code->rust};

    for (size_t i = 0; code->names[i]; i++)
        offer_word(to, word, code, code->names[i]);
    for (size_t i = 0; code->aliases[i]; i++)
        offer_word(to, word, code, code->aliases[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        offer_word(to, word, code, others[i]);
}

/* A slip of the finger comes before any other difference in value. */
static void
offer_number(struct nearest *to, struct wl_span digits, const struct wl_code *code)
{
    char text[8];
    int len = snprintf(text, sizeof text, "%u", (unsigned)code->number);
    long value = 0, off;
    bool slip;

    for (size_t i = 0; i < digits.len; i++)
        value = value * 10 + (digits.ptr[i] - '0');
    off = labs(value - (long)code->number);
    if (len < 4) /* 87 is near to everything */
        return;
    slip = wl_distance(digits, (struct wl_span){text, (size_t)len}) == 1;
    if (off <= NUMBER_NEAR)
        offer(to, code, code->name, (unsigned)off + (slip ? 0 : 2 * NUMBER_NEAR));
    else if (slip)
        offer(to, code, code->name, NUMBER_NEAR + 1);
}

static bool
all_digits(struct wl_span word)
{
    for (size_t i = 0; i < word.len; i++)
        if (word.ptr[i] < '0' || word.ptr[i] > '9')
            return false;
    return true;
}

size_t
wl_lookup_near(struct wl_span word, struct wl_near *out, size_t max)
{
    struct candidate best[16];
    struct nearest to = {best, 0, max < 16 ? max : 16};
    size_t count;
    const struct wl_code *codes = wl_codes(&count);
    bool number;

    if (word.len > 0 && (word.ptr[0] == '-' || word.ptr[0] == '+'))
        word = (struct wl_span){word.ptr + 1, word.len - 1};
    if (word.len == 0 || word.len > WORD_MAX)
        return 0;
    number = all_digits(word);
    if (number && word.len > 9)
        return 0;
    for (size_t i = 0; i < count; i++)
        if (number)
            offer_number(&to, word, &codes[i]);
        else
            offer_names(&to, word, &codes[i]);
    for (size_t i = 0; i < to.count; i++)
        out[i] = best[i].near;
    return to.count;
}
