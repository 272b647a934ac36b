#include "scan/keywords.h"

#include <stdlib.h>

#define SLOTS 1024u /* a power of two, several times the number of keywords in use */

struct wl_keywords {
    const struct wl_span *literals;
    size_t count;
    uint16_t first[SLOTS]; /* 1 + index of the first literal with that hash, 0 for none */
    uint16_t *next;        /* 1 + index of the next one with the same hash */
};

static unsigned char
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) : (unsigned char)c;
}

static unsigned
hash(unsigned a, unsigned b, unsigned c)
{
    return ((a << 16 | b << 8 | c) * 2654435761u) >> 22;
}

int
wl_keywords_new(struct wl_keywords **out, const struct wl_span *literals, size_t count,
                struct wl_error *err)
{
    struct wl_keywords *keywords = calloc(1, sizeof *keywords);

    if (!keywords)
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    keywords->literals = literals;
    keywords->count = count;
    keywords->next = calloc(count + 1, sizeof *keywords->next);
    if (!keywords->next) {
        wl_keywords_free(keywords);
        return wl_error_set(err, WL_ENOMEM, "out of memory");
    }
    for (size_t i = 0; i < count; i++) {
        const char *p = literals[i].ptr;
        unsigned at = hash(lower(p[0]), lower(p[1]), lower(p[2]));
        keywords->next[i] = keywords->first[at];
        keywords->first[at] = (uint16_t)(i + 1);
    }
    *out = keywords;
    return 0;
}

void
wl_keywords_free(struct wl_keywords *keywords)
{
    if (!keywords)
        return;
    free(keywords->next);
    free(keywords);
}

static bool
begins_with(const char *p, size_t left, struct wl_span needle)
{
    if (needle.len > left)
        return false;
    for (size_t i = 0; i < needle.len; i++)
        if (lower(p[i]) != (unsigned char)needle.ptr[i])
            return false;
    return true;
}

void
wl_keywords_find(const struct wl_keywords *keywords, struct wl_span text, uint64_t *present)
{
    unsigned a, b;

    memset(present, 0, (keywords->count + 63) / 64 * sizeof *present);
    if (text.len < WL_KEYWORD_MIN)
        return;
    a = lower(text.ptr[0]);
    b = lower(text.ptr[1]);
    for (size_t i = 2; i < text.len; i++) {
        unsigned c = lower(text.ptr[i]);
        for (unsigned k = keywords->first[hash(a, b, c)]; k; k = keywords->next[k - 1]) {
            bool seen = present[(k - 1) / 64] >> ((k - 1) % 64) & 1;
            if (!seen && begins_with(text.ptr + i - 2, text.len - i + 2, keywords->literals[k - 1]))
                present[(k - 1) / 64] |= UINT64_C(1) << ((k - 1) % 64);
        }
        a = b;
        b = c;
    }
}

bool
wl_keyword_in(struct wl_span needle, struct wl_span text)
{
    for (size_t i = 0; i + needle.len <= text.len; i++)
        if (begins_with(text.ptr + i, text.len - i, needle))
            return true;
    return false;
}
