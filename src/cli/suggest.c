#include "cli/suggest.h"

#include <limits.h>
#include <strings.h>

#define WORD_MAX 63

static unsigned
least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static int
lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

/* Optimal string alignment: three rows of the matrix are enough, since a swap looks back by two. */
unsigned
wl_suggest_distance(const char *a, const char *b)
{
    unsigned rows[3][WORD_MAX + 1];
    size_t a_len = strnlen(a, WORD_MAX), b_len = strnlen(b, WORD_MAX);

    for (unsigned j = 0; j <= b_len; j++)
        rows[0][j] = j;
    for (unsigned i = 1; i <= a_len; i++) {
        unsigned *now = rows[i % 3];
        const unsigned *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];

        now[0] = i;
        for (unsigned j = 1; j <= b_len; j++) {
            unsigned wrong = lower(a[i - 1]) != lower(b[j - 1]);

            now[j] = least(least(last[j], now[j - 1]) + 1, last[j - 1] + wrong);
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1]))
                now[j] = least(now[j], before[j - 2] + 1);
        }
    }
    return rows[a_len % 3][b_len];
}

void
wl_suggest_init(struct wl_suggest *suggest, const char *word)
{
    *suggest = (struct wl_suggest){word, NULL, UINT_MAX};
}

void
wl_suggest_offer(struct wl_suggest *suggest, const char *candidate)
{
    size_t len = strlen(suggest->word);
    unsigned distance;

    if (!candidate)
        return;
    distance = wl_suggest_distance(suggest->word, candidate);
    /* A beginning of three letters is a slip of nothing else, however much is missing. */
    if (len >= 3 && strncasecmp(suggest->word, candidate, len) == 0)
        distance = least(distance, 1);
    if (distance < suggest->distance) {
        suggest->best = candidate;
        suggest->distance = distance;
    }
}

const char *
wl_suggest_best(const struct wl_suggest *suggest)
{
    size_t len = strlen(suggest->word);
    unsigned allowed = len < 3 ? 0 : len < 6 ? 1 + (len > 3) : (unsigned)len / 3;

    return suggest->best && suggest->distance <= allowed ? suggest->best : NULL;
}
