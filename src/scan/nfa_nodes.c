#include "scan/nfa.h"

#include <stdlib.h>

void
wl_nfa_init(struct wl_nfa *nfa, bool backward, bool floating)
{
    *nfa = (struct wl_nfa){.backward = backward, .floating = floating};
}

void
wl_nfa_done(struct wl_nfa *nfa)
{
    free(nfa->nodes);
    free(nfa->sets);
    free(nfa->entries);
    *nfa = (struct wl_nfa){0};
}

/* Room for one more in a growing array. */
static bool
grow(struct wl_nfa *nfa, void **array, size_t count, size_t *cap, size_t size)
{
    size_t wanted = *cap ? 2 * *cap : 256;
    void *grown;

    if (count < *cap)
        return true;
    grown = realloc(*array, wanted * size);
    if (!grown) {
        nfa->failed = true;
        return false;
    }
    *array = grown;
    *cap = wanted;
    return true;
}

uint32_t
wl_nfa_add_node(struct wl_nfa *nfa, enum wl_nfa_op op, uint16_t set, uint32_t a, uint32_t b)
{
    if (!grow(nfa, (void **)&nfa->nodes, nfa->node_count, &nfa->node_cap, sizeof *nfa->nodes))
        return 0;
    nfa->nodes[nfa->node_count] = (struct wl_nfa_node){(uint8_t)op, false, set, a, b};
    return (uint32_t)nfa->node_count++;
}

uint16_t
wl_nfa_add_set(struct wl_nfa *nfa, const struct wl_bytes *set)
{
    for (size_t i = nfa->set_count; i > 0; i--)
        if (memcmp(nfa->sets + i - 1, set, sizeof *set) == 0)
            return (uint16_t)(i - 1);
    if (nfa->set_count == UINT16_MAX ||
        !grow(nfa, (void **)&nfa->sets, nfa->set_count, &nfa->set_cap, sizeof *nfa->sets)) {
        nfa->failed = true;
        return 0;
    }
    nfa->sets[nfa->set_count] = *set;
    return (uint16_t)nfa->set_count++;
}

void
wl_nfa_add_entry(struct wl_nfa *nfa, uint32_t entry)
{
    if (grow(nfa, (void **)&nfa->entries, nfa->entry_count, &nfa->entry_cap, sizeof *nfa->entries))
        nfa->entries[nfa->entry_count++] = entry;
}

uint32_t
wl_nfa_accept(struct wl_nfa *nfa, uint32_t number, uint32_t next)
{
    return wl_nfa_add_node(nfa, WL_NFA_ACCEPT, 0, number, next);
}

void
wl_nfa_add_word(struct wl_nfa *nfa, struct wl_span word, uint32_t next)
{
    for (size_t k = word.len; k > 0; k--) {
        unsigned char c = (unsigned char)word.ptr[k - 1];
        struct wl_bytes set = {{0}};
        set.bits[c / 64] |= UINT64_C(1) << (c % 64);
        if (c >= 'a' && c <= 'z')
            set.bits[1] |= UINT64_C(1) << (c - 32 - 64);
        next = wl_nfa_add_node(nfa, WL_NFA_BYTE, wl_nfa_add_set(nfa, &set), next, 0);
    }
    wl_nfa_add_entry(nfa, next);
}
