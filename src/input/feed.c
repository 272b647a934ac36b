#include "input/feed.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define ZEROS_MAX 1024u

int
wl_feed_init(struct wl_feed *feed, struct wl_stream *under, size_t most)
{
    *feed = (struct wl_feed){.under = under, .most = most};
    feed->room = malloc(most + WL_FEED_BLOCK);
    if (!feed->room)
        return WL_ENOMEM;
    feed->block = feed->room + most;
    return 0;
}

void
wl_feed_done(struct wl_feed *feed)
{
    free(feed->room);
}

static void
keep(struct wl_feed *feed)
{
    size_t have = feed->kept + feed->len;

    feed->kept = have < feed->most ? have : feed->most;
    if (feed->kept > 0)
        memmove(feed->block - feed->kept, feed->block + feed->len - feed->kept, feed->kept);
    feed->len = 0;
}

static void
count_zeros(struct wl_feed *feed)
{
    size_t zeros = 0;

    while (zeros < feed->len && zeros < ZEROS_MAX && feed->block[feed->len - 1 - zeros] == '\0')
        zeros++;
    feed->zeros = zeros == feed->len ? feed->zeros + zeros : zeros;
}

ptrdiff_t
wl_feed_pull(struct wl_feed *feed)
{
    ptrdiff_t n;

    if (feed->rc < 0)
        return feed->rc;
    keep(feed);
    n = feed->under->ops->read(feed->under, feed->block, WL_FEED_BLOCK, &feed->error);
    if (n < 0) {
        feed->rc = (int)n;
        return n;
    }
    feed->len = (size_t)n;
    feed->at += (uint64_t)n;
    feed->ended = n == 0;
    if (n > 0)
        count_zeros(feed);
    return n;
}

int
wl_feed_seek(struct wl_feed *feed, uint64_t offset)
{
    if (feed->rc < 0)
        return feed->rc;
    feed->rc = feed->under->ops->seek(feed->under, offset, &feed->error);
    feed->at = offset;
    feed->kept = feed->len = feed->zeros = 0;
    feed->ended = false;
    return feed->rc;
}

int
wl_feed_find(struct wl_feed *feed, uint64_t from, const char signature[4], uint64_t *found)
{
    size_t most = feed->most;
    ptrdiff_t n;

    if (wl_feed_seek(feed, from) < 0)
        return feed->rc;
    feed->most = most < 3 ? most : 3; /* the part of it that a border may cut off */
    while ((n = wl_feed_pull(feed)) > 0) {
        const char *start = feed->block - feed->kept;
        const char *hit = memmem(start, feed->kept + feed->len, signature, 4);
        if (hit) {
            *found = feed->at - feed->len - feed->kept + (uint64_t)(hit - start);
            break;
        }
    }
    feed->most = most;
    if (n <= 0)
        return (int)n;
    return wl_feed_seek(feed, *found) < 0 ? feed->rc : 1;
}

int
wl_feed_end(struct wl_feed *feed)
{
    uint64_t size = feed->under->size;

    if (feed->under->ops->seek && wl_feed_seek(feed, size > feed->most ? size - feed->most : 0) < 0)
        return feed->rc;
    while (wl_feed_pull(feed) > 0)
        continue;
    return feed->rc;
}

int
wl_feed_cut_off(const struct wl_feed *feed, struct wl_error *err)
{
    return wl_error_set(err, WL_EIO, "cut off at byte %llu", (unsigned long long)feed->at);
}

/* One line of a library's words. */
static void
copy_words(char *out, size_t cap, const char *words)
{
    size_t i;

    for (i = 0; words[i] && words[i] != '\n' && i + 1 < cap; i++)
        out[i] = isprint((unsigned char)words[i]) ? words[i] : '?';
    out[i] = '\0';
}

int
wl_feed_blame(const struct wl_feed *feed, uint64_t place, const char *words, struct wl_error *err)
{
    char line[160];

    if (feed->rc < 0)
        return wl_error_set(err, feed->rc, "%s", feed->error.text);
    if (feed->ended)
        return wl_feed_cut_off(feed, err);
    copy_words(line, sizeof line, words ? words : "");
    return wl_error_set(err, WL_EIO, "damaged at byte %llu%s%s", (unsigned long long)place,
                        *line ? ": " : "", line);
}

int
wl_feed_rest(struct wl_feed *feed, uint64_t used, struct wl_error *err)
{
    size_t rest = (size_t)(feed->at - used);

    do {
        const char *end = feed->block + feed->len;
        if (rest > feed->kept + feed->len)
            rest = feed->kept + feed->len;
        for (; rest > 0; rest--)
            if (end[-(ptrdiff_t)rest] != '\0')
                return wl_error_set(err, WL_EIO, "damaged at byte %llu",
                                    (unsigned long long)(feed->at - rest));
        rest = WL_FEED_BLOCK;
    } while (wl_feed_pull(feed) > 0);
    return feed->rc < 0 ? wl_error_set(err, feed->rc, "%s", feed->error.text) : 0;
}
