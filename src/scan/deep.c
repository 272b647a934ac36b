#include "scan/deep.h"

#include "base/ascii.h"

#include <stdlib.h>

#define HEAD 8u /* bytes that are compared at once */

static unsigned
slot_of(uint64_t bytes)
{
    uint32_t gram = (uint32_t)bytes & 0xFFFFFF;

    return ((gram | 0x202020u) * 0x9E3779B1u) >> (32 - WL_DEEP_BITS);
}

static uint64_t
load(const char *p, size_t len)
{
    const unsigned char *u = (const unsigned char *)p;
    uint64_t bytes = 0;

    if (len >= HEAD) /* compilers make one load of it */
        return (uint64_t)u[0] | (uint64_t)u[1] << 8 | (uint64_t)u[2] << 16 | (uint64_t)u[3] << 24 |
               (uint64_t)u[4] << 32 | (uint64_t)u[5] << 40 | (uint64_t)u[6] << 48 |
               (uint64_t)u[7] << 56;
    for (size_t i = 0; i < len; i++)
        bytes |= (uint64_t)u[i] << 8 * i;
    return bytes;
}

/* What a pattern may find where no token of the prefilter stands. */
static unsigned
looks_for(const struct wl_rule *rule)
{
    unsigned deep = 0;

    if (rule->kind != WL_RULE_PATTERN)
        return 0;
    if (rule->code)
        return WL_DEEP_WORDING;
    if (rule->small && strstr(rule->regex, "(?<code>"))
        deep |= WL_DEEP_NUMBER;
    if (rule->small && strstr(rule->regex, "(?<name>"))
        deep |= WL_DEEP_NAME;
    return deep;
}

static bool
begins_with(struct wl_span text, struct wl_span prefix)
{
    return prefix.len <= text.len && memcmp(text.ptr, prefix.ptr, prefix.len) == 0;
}

static void
add(struct wl_deep_word *list, size_t *count, struct wl_span text, unsigned looks)
{
    struct wl_deep_word *word = list + *count;

    for (size_t i = 0; i < *count; i++) {
        if (wl_span_equal(list[i].text, text)) {
            list[i].looks_for |= (uint8_t)looks;
            return;
        }
    }
    *word = (struct wl_deep_word){.text = text, .looks_for = (uint8_t)looks};
    word->head = load(text.ptr, text.len);
    for (size_t i = 0; i < text.len && i < HEAD; i++) {
        word->mask |= (uint64_t)0xFF << 8 * i;
        if (wl_ascii_letter((unsigned char)text.ptr[i]))
            word->fold |= (uint64_t)0x20 << 8 * i;
    }
    ++*count;
}

/* Where wsa stands, wsaget says nothing new. */
static bool
is_superfluous(const struct wl_deep_word *list, size_t count, const struct wl_deep_word *word)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].text.len < word->text.len && begins_with(word->text, list[i].text) &&
            !(word->looks_for & ~list[i].looks_for))
            return true;
    return false;
}

static void
fill(struct wl_deep *deep, struct wl_deep_word *words, const struct wl_deep_word *all, size_t count)
{
    for (unsigned slot = 0; slot < WL_DEEP_SLOTS; slot++) {
        for (size_t i = 0; i < count; i++)
            if (slot_of(all[i].head) == slot && !is_superfluous(all, count, all + i))
                words[deep->count++] = all[i];
        deep->at[slot + 1] = (uint16_t)deep->count;
    }
}

int
wl_deep_make(struct wl_deep *deep, const struct wl_patterns *set)
{
    size_t most = 0, count = 0;
    struct wl_deep_word *all, *words;

    *deep = (struct wl_deep){0};
    for (size_t i = 0; i < set->rule_count; i++)
        for (const char *const *k = set->rules[i].keywords; looks_for(set->rules + i) && *k; k++)
            most++;
    all = calloc(most + 1, sizeof *all);
    deep->words = words = calloc(most + 1, sizeof *words);
    for (size_t i = 0; all && i < set->rule_count; i++) {
        unsigned looks = looks_for(set->rules + i);
        for (const char *const *k = set->rules[i].keywords; looks && *k; k++)
            add(all, &count, wl_span_of(*k), looks);
    }
    if (all && words)
        fill(deep, words, all, count);
    free(all);
    return all && words && deep->count <= UINT16_MAX ? 0 : WL_ENOMEM;
}

void
wl_deep_done(struct wl_deep *deep)
{
    free((void *)deep->words);
    *deep = (struct wl_deep){0};
}

static bool
goes_on(struct wl_span word, const char *p)
{
    for (size_t i = HEAD; i < word.len; i++)
        if (wl_ascii_lower((unsigned char)p[i]) != (unsigned char)word.ptr[i])
            return false;
    return true;
}

unsigned
wl_deep_at(const struct wl_deep *deep, const char *p, const char *end)
{
    size_t left = (size_t)(end - p);
    uint64_t bytes = load(p, left);
    unsigned looks = 0, slot = slot_of(bytes);

    for (size_t i = deep->at[slot]; i < deep->at[slot + 1]; i++) {
        const struct wl_deep_word *word = deep->words + i;
        if (((bytes | word->fold) & word->mask) == word->head && word->text.len <= left &&
            goes_on(word->text, p))
            looks |= word->looks_for;
    }
    return looks;
}
