#include "cli/suggest.h"

#include "base/distance.h"

#include <limits.h>
#include <strings.h>

static unsigned
least(unsigned a, unsigned b)
{
    return a < b ? a : b;
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
    distance = wl_distance(wl_span_of(suggest->word), wl_span_of(candidate));
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
