#include "base/distance.h"

#include "base/ascii.h"

static unsigned
least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static unsigned char
at(struct wl_span word, unsigned i)
{
    return (unsigned char)wl_ascii_lower((unsigned char)word.ptr[i]);
}

/* Three rows of the matrix are enough, since a swap looks back by two. */
unsigned
wl_distance(struct wl_span a, struct wl_span b)
{
    unsigned rows[3][WL_DISTANCE_MAX + 1];
    unsigned a_len = (unsigned)(a.len < WL_DISTANCE_MAX ? a.len : WL_DISTANCE_MAX);
    unsigned b_len = (unsigned)(b.len < WL_DISTANCE_MAX ? b.len : WL_DISTANCE_MAX);

    for (unsigned j = 0; j <= b_len; j++)
        rows[0][j] = j;
    for (unsigned i = 1; i <= a_len; i++) {
        unsigned *now = rows[i % 3];
        const unsigned *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];

        now[0] = i;
        for (unsigned j = 1; j <= b_len; j++) {
            unsigned wrong = at(a, i - 1) != at(b, j - 1);

            now[j] = least(least(last[j], now[j - 1]) + 1, last[j - 1] + wrong);
            if (i > 1 && j > 1 && at(a, i - 1) == at(b, j - 2) && at(a, i - 2) == at(b, j - 1))
                now[j] = least(now[j], before[j - 2] + 1);
        }
    }
    return rows[a_len % 3][b_len];
}
