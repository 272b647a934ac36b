#include "gen/grams.h"

#include <stdio.h>
#include <stdlib.h>

#define GRAMS_MAX 20000
#define OTHER_COST 60 /* digits and signs: not measured, taken as common */

static struct gram {
    uint32_t key;
    unsigned per_million;
} grams[GRAMS_MAX];
static size_t gram_count;
static uint32_t used[GRAMS_MAX];
static size_t used_count;

static int
compare(const void *a, const void *b)
{
    const struct gram *x = a, *y = b;

    return x->key < y->key ? -1 : x->key > y->key;
}

void
wl_grams_load(const char *path)
{
    FILE *file = fopen(path, "r");
    char line[256];

    if (!file) {
        perror(path);
        exit(1);
    }
    while (fgets(line, sizeof line, file) && gram_count < GRAMS_MAX) {
        if (line[0] == '#')
            continue;
        for (int i = 0; i < WL_ANCHOR; i++)
            grams[gram_count].key = grams[gram_count].key << 8 | (unsigned char)line[i];
        if (line[WL_ANCHOR] != '\t') {
            (void)fprintf(stderr, "%s: not four letters and a TAB: %s", path, line);
            exit(1);
        }
        grams[gram_count++].per_million = (unsigned)strtoul(line + WL_ANCHOR + 1, NULL, 10);
    }
    (void)fclose(file);
    qsort(grams, gram_count, sizeof *grams, compare);
}

static unsigned
frequency(uint32_t key)
{
    const struct gram wanted = {key, 0};
    const struct gram *found;

    for (int i = 0; i < WL_ANCHOR; i++) {
        unsigned char c = (unsigned char)(key >> 8 * i);
        if (c >= 0x80)
            return 0;
        if (c < 'a' || c > 'z')
            return OTHER_COST;
    }
    found = bsearch(&wanted, grams, gram_count, sizeof *grams, compare);
    return found ? found->per_million : 0;
}

static unsigned
cost(void *arg, uint32_t key)
{
    (void)arg;
    for (size_t i = 0; i < used_count; i++)
        if (used[i] == key)
            return 4 * frequency(key);
    return 4 * frequency(key) + 3;
}

const struct wl_anchor_costs *
wl_grams_costs(void)
{
    static const struct wl_anchor_costs costs = {cost, NULL};

    return &costs;
}

void
wl_grams_use(uint32_t key)
{
    for (size_t i = 0; i < used_count; i++)
        if (used[i] == key)
            return;
    if (used_count < GRAMS_MAX)
        used[used_count++] = key;
}
