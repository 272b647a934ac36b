/* Hashes stand for names: two names with one hash would only cost the later one a number. */
#include "input/names.h"

#include "base/error.h"

#include <stdlib.h>
#include <xxhash.h>

struct wl_name {
    uint64_t hash;  /* 0: free */
    uint64_t times; /* so far, which is where the search for a number begins */
};

void
wl_names_done(struct wl_names *names)
{
    free(names->slots);
    *names = (struct wl_names){0};
}

static struct wl_name *
find(const struct wl_names *names, uint64_t hash)
{
    size_t at = (size_t)hash & (names->cap - 1);

    while (names->slots[at].hash != 0 && names->slots[at].hash != hash)
        at = (at + 1) & (names->cap - 1);
    return names->slots + at;
}

static int
grow(struct wl_names *names)
{
    struct wl_names more = {.cap = names->cap ? names->cap * 2 : 64};

    more.slots = calloc(more.cap, sizeof *more.slots);
    if (!more.slots)
        return WL_ENOMEM;
    for (size_t i = 0; i < names->cap; i++)
        if (names->slots[i].hash != 0)
            *find(&more, names->slots[i].hash) = names->slots[i];
    more.count = names->count;
    free(names->slots);
    *names = more;
    return 0;
}

/* @return how often it was there before, or WL_ENOMEM */
static int64_t
count(struct wl_names *names, struct wl_span name)
{
    uint64_t hash = XXH3_64bits(name.ptr, name.len) | 1;
    struct wl_name *slot;

    if (names->count * 4 >= names->cap * 3 && grow(names) < 0)
        return WL_ENOMEM;
    slot = find(names, hash);
    names->count += slot->hash == 0;
    slot->hash = hash;
    return (int64_t)slot->times++;
}

int
wl_names_add(struct wl_names *names, struct wl_buf *text, size_t from)
{
    size_t end = text->len;
    int64_t before = count(names, (struct wl_span){text->ptr + from, end - from});

    while (before > 0 && !text->failed) {
        int64_t number = before + 1, again;
        text->len = end;
        wl_buf_addf(text, "#%lld", (long long)number);
        again = count(names, (struct wl_span){text->ptr + from, text->len - from});
        if (again <= 0)
            return (int)again;
        before++;
    }
    return before < 0 || text->failed ? WL_ENOMEM : 0;
}
